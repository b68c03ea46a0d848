import type { ManagedDevice } from './table.ts';

type Given = Pick<
  ManagedDevice,
  | 'id'
  | 'deviceName'
  | 'serialNumber'
  | 'azureADDeviceId'
  | 'userPrincipalName'
  | 'enrolledDateTime'
  | 'lastSyncDateTime'
>;

/** A Windows record as it stands right after an MDM enrolment. */
export function newManagedDevice(given: Given, extra: Partial<ManagedDevice> = {}): ManagedDevice {
  return {
    managementAgent: 'mdm',
    managementState: 'managed',
    deviceEnrollmentType: 'windowsAzureADJoin',
    complianceState: 'compliant',
    operatingSystem: 'Windows',
    osVersion: '10.0.26100.4349',
    manufacturer: '',
    model: '',
    managedDeviceOwnerType: 'company',
    enrollmentProfileName: '',
    autopilotEnrolled: false,
    deviceActionResults: [],
    joinType: 'azureADJoined',
    clientHealth: undefined,
    workloadFlags: undefined,
    machineId: undefined,
    isCurrent: false,
    ...given,
    ...extra,
  };
}
