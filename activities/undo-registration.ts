import { mayRollBackFrom, type DeviceState } from '../domain/device-state.ts';
import type { DeviceMove, DeviceRow, JournalEntry, JournalOutcome } from '../ports/ledger/port.ts';
import { settleImports } from './autopilot-import.ts';
import { wipeStep } from './effect.ts';
import { notReady } from './failure-mapping.ts';
import type { EffectInput } from './inputs.ts';
import { allDevices } from './planning.ts';
import { takeBack, type UndoIdentityDeps } from './undo-identity.ts';

/** Nothing in the tenant is about these devices yet. */
const untouched: readonly DeviceState[] = ['accepted', 'planned', 'cleared', 'importing'];

/** Takes back every registration of devices that have not passed their own point of no return. */
export function createUndoRegistrationActivities(deps: UndoIdentityDeps) {
  return {
    async undoRegistrations(input: EffectInput): Promise<{ rolledBack: number; left: number }> {
      const rows = await allDevices(deps.ledger, input, {});
      const unsent = await settleImports(deps, input, rows);
      // An import under way ends by itself; taking it back before would race with the service.
      if (rows.some((row) => row.state === 'importing' && !unsent.has(row.deviceKey)))
        throw notReady('imports are still being answered');
      const wipes = await wipesOf(deps, input);
      const moves: DeviceMove[] = [];
      for (const row of rows) {
        const wipe = wipes.get(row.deviceKey);
        const move = wipe === undefined ? await undoDevice(deps, input, row) : afterWipe(row, wipe);
        if (move !== undefined) moves.push(move);
      }
      const moved = await deps.ledger.moveDevices(input, moves);
      // The watcher goes on meanwhile: a device it moved is looked at again, where it is now.
      if (moved.length < moves.length) throw notReady('devices moved while they were undone');
      const left = moves.filter(({ to }) => to === 'needs-attention').length;
      return { rolledBack: moves.length - left, left };
    },
  };
}

/** Wipes that were sent, or may have been: their devices have passed the point of no return. */
async function wipesOf(
  deps: UndoIdentityDeps,
  input: EffectInput,
): Promise<ReadonlyMap<string, JournalEntry>> {
  const entries = await deps.ledger.listEntries(input, [wipeStep]);
  const sent = entries.filter(({ state, outcome }) => state === 'sending' || isSent(outcome));
  return new Map(sent.map((entry) => [entry.deviceKey ?? '', entry]));
}

function isSent(outcome: JournalOutcome | undefined): boolean {
  return outcome === 'done' || outcome === 'adopted' || outcome === 'unknown';
}

/** The wipe was journalled, but the process died before the device moved on. */
function afterWipe(row: DeviceRow, wipe: JournalEntry): DeviceMove | undefined {
  if (row.state !== 'wipe-approved') return undefined;
  const { deviceKey, state } = row;
  return wipe.outcome === 'done' || wipe.outcome === 'adopted'
    ? { deviceKey, from: state, to: 'wipe-issued' }
    : { deviceKey, from: state, to: 'needs-attention', code: 'WipeUnknown' };
}

async function undoDevice(
  deps: UndoIdentityDeps,
  input: EffectInput,
  row: DeviceRow,
): Promise<DeviceMove | undefined> {
  const { deviceKey, state } = row;
  const rolledBack: DeviceMove = { deviceKey, from: state, to: 'rolled-back' };
  const isPlain = row.autopilotIdentityId === undefined;
  if (untouched.includes(state) && isPlain) return rolledBack;
  const wasIn = state === 'needs-attention' ? row.parkedFrom : state;
  if (wasIn === undefined) return undefined;
  // Parked while the service still worked on it: a registration may yet come of it.
  if (wasIn === 'importing' && row.vendorReason === undefined) return undefined;
  if (untouched.includes(wasIn) && isPlain) return rolledBack;
  if (!mayRollBackFrom(wasIn)) return undefined;
  if (await takeBack(deps, input, row)) return rolledBack;
  return state === 'needs-attention'
    ? undefined
    : { deviceKey, from: state, to: 'needs-attention', code: 'UndoIncomplete' };
}
