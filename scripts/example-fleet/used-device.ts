import { machineIdOf, type FleetDraft } from './draft.ts';
import { guidOf } from './random.ts';
import type { EntraDeviceInput, MachineInput, ManagedDeviceInput } from './world-parts.ts';

export interface UsedDevice {
  readonly machine: MachineInput;
  readonly deviceName: string;
  readonly entraDeviceId: string;
  readonly formerUser: string;
}

/** Where a device differs from the ordinary one that was handed back. */
interface Differences {
  readonly machine?: Partial<MachineInput>;
  readonly entra?: Partial<EntraDeviceInput>;
  readonly managed?: Partial<ManagedDeviceInput>;
}

/**
 * A company device in Intune that its user handed back: the account is disabled, nothing has synced
 * for one to three months. Its records are written out, not implied by the machine's state, because
 * they name the former user while the machine knows who will sign in next.
 */
export function addUsedDevice(
  draft: FleetDraft,
  expectedEnd: string,
  differences: Differences = {},
): UsedDevice {
  const deviceName = draft.nextName();
  const entraDeviceId = guidOf(`${deviceName}/entra-device`);
  const formerUser = differences.managed?.userPrincipalName ?? draft.people.former();
  const enrolledDaysAgo = draft.random.int(300, 1100);
  const lastSyncDaysAgo = differences.managed?.lastSyncDaysAgo ?? draft.random.int(30, 80);
  const machine = draft.addMachine({
    name: deviceName,
    state: 'enrolled',
    userPrincipalName: differences.machine?.userPrincipalName ?? draft.people.employee(),
    expectedEnd,
    ...differences.machine,
  });
  draft.world.entraDevices.push({
    id: guidOf(`${deviceName}/entra-object`),
    deviceId: entraDeviceId,
    displayName: deviceName,
    machineId: machineIdOf(machine),
    isManaged: true,
    lastSignInDaysAgo: lastSyncDaysAgo,
    createdDaysAgo: enrolledDaysAgo,
    ...differences.entra,
  });
  draft.world.managedDevices.push({
    id: guidOf(`${deviceName}/managed-device`),
    deviceName,
    serialNumber: machine.serialNumber,
    machineId: machineIdOf(machine),
    azureADDeviceId: entraDeviceId,
    enrolledDaysAgo,
    ...differences.managed,
    userPrincipalName: formerUser,
    lastSyncDaysAgo,
  });
  return { machine, deviceName, entraDeviceId, formerUser };
}
