import type { Simulation } from '../../simulation.ts';
import type { CallerView } from '../callers/caller-view.ts';
import { flag, instant, lazy, sint32, text, texts, uint32 } from '../columns.ts';
import type { Column } from '../columns.ts';
import { assetsOf } from '../deployments/assets.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';
import { latestOf } from './table.ts';
import type { Application, Revision } from './table.ts';

interface Instance {
  application: Application;
  revision: Revision;
}

/** `SMS_Application` has an instance a revision, `SMS_ApplicationLatest` one an application. */
export function applicationClasses(simulation: Simulation): SiteClass[] {
  const { site } = simulation;
  const columns = applicationColumns(simulation);
  const visible = (view: CallerView) =>
    site.applications.all().filter(({ spec }) => view.seesScope(spec.scopes));
  return [
    defineClass<Instance>({
      name: 'SMS_Application',
      key: ['CI_ID'],
      superclass: 'SMS_ConfigurationItemBaseClass',
      columns,
      list: (view) =>
        visible(view).flatMap((application) =>
          application.revisions.map((revision) => ({ application, revision })),
        ),
      methods: {
        SetIsExpired: {
          parameters: { Expired: { type: 'Edm.Boolean' } },
          right: 'modify',
          run: ({ application }, { Expired: isExpired }) => {
            application.spec.isExpired = isExpired === true;
            return {};
          },
        },
      },
    }),
    defineClass<Instance>({
      name: 'SMS_ApplicationLatest',
      key: ['ModelName'],
      superclass: 'SMS_ConfigurationItemBaseClass',
      columns,
      list: (view) =>
        visible(view).map((application) => ({ application, revision: latestOf(application) })),
    }),
  ];
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/apps/sms_application-server-wmi-class */
function applicationColumns(simulation: Simulation): Record<string, Column<Instance>> {
  const { site, world } = simulation;
  const isLatest = ({ application, revision }: Instance) => latestOf(application) === revision;
  const deploymentsOf = ({ application }: Instance) => site.assignments.ofApplication(application);
  const devicesWith = (instance: Instance, status: number) =>
    deploymentsOf(instance)
      .flatMap((assignment) => assetsOf(simulation, assignment))
      .filter(({ statusType }) => statusType === status).length;
  return {
    CI_ID: uint32(({ revision }) => revision.ciId),
    CI_UniqueID: text(
      ({ application, revision }) => `${application.modelName}/${revision.version}`,
    ),
    CIVersion: uint32(({ revision }) => revision.version),
    ModelName: text(({ application }) => application.modelName),
    ModelID: uint32(({ application }) => application.modelId),
    LocalizedDisplayName: text(({ application }) => application.spec.name),
    LocalizedDescription: text(() => ''),
    Manufacturer: text(() => 'Contoso'),
    SoftwareVersion: text(() => '1.0'),
    IsLatest: flag(isLatest),
    IsEnabled: flag(() => true),
    IsExpired: flag(({ application }) => application.spec.isExpired),
    IsSuperseded: flag(({ application }) => application.spec.isSuperseded),
    // A retired application still says that it has a deployment type.
    IsDeployable: flag(({ application }) => application.spec.isDeployable),
    IsDeployed: flag((instance) => deploymentsOf(instance).length > 0),
    HasContent: flag(({ application }) => application.spec.hasContent),
    IsHidden: flag((instance) => !isLatest(instance)),
    ExecutionContext: uint32(({ application }) => application.spec.executionContext),
    LogonRequirement: uint32(({ application }) => application.spec.executionContext),
    NumberOfDeployments: uint32((instance) => deploymentsOf(instance).length),
    NumberOfDeploymentTypes: uint32(({ application }) => Number(application.spec.isDeployable)),
    NumberOfDevicesWithApp: uint32((instance) => devicesWith(instance, 1)),
    NumberOfDevicesWithFailure: uint32((instance) => devicesWith(instance, 5)),
    SecuredScopeNames: texts(({ application }) => application.spec.scopes),
    DateCreated: instant(() => world.startAt),
    DateLastModified: instant(() => world.startAt),
    PackageID: lazy(
      text(({ application }) => (application.spec.hasContent ? application.packageId : null)),
    ),
    SDMPackageXML: lazy(text(({ application }) => digestOf(application))),
    SourceSite: text(() => site.spec.siteCode),
    SedoObjectVersion: text(() => null),
    ObjectTypeID: sint32(() => 31),
  };
}

function digestOf({ modelName, spec }: Application): string {
  const [scope = '', name = ''] = modelName.split('/');
  return (
    `<AppMgmtDigest><Application AuthoringScopeId="${scope}" LogicalName="${name}" Version="1">` +
    `<DisplayInfo><Info Language="en-US"><Title>${escapeXml(spec.name)}</Title></Info></DisplayInfo>` +
    '</Application></AppMgmtDigest>'
  );
}

function escapeXml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
