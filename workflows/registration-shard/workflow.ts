import { countIn, type DeviceState } from '../../domain/device-state.ts';
import { shardWorkflowId } from '../../domain/workflow-ids.ts';
import { graph } from '../activity-proxies.ts';
import { RunChild } from '../child.ts';
import type { RegistrationShardInput } from './contract.ts';

/** States in which a device is still this shard's business. */
const pending: readonly DeviceState[] = [
  'planned',
  'cleared',
  'importing',
  'imported',
  'anchored',
  'grouped',
];

/** Registers what is cleared, as it becomes clear, and ends when the watcher has brought the last device to its profile. */
export async function registrationShard(input: RegistrationShardInput): Promise<void> {
  const { tenant, run, wave, shard } = input;
  const child = new RunChild(input);
  const filter = { wave, shard };
  await child.work(
    { workflowId: shardWorkflowId(tenant, run, wave, shard), kind: 'shard', wave },
    async () => {
      for (;;) {
        const counts = await child.until(
          filter,
          (now) => (now.cleared ?? 0) > 0 || countIn(now, pending) === 0,
        );
        if (countIn(counts, pending) === 0) return;
        await child.attempt(() => graph.reconcileIdentities(input));
        await child.attempt(() => graph.importDevices(input));
      }
    },
  );
}
