import type { Simulation } from '../simulation.ts';
import type { SiteSpec } from '../world/site.ts';
import type { Collection } from './collections/table.ts';
import { failureOf } from './content/distribution.ts';
import { sampleApplications, sampleGroups, sampleSystems } from './sample.ts';

const FIRST_CI_ID = 16_850_001;
const FIRST_OLD_CI_ID = 16_840_001;
const DAY_MS = 86_400_000;

/**
 * What every site has. The id of the eligible devices is not published, nor is the query.
 * https://learn.microsoft.com/mem/configmgr/core/clients/manage/collections/introduction-to-collections
 */
const builtIns: readonly (Pick<Collection, 'collectionId' | 'name' | 'limitToCollectionId'> & {
  query?: string;
  isUsers?: true;
})[] = [
  { collectionId: 'SMS00001', name: 'All Systems', limitToCollectionId: '' },
  { collectionId: 'SMS00002', name: 'All Users', limitToCollectionId: '', isUsers: true },
  {
    collectionId: 'SMSDM003',
    name: 'All Desktop and Server Clients',
    limitToCollectionId: 'SMS00001',
    query: 'select * from SMS_R_System where Client = 1',
  },
  {
    collectionId: 'SMS000CM',
    name: 'Co-management Eligible Devices',
    limitToCollectionId: 'SMS00001',
    query:
      'select * from SMS_R_System where Client = 1 and Obsolete = 0 and AADDeviceID is not null',
  },
];

/** Collections, applications and the systems that no machine stands behind. */
export function seedSite(simulation: Simulation): void {
  const { collectionEvaluation, site, world } = simulation;
  if (world.site.withSample) addSample(world.site);
  for (const builtIn of builtIns) addBuiltIn(simulation, builtIn);
  for (const { name, limitTo, comment, refreshType, query } of world.site.collections) {
    site.addCollection({
      name,
      comment,
      limitToCollectionId: site.collectionNamed(limitTo)?.collectionId ?? limitTo,
      refreshType,
      rules: query === undefined ? [] : [queryRule(simulation, query)],
    });
  }
  site.ensurePilotCollections();
  seedApplications(simulation);
  seedSystems(simulation);
  // In order of creation: a limiting collection comes before those it limits.
  for (const collection of site.collections.all()) collectionEvaluation.evaluate(collection);
}

function addSample(site: SiteSpec): void {
  site.systems = [...site.systems, ...sampleSystems];
  site.applications = [...site.applications, ...sampleApplications];
  site.distributionPointGroups = [...site.distributionPointGroups, ...sampleGroups(site)];
}

function queryRule({ site }: Simulation, query: string): Collection['rules'][number] {
  const queryId = site.nextQueryId();
  return { kind: 'query', ruleName: `Rule ${queryId}`, queryExpression: query, queryId };
}

function addBuiltIn({ site, world }: Simulation, builtIn: (typeof builtIns)[number]): void {
  const { collectionId, name, limitToCollectionId, query, isUsers } = builtIn;
  site.collections.add({
    collectionId,
    name,
    comment: '',
    collectionType: isUsers === true ? 1 : 2,
    limitToCollectionId,
    refreshType: 6,
    isBuiltIn: true,
    rules:
      query === undefined
        ? []
        : [{ kind: 'query', ruleName: name, queryExpression: query, queryId: 0 }],
    members: new Map(),
    currentStatus: 1,
    lastChangeAt: world.startAt,
    lastRefreshAt: world.startAt,
    lastMemberChangeAt: undefined,
    fullEvaluation: undefined,
    incrementalEvaluation: undefined,
  });
}

function seedApplications({ ids, site, world, clock }: Simulation): void {
  const scope = `ScopeId_${world.site.siteId.toUpperCase()}`;
  const points = [
    ...new Set(world.site.distributionPointGroups.flatMap(({ members }) => members)),
  ].filter((point) => site.servesContent(point));
  let oldCiId = FIRST_OLD_CI_ID;
  world.site.applications.forEach((spec, index) => {
    const old = Array.from({ length: spec.revisions - 1 }, (_, version) => {
      oldCiId += 1;
      return { ciId: oldCiId - 1, version: version + 1 };
    });
    const application = site.applications.add({
      modelId: FIRST_CI_ID - 1000 + index,
      modelName: `${scope}/Application_${ids.named(`application:${spec.name}`)}`,
      packageId: `${world.site.siteCode}${(0x40 + index).toString(16).toUpperCase().padStart(5, '0')}`,
      spec,
      revisions: [...old, { ciId: FIRST_CI_ID + index, version: spec.revisions }],
      content: new Map(),
    });
    if (!spec.isDistributed || !spec.hasContent) return;
    for (const point of points) {
      application.content.set(point, {
        readyMs: clock.nowMs(),
        failure: failureOf(application, point),
      });
    }
  });
}

function seedSystems({ ids, site, world }: Simulation): void {
  for (const spec of world.site.systems) {
    site.systems.add({
      resourceId: site.systems.nextResourceId(),
      name: spec.name,
      domain: spec.domain,
      isClient: spec.isClient,
      isActive: spec.isActive ?? !spec.isObsolete,
      isObsolete: spec.isObsolete,
      isBlocked: spec.isBlocked,
      isHybrid: spec.aadDeviceId !== undefined && world.site.domains.includes(spec.domain),
      smsId: `GUID:${ids.next('sms-id').toUpperCase()}`,
      serialNumber: spec.serialNumber ?? null,
      aadDeviceId: spec.aadDeviceId ?? null,
      machineId: undefined,
      comanagement: undefined,
      registeredMs: Date.parse(world.startAt) - 30 * DAY_MS,
      lastActiveAt: world.startAt,
      extensionData: new Map(),
    });
  }
}
