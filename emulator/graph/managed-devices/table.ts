import { Table } from '../../table.ts';
import { intuneNotFound } from '../errors.ts';

/** https://learn.microsoft.com/graph/api/resources/intune-devices-managementstate */
export type ManagementState =
  | 'managed'
  | 'wipePending'
  | 'wipeIssued'
  | 'wipeFailed'
  | 'retirePending'
  | 'retireIssued'
  | 'retireFailed'
  | 'deletePending';

/** https://learn.microsoft.com/graph/api/resources/intune-devices-actionstate */
export type ActionState = 'pending' | 'active' | 'done' | 'failed';

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
  joinType: 'unknown' | 'azureADJoined' | 'azureADRegistered' | 'hybridAzureADJoined';
  /** What Intune knows of the ConfigMgr client; `undefined`: of none. */
  clientHealth: ClientHealth | undefined;
  /** Ours: the workloads that Intune has on it (the bits of MDMWorkloads). */
  workloadFlags: number | undefined;
  /** Ours. */
  machineId: string | undefined;
  isCurrent: boolean;
}

/** https://learn.microsoft.com/graph/api/resources/intune-devices-configurationmanagerclienthealthstate */
export interface ClientHealth {
  state: 'unknown' | 'installed' | 'healthy' | 'installFailed' | 'communicationError';
  errorCode: number;
  lastSyncDateTime: string;
}

export interface DeviceActionResult {
  actionName: string;
  actionState: ActionState;
  startDateTime: string;
  lastUpdatedDateTime: string;
}

export class ManagedDeviceTable extends Table<ManagedDevice> {
  readonly #byMachine = this.indexBy((device) => device.machineId);

  constructor() {
    super((device) => device.id);
    this.indexByProperty('serialNumber');
    this.indexByProperty('azureADDeviceId');
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
