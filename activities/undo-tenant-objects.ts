import type { Assigned, GraphPort } from '../ports/graph/port.ts';
import type { DeviceRow, TenantObjectRow } from '../ports/ledger/port.ts';
import { effectKey, type EffectDeps } from './effect.ts';
import { notReady } from './failure-mapping.ts';
import { groupMembers } from './group-members.ts';
import type { EffectInput } from './inputs.ts';
import { allDevices } from './planning.ts';
import {
  undoEffect,
  undoInOrder,
  type Remover,
  type UndoObjectsAnswer,
  type UndoResult,
} from './undo-objects.ts';

type Deps = EffectDeps & { readonly graph: GraphPort };

/** In reverse of their making: what is assigned to the group goes before the group. */
const order = ['comanagement-policy', 'autopilot-profile', 'esp-profile', 'device-group'];

/** Undo of the tenant's objects. What the run only adopted loses no more than the run's own assignment. */
export function createUndoTenantObjectActivities(deps: Deps) {
  return {
    async undoTenantObjects(input: EffectInput): Promise<UndoObjectsAnswer> {
      return undoInOrder(deps, input, order, removersOf(deps, input));
    },
  };
}

function removersOf(deps: Deps, input: EffectInput): Readonly<Record<string, Remover>> {
  const { graph } = deps;
  const mustStay = (): Promise<UndoResult | undefined> => whyFrozen(deps, input);
  const enrolmentConfiguration = (list: () => Promise<readonly NamedAssigned[]>): Remover => ({
    ...finders(list),
    mustStay,
    remove: async (id) => {
      await graph.assignEnrollmentConfiguration(id, []);
      await graph.deleteEnrollmentConfiguration(id);
    },
    restore: (row) =>
      restoreAssignment(deps, input, row, {
        list,
        assign: (before) => graph.assignEnrollmentConfiguration(row.objectId, before),
      }),
  });
  const profiles = (): Promise<readonly NamedAssigned[]> => graph.listAutopilotProfiles();
  return {
    'comanagement-policy': enrolmentConfiguration(() => graph.listComanagementPolicies()),
    'esp-profile': enrolmentConfiguration(() => graph.listEspProfiles()),
    'autopilot-profile': {
      ...finders(profiles),
      mustStay,
      release: (row) => releaseProfile(deps, input, row),
      remove: async (id) => {
        await graph.unassignAutopilotProfile(id);
        await graph.deleteAutopilotProfile(id);
      },
      restore: (row) =>
        restoreAssignment(deps, input, row, {
          list: profiles,
          // Only all assignments of a profile can be removed at once.
          canAssign: (before) => before.length === 0,
          assign: () => graph.unassignAutopilotProfile(row.objectId),
        }),
    },
    'device-group': {
      find: async (name) => (await graph.findDeviceGroups(name))[0]?.groupId,
      // Deleting is repeatable, so nothing needs to be known before it is sent again.
      isThere: () => Promise.resolve(true),
      mustStay: (id) => whyGroupStays(deps, input, id),
      remove: (id) => graph.deleteGroup(id),
    },
  };
}

/** A profile deleted while devices still hold it makes them fail with event 809 in OOBE. */
async function releaseProfile(
  deps: Deps,
  input: EffectInput,
  { name, object, objectId }: TenantObjectRow,
): Promise<void> {
  const { graph } = deps;
  const groupIds = async () =>
    (await graph.listAutopilotProfiles()).find(({ id }) => id === objectId)?.groupIds ?? [];
  await undoEffect(deps, input, {
    step: `undo/${object}/assign`,
    name,
    target: objectId,
    isUndone: async () => (await groupIds()).length === 0,
    send: () => graph.unassignAutopilotProfile(objectId),
  });
  if (await graph.hasAssignedDevices(objectId)) {
    throw notReady('devices still hold the Autopilot profile');
  }
}

type NamedAssigned = Assigned<{ readonly displayName: string }>;

function finders(list: () => Promise<readonly NamedAssigned[]>): Pick<Remover, 'find' | 'isThere'> {
  return {
    find: async (name) => (await list()).find(({ body }) => body.displayName === name)?.id,
    isThere: async (id) => (await list()).some((object) => object.id === id),
  };
}

/**
 * The freeze, asked of live records: a member that is in Intune has the client, is receiving it, or was provisioned with
 * it, and what a change does to it then is undefined. Which of the three, the lists do not say in time; so none is changed.
 */
async function whyFrozen(deps: Deps, input: EffectInput): Promise<UndoResult | undefined> {
  const rows = await deps.ledger.listTenantObjects(input);
  const group = rows.find(({ object }) => object === 'device-group');
  const policy = rows.find(({ object }) => object === 'comanagement-policy');
  if (group === undefined || policy?.assignedAt === undefined) return undefined;
  const members = new Set(await groupMembers(deps.graph, group.objectId));
  const entra = (await deps.graph.listEntraDevices()).rows;
  const memberIds = new Set(
    entra.filter(({ objectId }) => members.has(objectId)).map(({ deviceId }) => deviceId),
  );
  const managed = (await deps.graph.listManagedDevices()).rows;
  const isInIntune = managed.some(({ entraDeviceId }) => memberIds.has(entraDeviceId ?? ''));
  return isInIntune ? 'cannot-undo' : undefined;
}

/** A group with members is left to a person, but our own devices that are just leaving are waited for. */
async function whyGroupStays(
  deps: Deps,
  input: EffectInput,
  groupId: string,
): Promise<UndoResult | undefined> {
  const members = await groupMembers(deps.graph, groupId);
  if (members.length === 0) return whyFrozen(deps, input);
  const gone = await allDevices(deps.ledger, input, { states: ['rolled-back'] });
  const ours = new Set(gone.filter(isLeaving).map(({ entraObjectId }) => entraObjectId));
  if (members.every((member) => ours.has(member))) {
    throw notReady('the device group still lists devices that were taken back');
  }
  return 'left-to-a-human';
}

/** Its registration was taken back, or its own tag was given back to it. */
function isLeaving(row: DeviceRow): boolean {
  const { identityIsOurs, previousGroupTag = row.groupTag, groupTag } = row;
  return identityIsOurs === true || previousGroupTag.toLowerCase() !== groupTag.toLowerCase();
}

/** Gives an adopted object the assignments it had before the run; where that cannot be told, a person must. */
async function restoreAssignment(
  deps: Deps,
  input: EffectInput,
  row: TenantObjectRow,
  how: {
    list: () => Promise<readonly NamedAssigned[]>;
    assign: (before: readonly string[]) => Promise<void>;
    /** Whether the vendor can be told this list at all. */
    canAssign?: (before: readonly string[]) => boolean;
  },
): Promise<UndoResult> {
  const step = `${row.object}/assign`;
  const entry = await deps.ledger.findEntry(input, effectKey(input.run, '-', step));
  if (entry === undefined || entry.state === 'intended') return 'undone';
  const frozen = await whyFrozen(deps, input);
  if (frozen !== undefined) return frozen;
  const before = (entry.before as { groupIds: readonly string[] }).groupIds;
  const isUndone = async (): Promise<boolean> => {
    const now = (await how.list()).find(({ id }) => id === row.objectId)?.groupIds ?? [];
    return now.every((groupId) => before.includes(groupId));
  };
  if (await isUndone()) return 'undone';
  if (how.canAssign?.(before) === false) return 'left-to-a-human';
  await undoEffect(deps, input, {
    step: `undo/${step}`,
    name: row.name,
    target: row.objectId,
    isUndone,
    send: () => how.assign(before),
  });
  return 'undone';
}
