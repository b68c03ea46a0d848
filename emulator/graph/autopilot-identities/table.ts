import { omit } from '../../omit.ts';
import { Table } from '../../table.ts';
import { physicalIdOf } from '../devices/table.ts';
import type { EntraDevice } from '../devices/table.ts';
import { intuneNotFound } from '../errors.ts';

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
  deploymentProfileAssignmentStatus: 'notAssigned' | 'pending' | 'assignedUnkownSyncState';
  deploymentProfileAssignedDateTime: string | undefined;
  deploymentProfileId: string | undefined;
  /** Ours: the machine, the profile under way, and when the registration is built. */
  machineId: string | undefined;
  wantedProfileId: string | undefined;
  isDeleted: boolean;
}

export const NO_ID = '00000000-0000-0000-0000-000000000000';
const NO_DATE = '0001-01-01T00:00:00Z';

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

  findByMachine(machineId: string): AutopilotIdentity | undefined {
    return this.#byMachine.of(machineId).find((identity) => !identity.isDeleted);
  }
}

const ours = ['machineId', 'wantedProfileId', 'isDeleted', 'deploymentProfileId'] as const;
const betaOnly = [
  'deploymentProfileAssignmentStatus',
  'deploymentProfileAssignedDateTime',
] as const;

export function renderIdentity(
  identity: AutopilotIdentity,
  isBeta: boolean,
): Record<string, unknown> {
  const common = {
    ...omit(identity, [...ours, ...betaOnly]),
    lastContactedDateTime: identity.lastContactedDateTime ?? NO_DATE,
    purchaseOrderIdentifier: '',
    productKey: '',
    resourceName: '',
    skuNumber: '',
    systemFamily: '',
  };
  if (!isBeta) return common;
  return {
    ...common,
    azureAdDeviceId: identity.azureActiveDirectoryDeviceId,
    deploymentProfileAssignmentStatus: identity.deploymentProfileAssignmentStatus,
    deploymentProfileAssignmentDetailedStatus: 'none',
    deploymentProfileAssignedDateTime: identity.deploymentProfileAssignedDateTime ?? NO_DATE,
    userlessEnrollmentStatus: 'unknown',
    remediationState: 'noRemediationRequired',
    remediationStateLastModifiedDateTime: NO_DATE,
  };
}
