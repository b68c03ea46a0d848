import type { DeviceState } from '../domain/device-state.ts';
import type { FailureCode } from '../domain/failures.ts';
import type { DeviceMove, DeviceRow, LedgerPort } from '../ports/ledger/port.ts';
import type { RunInput } from './inputs.ts';
import { allDevices } from './planning.ts';

/** Which devices a person's word is about. */
export type Scope =
  { readonly deviceKey: string } | { readonly errorCode: string } | { readonly wave: number };

/** Moves that people and gates decide. Ledger only; each may run twice. */
export function createDeviceMoveActivities(ledger: LedgerPort) {
  return {
    /** An uploaded list says these were handed over; only devices that are ready to ship are. */
    async applyDelivery(input: RunInput & { uploadId: string }): Promise<{ delivered: number }> {
      // A run that is being undone takes registrations back: nothing may be handed over under it.
      const { state } = await ledger.readFence(input);
      if (state === 'undoing' || state === 'stopped') return { delivered: 0 };
      const listed = new Set(await ledger.readDelivery(input, input.uploadId));
      const ready = await allDevices(ledger, input, { states: ['ready-to-ship'] });
      const moves = ready
        .filter((row) => listed.has(row.deviceKey))
        .map((row) => move(row, 'delivered'));
      return { delivered: (await ledger.moveDevices(input, moves)).length };
    },
    async approveWipes(
      input: RunInput & { wave: number; gate: string },
    ): Promise<{ approved: number }> {
      const leaves = await ledger.listGateLeaves(input, input.gate);
      const moves = leaves.map(({ deviceKey }): DeviceMove => ({
        deviceKey,
        from: 'profile-assigned',
        to: 'wipe-approved',
      }));
      return { approved: (await ledger.moveDevices(input, moves)).length };
    },
    async parkWave(
      input: RunInput & { wave: number; from: DeviceState; code: FailureCode },
    ): Promise<void> {
      const rows = await allDevices(ledger, input, {
        wave: input.wave,
        tracks: ['reset'],
        states: [input.from],
      });
      await ledger.moveDevices(
        input,
        rows.map((row) => ({ ...move(row, 'needs-attention'), code: input.code })),
      );
    },
    async resolveDevices(
      input: RunInput & { scope: Scope; action: 'retry' | 'skip' },
    ): Promise<{ devices: number }> {
      const parked = await allDevices(ledger, input, { states: ['needs-attention'] });
      const meant = parked.filter(
        (row) => isMeant(row, input.scope) && (input.action === 'skip' || mayRetry(row)),
      );
      const moves = meant.map((row) =>
        move(row, input.action === 'skip' ? 'skipped' : (row.parkedFrom ?? 'skipped')),
      );
      return { devices: (await ledger.moveDevices(input, moves)).length };
    },
  };
}

/** From wherever the device is. */
export function move(row: DeviceRow, to: DeviceState): DeviceMove {
  return { deviceKey: row.deviceKey, from: row.state, to };
}

/** A wipe is never tried again on the old approval: what its gate left over is skipped, or planned anew. */
function mayRetry(row: DeviceRow): boolean {
  return row.parkedFrom !== 'wipe-approved';
}

function isMeant(row: DeviceRow, scope: Scope): boolean {
  if ('deviceKey' in scope) return row.deviceKey === scope.deviceKey;
  return 'wave' in scope ? row.wave === scope.wave : row.code === scope.errorCode;
}
