import type { Simulation } from '../simulation.ts';

const FIRST_CI_ID = 16_850_001;

const builtIns = [
  { collectionId: 'SMS00001', name: 'All Systems', limitToCollectionId: '' },
  { collectionId: 'SMS00002', name: 'All Users', limitToCollectionId: '' },
  {
    collectionId: 'SMSDM003',
    name: 'All Desktop and Server Clients',
    limitToCollectionId: 'SMS00001',
  },
  {
    collectionId: 'SMS000CM',
    name: 'Co-management Eligible Devices',
    limitToCollectionId: 'SMS00001',
  },
];

/** Collections, applications and the systems that no machine stands behind. */
export function seedSite(simulation: Simulation): void {
  const { site, world } = simulation;
  for (const builtIn of builtIns) {
    site.collections.add({
      ...builtIn,
      comment: '',
      refreshType: 6,
      isBuiltIn: true,
      rules: [],
      members: new Map(),
      currentStatus: 1,
      lastRefreshAt: world.startAt,
    });
  }
  for (const { name, limitTo } of world.site.collections) {
    site.addCollection({ name, comment: '', limitToCollectionId: limitTo, refreshType: 1 });
  }
  seedApplications(simulation);
  seedSystems(simulation);
  for (const collection of site.collections.all())
    simulation.collectionEvaluation.evaluate(collection);
}

function seedApplications({ ids, site, world, clock }: Simulation): void {
  const scope = `ScopeId_${world.site.siteId.toUpperCase()}`;
  world.site.applications.forEach((spec, index) => {
    const points = world.site.distributionPointGroups.flatMap(({ members }) => members);
    site.applications.add({
      ciId: FIRST_CI_ID + index,
      modelId: FIRST_CI_ID - 1000 + index,
      modelName: `${scope}/Application_${ids.named(`application:${spec.name}`)}`,
      packageId: `${world.site.siteCode}${(0x40 + index).toString(16).toUpperCase().padStart(5, '0')}`,
      spec,
      contentReadyAt: new Map(spec.isDistributed ? points.map((p) => [p, clock.nowMs()]) : []),
    });
  });
}

function seedSystems({ ids, site, world }: Simulation): void {
  for (const spec of world.site.systems) {
    site.systems.add({
      resourceId: site.systems.nextResourceId(),
      name: spec.name,
      domain: spec.domain,
      isClient: spec.isClient,
      isActive: !spec.isObsolete,
      isObsolete: spec.isObsolete,
      smsId: `GUID:${ids.next('sms-id').toUpperCase()}`,
      serialNumber: spec.serialNumber ?? null,
      aadDeviceId: spec.aadDeviceId ?? null,
      machineId: undefined,
      comanagement: undefined,
      lastActiveAt: world.startAt,
    });
  }
}
