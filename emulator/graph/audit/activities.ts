export interface Activity {
  log: 'directory' | 'intune';
  /** `activityDisplayName` of the directory; `activityType` of Intune. */
  name: string;
  category: string;
  operationType: string;
  /** Of the object that the path names last, or that was made. */
  targetType: string;
}

const device = (name: string, operationType: string): Activity => ({
  log: 'directory',
  name,
  category: 'Device',
  operationType,
  targetType: 'Device',
});
const group = (name: string, operationType: string): Activity => ({
  log: 'directory',
  name,
  category: 'GroupManagement',
  operationType,
  targetType: 'Group',
});
const mobilityPolicy: Activity = {
  log: 'directory',
  name: 'Update policy',
  category: 'Policy',
  operationType: 'Update',
  targetType: 'Policy',
};

/** `Create ManagedDevice` and the like: Intune names the verb and the type. */
function intune(category: string, targetType: string) {
  return (verb: string, operationType = 'Action'): Activity => ({
    log: 'intune',
    name: `${verb} ${targetType}`,
    category,
    operationType,
    targetType,
  });
}
const managedDevice = intune('Device', 'ManagedDevice');
const imported = intune('Enrollment', 'ImportedWindowsAutopilotDeviceIdentity');
const identity = intune('Enrollment', 'WindowsAutopilotDeviceIdentity');
const profile = intune('Enrollment', 'WindowsAutopilotDeploymentProfile');
const configuration = intune('Enrollment', 'DeviceEnrollmentConfiguration');
const app = intune('Application', 'MobileApp');

/**
 * What the audit lists say about an operation. The directory's names are Microsoft's:
 * https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities.
 * Intune's follow the pattern of published examples (unconfirmed word by word):
 * https://learn.microsoft.com/graph/api/intune-auditing-auditevent-list
 */
export const activities: Readonly<Record<string, Activity>> = {
  'devices.update': device('Update device', 'Update'),
  'devices.delete': device('Delete device', 'Delete'),
  'groupMembers.danger': device('Delete device', 'Delete'),
  'deletedDevices.restore': device('Restore device', 'Restore'),
  'deletedDevices.purge': device('Hard Delete device', 'Delete'),
  'deletedGroups.restore': group('Restore Group', 'Restore'),
  'deletedGroups.purge': group('Hard Delete group', 'Delete'),
  'groups.create': group('Add group', 'Add'),
  'groups.upsert': group('Update group', 'Update'),
  'groups.update': group('Update group', 'Update'),
  'groups.delete': group('Delete group', 'Delete'),
  'groupMembers.add': group('Add member to group', 'Assign'),
  'groupMembers.remove': group('Remove member from group', 'Unassign'),
  'mobileDeviceManagementPolicies.update': mobilityPolicy,
  'mobileDeviceManagementPolicies.addGroup': mobilityPolicy,
  'mobileDeviceManagementPolicies.removeGroup': mobilityPolicy,
  'organization.setMobileDeviceManagementAuthority': intune(
    'Other',
    'Organization',
  )('setMobileDeviceManagementAuthority'),
  'managedDevices.wipe': managedDevice('wipe'),
  'managedDevices.retire': managedDevice('retire'),
  'managedDevices.delete': managedDevice('Delete', 'Delete'),
  'managedDevices.syncDevice': managedDevice('syncDevice'),
  'managedDevices.rebootNow': managedDevice('rebootNow'),
  'managedDevices.cleanWindowsDevice': managedDevice('cleanWindowsDevice'),
  'managedDevices.setDeviceName': managedDevice('setDeviceName'),
  'managedDevices.triggerConfigurationManagerAction': managedDevice(
    'triggerConfigurationManagerAction',
  ),
  'managedDevices.executeAction': managedDevice('executeAction'),
  'importedAutopilot.create': imported('Create', 'Create'),
  'importedAutopilot.import': imported('import', 'Create'),
  'importedAutopilot.delete': imported('Delete', 'Delete'),
  'autopilotDevices.delete': identity('Delete', 'Delete'),
  'autopilotDevices.updateDeviceProperties': identity('updateDeviceProperties', 'Patch'),
  'autopilotDevices.assignUser': identity('assignUserToDevice'),
  'autopilotDevices.unassignUser': identity('unassignUserFromDevice'),
  'autopilotSettings.sync': intune('Enrollment', 'WindowsAutopilotSettings')('sync'),
  'autopilotProfiles.create': profile('Create', 'Create'),
  'autopilotProfiles.update': profile('Patch', 'Patch'),
  'autopilotProfiles.delete': profile('Delete', 'Delete'),
  'autopilotProfiles.addAssignment': profile('assign', 'Create'),
  'autopilotProfiles.removeAssignment': profile('unassign', 'Delete'),
  'autopilotProfiles.assignDevices': profile('assign'),
  'enrollmentConfigurations.create': configuration('Create', 'Create'),
  'enrollmentConfigurations.update': configuration('Patch', 'Patch'),
  'enrollmentConfigurations.delete': configuration('Delete', 'Delete'),
  'enrollmentConfigurations.assign': configuration('assign'),
  'enrollmentConfigurations.setPriority': configuration('setPriority'),
  'mobileApps.create': app('Create', 'Create'),
  'mobileApps.assign': app('assign'),
  'mobileApps.addAssignment': app('assign', 'Create'),
};
