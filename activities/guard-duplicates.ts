import type { GateLeaf } from '../domain/approval.ts';
import { canonicalHash, type Json } from '../domain/canonical-json.ts';
import type { GuardEvidence } from '../domain/guard-verdict.ts';
import type { AutopilotIdentity, EntraDevice, ManagedDevice } from '../domain/inventory.ts';
import {
  neverDelete,
  neverDisable,
  type LiveDuplicate,
  type PlannedDuplicate,
} from '../domain/never-rules.ts';
import type { PlanItem } from '../domain/plan-item.ts';
import type { JournalEntry } from '../ports/ledger/port.ts';
import { effectKey, performEffect } from './effect.ts';
import { failure, notReady } from './failure-mapping.ts';
import { gatherEvidence, recordRefusal, whyNot, type GuardDeps } from './guard-evidence.ts';
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

/** What was seen right before the disable, for grace, re-check and undo. */
interface BeforeDisable {
  readonly vendorNow: string;
  readonly lastSignInAt: string;
}

interface Item {
  readonly leaf: GateLeaf;
  readonly plan: PlanItem;
}

export function createGuardDuplicateActivities(deps: GuardDeps) {
  return {
    async disableDuplicates(input: WaveInput): Promise<DuplicatesAnswer> {
      return eachDuplicate(deps, { ...input, gate: 'plan' }, disableOne);
    },
    /** Fails "not ready" while an object still rests or still shows; what is decided already is not done again. */
    async deleteDuplicates(
      input: WaveInput & { gate: string; graceMs: number },
    ): Promise<DuplicatesAnswer> {
      return eachDuplicate(deps, input, (call) => deleteOne({ ...call, graceMs: input.graceMs }));
    },
  };
}

interface Call {
  readonly deps: GuardDeps;
  readonly input: WaveInput & { gate: string };
  readonly evidence: GuardEvidence;
  readonly lists: Lists;
  readonly item: Item;
}

async function eachDuplicate(
  deps: GuardDeps,
  input: WaveInput & { gate: string },
  act: (call: Call) => Promise<'done' | 'refused'>,
): Promise<DuplicatesAnswer> {
  const evidence = await gatherEvidence(deps, input, input.gate);
  const items = await deps.ledger.listPlanItems(input, { wave: input.wave, withDuplicates: true });
  const byKey = new Map(items.map((item) => [item.deviceKey, item]));
  const lists: Lists = {
    identities: (await deps.graph.listAutopilotIdentities()).rows,
    managed: (await deps.graph.listManagedDevices()).rows,
  };
  const counts = { done: 0, refused: 0 };
  for (const leaf of evidence.leaves) {
    const plan = byKey.get(leaf.deviceKey);
    if (plan === undefined) continue;
    counts[await act({ deps, input, evidence, lists, item: { leaf, plan } })] += 1;
  }
  return counts;
}

async function disableOne(call: Call): Promise<'done' | 'refused'> {
  const { deps, input, item } = call;
  const objectId = item.leaf.entraObjectId ?? '';
  const step = 'duplicate/disable';
  const key = effectKey(input.run, objectId, step);
  const there = await deps.ledger.findEntry(input, key);
  if (there?.state === 'answered') return there.outcome === 'refused' ? 'refused' : 'done';
  const live = await readLive(call, objectId);
  // Once a request may have left, only reading back tells: the checks of a first attempt were its own.
  const reason = there?.state === 'sending' ? undefined : await whyNotDisable(call, live);
  const before: BeforeDisable = {
    vendorNow: live?.vendorNow ?? '',
    lastSignInAt: live?.device.lastSignInAt ?? '',
  };
  const intent = {
    key,
    step,
    deviceKey: item.leaf.deviceKey,
    target: objectId,
    bodyHash: canonicalHash({ accountEnabled: false }),
    before,
    epoch: input.epoch,
  };
  if (reason !== undefined) return refuse(call, intent, 'disable', reason);
  await escrow(call, live?.device);
  await performEffect(deps, {
    key: input,
    intent,
    repeatable: true,
    readBack: async () => {
      const found = await deps.graph.findEntraDevice(objectId);
      return found?.device.accountEnabled === false ? objectId : undefined;
    },
    send: async () => {
      await deps.graph.setEntraDeviceEnabled(objectId, false);
      return objectId;
    },
  });
  return 'done';
}

async function whyNotDisable(
  call: Call,
  live: LiveDuplicate | undefined,
): Promise<string | undefined> {
  const { deps, item } = call;
  const unapproved = await whyNot(deps, call.evidence, { action: 'disable', leaf: item.leaf });
  if (unapproved !== undefined) return unapproved;
  return live === undefined ? 'gone' : neverDisable(live, plannedOf(item));
}

async function deleteOne(call: Call & { graceMs: number }): Promise<'done' | 'refused'> {
  const { deps, input, item } = call;
  const objectId = item.leaf.entraObjectId ?? '';
  const step = 'duplicate/delete';
  const key = effectKey(input.run, objectId, step);
  const there = await deps.ledger.findEntry(input, key);
  if (there?.state === 'answered')
    return there.outcome === 'refused' ? 'refused' : confirmGone(call, objectId);
  const disabled = await deps.ledger.findEntry(
    input,
    effectKey(input.run, objectId, 'duplicate/disable'),
  );
  const live = await readLive(call, objectId);
  const reason =
    there?.state === 'sending' ? undefined : await whyNotDelete(call, { live, disabled });
  const intent = {
    key,
    step,
    deviceKey: item.leaf.deviceKey,
    target: objectId,
    bodyHash: canonicalHash({ delete: objectId }),
    before: null,
    epoch: input.epoch,
  };
  if (reason !== undefined) return refuse(call, intent, 'delete', reason);
  await performEffect(deps, {
    key: input,
    intent,
    repeatable: true,
    readBack: async () =>
      (await deps.graph.findEntraDevice(objectId)) === undefined ? objectId : undefined,
    send: async () => {
      await deps.graph.deleteEntraDevice(objectId);
      return objectId;
    },
  });
  return confirmGone(call, objectId);
}

async function whyNotDelete(
  call: Call & { graceMs: number },
  found: { live: LiveDuplicate | undefined; disabled: JournalEntry | undefined },
): Promise<string | undefined> {
  const { deps, item } = call;
  const unapproved = await whyNot(deps, call.evidence, { action: 'delete', leaf: item.leaf });
  if (unapproved !== undefined) return unapproved;
  const { live, disabled } = found;
  if (live === undefined) return 'gone';
  if (disabled?.outcome !== 'done' && disabled?.outcome !== 'adopted') return 'not-disabled-by-us';
  const rested =
    Date.parse(live.vendorNow) - Date.parse((disabled.before as BeforeDisable).vendorNow);
  if (rested < call.graceMs) throw notReady('a disabled duplicate still rests');
  return neverDelete(live, plannedOf(item), await keysOf(call, live.device));
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
    onSurvivor: await ids(call.item.plan.target.entraDeviceId),
    hasLaps: await graph.hasLapsCredential(device.deviceId),
  };
}

async function confirmGone(call: Call, objectId: string): Promise<'done'> {
  if ((await call.deps.graph.findEntraDevice(objectId)) !== undefined)
    throw notReady('a deleted duplicate still shows');
  return 'done';
}

async function readLive(call: Call, objectId: string): Promise<LiveDuplicate | undefined> {
  const found = await call.deps.graph.findEntraDevice(objectId);
  return found === undefined
    ? undefined
    : { ...call.lists, device: found.device, vendorNow: found.vendorNow };
}

function plannedOf({ leaf, plan }: Item): PlannedDuplicate {
  const planned = plan.duplicates.find(({ entraObjectId }) => entraObjectId === leaf.entraObjectId);
  if (planned === undefined)
    throw failure('GuardRefused', 'the gate lists an object that the plan does not hold');
  return {
    entraDeviceId: planned.entraDeviceId,
    trustType: planned.trustType,
    lastSignInAt: planned.lastSignInAt,
  };
}

async function refuse(
  call: Call,
  intent: Parameters<GuardDeps['ledger']['intend']>[1],
  action: 'disable' | 'delete',
  reason: string,
): Promise<'refused'> {
  const { deps, input, item } = call;
  const entry = await deps.ledger.intend(input, intent);
  const { key, attempt } = entry;
  await deps.ledger.answer(input, { key, attempt, outcome: 'refused', result: reason });
  await recordRefusal(deps, input, { action, leaf: item.leaf, reason });
  return 'refused';
}

async function escrow(call: Call, device: EntraDevice | undefined): Promise<void> {
  if (device === undefined) return;
  const body = JSON.parse(JSON.stringify(device)) as Json;
  await call.deps.ledger.saveEscrow(call.input, {
    key: `entra-device/${device.objectId}`,
    kind: 'entra-device',
    body,
  });
}
