import { condition, setHandler, sleep } from '@temporalio/workflow';
import { wallMs } from '../../domain/vendor-time.ts';
import { duplicatesWorkflowId } from '../../domain/workflow-ids.ts';
import { guard, ledger } from '../activity-proxies.ts';
import { RunChild } from '../child.ts';
import { gateDecidedSignal, type DuplicateCleanupInput, type GateDecided } from './contract.ts';

/** disable → rest → gate (asked by the run) → delete, or enable again; then the wave's devices may go on. */
export async function duplicateCleanup(input: DuplicateCleanupInput): Promise<void> {
  const { tenant, run, wave } = input;
  const child = new RunChild(input);
  const decided: GateDecided[] = [];
  setHandler(gateDecidedSignal, (decision: GateDecided | null | undefined) => {
    if (decision?.gate !== undefined) decided.push(decision);
  });
  const workflowId = duplicatesWorkflowId(tenant, run, wave);
  await child.work({ workflowId, kind: 'duplicates', wave }, async () => {
    const disabled = await child.attempt(() => guard.disableDuplicates(input));
    if (disabled.done > 0)
      await sleep(wallMs(input.graceMs, input.timeFactor), { summary: 'disabled duplicates rest' });
    await child.report({ workflowId, kind: 'duplicates-ready', wave, ready: disabled.done });
    if (disabled.done > 0) {
      // The run holds the gate and its deadline; this wait ends with the run's word or its abort.
      await condition(() => decided.length > 0);
      const [decision] = decided;
      if (decision?.verdict === 'approved')
        await child.attempt(() => guard.deleteDuplicates({ ...input, gate: decision.gate }));
      else await leaveAlone(child, input);
    }
    await ledger.clearAfterDuplicates({ tenant, run, wave });
  });
}

async function leaveAlone(child: RunChild, input: DuplicateCleanupInput): Promise<void> {
  await child.attempt(() => guard.enableDuplicates({ ...input, step: 'duplicate/enable' }));
  await ledger.refuseDuplicates(input);
}
