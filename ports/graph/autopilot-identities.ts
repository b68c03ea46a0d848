import { findOne, unlessNotFound } from './answers.ts';
import type { GraphHttp } from './http.ts';
import { idSegment } from './identifiers.ts';
import type { OperationName } from './operations.ts';
import { listAll } from './paging.ts';
import type { GraphReads, GraphWrites } from './port.ts';
import { autopilotIdentitySchema } from './schema.ts';

const base = '/deviceManagement/windowsAutopilotDeviceIdentities';

export function createAutopilotIdentityReads(
  http: GraphHttp,
): Pick<GraphReads, 'listAutopilotIdentities' | 'findAutopilotIdentity'> {
  return {
    // Neither `$select` (answers 500) nor a filter (`eq` and hyphens answer 400): graph-api.md §F4.
    listAutopilotIdentities: () =>
      listAll(http, { operation: 'autopilotDevices.list', path: base }, autopilotIdentitySchema),
    findAutopilotIdentity: async (autopilotIdentityId) => {
      const operation = 'autopilotDevices.get';
      const path = `${base}/${idSegment(operation, autopilotIdentityId)}`;
      return (await findOne(http, { operation, path }, autopilotIdentitySchema))?.value;
    },
  };
}

export function createAutopilotIdentityWrites(
  http: GraphHttp,
): Pick<
  GraphWrites,
  | 'updateAutopilotIdentity'
  | 'assignUserToAutopilotIdentity'
  | 'unassignUserFromAutopilotIdentity'
  | 'deleteAutopilotIdentity'
> {
  const act = async (operation: OperationName, id: string, action: string, body?: object) => {
    const path = `${base}/${idSegment(operation, id)}/${action}`;
    await http.send({ operation, path, body });
  };
  return {
    // Only what changes may be sent: an empty member empties the field.
    updateAutopilotIdentity: (id, { groupTag }) =>
      act('autopilotDevices.updateDeviceProperties', id, 'updateDeviceProperties', { groupTag }),
    assignUserToAutopilotIdentity: (id, userPrincipalName) =>
      act('autopilotDevices.assignUser', id, 'assignUserToDevice', {
        userPrincipalName,
        // The name on the welcome page; we know no other.
        addressableUserName: userPrincipalName,
      }),
    unassignUserFromAutopilotIdentity: (id) =>
      act('autopilotDevices.unassignUser', id, 'unassignUserFromDevice'),
    deleteAutopilotIdentity: async (id) => {
      const operation = 'autopilotDevices.delete';
      await unlessNotFound(http.send({ operation, path: `${base}/${idSegment(operation, id)}` }));
    },
  };
}
