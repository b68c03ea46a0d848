import { countIn } from '../../domain/device-state.ts';
import { resetWorkflowId } from '../../domain/workflow-ids.ts';
import { guard } from '../activity-proxies.ts';
import { RunChild } from '../child.ts';
import type { DeviceResetInput } from './contract.ts';

/** Has the guard wipe what the gate approved, and ends when each device has enrolled anew or is parked. */
export async function deviceReset(input: DeviceResetInput): Promise<void> {
  const { tenant, run, wave } = input;
  const child = new RunChild(input);
  await child.work(
    { workflowId: resetWorkflowId(tenant, run, wave), kind: 'reset', wave },
    async () => {
      await child.attempt(() => guard.wipeDevices(input));
      await child.until(
        { wave, tracks: ['reset'] },
        (counts) => countIn(counts, ['wipe-approved', 'wipe-issued', 'wiped']) === 0,
      );
    },
  );
}
