import { isEndState } from '../domain/device-state.ts';
import type { DeviceMove, LedgerPort } from '../ports/ledger/port.ts';
import { move } from './device-moves.ts';
import type { RunInput } from './inputs.ts';
import { allDevices } from './planning.ts';

/** Moves that end what a run no longer goes on with: no device may be left without an end or an owner. */
export function createDeviceEndingActivities(ledger: LedgerPort) {
  return {
    /** The approvers stopped the run after this wave: what was planned for later is left out. */
    async skipWavesAfter(input: RunInput & { wave: number }): Promise<void> {
      const rows = await allDevices(ledger, input, { states: ['planned'] });
      const later = rows.filter((row) => row.wave > input.wave);
      await ledger.moveDevices(
        input,
        later.map((row) => move(row, 'skipped')),
      );
    },
    /** The approvers said no before anything was done: every device leaves the run. */
    async skipAll(input: RunInput): Promise<void> {
      const rows = await allDevices(ledger, input, { states: ['accepted', 'planned'] });
      await ledger.moveDevices(
        input,
        rows.map((row) => move(row, 'skipped')),
      );
    },
    /** At the end of an undo each device has an end or an owner: what had gone too far is shown to people. */
    async parkLeftovers(input: RunInput): Promise<{ parked: number }> {
      const rows = await allDevices(ledger, input, {});
      const left = rows.filter(({ state }) => !isEndState(state) && state !== 'needs-attention');
      const moves = left.map((row): DeviceMove => ({
        ...move(row, 'needs-attention'),
        code: 'LeftByAbort',
      }));
      return { parked: (await ledger.moveDevices(input, moves)).length };
    },
  };
}
