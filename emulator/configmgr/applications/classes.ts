import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { instanceNotFound, wrongParameter } from '../errors.ts';
import type { SiteClass } from '../site-class.ts';
import type { Application } from './table.ts';

/** Applications and where their content stands. */
export function applicationClasses(simulation: Simulation): SiteClass[] {
  const { site } = simulation;
  const withContent = () => site.applications.all().filter(({ spec }) => spec.hasContent);
  return [
    {
      name: 'SMS_Application',
      key: ['CI_ID'],
      superclass: 'SMS_ConfigurationItemBaseClass',
      lazy: ['SDMPackageXML', 'PackageID'],
      rows: () => site.applications.all().map((each) => applicationRow(simulation, each)),
    },
    {
      name: 'SMS_ContentPackage',
      key: ['PackageID'],
      rows: () =>
        withContent().map(({ packageId, modelName, spec }) => ({
          PackageID: packageId,
          SecurityKey: modelName,
          Name: spec.name,
          PackageType: 8,
        })),
      methods: {
        AddDistributionPointGroup: (key, body) => distribute(simulation, key, body),
      },
    },
    {
      name: 'SMS_DistributionPointGroup',
      key: ['GroupID'],
      rows: () =>
        site.distributionPointGroups().map(({ groupId, name, members }) => ({
          GroupID: groupId,
          Name: name,
          MemberCount: members.length,
        })),
    },
    {
      name: 'SMS_DistributionDPStatus',
      key: ['ID'],
      rows: () => withContent().flatMap((each) => distributionRows(simulation, each)),
    },
  ];
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/apps/sms_application-server-wmi-class */
function applicationRow({ site }: Simulation, application: Application): PlainRow {
  const { spec, ciId, modelName } = application;
  const deployments = site.assignments
    .all()
    .filter(({ body }) => (body['AssignedCIs'] as number[]).includes(ciId)).length;
  return {
    CI_ID: ciId,
    CI_UniqueID: `${modelName}/1`,
    CIVersion: 1,
    ModelName: modelName,
    ModelID: application.modelId,
    LocalizedDisplayName: spec.name,
    IsLatest: true,
    IsEnabled: true,
    IsExpired: spec.isExpired,
    IsSuperseded: spec.isSuperseded,
    IsDeployable: spec.isDeployable,
    IsDeployed: deployments > 0,
    HasContent: spec.hasContent,
    IsHidden: false,
    ExecutionContext: spec.executionContext,
    NumberOfDeployments: deployments,
    NumberOfDeploymentTypes: 1,
    PackageID: spec.hasContent ? application.packageId : null,
    SDMPackageXML: null,
  };
}

function distribute(simulation: Simulation, packageId: string, body: PlainRow): PlainRow {
  const { site, clock, world } = simulation;
  const groupIds = body['DistributionPointGroup'];
  if (!Array.isArray(groupIds)) throw wrongParameter('DistributionPointGroup');
  const application = site.applications.all().find((each) => each.packageId === packageId);
  if (application === undefined) throw instanceNotFound();
  const readyAt = clock.nowMs() + world.timings.contentMinutes * 60_000;
  for (const group of site.distributionPointGroups()) {
    if (!groupIds.includes(group.groupId)) continue;
    for (const name of group.members) {
      if (!application.contentReadyAt.has(name)) application.contentReadyAt.set(name, readyAt);
    }
  }
  return {};
}

/** MessageState 1 success (2330 distributed), 2 in progress. */
function distributionRows({ clock, site }: Simulation, application: Application): PlainRow[] {
  return Array.from(application.contentReadyAt, ([name, readyAt]) => {
    const isReady = readyAt <= clock.nowMs();
    return {
      ID: `${application.packageId}@${name}`,
      PackageID: application.packageId,
      Name: name,
      NalPath: `["Display=\\\\${name}\\"]MSWNET:["SMS_SITE=${site.spec.siteCode}"]\\\\${name}\\`,
      MessageState: isReady ? 1 : 2,
      MessageID: isReady ? 2330 : 2301,
      LastUpdateDate: clock.nowIso(),
      ObjectID: application.modelName,
      ObjectTypeID: 31,
    };
  });
}
