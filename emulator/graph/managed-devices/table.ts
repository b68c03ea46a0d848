import { omit } from '../../omit.ts';
import { Table } from '../../table.ts';
import { intuneNotFound } from '../errors.ts';

export type ManagementState =
  'managed' | 'wipePending' | 'wipeIssued' | 'retirePending' | 'deletePending';

/** https://learn.microsoft.com/graph/api/resources/intune-devices-manageddevice */
export interface ManagedDevice {
  id: string;
  deviceName: string;
  serialNumber: string;
  azureADDeviceId: string;
  userPrincipalName: string;
  enrolledDateTime: string;
  lastSyncDateTime: string;
  managementAgent: 'mdm' | 'configurationManagerClient' | 'configurationManagerClientMdm';
  managementState: ManagementState;
  deviceEnrollmentType: string;
  complianceState: string;
  operatingSystem: string;
  osVersion: string;
  manufacturer: string;
  model: string;
  managedDeviceOwnerType: string;
  enrollmentProfileName: string;
  autopilotEnrolled: boolean;
  deviceActionResults: DeviceActionResult[];
  /** Ours. */
  machineId: string | undefined;
  isCurrent: boolean;
}

export interface DeviceActionResult {
  actionName: string;
  actionState: 'pending' | 'done';
  startDateTime: string;
  lastUpdatedDateTime: string;
}

export class ManagedDeviceTable extends Table<ManagedDevice> {
  readonly #byMachine = this.indexBy((device) => device.machineId);

  constructor() {
    super((device) => device.id);
  }

  get(id: string): ManagedDevice {
    const device = this.find(id);
    if (device === undefined) throw intuneNotFound(id);
    return device;
  }

  findByMachine(machineId: string): ManagedDevice | undefined {
    return this.#byMachine.of(machineId).find((device) => device.isCurrent);
  }
}

/** Every workload with Intune: the policy overrides what the site says. */
const allWorkloads = {
  inventory: true,
  modernApps: true,
  resourceAccess: true,
  deviceConfiguration: true,
  compliancePolicy: true,
  windowsUpdateForBusiness: true,
};

export function renderManagedDevice(
  device: ManagedDevice,
  isBeta: boolean,
): Record<string, unknown> {
  const isComanaged = device.managementAgent === 'configurationManagerClientMdm';
  const common = {
    ...omit(device, ['machineId', 'isCurrent', 'autopilotEnrolled']),
    azureADRegistered: true,
    deviceRegistrationState: 'registered',
    configurationManagerClientEnabledFeatures: isComanaged ? allWorkloads : null,
  };
  if (!isBeta) return common;
  const health = { state: 'healthy', errorCode: 0, lastSyncDateTime: device.lastSyncDateTime };
  return {
    ...common,
    azureActiveDirectoryDeviceId: device.azureADDeviceId,
    autopilotEnrolled: device.autopilotEnrolled,
    joinType: 'azureADJoined',
    configurationManagerClientHealthState: isComanaged ? health : null,
  };
}
