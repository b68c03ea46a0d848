import type { DeviceFilter, Fence, FenceState, LedgerPort } from '../ports/ledger/port.ts';
import type { StateCounts } from '../domain/device-state.ts';
import type { RunInput } from './inputs.ts';
import { allDevices } from './planning.ts';

/** What a run writes down about itself. Ledger only; each is idempotent. */
export function createRunRecordActivities(ledger: LedgerPort) {
  return {
    async recordPhase(input: RunInput & { phase: string; waitingOn: string }): Promise<void> {
      await ledger.setPhase(input, input.phase, input.waitingOn);
    },
    async recordEnd(input: RunInput & { outcome: string }): Promise<void> {
      await ledger.endRun(input, input.outcome);
      // What no registration used up must not outlive the run.
      const devices = await allDevices(ledger, input, {});
      await ledger.purgeHardwareHashes(
        input,
        devices.map(({ deviceKey }) => deviceKey),
      );
      await ledger.setFence(input, 'stopped');
      await ledger.appendAudit(input, {
        actor: 'gangway',
        act: 'run-ended',
        subject: input.run,
        detail: input.outcome,
      });
    },
    async recordFence(input: RunInput & { state: FenceState }): Promise<Fence> {
      const fence = await ledger.setFence(input, input.state);
      const detail = { state: fence.state, epoch: fence.epoch };
      await ledger.appendAudit(input, {
        actor: 'gangway',
        act: `fence-${input.state}`,
        subject: input.run,
        detail,
      });
      return fence;
    },
    async readCounts(input: RunInput & { filter?: DeviceFilter }): Promise<StateCounts> {
      return ledger.countDevices(input, input.filter);
    },
    async readSending(input: RunInput & { beforeEpoch: number }): Promise<number> {
      return ledger.countSending(input, input.beforeEpoch);
    },
  };
}
