import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import type { Assignment } from './table.ts';

/** AppStatusType and the EnforcementState that goes with it. */
const status = {
  success: { AppStatusType: 1, EnforcementState: 1000, InstalledState: 2 },
  installing: { AppStatusType: 2, EnforcementState: 2002, InstalledState: 1 },
  waitingForContent: { AppStatusType: 2, EnforcementState: 2001, InstalledState: 1 },
  unknown: { AppStatusType: 4, EnforcementState: 4000, InstalledState: 3 },
} as const;

/** One row per member of the target collection; a required application installs by itself. */
export function assetRows(simulation: Simulation, assignment: Assignment): PlainRow[] {
  const { site } = simulation;
  const { body } = assignment;
  const collection = site.collections.find(String(body['TargetCollectionID']));
  return Array.from(collection?.members ?? [], ([resourceId, memberSinceMs]) => {
    const sinceMs = Math.max(memberSinceMs, assignment.createdMs);
    return {
      AssignmentID: assignment.assignmentId,
      MachineID: resourceId,
      MachineName: site.systems.find(String(resourceId))?.name ?? '',
      UserName: '(SYSTEM)',
      AppName: body['ApplicationName'],
      AppCI: (body['AssignedCIs'] as number[])[0],
      CollectionID: body['TargetCollectionID'],
      DeploymentIntent: body['OfferTypeID'] === 0 ? 1 : 2,
      ...statusOf(simulation, assignment, sinceMs),
    };
  }).map((row) => ({ ...row, StatusType: row.AppStatusType }));
}

function statusOf({ clock, site, world }: Simulation, assignment: Assignment, sinceMs: number) {
  const { body } = assignment;
  if (body['OfferTypeID'] !== 0 || body['Enabled'] === false) return status.unknown;
  const application = site.applications.find(String((body['AssignedCIs'] as number[])[0]));
  const cmgName = site.spec.cmg?.serviceCName ?? '';
  // Internet clients take their content from the gateway or not at all.
  const contentMs =
    application?.spec.hasContent === true
      ? (application.contentReadyAt.get(cmgName) ?? Number.POSITIVE_INFINITY)
      : 0;
  if (contentMs > clock.nowMs()) return status.waitingForContent;
  const doneMs = Math.max(sinceMs, contentMs) + world.timings.applicationMinutes * 60_000;
  return doneMs <= clock.nowMs() ? status.success : status.installing;
}
