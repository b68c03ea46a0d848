import { omit } from '../../omit.ts';
import type { ManagedDevice } from './table.ts';

const ours = ['machineId', 'isCurrent', 'clientHealth', 'workloadFlags'] as const;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** In either version; the router keeps from v1.0 what only beta has. */
export function renderManagedDevice(device: ManagedDevice): Record<string, unknown> {
  const { userPrincipalName, enrolledDateTime } = device;
  return {
    ...omit(device, ours),
    ...windowsFacts,
    aadRegistered: true,
    azureADRegistered: true,
    azureActiveDirectoryDeviceId: device.azureADDeviceId,
    deviceRegistrationState: 'registered',
    ownerType: device.managedDeviceOwnerType,
    managedDeviceName: `${userPrincipalName.split('@')[0] ?? ''}_Windows_${enrolledDateTime}`,
    emailAddress: userPrincipalName,
    enrolledByUserPrincipalName: userPrincipalName,
    userDisplayName: userPrincipalName.split('@')[0],
    managementCertificateExpirationDate: certificateEnd(device),
    configurationManagerClientEnabledFeatures: enabledFeaturesOf(device),
    configurationManagerClientHealthState: device.clientHealth ?? null,
  };
}

/** What Intune shows of every ordinary Windows PC, the misnamed `windowsRT` included. */
const windowsFacts = {
  chassisType: 'unknown',
  deviceType: 'windowsRT',
  exchangeAccessState: 'none',
  exchangeAccessStateReason: 'none',
  jailBroken: 'Unknown',
  lostModeState: 'disabled',
  processorArchitecture: 'x64',
  requireUserEnrollmentApproval: null,
  roleScopeTagIds: ['0'],
};

/** The MDM certificate lasts a year and renews itself while the device calls in. */
function certificateEnd({ enrolledDateTime, lastSyncDateTime }: ManagedDevice): string {
  const enrolledMs = Date.parse(enrolledDateTime);
  const years = Math.floor(Math.max(0, Date.parse(lastSyncDateTime) - enrolledMs) / YEAR_MS) + 1;
  return `${new Date(enrolledMs + years * YEAR_MS).toISOString().slice(0, 19)}Z`;
}

/**
 * Which workloads Intune has. That `true` means Intune is our reading, not a documented one.
 * https://learn.microsoft.com/graph/api/resources/intune-devices-configurationmanagerclientenabledfeatures
 */
function enabledFeaturesOf({ managementAgent, workloadFlags }: ManagedDevice): object | null {
  if (managementAgent !== 'configurationManagerClientMdm') return null;
  const has = (bit: number) => workloadFlags === undefined || (workloadFlags & bit) !== 0;
  return {
    inventory: has(1),
    compliancePolicy: has(2),
    resourceAccess: has(4),
    deviceConfiguration: has(8),
    windowsUpdateForBusiness: has(16),
    endpointProtection: has(32),
    modernApps: has(64),
    officeApps: has(128),
  };
}
