import { daysBefore } from '../clock.ts';
import { hardwarePhysicalId, newEntraDevice } from '../graph/devices/new-device.ts';
import { newManagedDevice } from '../graph/managed-devices/new-device.ts';
import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';
import type { World } from '../world.ts';
import { addLocalCredential, addRecoveryKey } from './directory.ts';

/** The records that a world file spells out. */
export function addEntraDevice(simulation: Simulation, spec: World['entraDevices'][number]): void {
  const { devices, ids, world } = simulation;
  const machine = machineNamed(simulation, spec.machineId);
  const hardware = machineNamed(simulation, spec.hardwareIdOfMachine) ?? machine;
  const name = `${spec.displayName}:${spec.machineId ?? ''}:${devices.size}`;
  const createdDateTime = daysBefore(world.startAt, spec.createdDaysAgo);
  const id = spec.id ?? ids.named(`entra-object:${name}`);
  const deviceId = spec.deviceId ?? ids.named(`entra-device:${name}`);
  const { displayName } = spec;
  const lastSignIn = spec.lastSignInDaysAgo;
  devices.add({
    ...newEntraDevice({ id, deviceId, displayName, createdDateTime, machine }),
    accountEnabled: spec.accountEnabled,
    trustType: spec.trustType,
    operatingSystem: spec.operatingSystem,
    isManaged: spec.isManaged,
    onPremisesSyncEnabled: spec.onPremisesSyncEnabled,
    registrationDateTime: spec.trustType === null ? null : createdDateTime,
    approximateLastSignInDateTime:
      lastSignIn === null ? null : daysBefore(world.startAt, lastSignIn),
    physicalIds: hardware !== undefined && spec.hasHardwareId ? [hardwarePhysicalId(hardware)] : [],
    isCurrent: machine !== undefined && !spec.stale,
  });
  for (let index = 0; index < spec.bitlockerKeyCount; index += 1) {
    addRecoveryKey(simulation, { deviceId, createdDaysAgo: spec.createdDaysAgo });
  }
  if (spec.hasLapsCredential) {
    addLocalCredential(simulation, { deviceId, deviceName: displayName, lastBackupDaysAgo: 90 });
  }
  if (spec.registeredOwners !== undefined) {
    simulation.registeredOwners.set(id, spec.registeredOwners);
  }
}

export function addManagedDevice(
  simulation: Simulation,
  spec: World['managedDevices'][number],
): void {
  const { ids, managedDevices, world } = simulation;
  const machine = machineNamed(simulation, spec.machineId);
  const { deviceName, serialNumber, userPrincipalName, managementAgent } = spec;
  const given = {
    id: spec.id ?? ids.named(`managed-device:${deviceName}:${managedDevices.size}`),
    deviceName,
    serialNumber,
    userPrincipalName,
    azureADDeviceId: spec.azureADDeviceId ?? '00000000-0000-0000-0000-000000000000',
    enrolledDateTime: daysBefore(world.startAt, spec.enrolledDaysAgo),
    lastSyncDateTime: daysBefore(world.startAt, spec.lastSyncDaysAgo),
  };
  managedDevices.add(
    newManagedDevice(given, {
      managementAgent,
      managedDeviceOwnerType: spec.ownerType,
      machineId: machine?.id,
      isCurrent: machine !== undefined && !spec.stale,
    }),
  );
}

function machineNamed(
  { machines }: Simulation,
  machineId: string | undefined,
): Machine | undefined {
  if (machineId === undefined) return undefined;
  const machine = machines.find(machineId);
  if (machine === undefined) throw new Error(`The world names no machine ${machineId}.`);
  return machine;
}
