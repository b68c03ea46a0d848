import { canonicalHash } from '../domain/canonical-json.ts';
import { countIn, type DeviceState } from '../domain/device-state.ts';
import { siteTag } from '../domain/tenant-objects.ts';
import type { ConfigMgrPort } from '../ports/configmgr/port.ts';
import type { GraphPort } from '../ports/graph/port.ts';
import type { TenantObjectRow } from '../ports/ledger/port.ts';
import { effectKey, performEffect, type EffectDeps } from './effect.ts';
import type { EffectInput } from './inputs.ts';

/** A device in one of these was provisioned, or is being, under the run's objects: those stay for ever (the freeze). */
const served: readonly DeviceState[] = [
  'delivered',
  'wipe-issued',
  'wiped',
  'enrolling',
  'co-managed',
  'needs-attention',
];

type UndoResult = NonNullable<TenantObjectRow['undo']>;

/** What was undone and what had to stay. */
export interface UndoObjectsAnswer {
  readonly undone: number;
  readonly left: number;
}

/** Undo of the tenant's objects, in reverse of their making. What the run only adopted is not its to remove. */
export function createUndoTenantObjectActivities(deps: EffectDeps & { graph: GraphPort }) {
  const { graph } = deps;
  const removers: Readonly<Record<string, Remover>> = {
    'comanagement-policy': {
      isThere: async (id) =>
        (await graph.listComanagementPolicies()).some((policy) => policy.id === id),
      remove: async (id) => {
        await graph.assignEnrollmentConfiguration(id, []);
        await graph.deleteEnrollmentConfiguration(id);
      },
    },
    'autopilot-profile': {
      isThere: async (id) =>
        (await graph.listAutopilotProfiles()).some((profile) => profile.id === id),
      // A profile deleted while assigned makes devices fail with event 809 (REQ-177).
      remove: async (id) => {
        await graph.unassignAutopilotProfile(id);
        await graph.deleteAutopilotProfile(id);
      },
    },
    'esp-profile': {
      isThere: async (id) => (await graph.listEspProfiles()).some((profile) => profile.id === id),
      remove: async (id) => {
        await graph.assignEnrollmentConfiguration(id, []);
        await graph.deleteEnrollmentConfiguration(id);
      },
    },
    'device-group': {
      // Deleting is repeatable, so nothing needs to be known before it is sent again.
      isThere: () => Promise.resolve(true),
      remove: (id) => graph.deleteGroup(id),
    },
  };
  const order = ['comanagement-policy', 'autopilot-profile', 'esp-profile', 'device-group'];
  return {
    async undoTenantObjects(input: EffectInput): Promise<UndoObjectsAnswer> {
      return undoInOrder(deps, input, order, removers);
    },
  };
}

/** Undo of the site's objects. Software that was installed stays; the report says so. */
export function createUndoSiteObjectActivities(deps: EffectDeps & { configmgr: ConfigMgrPort }) {
  const { configmgr } = deps;
  const removers: Readonly<Record<string, Remover>> = {
    'application-deployment': {
      isThere: () => Promise.resolve(true),
      remove: (id) => configmgr.deleteDeployment(Number(id)),
    },
    'device-collection': {
      isThere: async (id) => (await configmgr.findCollection(id)) !== undefined,
      remove: (id) => configmgr.deleteCollection(id),
      mayRemove: async (id, input) => {
        const collection = await configmgr.findCollection(id);
        const isOurs = collection === undefined || collection.comment === siteTag(input.run);
        return isOurs && (await configmgr.findDeployments(id)).length === 0;
      },
    },
  };
  return {
    async undoSiteObjects(input: EffectInput): Promise<UndoObjectsAnswer> {
      return undoInOrder(deps, input, ['application-deployment', 'device-collection'], removers);
    },
  };
}

interface Remover {
  readonly isThere: (id: string) => Promise<boolean>;
  /** Removing what is not there is success. */
  readonly remove: (id: string) => Promise<void>;
  readonly mayRemove?: (id: string, input: EffectInput) => Promise<boolean>;
}

async function undoInOrder(
  deps: EffectDeps,
  input: EffectInput,
  order: readonly string[],
  removers: Readonly<Record<string, Remover>>,
): Promise<UndoObjectsAnswer> {
  const rows = await deps.ledger.listTenantObjects(input);
  const isServing = countIn(await deps.ledger.countDevices(input), served) > 0;
  const answer = { undone: 0, left: 0 };
  for (const object of order) {
    for (const row of rows.filter((each) => each.object === object && each.change === 'created')) {
      const remover = removers[object];
      const undo: UndoResult =
        isServing || remover === undefined
          ? 'cannot-undo'
          : await undoOne(deps, input, row, remover);
      await deps.ledger.saveTenantObject(input, { ...row, undo });
      answer[undo === 'undone' ? 'undone' : 'left'] += 1;
    }
  }
  return answer;
}

async function undoOne(
  deps: EffectDeps,
  input: EffectInput,
  row: TenantObjectRow,
  remover: Remover,
): Promise<UndoResult> {
  if ((await remover.mayRemove?.(row.objectId, input)) === false) return 'left-to-a-human';
  const step = `undo/${row.object}`;
  await performEffect(deps, {
    key: input,
    intent: {
      key: effectKey(input.run, '-', `${step}/${row.name}`),
      step,
      target: row.objectId,
      bodyHash: canonicalHash(row.objectId),
      before: null,
      epoch: input.epoch,
    },
    repeatable: true,
    readBack: async () => ((await remover.isThere(row.objectId)) ? undefined : row.objectId),
    send: async () => {
      await remover.remove(row.objectId);
      return row.objectId;
    },
  });
  return 'undone';
}
