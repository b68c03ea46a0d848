import { canonicalHash } from '../domain/canonical-json.ts';
import { mayRollBackFrom, type DeviceState } from '../domain/device-state.ts';
import { GraphError } from '../ports/graph/errors.ts';
import type { GraphPort } from '../ports/graph/port.ts';
import type { DeviceMove, DeviceRow, JournalEntry, JournalOutcome } from '../ports/ledger/port.ts';
import { settleImports } from './autopilot-import.ts';
import { effectKey, performEffect, wipeStep, type EffectDeps } from './effect.ts';
import { notReady } from './failure-mapping.ts';
import type { EffectInput } from './inputs.ts';
import { allDevices } from './planning.ts';

export interface UndoRegistrationDeps extends EffectDeps {
  readonly graph: GraphPort;
}

/** Nothing in the tenant is about these devices yet. */
const untouched: readonly DeviceState[] = ['accepted', 'planned', 'cleared', 'importing'];
/** Takes back every registration of devices that have not passed their own point of no return. */
export function createUndoRegistrationActivities(deps: UndoRegistrationDeps) {
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
      await deps.ledger.moveDevices(input, moves);
      const left = moves.filter(({ to }) => to === 'needs-attention').length;
      return { rolledBack: moves.length - left, left };
    },
  };
}

/** Wipes that were sent, or may have been: their devices have passed the point of no return. */
async function wipesOf(
  deps: UndoRegistrationDeps,
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
  deps: UndoRegistrationDeps,
  input: EffectInput,
  row: DeviceRow,
): Promise<DeviceMove | undefined> {
  const { deviceKey, state } = row;
  const rolledBack: DeviceMove = { deviceKey, from: state, to: 'rolled-back' };
  if (untouched.includes(state)) return rolledBack;
  const wasIn = state === 'needs-attention' ? row.parkedFrom : state;
  if (wasIn === undefined) return undefined;
  // Parked while the service still worked on it: a registration may yet come of it.
  if (wasIn === 'importing' && row.vendorReason === undefined) return undefined;
  if (untouched.includes(wasIn)) return rolledBack;
  if (!mayRollBackFrom(wasIn)) return undefined;
  if (await takeBack(deps, input, row)) return rolledBack;
  return state === 'needs-attention'
    ? undefined
    : { deviceKey, from: state, to: 'needs-attention', code: 'UndoIncomplete' };
}

/** False where the vendor will not have it: the registration of a device that is enrolled can only be ended by people. */
async function takeBack(
  deps: UndoRegistrationDeps,
  input: EffectInput,
  row: DeviceRow,
): Promise<boolean> {
  const identityId = row.autopilotIdentityId;
  if (identityId === undefined) return true;
  if (row.identityIsOurs !== true) {
    await restoreIdentity(deps, input, row, identityId);
    return true;
  }
  const isGone = async (): Promise<string | undefined> =>
    (await deps.graph.findAutopilotIdentity(identityId)) === undefined ? identityId : undefined;
  try {
    await undoEffect(deps, input, row, {
      step: 'undo/autopilot-import',
      target: identityId,
      readBack: isGone,
      send: () => deps.graph.deleteAutopilotIdentity(identityId),
    });
  } catch (error) {
    if (error instanceof GraphError && (error.kind === 'refused' || error.kind === 'conflict'))
      return false;
    throw error;
  }
  if ((await isGone()) === undefined) throw notReady('a registration taken back still shows');
  return true;
}

async function restoreIdentity(
  deps: UndoRegistrationDeps,
  input: EffectInput,
  row: DeviceRow,
  identityId: string,
): Promise<void> {
  const groupTag = row.previousGroupTag ?? '';
  const find = async () => deps.graph.findAutopilotIdentity(identityId);
  const there = await find();
  if (there === undefined) return;
  if ((there.groupTag ?? '') !== groupTag) {
    await undoEffect(deps, input, row, {
      step: 'undo/autopilot-tag',
      target: identityId,
      readBack: async () =>
        ((await find())?.groupTag ?? '') === groupTag ? 'restored' : undefined,
      send: () => deps.graph.updateAutopilotIdentity(identityId, { groupTag }),
    });
  }
  const user = row.previousAssignedUser ?? '';
  if ((there.assignedUser ?? '') === user) return;
  await undoEffect(deps, input, row, {
    step: 'undo/autopilot-user',
    target: identityId,
    readBack: async () => (((await find())?.assignedUser ?? '') === user ? 'restored' : undefined),
    send: () =>
      user === ''
        ? deps.graph.unassignUserFromAutopilotIdentity(identityId)
        : deps.graph.assignUserToAutopilotIdentity(identityId, user),
  });
}

async function undoEffect(
  deps: UndoRegistrationDeps,
  input: EffectInput,
  row: DeviceRow,
  undo: {
    step: string;
    target: string;
    readBack: () => Promise<string | undefined>;
    send: () => Promise<void>;
  },
): Promise<void> {
  await performEffect(deps, {
    key: input,
    intent: {
      key: effectKey(input.run, row.deviceKey, undo.step),
      step: undo.step,
      deviceKey: row.deviceKey,
      target: undo.target,
      bodyHash: canonicalHash(undo.target),
      before: null,
      epoch: input.epoch,
    },
    repeatable: true,
    readBack: undo.readBack,
    send: async () => {
      await undo.send();
      return undo.target;
    },
  });
}
