import { omit } from '../../omit.ts';
import { Table } from '../../table.ts';
import { physicalIdOf } from '../devices/table.ts';
import type { EntraDevice } from '../devices/table.ts';
import { intuneNotFound } from '../errors.ts';
import type { ManagedDevice } from '../managed-devices/table.ts';

/** https://learn.microsoft.com/graph/api/resources/intune-enrollment-windowsautopilotprofileassignmentstatus */
export type AssignmentStatus =
  | 'notAssigned'
  | 'pending'
  | 'assignedUnkownSyncState'
  | 'assignedInSync'
  | 'assignedOutOfSync'
  | 'failed';

/** https://learn.microsoft.com/graph/api/resources/intune-enrollment-windowsautopilotdeviceidentity */
export interface AutopilotIdentity {
  id: string;
  groupTag: string;
  serialNumber: string;
  manufacturer: string;
  model: string;
  enrollmentState: 'unknown' | 'enrolled' | 'pendingReset' | 'failed' | 'notContacted';
  lastContactedDateTime: string | undefined;
  addressableUserName: string;
  userPrincipalName: string;
  displayName: string;
  azureActiveDirectoryDeviceId: string;
  managedDeviceId: string;
  deploymentProfileAssignmentStatus: AssignmentStatus;
  deploymentProfileAssignedDateTime: string | undefined;
  deploymentProfileId: string | undefined;
  /** Ours: the machine, the profile under way, and when the registration is built. */
  machineId: string | undefined;
  wantedProfileId: string | undefined;
  /** Why its profile could not be assigned. */
  assignmentDetail?: string;
  isDeleted: boolean;
}

export const NO_ID = '00000000-0000-0000-0000-000000000000';
export const NO_DATE = '0001-01-01T00:00:00Z';

export class AutopilotIdentityTable extends Table<AutopilotIdentity> {
  readonly #byMachine = this.indexBy((identity) => identity.machineId);

  constructor() {
    super((identity) => identity.id);
  }

  get(id: string): AutopilotIdentity {
    const identity = this.find(id);
    if (identity === undefined) throw intuneNotFound(id);
    return identity;
  }

  /** By `[ZTDID]`, which is the identity's id. */
  findByEntraDevice(device: EntraDevice): AutopilotIdentity | undefined {
    return this.find(physicalIdOf(device, 'ZTDID') ?? '');
  }

  /** Of the machine that the record is about. */
  ofManagedDevice(device: ManagedDevice): AutopilotIdentity[] {
    if (device.machineId === undefined) return [];
    return this.#byMachine
      .of(device.machineId)
      .filter(({ managedDeviceId }) => managedDeviceId === device.id);
  }

  findByMachine(machineId: string): AutopilotIdentity | undefined {
    return this.#byMachine.of(machineId).find((identity) => !identity.isDeleted);
  }
}

const ours = [
  'machineId',
  'wantedProfileId',
  'isDeleted',
  'deploymentProfileId',
  'assignmentDetail',
] as const;

/** In either version; the router keeps from v1.0 what only beta has. */
export function renderIdentity(identity: AutopilotIdentity): Record<string, unknown> {
  return {
    ...omit(identity, ours),
    lastContactedDateTime: identity.lastContactedDateTime ?? NO_DATE,
    azureAdDeviceId: identity.azureActiveDirectoryDeviceId,
    deploymentProfileAssignmentDetailedStatus: identity.assignmentDetail ?? 'none',
    deploymentProfileAssignedDateTime: identity.deploymentProfileAssignedDateTime ?? NO_DATE,
    remediationState: 'noRemediationRequired',
  };
}
