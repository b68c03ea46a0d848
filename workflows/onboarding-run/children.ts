import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { taskQueues } from '../../domain/task-queues.ts';
import {
  duplicatesWorkflowId,
  resetWorkflowId,
  shardWorkflowId,
} from '../../domain/workflow-ids.ts';
import { deviceResetType, type DeviceResetInput } from '../device-reset/contract.ts';
import {
  duplicateCleanupType,
  gateDecidedSignal,
  type DuplicateCleanupInput,
} from '../duplicate-cleanup/contract.ts';
import {
  registrationShardType,
  type RegistrationShardInput,
} from '../registration-shard/contract.ts';
import { ledger } from '../activity-proxies.ts';
import { searchAttributes } from '../search-attributes.ts';
import { runCommandSignal, type RunCommand } from './contract.ts';
import type { RunState } from './state.ts';

/** Shards open at once; more would only queue behind the same vendor limits. */
const openShardsMax = 20;

/** A child that reported its end closes within milliseconds; until then its id is taken. */
const closingMs = 200;
const closingLooksMax = 50;

/** A workflow task that no worker answers is handed to another after this long: a killed worker is replaced soon. */
const workflowTaskTimeout = '5 seconds';

export interface Child {
  readonly type: string;
  readonly workflowId: string;
  readonly summary: string;
  readonly input: RegistrationShardInput | DuplicateCleanupInput | DeviceResetInput;
}

/** Starts a child under its derived id, or adopts the one that runs under it already. It outlives the run and reports by signal. */
async function adoptChild(state: RunState, child: Child): Promise<void> {
  const { workflowId } = child;
  if (isOpen(state, workflowId)) return;
  // One that ended before reports no second time: its id must be free before another runs under it.
  const looksMax = state.children.has(workflowId) ? closingLooksMax : 0;
  state.children.set(workflowId, undefined);
  try {
    for (let look = 0; !(await started(state, child)) && look < looksMax; look += 1)
      await sleep(closingMs, { summary: 'the former child closes' });
  } catch (error) {
    // Cancelled before it began: nobody will ever report its end.
    if (isCancellation(error)) state.children.delete(workflowId);
    throw error;
  }
}

/** False when a child runs under this id already. */
async function started(state: RunState, child: Child): Promise<boolean> {
  const { run, tenant } = state.input;
  try {
    await startChild(child.type, {
      workflowId: child.workflowId,
      args: [child.input],
      taskQueue: taskQueues.gangway,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowTaskTimeout,
      staticSummary: child.summary,
      typedSearchAttributes: [
        { key: searchAttributes.run, value: run },
        { key: searchAttributes.tenant, value: tenant },
      ],
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

function isOpen(state: RunState, workflowId: string): boolean {
  return state.children.has(workflowId) && state.children.get(workflowId) === undefined;
}

/** How often a silent child is asked for: it may have been terminated, and then nobody will ever report its end. */
const silenceMs = 600_000;

/**
 * Waits for the child's own word. One that vanished without it parks the run, and is started again on a retry;
 * `tellAgain` says to the new one what the former had heard.
 */
async function untilSaid(
  state: RunState,
  child: Child,
  isSaid: () => boolean,
  tellAgain: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { workflowId } = child;
  for (;;) {
    if (await condition(isSaid, silenceMs)) return;
    const { isOpen: isRunning } = await ledger.readWorkflow({ workflowId });
    if (isRunning || isSaid()) continue;
    await state.park(`${workflowId} ended without a word`);
    state.children.delete(workflowId);
    await adoptChild(state, child);
    await tellAgain();
  }
}

function isDone(state: RunState, { workflowId }: Child): boolean {
  return state.children.get(workflowId) !== undefined;
}

async function untilDone(state: RunState, child: Child): Promise<void> {
  await untilSaid(state, child, () => isDone(state, child));
}

/** All shards of a wave, a bounded number at a time. */
export async function runShards(state: RunState, wave: number, shards: number): Promise<void> {
  const { tenant, run, timeFactor } = state.input;
  const { epoch } = state;
  const children = Array.from({ length: shards }, (_, index): Child => {
    const shard = index + 1;
    const input: RegistrationShardInput = { tenant, run, wave, shard, epoch, timeFactor };
    const workflowId = shardWorkflowId(tenant, run, wave, shard);
    const summary = `Wave ${wave}, shard ${shard} of ${shards}`;
    return { type: registrationShardType, workflowId, summary, input };
  });
  for (const child of children) {
    const open = (): number =>
      children.filter(({ workflowId }) => isOpen(state, workflowId)).length;
    await condition(() => open() < openShardsMax);
    await adoptChild(state, child);
  }
  for (const child of children) await untilDone(state, child);
}

export async function startCleanup(state: RunState, wave: number): Promise<Child> {
  const { tenant, run, timeFactor, duplicateGraceMs } = state.input;
  const workflowId = duplicatesWorkflowId(tenant, run, wave);
  const input: DuplicateCleanupInput = {
    tenant,
    run,
    wave,
    epoch: state.epoch,
    timeFactor,
    graceMs: duplicateGraceMs,
  };
  const summary = `Wave ${wave}, duplicates`;
  const child: Child = { type: duplicateCleanupType, workflowId, summary, input };
  await adoptChild(state, child);
  return child;
}

/** How many disabled duplicates have rested and wait for their gate. */
export async function cleanupReady(state: RunState, child: Child, wave: number): Promise<number> {
  await untilSaid(state, child, () => state.duplicatesReady.has(wave) || isDone(state, child));
  return state.duplicatesReady.get(wave) ?? 0;
}

export async function finishCleanup(
  state: RunState,
  child: Child,
  decided: { gate: string; verdict: 'approved' | 'rejected' } | undefined,
): Promise<void> {
  const tellDecision = async (): Promise<void> => {
    if (decided === undefined) return;
    const handle = getExternalWorkflowHandle(child.workflowId);
    await tell(() => handle.signal(gateDecidedSignal, decided));
  };
  await tellDecision();
  await untilSaid(state, child, () => isDone(state, child), tellDecision);
}

export async function runReset(state: RunState, wave: number, gate: string): Promise<void> {
  const { tenant, run, timeFactor } = state.input;
  const workflowId = resetWorkflowId(tenant, run, wave);
  const input: DeviceResetInput = { tenant, run, wave, epoch: state.epoch, timeFactor, gate };
  const summary = `Wave ${wave}, wipe and reset`;
  const child: Child = { type: deviceResetType, workflowId, summary, input };
  await adoptChild(state, child);
  await untilDone(state, child);
}

export function openChildren(state: RunState): readonly string[] {
  return [...state.children]
    .filter(([, done]) => done === undefined)
    .map(([workflowId]) => workflowId);
}

export async function signalChildren(state: RunState, command: RunCommand): Promise<void> {
  for (const workflowId of openChildren(state))
    await tell(() => getExternalWorkflowHandle(workflowId).signal(runCommandSignal, command));
}

export async function cancelChildren(state: RunState): Promise<void> {
  for (const workflowId of openChildren(state))
    await tell(() => getExternalWorkflowHandle(workflowId).cancel());
}

/** A child that has ended cannot be told anything, and need not. */
async function tell(say: () => Promise<void>): Promise<void> {
  try {
    await say();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}
