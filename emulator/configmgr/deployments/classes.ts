import type { Simulation } from '../../simulation.ts';
import type { Bounds } from '../bounds.ts';
import type { CallerView } from '../callers/caller-view.ts';
import { instant, sint32, text, uint32 } from '../columns.ts';
import type { Column } from '../columns.ts';
import { defineClass } from '../site-class.ts';
import type { SiteClass } from '../site-class.ts';
import { assetsOf } from './assets.ts';
import type { Asset } from './assets.ts';
import { assignmentClass } from './assignment-class.ts';
import { summaryClass } from './summary-class.ts';
import { isRequired } from './table.ts';

/** Assignments, what became of them on each device, and their summaries. */
export function deploymentClasses(simulation: Simulation): SiteClass[] {
  return [
    assignmentClass(simulation),
    summaryClass(simulation),
    assetClass(simulation, 'SMS_AppDeploymentAssetDetails', [1, 2, 3, 4, 5]),
    assetClass(simulation, 'SMS_CIDeploymentUnknownAssetDetails', [4]),
    assetClass(simulation, 'SMS_AppDeploymentErrorAssetDetails', [5]),
    assetClass(simulation, 'SMS_AppDeploymentRequirementsNotMetAssetDetails', [3]),
  ];
}

function assetClass(simulation: Simulation, name: string, statusTypes: number[]): SiteClass {
  const { assignments } = simulation.site;
  function* list(view: CallerView, bounds: Bounds): Iterable<Asset> {
    const wanted = bounds.equal('AssignmentID');
    const named = wanted === undefined ? undefined : assignments.find(wanted);
    for (const assignment of wanted === undefined ? assignments.all() : named ? [named] : []) {
      if (!view.seesCollection(String(assignment.body['TargetCollectionID']))) continue;
      for (const asset of assetsOf(simulation, assignment)) {
        const isSeen = view.seesSystem(asset.system.resourceId);
        if (isSeen && statusTypes.includes(asset.statusType)) yield asset;
      }
    }
  }
  return defineClass<Asset>({
    name,
    key: ['AssignmentID', 'DTCI', 'DTModelID', 'MachineName', 'UserName'],
    columns: assetColumns(simulation),
    list,
  });
}

/** https://learn.microsoft.com/mem/configmgr/develop/reference/apps/sms_appdeploymentassetdetails-server-wmi-class */
function assetColumns({ site }: Simulation): Record<string, Column<Asset>> {
  const ciOf = ({ assignment }: Asset) => (assignment.body['AssignedCIs'] as number[])[0] ?? 0;
  const sent = (asset: Asset, name: string) => String(asset.assignment.body[name]);
  return {
    AssignmentID: sint32(({ assignment }) => assignment.assignmentId),
    AssignmentUniqueID: text((asset) => sent(asset, 'AssignmentUniqueID')),
    AppCI: uint32(ciOf),
    AppName: text((asset) => sent(asset, 'ApplicationName')),
    // The deployment type: a configuration item of its own, next to the application's.
    DTCI: uint32((asset) => ciOf(asset) + 1_000_000),
    DTModelID: uint32((asset) => Number(asset.assignment.body['AppModelID']) + 1_000_000),
    DTName: text((asset) => `${sent(asset, 'ApplicationName')} - Windows Installer`),
    MachineID: uint32(({ system }) => system.resourceId),
    MachineName: text(({ system }) => system.name),
    UserName: text(() => '(SYSTEM)'),
    CollectionID: text((asset) => sent(asset, 'TargetCollectionID')),
    CollectionName: text((asset) => sent(asset, 'CollectionName')),
    DeploymentIntent: uint32(({ assignment }) => (isRequired(assignment) ? 1 : 2)),
    AppStatusType: uint32(({ statusType }) => statusType),
    StatusType: uint32(({ statusType }) => statusType),
    EnforcementState: uint32(({ enforcementState }) => enforcementState),
    InstalledState: uint32(({ installedState }) => installedState),
    // 0x643, the installer's own failure.
    ErrorCode: sint32(({ statusType }) => (statusType === 5 ? 1603 : 0)),
    StartTime: instant((asset) => sent(asset, 'StartTime')),
    Revision: uint32(
      (asset) =>
        site.applications
          .find(asset.assignment.modelName)
          ?.revisions.find(({ ciId }) => ciId === ciOf(asset))?.version ?? 1,
    ),
  };
}
