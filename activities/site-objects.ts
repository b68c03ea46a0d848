import {
  clientsQuery,
  clientsRuleName,
  deploymentName,
  siteTag,
} from '../domain/tenant-objects.ts';
import type { ConfigMgrPort } from '../ports/configmgr/port.ts';
import { effectKey, performEffect, type EffectDeps } from './effect.ts';
import { failure, notReady } from './failure-mapping.ts';
import type { EffectInput } from './inputs.ts';
import { runOf } from './planning.ts';
import { ensure } from './tenant-objects.ts';

export interface SiteObjectDeps extends EffectDeps {
  readonly configmgr: ConfigMgrPort;
  readonly tenantId: string;
}

/** The site's collection and deployments: looked up by natural key, made once, read back. */
export function createSiteObjectActivities(deps: SiteObjectDeps) {
  return {
    async ensureDeviceCollection(input: EffectInput): Promise<{ collectionId: string }> {
      const { spec } = await runOf(deps.ledger, input);
      const { name, limitToCollectionId } = spec.deviceCollection;
      const wish = { name, limitToCollectionId, comment: siteTag(input.run) };
      const collectionId = await ensure(deps, input, {
        object: 'device-collection',
        name,
        body: wish,
        find: () => findCollection(deps.configmgr, name),
        create: () => deps.configmgr.createDeviceCollection(wish),
      });
      await ensureRule(deps, input, collectionId);
      await requestFirstRefresh(deps, input, collectionId);
      const made = await deps.configmgr.findCollection(collectionId);
      if (made?.isReady !== true)
        throw notReady(`collection ${collectionId} is still being evaluated`);
      return { collectionId };
    },
    async ensureApplicationDeployments(
      input: EffectInput & { collectionId: string },
    ): Promise<void> {
      const { spec } = await runOf(deps.ledger, input);
      for (const application of spec.applications) await ensureDeployment(deps, input, application);
    },
  };
}

async function findCollection(configmgr: ConfigMgrPort, name: string): Promise<string | undefined> {
  const found = await configmgr.findCollections(name);
  if (found.length > 1) throw failure('ObjectAmbiguous', "device collections with the run's name");
  return found[0]?.collectionId;
}

async function ensureRule(
  deps: SiteObjectDeps,
  input: EffectInput,
  collectionId: string,
): Promise<void> {
  const query = clientsQuery(deps.tenantId);
  const step = 'device-collection/rule';
  await performEffect(deps, {
    key: input,
    intent: {
      key: effectKey(input.run, '-', step),
      step,
      target: collectionId,
      bodyHash: query,
      before: null,
      epoch: input.epoch,
    },
    repeatable: true,
    readBack: async () => {
      const rules = await deps.configmgr.listQueryRules(collectionId);
      return rules.some((rule) => rule.name === clientsRuleName) ? clientsRuleName : undefined;
    },
    send: async () => {
      await deps.configmgr.addQueryRule(collectionId, { name: clientsRuleName, query });
      return clientsRuleName;
    },
  });
}

/** An effect of its own: a rule whose answer was lost still wants its first evaluation, or waits days for it. */
async function requestFirstRefresh(
  deps: SiteObjectDeps,
  input: EffectInput,
  collectionId: string,
): Promise<void> {
  const step = 'device-collection/refresh';
  await performEffect(deps, {
    key: input,
    intent: {
      key: effectKey(input.run, '-', step),
      step,
      target: collectionId,
      bodyHash: collectionId,
      before: null,
      epoch: input.epoch,
    },
    repeatable: true,
    // Nothing shows that it was asked for; to ask again does no harm.
    readBack: () => Promise.resolve(undefined),
    send: async () => {
      await deps.configmgr.requestRefresh(collectionId);
      return collectionId;
    },
  });
}

async function ensureDeployment(
  deps: SiteObjectDeps,
  input: EffectInput & { collectionId: string },
  application: string,
): Promise<void> {
  const { spec } = await runOf(deps.ledger, input);
  const found = await deps.configmgr.findApplications(application);
  const [app] = found;
  if (app === undefined)
    throw failure('ObjectMissing', 'an application of the run spec is not at the site');
  if (found.length > 1)
    throw failure('ObjectAmbiguous', `${found.length} applications of one name`);
  if (!app.isDeployable)
    throw failure('VendorRefused', `application ${app.ciId} is not deployable`);
  if (!app.contentReady)
    throw notReady(`content of application ${app.ciId} is not distributed yet`);
  const name = deploymentName(application, spec.deviceCollection.name);
  const find = async (): Promise<string | undefined> => {
    const there = await deps.configmgr.findDeployments(input.collectionId);
    return there.find((deployment) => deployment.ciIds.includes(app.ciId))?.assignmentId.toString();
  };
  const body = {
    name,
    description: siteTag(input.run),
    collectionId: input.collectionId,
    collectionName: spec.deviceCollection.name,
    ciId: app.ciId,
  };
  await ensure(deps, input, {
    object: 'application-deployment',
    name: application,
    body,
    find,
    create: async () => {
      const startAt = new Date().toISOString();
      return (await deps.configmgr.createDeployment({ ...body, startAt })).toString();
    },
  });
  if ((await find()) === undefined)
    throw notReady(`deployment of application ${app.ciId} is not listed yet`);
}
