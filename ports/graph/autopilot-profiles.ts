import { assignedGroupIds, toGroupTarget } from './assignments.ts';
import { parseBody, unlessNotFound } from './answers.ts';
import { GraphError } from './errors.ts';
import type { GraphHttp } from './http.ts';
import { idSegment } from './identifiers.ts';
import { hasAny, listAll } from './paging.ts';
import type { AutopilotProfileBody, GraphReads, GraphWrites } from './port.ts';
import { present } from '../present.ts';
import { assignmentSchema, autopilotProfileSchema, createdSchema } from './schema.ts';

const base = '/deviceManagement/windowsAutopilotDeploymentProfiles';

export function createAutopilotProfileReads(
  http: GraphHttp,
): Pick<GraphReads, 'listAutopilotProfiles' | 'hasAssignedDevices'> {
  return {
    hasAssignedDevices: async (profileId) => {
      const operation = 'autopilotProfiles.assignedDevices';
      const path = `${base}/${idSegment(operation, profileId)}/assignedDevices`;
      return (await unlessNotFound(hasAny(http, { operation, path }))) ?? false;
    },
    listAutopilotProfiles: async () => {
      const { rows } = await listAll(
        http,
        { operation: 'autopilotProfiles.list', path: base, query: { $expand: 'assignments' } },
        autopilotProfileSchema,
      );
      return rows.map((row) => ({
        id: row.id,
        body: present({
          displayName: row.displayName ?? '',
          deviceNameTemplate: row.deviceNameTemplate,
          deviceUsageType: row.outOfBoxExperienceSetting?.deviceUsageType ?? '',
          preprovisioningAllowed: row.preprovisioningAllowed ?? false,
          hardwareHashExtractionEnabled: row.hardwareHashExtractionEnabled ?? false,
        }),
        groupIds: assignedGroupIds(row.assignments ?? []),
      }));
    },
  };
}

export function createAutopilotProfileWrites(
  http: GraphHttp,
): Pick<
  GraphWrites,
  | 'createAutopilotProfile'
  | 'assignAutopilotProfile'
  | 'unassignAutopilotProfile'
  | 'deleteAutopilotProfile'
> {
  const assignmentsPath = (id: string) =>
    `${base}/${idSegment('autopilotProfiles.assignments', id)}/assignments`;
  const listAssignments = async (id: string) => {
    const call = { operation: 'autopilotProfiles.assignments', path: assignmentsPath(id) } as const;
    return (await listAll(http, call, assignmentSchema)).rows;
  };
  return {
    createAutopilotProfile: async (body) => {
      const operation = 'autopilotProfiles.create';
      if (!isAllowedName(body.displayName)) {
        const code = 'InvalidDisplayName';
        throw new GraphError({
          kind: 'refused',
          status: 0,
          code,
          requestId: 'not sent',
          operation,
        });
      }
      const answer = await http.send({ operation, path: base, body: profileBody(body) });
      return parseBody(operation, createdSchema, answer).id;
    },
    assignAutopilotProfile: async (id, groupId) => {
      // What a repeat answers is not established (graph-api.md §E2), so we look first.
      if (assignedGroupIds(await listAssignments(id)).includes(groupId.toLowerCase())) return;
      const operation = 'autopilotProfiles.addAssignment';
      await http.send({ operation, path: assignmentsPath(id), body: toGroupTarget(groupId) });
    },
    unassignAutopilotProfile: async (id) => {
      const operation = 'autopilotProfiles.removeAssignment';
      for (const assignment of await listAssignments(id)) {
        const path = `${assignmentsPath(id)}/${idSegment(operation, assignment.id)}`;
        await unlessNotFound(http.send({ operation, path }));
      }
    },
    deleteAutopilotProfile: async (id) => {
      const operation = 'autopilotProfiles.delete';
      await unlessNotFound(http.send({ operation, path: `${base}/${idSegment(operation, id)}` }));
    },
  };
}

/**
 * A hyphen, and what else is not in this list, answers a generic 500 (graph-api.md §E2), which after
 * a write would read as "may have happened" for ever.
 */
function isAllowedName(displayName: string): boolean {
  return displayName.length <= 200 && /^[\p{L}\p{N} :"?.@$&_[\]{}|\\]+$/u.test(displayName);
}

/**
 * The example of graph-api.md §E2, Entra join. The deprecated members (`extractHardwareHash`, …) are not sent.
 */
function profileBody(body: AutopilotProfileBody): object {
  return {
    '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
    displayName: body.displayName,
    description: '',
    locale: 'os-default',
    deviceNameTemplate: body.deviceNameTemplate ?? '',
    deviceType: 'windowsPc',
    hardwareHashExtractionEnabled: body.hardwareHashExtractionEnabled,
    preprovisioningAllowed: body.preprovisioningAllowed,
    roleScopeTagIds: ['0'],
    outOfBoxExperienceSetting: {
      deviceUsageType: body.deviceUsageType,
      userType: 'standard',
      eulaHidden: true,
      privacySettingsHidden: true,
      keyboardSelectionPageSkipped: true,
      escapeLinkHidden: true,
    },
  };
}
