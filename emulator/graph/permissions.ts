/**
 * Application permissions that open an operation, least privileged first; any one suffices.
 * Taken from the permission tables of https://learn.microsoft.com/graph/api/overview.
 */
const serviceConfigWrite = [
  'DeviceManagementServiceConfig.ReadWrite.All',
  'DeviceManagementConfiguration.ReadWrite.All',
];
const serviceConfigRead = [
  'DeviceManagementServiceConfig.Read.All',
  'DeviceManagementConfiguration.Read.All',
  ...serviceConfigWrite,
];
const autopilotWrite = ['DeviceManagementServiceConfig.ReadWrite.All'];
const autopilotRead = ['DeviceManagementServiceConfig.Read.All', ...autopilotWrite];
const managedDeviceRead = [
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementManagedDevices.ReadWrite.All',
];
const privileged = ['DeviceManagementManagedDevices.PrivilegedOperations.All'];
const deviceRead = ['Device.Read.All', 'Device.ReadWrite.All', 'Directory.Read.All'];
const groupRead = [
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
];
const userRead = ['User.ReadBasic.All', 'User.Read.All', 'Directory.Read.All'];
const lapsRead = ['DeviceLocalCredential.ReadBasic.All', 'DeviceLocalCredential.Read.All'];

const permissions: Readonly<Record<string, readonly string[]>> = {
  'organization.list': [...serviceConfigRead, 'Organization.Read.All', 'Directory.Read.All'],
  'deviceManagement.get': [...serviceConfigRead, ...managedDeviceRead],
  'subscribedSkus.list': [
    'LicenseAssignment.Read.All',
    'Organization.Read.All',
    'Directory.Read.All',
  ],
  'domains.list': ['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All'],
  'users.list': userRead,
  'users.get': userRead,
  'devices.list': deviceRead,
  'devices.get': deviceRead,
  'devices.getByDeviceId': deviceRead,
  'devices.delta': deviceRead,
  'devices.update': ['Device.ReadWrite.All'],
  'devices.delete': ['Device.ReadWrite.All'],
  'groups.list': groupRead,
  'groups.get': groupRead,
  'groups.create': ['Group.Create', 'Group.ReadWrite.All'],
  'groups.upsert': ['Group.Create', 'Group.ReadWrite.All'],
  'groups.update': ['Group.ReadWrite.All'],
  'groups.delete': ['Group.ReadWrite.All'],
  'groups.members': groupRead,
  'groups.addMember': ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All'],
  'groups.removeMember': ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All'],
  'groups.memberDanger': ['Device.ReadWrite.All'],
  'enrollmentConfigurations.read': serviceConfigRead,
  'enrollmentConfigurations.write': serviceConfigWrite,
  'autopilotProfiles.read': autopilotRead,
  'autopilotProfiles.write': autopilotWrite,
  'importedAutopilot.read': autopilotRead,
  'importedAutopilot.write': autopilotWrite,
  'autopilotDevices.read': autopilotRead,
  'autopilotDevices.write': autopilotWrite,
  'autopilotSettings.get': autopilotRead,
  'autopilotSettings.sync': autopilotWrite,
  'managedDevices.read': managedDeviceRead,
  'managedDevices.wipe': [...privileged, 'DeviceManagementManagedDevices.ReadWrite.All'],
  'managedDevices.retire': privileged,
  'managedDevices.syncDevice': privileged,
  'managedDevices.delete': ['DeviceManagementManagedDevices.ReadWrite.All'],
  'bitlockerKeys.list': ['BitlockerKey.ReadBasic.All', 'BitlockerKey.Read.All'],
  'laps.read': lapsRead,
  'operationApproval.read': serviceConfigRead,
};

/** Permissions needed besides: a group that takes devices in also asks for the device. */
const alsoNeeded: Readonly<Record<string, string>> = {
  'groups.addMember': 'Device.ReadWrite.All',
};

export function mayCall(operation: string, roles: readonly string[]): boolean {
  const also = alsoNeeded[operation];
  return (
    rolesThatOpen(operation).some((role) => roles.includes(role)) &&
    (also === undefined || roles.includes(also))
  );
}

export function rolesThatOpen(operation: string): readonly string[] {
  const roles = permissions[operation];
  if (roles === undefined) throw new Error(`No permission row for operation ${operation}.`);
  return roles;
}
