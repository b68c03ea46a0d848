import { create, listRows, remove } from './answers.ts';
import type { AdminHttp } from './http.ts';
import { quoted, wireInstant } from './odata.ts';
import type { ConfigMgrPort } from './port.ts';
import { assignmentFields, assignmentSchema, createdAssignmentSchema } from './schema.ts';

const CLASS = 'SMS_ApplicationAssignment';

/** Members of a required install; the meaning of each number stands in §9. */
const requiredInstall = {
  AssignmentType: 2,
  AssignmentAction: 2,
  DesiredConfigType: 1,
  OfferTypeID: 0,
  OfferFlags: 0,
  UseGMTTimes: true,
  Enabled: true,
  NotifyUser: false,
  UserUIExperience: true,
  OverrideServiceWindows: false,
  RebootOutsideOfServiceWindows: false,
  SuppressReboot: 0,
  DPLocality: 80,
  RequireApproval: false,
  SoftDeadlineEnabled: false,
  WoLEnabled: false,
  DisableMomAlerts: false,
} as const;

export function createDeployments(
  http: AdminHttp,
): Pick<ConfigMgrPort, 'findDeployments' | 'createDeployment' | 'deleteDeployment'> {
  return {
    findDeployments: async (collectionId) => {
      const $filter = `TargetCollectionID eq ${quoted(collectionId)}`;
      const query = { $filter, $select: assignmentFields };
      const rows = await listRows(http, CLASS, query, assignmentSchema);
      const ours = rows.filter((row) => row.TargetCollectionID === collectionId);
      return ours.map((row) => ({
        assignmentId: row.AssignmentID,
        name: row.AssignmentName ?? '',
        description: row.AssignmentDescription ?? '',
        collectionId: row.TargetCollectionID,
        ciIds: row.AssignedCIs ?? [],
      }));
    },
    createDeployment: async (wish) => {
      const startTime = wireInstant(wish.startAt);
      const body = {
        ...requiredInstall,
        AssignmentName: wish.name,
        AssignmentDescription: wish.description,
        AssignedCIs: [wish.ciId],
        TargetCollectionID: wish.collectionId,
        // Read-only in the SDK, yet working clients send it.
        CollectionName: wish.collectionName,
        StartTime: startTime,
        // Its presence makes the deployment a required one.
        EnforcementDeadline: startTime,
      };
      return (await create(http, CLASS, body, createdAssignmentSchema)).AssignmentID;
    },
    deleteDeployment: (assignmentId) => remove(http, CLASS, assignmentId),
  };
}
