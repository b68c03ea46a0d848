import { canonicalHash, type Json } from '../domain/canonical-json.ts';
import { gateName } from '../domain/gate-subjects.ts';
import { tenantObjectBodies, type TenantObjectBodies } from '../domain/tenant-objects.ts';
import type { Assigned, GraphPort } from '../ports/graph/port.ts';
import type { RunKey } from '../ports/ledger/port.ts';
import { commandLineOf } from './cloud-attach-evidence.ts';
import { effectKey, performEffect, type EffectDeps, type EffectResult } from './effect.ts';
import { failure, notReady } from './failure-mapping.ts';
import type { EffectInput } from './inputs.ts';
import { runOf } from './planning.ts';

/**
 * The tenant's four objects: found or made, assigned to the device group, read back field by field.
 * Each may run any number of times; two objects of the wanted name are somebody's to sort out, never ours to choose from.
 */
export interface TenantObjectDeps extends EffectDeps {
  readonly graph: GraphPort;
}

export function createTenantObjectActivities(deps: TenantObjectDeps) {
  return {
    async ensureDeviceGroup(input: EffectInput): Promise<{ groupId: string }> {
      const { group } = await bodiesOf(deps, input);
      const find = (): Promise<string | undefined> => findGroup(deps.graph, group);
      const made = await ensure(deps, input, {
        object: 'device-group',
        name: group.displayName,
        body: group,
        find,
        create: async () => (await deps.graph.upsertDynamicDeviceGroup(group)).groupId,
      });
      return { groupId: made };
    },
    async ensureEspProfile(input: EffectInput & { groupId: string }): Promise<void> {
      const { espProfile: body } = await bodiesOf(deps, input);
      await ensureAssigned(deps, input, {
        object: 'esp-profile',
        body,
        list: () => deps.graph.listEspProfiles(),
        create: () => deps.graph.createEspProfile(body),
        assign: (id, groupIds) => deps.graph.assignEnrollmentConfiguration(id, groupIds),
      });
    },
    async ensureAutopilotProfile(input: EffectInput & { groupId: string }): Promise<void> {
      const { autopilotProfile: body } = await bodiesOf(deps, input);
      await ensureAssigned(deps, input, {
        object: 'autopilot-profile',
        body,
        list: () => deps.graph.listAutopilotProfiles(),
        create: () => deps.graph.createAutopilotProfile(body),
        assign: (id) => deps.graph.assignAutopilotProfile(id, input.groupId),
      });
    },
    async ensureComanagementPolicy(input: EffectInput & { groupId: string }): Promise<void> {
      const { comanagementPolicy: body } = await bodiesOf(deps, input);
      const others = (await deps.graph.listComanagementPolicies()).filter(
        (policy) =>
          policy.body.displayName !== body.displayName && policy.groupIds.includes(input.groupId),
      );
      // Two policies on one group give an unpredictable result on the device (REQ: exactly one).
      if (others[0] !== undefined)
        throw failure('ConflictingChange', `policy ${others[0].id} is assigned to the group too`);
      await ensureAssigned(deps, input, {
        object: 'comanagement-policy',
        body,
        list: () => deps.graph.listComanagementPolicies(),
        create: () => deps.graph.createComanagementPolicy(body),
        assign: (id, groupIds) => deps.graph.assignEnrollmentConfiguration(id, groupIds),
      });
    },
  };
}

/** The bodies that gate `policy` approved; what the ledger says now must hash to the same. */
async function bodiesOf(deps: TenantObjectDeps, key: RunKey): Promise<TenantObjectBodies> {
  const { spec } = await runOf(deps.ledger, key);
  const bodies = tenantObjectBodies(spec, await commandLineOf(deps.ledger, key));
  const gate = await deps.ledger.findGate(key, gateName('policy', 0, 1));
  if (gate?.state !== 'approved') throw failure('GateNotOpen', 'gate policy is not approved');
  if (gate.subject.bodyHash !== canonicalHash(bodies as unknown as Json)) {
    throw failure('ConflictingChange', 'the bodies are not those that gate policy approved');
  }
  return bodies;
}

/** By our immutable key and by name: the two must mean the same group with the rule that was approved. */
async function findGroup(
  graph: GraphPort,
  wanted: TenantObjectBodies['group'],
): Promise<string | undefined> {
  const named = await graph.findDeviceGroups(wanted.displayName);
  if (named.length > 1) throw failure('ObjectAmbiguous', "device groups named like the run's");
  const keyed = await graph.findDeviceGroupByUniqueName(wanted.uniqueName);
  const found = keyed ?? named[0];
  if (found === undefined) return undefined;
  if (found.displayName !== wanted.displayName || found.membershipRule !== wanted.membershipRule) {
    throw failure('ConflictingChange', `device group ${found.groupId} has another name or rule`);
  }
  if (named[0] !== undefined && named[0].groupId !== found.groupId) {
    throw failure('ObjectAmbiguous', "the run's device group and another carry the same name");
  }
  return found.groupId;
}

interface Wanted {
  readonly object: string;
  readonly name: string;
  readonly body: object;
  readonly find: () => Promise<string | undefined>;
  readonly create: () => Promise<string>;
}

/** Finds or makes one object and writes down which. */
export async function ensure(
  deps: EffectDeps,
  input: EffectInput,
  wanted: Wanted,
): Promise<string> {
  const step = `${wanted.object}/create`;
  const entryKey = effectKey(input.run, '-', `${step}/${wanted.name}`);
  // In this order: what another attempt of ours just made was in the act of being sent before it could be found.
  const there = await wanted.find();
  const journalled = await deps.ledger.findEntry(input, entryKey);
  const isUnsent = journalled === undefined || journalled.state === 'intended';
  if (there !== undefined && isUnsent) {
    await deps.ledger.saveTenantObject(input, {
      object: wanted.object,
      name: wanted.name,
      objectId: there,
      change: 'adopted',
    });
    return there;
  }
  const intent = {
    key: entryKey,
    step,
    target: wanted.name,
    bodyHash: canonicalHash(wanted.body as Json),
    before: null,
    epoch: input.epoch,
  };
  const made = await performEffect(deps, {
    key: input,
    intent,
    repeatable: true,
    readBack: wanted.find,
    send: wanted.create,
  });
  await deps.ledger.saveTenantObject(input, {
    object: wanted.object,
    name: wanted.name,
    objectId: made.result,
    change: 'created',
  });
  return made.result;
}

interface WantedAssigned<Body extends { displayName: string }> {
  readonly object: string;
  readonly body: Body;
  readonly list: () => Promise<readonly Assigned<Body>[]>;
  readonly create: () => Promise<string>;
  readonly assign: (id: string, groupIds: readonly string[]) => Promise<void>;
}

async function ensureAssigned<Body extends { displayName: string }>(
  deps: TenantObjectDeps,
  input: EffectInput & { groupId: string },
  wanted: WantedAssigned<Body>,
): Promise<void> {
  const name = wanted.body.displayName;
  const find = async (): Promise<Assigned<Body> | undefined> =>
    onlyNamed(await wanted.list(), name, wanted.object);
  const id = await ensure(deps, input, {
    object: wanted.object,
    name,
    body: wanted.body,
    find: async () => (await find())?.id,
    create: wanted.create,
  });
  // Before anything is assigned: an object of that name but another content is somebody else's.
  checkBody(wanted, id, await find());
  await assignToGroup(deps, input, { ...wanted, id, find });
  const made = checkBody(wanted, id, await find());
  if (!made.groupIds.includes(input.groupId))
    throw notReady(`${wanted.object} ${id} does not show its assignment yet`);
}

function checkBody<Body extends { displayName: string }>(
  wanted: WantedAssigned<Body>,
  id: string,
  there: Assigned<Body> | undefined,
): Assigned<Body> {
  if (there === undefined) throw notReady(`${wanted.object} ${id} is not listed yet`);
  const difference = differingField(wanted.body, there.body);
  if (difference === undefined) return there;
  throw failure('ConflictingChange', `${wanted.object} ${id} differs in ${difference}`);
}

async function assignToGroup<Body extends { displayName: string }>(
  deps: TenantObjectDeps,
  input: EffectInput & { groupId: string },
  wanted: WantedAssigned<Body> & { id: string; find: () => Promise<Assigned<Body> | undefined> },
): Promise<EffectResult> {
  const before = (await wanted.find())?.groupIds ?? [];
  const groupIds = [...new Set([...before, input.groupId])];
  const step = `${wanted.object}/assign`;
  const key = effectKey(input.run, '-', step);
  // The vendor's time before the first attempt: the freeze counts from there, however often this runs.
  const { vendorNow } = await deps.graph.readAutopilotSync();
  const assigned = await performEffect(deps, {
    key: input,
    intent: {
      key,
      step,
      target: wanted.id,
      bodyHash: canonicalHash(groupIds),
      before: { groupIds: before, vendorNow },
      epoch: input.epoch,
    },
    repeatable: true,
    readBack: async () =>
      (await wanted.find())?.groupIds.includes(input.groupId) === true ? input.groupId : undefined,
    send: async () => {
      await wanted.assign(wanted.id, groupIds);
      return input.groupId;
    },
  });
  const entry = await deps.ledger.findEntry(input, key);
  const change = (await isOurs(deps, input, wanted.object, wanted.body.displayName))
    ? 'created'
    : 'adopted';
  await deps.ledger.saveTenantObject(input, {
    object: wanted.object,
    name: wanted.body.displayName,
    objectId: wanted.id,
    change,
    assignedAt: (entry?.before as { vendorNow: string }).vendorNow,
  });
  return assigned;
}

async function isOurs(
  deps: EffectDeps,
  input: EffectInput,
  object: string,
  name: string,
): Promise<boolean> {
  const entry = await deps.ledger.findEntry(
    input,
    effectKey(input.run, '-', `${object}/create/${name}`),
  );
  return entry?.state === 'answered';
}

export function onlyNamed<Body extends { displayName: string }>(
  there: readonly Assigned<Body>[],
  name: string,
  object: string,
): Assigned<Body> | undefined {
  const found = there.filter(({ body }) => body.displayName === name);
  if (found.length > 1)
    throw failure(
      'ObjectAmbiguous',
      `${found.length} objects of kind ${object} carry the run's name`,
    );
  return found[0];
}

function differingField(wanted: object, there: object): string | undefined {
  const found = there as Record<string, unknown>;
  return Object.entries(wanted).find(([field, value]) => found[field] !== value)?.[0];
}
