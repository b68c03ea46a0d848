/** Pages that several rules rest on. */
export const stale = 'https://learn.microsoft.com/entra/identity/devices/manage-stale-devices';
export const registration = 'https://learn.microsoft.com/autopilot/registration-overview';
export const addDevices = 'https://learn.microsoft.com/autopilot/add-devices';
export const profiles = 'https://learn.microsoft.com/autopilot/profiles';
export const comanagement =
  'https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment';
export const workloads =
  'https://learn.microsoft.com/mem/configmgr/comanage/how-to-switch-workloads';
export const enable = 'https://learn.microsoft.com/mem/configmgr/comanage/how-to-enable';
export const wipe = 'https://learn.microsoft.com/intune/intune-service/remote-actions/devices-wipe';
export const approval =
  'https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval';
export const managedDesktop =
  'https://learn.microsoft.com/managed-desktop/prepare/autopilot-co-management';
export const wrongDevice = 'https://github.com/ugurkocde/DeviceOffboardingManager/issues/49';
