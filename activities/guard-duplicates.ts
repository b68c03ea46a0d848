import type { GateLeaf, GuardedAction } from '../domain/approval.ts';
import { canonicalHash, type Json } from '../domain/canonical-json.ts';
import { durationMs } from '../domain/duration.ts';
import type { GuardEvidence } from '../domain/guard-verdict.ts';
import type { AutopilotIdentity, EntraDevice, ManagedDevice } from '../domain/inventory.ts';
import {
  neverDelete,
  neverDisable,
  type LiveDuplicate,
  type NeverReason,
  type PlannedDuplicate,
} from '../domain/never-rules.ts';
import type { PlanItem } from '../domain/plan-item.ts';
import type { JournalEntry, JournalIntent } from '../ports/ledger/port.ts';
import { effectKey, performEffect, type Effect } from './effect.ts';
import { failure, notReady } from './failure-mapping.ts';
import { gatherEvidence, recordRefusal, whyNot, type GuardDeps } from './guard-evidence.ts';
import { enableDuplicate, enableStep } from './guard-undo.ts';
import type { WaveInput } from './inputs.ts';

/** What became of one wave's duplicates. */
export interface DuplicatesAnswer {
  readonly done: number;
  readonly refused: number;
}

/** The directory's lists, read once for many items; each item is read live besides. */
interface Lists {
  readonly identities: readonly AutopilotIdentity[];
  readonly managed: readonly ManagedDevice[];
}

/** What was there before a disable; an object that was disabled already is not ours to enable again. */
export interface BeforeDisable {
  readonly accountEnabled: boolean;
}

interface Call {
  readonly deps: GuardDeps;
  readonly input: WaveInput & { gate: string };
  readonly evidence: GuardEvidence;
  readonly lists: Lists;
  readonly leaf: GateLeaf;
  readonly objectId: string;
  readonly item: PlanItem;
  /** From the spec under the approved plan, in vendor time: nobody can shorten it on the way. */
  readonly graceMs: number;
}

export function createGuardDuplicateActivities(deps: GuardDeps) {
  return {
    async disableDuplicates(input: WaveInput): Promise<DuplicatesAnswer> {
      return eachDuplicate(deps, { ...input, gate: 'plan' }, disableOne);
    },
    /** Fails "not ready" while an object still rests or still shows; what is decided already is not done again. */
    async deleteDuplicates(input: WaveInput & { gate: string }): Promise<DuplicatesAnswer> {
      return eachDuplicate(deps, input, deleteOne);
    },
  };
}

async function eachDuplicate(
  deps: GuardDeps,
  input: WaveInput & { gate: string },
  act: (call: Call) => Promise<'done' | 'refused'>,
): Promise<DuplicatesAnswer> {
  const { evidence, items, spec } = await gatherEvidence(deps, input, input.gate);
  const graceMs = durationMs(spec.duplicateGrace);
  if (graceMs === undefined) throw failure('GuardRefused', 'the grace of the spec is no duration');
  const ofWave = items.filter((item) => item.wave === input.wave && item.duplicates.length > 0);
  const byKey = new Map(ofWave.map((item) => [item.deviceKey, item]));
  const lists: Lists = {
    identities: (await deps.graph.listAutopilotIdentities()).rows,
    managed: (await deps.graph.listManagedDevices()).rows,
  };
  const counts = { done: 0, refused: 0 };
  for (const leaf of evidence.leaves) {
    const item = byKey.get(leaf.deviceKey);
    if (item === undefined) continue;
    const objectId = leaf.entraObjectId ?? '';
    counts[await act({ deps, input, evidence, lists, leaf, objectId, item, graceMs })] += 1;
  }
  return counts;
}

async function disableOne(call: Call): Promise<'done' | 'refused'> {
  const { deps, objectId } = call;
  const live = await readLive(call);
  const before: BeforeDisable = { accountEnabled: live?.device.accountEnabled ?? false };
  await escrow(call, live?.device);
  return perform(call, 'disable', {
    intent: intentOf(call, 'duplicate/disable', before),
    refusal: () => whyNotDisable(call),
    // The result is the vendor's time at which the object was surely disabled: grace runs from there.
    readBack: async () => {
      const found = await deps.graph.findEntraDevice(objectId);
      return found?.device.accountEnabled === false ? found.vendorNow : undefined;
    },
    send: async () => {
      await deps.graph.setEntraDeviceEnabled(objectId, false);
      const found = await deps.graph.findEntraDevice(objectId);
      if (found === undefined) throw failure('ObjectMissing', `Entra device ${objectId}`);
      return found.vendorNow;
    },
  });
}

async function deleteOne(call: Call): Promise<'done' | 'refused'> {
  const { deps, objectId } = call;
  const end = await perform(call, 'delete', {
    intent: intentOf(call, 'duplicate/delete', null),
    refusal: () => whyNotDelete(call),
    readBack: async () =>
      (await deps.graph.findEntraDevice(objectId)) === undefined ? objectId : undefined,
    send: async () => {
      await deps.graph.deleteEntraDevice(objectId);
      return objectId;
    },
  });
  if (end === 'refused') await enableIfSomebodys(call);
  if (end === 'done' && (await deps.graph.findEntraDevice(objectId)) !== undefined) {
    throw notReady('a deleted duplicate still shows');
  }
  return end;
}

/** Refused because somebody works on it after all: it must not stay disabled by us. Lost keys are the one reason to. */
async function enableIfSomebodys(call: Call): Promise<void> {
  const { deps, input, leaf, objectId } = call;
  const entry = await deps.ledger.findEntry(
    input,
    effectKey(input.run, objectId, 'duplicate/delete'),
  );
  if (!(enabledAgainFor as readonly string[]).includes(entry?.result ?? '')) return;
  const disabled = await deps.ledger.findEntry(
    input,
    effectKey(input.run, objectId, 'duplicate/disable'),
  );
  // What was disabled before we came is not ours to enable.
  if (!(disabled?.before as BeforeDisable).accountEnabled) return;
  const { deviceKey } = leaf;
  await enableDuplicate(deps, { ...input, step: enableStep }, { objectId, deviceKey });
}

const enabledAgainFor = [
  'anchor',
  'changed',
  'in-use',
  'managed',
  'synced',
  'system-managed',
] as const satisfies readonly NeverReason[];

async function perform(
  call: Call,
  action: GuardedAction,
  effect: Pick<Effect, 'readBack' | 'send'> & {
    intent: JournalIntent;
    refusal: () => Promise<string | undefined>;
  },
): Promise<'done' | 'refused'> {
  const { deps, input, leaf } = call;
  const there = await deps.ledger.findEntry(input, effect.intent.key);
  const { outcome, result } = await performEffect(deps, {
    key: input,
    repeatable: true,
    ...effect,
  });
  if (outcome !== 'refused') return 'done';
  if (there?.state !== 'answered')
    await recordRefusal(deps, input, { action, leaf, reason: result });
  return 'refused';
}

function intentOf(call: Call, step: string, before: unknown): JournalIntent {
  const { input, leaf, objectId } = call;
  return {
    key: effectKey(input.run, objectId, step),
    step,
    deviceKey: leaf.deviceKey,
    target: objectId,
    bodyHash: canonicalHash({ step, objectId }),
    before,
    epoch: input.epoch,
  };
}

async function whyNotDisable(call: Call): Promise<string | undefined> {
  const { deps, evidence, leaf } = call;
  const unapproved = await whyNot(deps, evidence, { action: 'disable', leaf });
  if (unapproved !== undefined) return unapproved;
  const live = await readLive(call);
  return live === undefined ? 'gone' : neverDisable(live, plannedOf(call));
}

async function whyNotDelete(call: Call): Promise<string | undefined> {
  const { deps, evidence, input, leaf, objectId } = call;
  const unapproved = await whyNot(deps, evidence, { action: 'delete', leaf });
  if (unapproved !== undefined) return unapproved;
  const live = await readLive(call);
  if (live === undefined) return 'gone';
  const disabled = await deps.ledger.findEntry(
    input,
    effectKey(input.run, objectId, 'duplicate/disable'),
  );
  if (!isDone(disabled)) return 'not-disabled-by-us';
  const restedMs = Date.parse(live.vendorNow) - Date.parse(disabled?.result ?? '');
  // An unreadable instant has not rested either.
  if (!(restedMs >= call.graceMs)) throw notReady('a disabled duplicate still rests');
  return neverDelete(live, plannedOf(call), await keysOf(call, live.device));
}

function isDone(entry: JournalEntry | undefined): boolean {
  return entry?.outcome === 'done' || entry?.outcome === 'adopted';
}

/** Key ids on the object and on the device's own object, which survives. */
async function keysOf(
  call: Call,
  device: EntraDevice,
): Promise<{ onObject: readonly string[]; onSurvivor: readonly string[]; hasLaps: boolean }> {
  const { graph } = call.deps;
  const ids = async (entraDeviceId: string | undefined): Promise<readonly string[]> =>
    entraDeviceId === undefined
      ? []
      : (await graph.listBitlockerKeyIds(entraDeviceId)).map(({ keyId }) => keyId);
  return {
    onObject: await ids(device.deviceId),
    onSurvivor: await ids(call.item.target.entraDeviceId),
    hasLaps: await graph.hasLapsCredential(device.deviceId),
  };
}

async function readLive(call: Call): Promise<LiveDuplicate | undefined> {
  const found = await call.deps.graph.findEntraDevice(call.objectId);
  return found === undefined
    ? undefined
    : { ...call.lists, device: found.device, vendorNow: found.vendorNow };
}

function plannedOf({ item, objectId }: Call): PlannedDuplicate {
  const planned = item.duplicates.find(({ entraObjectId }) => entraObjectId === objectId);
  if (planned === undefined) {
    throw failure('GuardRefused', 'the gate lists an object that the plan does not hold');
  }
  const { entraDeviceId, trustType, lastSignInAt } = planned;
  return { entraDeviceId, trustType, lastSignInAt };
}

async function escrow(call: Call, device: EntraDevice | undefined): Promise<void> {
  if (device === undefined) return;
  const body = JSON.parse(JSON.stringify(device)) as Json;
  const key = `entra-device/${device.objectId}`;
  await call.deps.ledger.saveEscrow(call.input, { key, kind: 'entra-device', body });
}
