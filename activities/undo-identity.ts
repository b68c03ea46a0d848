import { canonicalHash } from '../domain/canonical-json.ts';
import type { AutopilotIdentity } from '../domain/inventory.ts';
import type { GraphPort } from '../ports/graph/port.ts';
import type { DeviceRow } from '../ports/ledger/port.ts';
import { effectKey, isUnanswered, performEffect, type EffectDeps } from './effect.ts';
import { notReady } from './failure-mapping.ts';
import type { EffectInput } from './inputs.ts';
import { isRefusal } from './refused-device.ts';

export interface UndoIdentityDeps extends EffectDeps {
  readonly graph: GraphPort;
}

/** How long a registration that was reported complete may take to show; until then "not found" proves nothing. */
const unseenVendorMs = 3_600_000;

/** Takes one registration back. False where it must be left to people. */
export async function takeBack(
  deps: UndoIdentityDeps,
  input: EffectInput,
  row: DeviceRow,
): Promise<boolean> {
  const identityId = row.autopilotIdentityId;
  if (identityId === undefined) return true;
  if (row.identityIsOurs === true) return deleteIdentity(deps, input, row, identityId);
  // Imported by us, but the import row that would prove it was cleaned up by somebody.
  if (row.identityIsOurs === undefined && row.importedId !== undefined) return false;
  await restoreIdentity(deps, input, row, identityId);
  return true;
}

async function deleteIdentity(
  deps: UndoIdentityDeps,
  input: EffectInput,
  row: DeviceRow,
  identityId: string,
): Promise<boolean> {
  const identity = await deps.graph.findAutopilotIdentity(identityId);
  if (identity === undefined && !(await wasSeen(deps, input, row))) return waitToBeSeen(deps, row);
  if (identity !== undefined && (await isEnrolled(deps, row, identity))) return false;
  const isGone = async (): Promise<string | undefined> =>
    (await deps.graph.findAutopilotIdentity(identityId)) === undefined ? identityId : undefined;
  try {
    await undoEffect(deps, input, row, {
      step: deleteStep,
      target: identityId,
      readBack: isGone,
      send: () => deps.graph.deleteAutopilotIdentity(identityId),
    });
  } catch (error) {
    // The vendor will not have it: the registration of a device in use can only be ended by people.
    if (isRefusal(error)) return false;
    throw error;
  }
  if ((await isGone()) === undefined) throw notReady('a registration taken back still shows');
  return true;
}

const deleteStep = 'undo/autopilot-import';

/** The registration showed once: the device was anchored by it, or we began to delete it. */
async function wasSeen(
  deps: UndoIdentityDeps,
  input: EffectInput,
  row: DeviceRow,
): Promise<boolean> {
  // Not by its Entra object: a reused PC has one since long before it was registered.
  const wasIn = row.state === 'needs-attention' ? row.parkedFrom : row.state;
  if (wasIn !== 'imported') return true;
  const key = effectKey(input.run, row.deviceKey, deleteStep);
  return (await deps.ledger.findEntry(input, key)) !== undefined;
}

function waitToBeSeen(deps: UndoIdentityDeps, row: DeviceRow): false {
  const waitedMs = (Date.now() - Date.parse(row.updatedAt)) * deps.timeFactor;
  if (waitedMs < unseenVendorMs) throw notReady('a new registration does not show yet');
  return false;
}

/** Asking to delete the registration of an enrolled device is against the rules, so it is not even asked. */
async function isEnrolled(
  deps: UndoIdentityDeps,
  row: DeviceRow,
  identity: AutopilotIdentity,
): Promise<boolean> {
  for (const id of new Set([identity.managedDeviceId, row.managedDeviceId])) {
    if (id !== undefined && (await deps.graph.findManagedDevice(id)) !== undefined) return true;
  }
  return false;
}

/** Gives tag and user back, but only where our own journal says that we changed them. */
async function restoreIdentity(
  deps: UndoIdentityDeps,
  input: EffectInput,
  row: DeviceRow,
  identityId: string,
): Promise<void> {
  const { graph } = deps;
  const find = async (): Promise<AutopilotIdentity | undefined> =>
    graph.findAutopilotIdentity(identityId);
  if ((await find()) === undefined) return;
  const groupTag = row.previousGroupTag ?? '';
  const hasTag = async (): Promise<boolean> => ((await find())?.groupTag ?? '') === groupTag;
  const isOpen = (step: string): Promise<boolean> =>
    isUnanswered(deps.ledger, input, effectKey(input.run, row.deviceKey, step));
  const isTagBack = async (): Promise<boolean> =>
    (await hasTag()) && !(await isOpen('undo/autopilot-tag'));
  if ((await wasChanged(deps, input, row, 'autopilot/tag')) && !(await isTagBack())) {
    await undoEffect(deps, input, row, {
      step: 'undo/autopilot-tag',
      target: identityId,
      readBack: async () => ((await hasTag()) ? 'restored' : undefined),
      send: () => graph.updateAutopilotIdentity(identityId, { groupTag }),
    });
  }
  const user = row.previousAssignedUser ?? '';
  const hasUser = async (): Promise<boolean> => ((await find())?.assignedUser ?? '') === user;
  const isUserBack = async (): Promise<boolean> =>
    (await hasUser()) && !(await isOpen('undo/autopilot-user'));
  if (!(await wasChanged(deps, input, row, 'autopilot/user')) || (await isUserBack())) return;
  await undoEffect(deps, input, row, {
    step: 'undo/autopilot-user',
    target: identityId,
    readBack: async () => ((await hasUser()) ? 'restored' : undefined),
    send: () =>
      user === ''
        ? graph.unassignUserFromAutopilotIdentity(identityId)
        : graph.assignUserToAutopilotIdentity(identityId, user),
  });
}

async function wasChanged(
  deps: UndoIdentityDeps,
  input: EffectInput,
  row: DeviceRow,
  step: string,
): Promise<boolean> {
  const entry = await deps.ledger.findEntry(input, effectKey(input.run, row.deviceKey, step));
  return entry !== undefined && entry.state !== 'intended' && entry.outcome !== 'refused';
}

async function undoEffect(
  deps: UndoIdentityDeps,
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
