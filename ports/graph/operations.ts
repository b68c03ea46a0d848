/**
 * Every request the port makes, by its id in Microsoft's metadata: v1.0 wherever it serves the
 * fields we need, beta otherwise (`graph-api.md` §0.1). What is not in this table cannot be sent;
 * above all there is no DELETE under `/groups/{id}/members`: without `/$ref` it deletes the device.
 */
export const operations = {
  'organization.list': ['GET', 'v1.0'],
  'subscribedSkus.list': ['GET', 'v1.0'],
  'domains.list': ['GET', 'v1.0'],
  'users.list': ['GET', 'v1.0'],
  'operationApprovalPolicies.list': ['GET', 'beta'],

  'devices.list': ['GET', 'v1.0'],
  'devices.get': ['GET', 'v1.0'],
  'devices.update': ['PATCH', 'v1.0'],
  'devices.delete': ['DELETE', 'v1.0'],
  'bitlockerKeys.list': ['GET', 'v1.0'],
  'laps.get': ['GET', 'v1.0'],

  'groups.list': ['GET', 'v1.0'],
  'groups.upsert': ['PATCH', 'v1.0'],
  'groups.delete': ['DELETE', 'v1.0'],
  'groupMembers.listDevices': ['GET', 'v1.0'],

  // Beta: v1.0 cannot represent the co-management type.
  'enrollmentConfigurations.list': ['GET', 'beta'],
  'enrollmentConfigurations.get': ['GET', 'beta'],
  'comanagementPolicy.create': ['POST', 'beta'],
  // Beta: the example body carries `roleScopeTagIds`, which v1.0 lacks.
  'enrollmentStatusPage.create': ['POST', 'beta'],
  'enrollmentConfigurations.assign': ['POST', 'beta'],
  'enrollmentConfigurations.setPriority': ['POST', 'beta'],
  'enrollmentConfigurations.delete': ['DELETE', 'beta'],

  'autopilotProfiles.list': ['GET', 'beta'],
  'autopilotProfiles.create': ['POST', 'beta'],
  'autopilotProfiles.delete': ['DELETE', 'beta'],
  'autopilotProfiles.assignments': ['GET', 'beta'],
  'autopilotProfiles.addAssignment': ['POST', 'beta'],
  'autopilotProfiles.removeAssignment': ['DELETE', 'beta'],
  'autopilotProfiles.assignedDevices': ['GET', 'beta'],

  'importedAutopilot.list': ['GET', 'v1.0'],
  'importedAutopilot.import': ['POST', 'v1.0'],
  'importedAutopilot.delete': ['DELETE', 'v1.0'],

  // Beta: only there do identities say which profile they got.
  'autopilotDevices.list': ['GET', 'beta'],
  'autopilotDevices.get': ['GET', 'beta'],
  'autopilotDevices.updateDeviceProperties': ['POST', 'v1.0'],
  'autopilotDevices.assignUser': ['POST', 'v1.0'],
  'autopilotDevices.unassignUser': ['POST', 'v1.0'],
  'autopilotDevices.delete': ['DELETE', 'v1.0'],
  'autopilotSettings.get': ['GET', 'beta'],
  'autopilotSettings.sync': ['POST', 'beta'],

  'managedDevices.list': ['GET', 'v1.0'],
  'managedDevices.get': ['GET', 'v1.0'],
  'managedDevices.wipe': ['POST', 'v1.0'],
  'managedDevices.retire': ['POST', 'v1.0'],
} as const satisfies Record<string, readonly [Method, 'v1.0' | 'beta']>;

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
export type OperationName = keyof typeof operations;

export const methodOf = (operation: OperationName): Method => operations[operation][0];
export const versionOf = (operation: OperationName): string => operations[operation][1];
/** A read can be sent again whatever became of it. */
export const isRead = (operation: OperationName): boolean => methodOf(operation) === 'GET';
