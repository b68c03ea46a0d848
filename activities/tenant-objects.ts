import { canonicalHash, type Json } from '../domain/canonical-json.ts';
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
      const find = async (): Promise<string | undefined> => {
        const found = await deps.graph.findDeviceGroups(group.displayName);
        if (found.length > 1)
          throw failure('ObjectAmbiguous', `device groups named like the run's`);
        const [only] = found;
        if (only !== undefined && only.membershipRule !== group.membershipRule) {
          throw failure(
            'ConflictingChange',
            `device group ${only.groupId} has another membership rule`,
          );
        }
        return only?.groupId;
      };
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

async function bodiesOf(deps: TenantObjectDeps, key: RunKey): Promise<TenantObjectBodies> {
  const { spec } = await runOf(deps.ledger, key);
  return tenantObjectBodies(spec, await commandLineOf(deps.ledger, key));
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
  const journalled = await deps.ledger.findEntry(input, entryKey);
  const there = journalled === undefined ? await wanted.find() : undefined;
  if (there !== undefined) {
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
  await assignToGroup(deps, input, { ...wanted, id, find });
  const made = await find();
  if (made === undefined) throw notReady(`${wanted.object} ${id} is not listed yet`);
  const difference = differingField(wanted.body, made.body);
  if (difference !== undefined)
    throw failure('ConflictingChange', `${wanted.object} ${id} differs in ${difference}`);
  if (!made.groupIds.includes(input.groupId))
    throw notReady(`${wanted.object} ${id} does not show its assignment yet`);
}

async function assignToGroup<Body extends { displayName: string }>(
  deps: TenantObjectDeps,
  input: EffectInput & { groupId: string },
  wanted: WantedAssigned<Body> & { id: string; find: () => Promise<Assigned<Body> | undefined> },
): Promise<EffectResult> {
  const before = (await wanted.find())?.groupIds ?? [];
  const groupIds = [...new Set([...before, input.groupId])];
  const step = `${wanted.object}/assign`;
  const assigned = await performEffect(deps, {
    key: input,
    intent: {
      key: effectKey(input.run, '-', step),
      step,
      target: wanted.id,
      bodyHash: canonicalHash(groupIds),
      before: { groupIds: before },
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
  const { vendorNow } = await deps.graph.readAutopilotSync();
  const change = (await isOurs(deps, input, wanted.object, wanted.body.displayName))
    ? 'created'
    : 'adopted';
  await deps.ledger.saveTenantObject(input, {
    object: wanted.object,
    name: wanted.body.displayName,
    objectId: wanted.id,
    change,
    assignedAt: vendorNow,
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
