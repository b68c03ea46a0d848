import { siteTag } from '../domain/tenant-objects.ts';
import type { ConfigMgrPort } from '../ports/configmgr/port.ts';
import type { EffectDeps } from './effect.ts';
import type { EffectInput } from './inputs.ts';
import { undoInOrder, type Remover, type UndoObjectsAnswer } from './undo-objects.ts';

type Deps = EffectDeps & { readonly configmgr: ConfigMgrPort };

/** Undo of the site's objects. Software that was installed stays; the report says so. */
export function createUndoSiteObjectActivities(deps: Deps) {
  return {
    async undoSiteObjects(input: EffectInput): Promise<UndoObjectsAnswer> {
      const order = ['application-deployment', 'device-collection'];
      return undoInOrder(deps, input, order, removersOf(deps, input));
    },
  };
}

function removersOf(deps: Deps, input: EffectInput): Readonly<Record<string, Remover>> {
  const { configmgr } = deps;
  return {
    'application-deployment': {
      find: (application) => findDeployment(deps, input, application),
      // Deleting is repeatable, so nothing needs to be known before it is sent again.
      isThere: () => Promise.resolve(true),
      remove: (id) => configmgr.deleteDeployment(Number(id)),
    },
    'device-collection': {
      find: async (name) => (await configmgr.findCollections(name))[0]?.collectionId,
      isThere: async (id) => (await configmgr.findCollection(id)) !== undefined,
      remove: (id) => configmgr.deleteCollection(id),
      mustStay: async (id) => {
        const collection = await configmgr.findCollection(id);
        const isForeign = collection !== undefined && collection.comment !== siteTag(input.run);
        const isUsed = (await configmgr.findDeployments(id)).length > 0;
        return isForeign || isUsed ? 'left-to-a-human' : undefined;
      },
    },
  };
}

/** A deployment of ours on the run's collection, by the tag in its description. */
async function findDeployment(
  deps: Deps,
  input: EffectInput,
  application: string,
): Promise<string | undefined> {
  const rows = await deps.ledger.listTenantObjects(input);
  const collection = rows.find(({ object }) => object === 'device-collection');
  const [app] = await deps.configmgr.findApplications(application);
  if (collection === undefined || app === undefined) return undefined;
  const there = await deps.configmgr.findDeployments(collection.objectId);
  const ours = there.find(
    (deployment) =>
      deployment.ciIds.includes(app.ciId) && deployment.description === siteTag(input.run),
  );
  return ours?.assignmentId.toString();
}
