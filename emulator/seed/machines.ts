import { daysBefore } from '../clock.ts';
import { hardwarePhysicalId, newEntraDevice } from '../graph/devices/new-device.ts';
import type { EntraDevice } from '../graph/devices/table.ts';
import { newManagedDevice } from '../graph/managed-devices/new-device.ts';
import { hostNameOf, newMachine } from '../machines/machine.ts';
import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';
import { machineStates } from '../world/machine.ts';
import type { MachineState } from '../world/machine.ts';
import type { World } from '../world.ts';
import { addLocalCredential, addRecoveryKey } from './directory.ts';

/** Machines with the records that their state implies, then the records the file adds. */
export function seedMachines(simulation: Simulation): void {
  const { world } = simulation;
  for (const spec of world.machines) {
    const machine = newMachine(spec, world.startAt);
    if (simulation.machines.find(machine.id) !== undefined) {
      throw new Error(`Two machines of the world are called ${machine.id}.`);
    }
    simulation.machines.add(machine);
  }
  for (const device of world.entraDevices) addEntraDevice(simulation, device);
  for (const device of world.managedDevices) addManagedDevice(simulation, device);
  for (const machine of simulation.machines.all()) completeRecords(simulation, machine);
}

function completeRecords(simulation: Simulation, machine: Machine): void {
  const { registration, ids, site } = simulation;
  const { spec } = machine;
  if (hasReached(machine, 'joined')) joinedDevice(simulation, machine);
  if (hasReached(machine, 'enrolled')) enrolledRecord(simulation, machine);
  if (spec.registered !== undefined) {
    const { groupTag, assignedUserPrincipalName: userPrincipalName } = spec.registered;
    const properties = { groupTag, userPrincipalName };
    const id = ids.named(`ztdid:${machine.id}`);
    registration.anchor(registration.addIdentity(id, machine, properties), machine);
  }
  const device = simulation.devices.findByMachine(machine.id);
  if (device === undefined || !hasReached(machine, 'client-installed')) return;
  site.registerClient(machine, device);
  if (machine.state !== 'co-managed') return;
  site.reportComanagement(machine);
  const managed = simulation.managedDevices.findByMachine(machine.id);
  if (managed !== undefined) managed.managementAgent = 'configurationManagerClientMdm';
}

/** A wiped machine is joined still, but no longer enrolled. */
function hasReached(machine: Machine, state: MachineState): boolean {
  if (machine.state === 'wiped') return state === 'joined';
  return machineStates.indexOf(machine.state) >= machineStates.indexOf(state);
}

function joinedDevice(simulation: Simulation, machine: Machine): EntraDevice {
  const { devices, ids, world } = simulation;
  const { spec } = machine;
  const device = devices.findByMachine(machine.id) ?? add();
  for (let index = 0; index < spec.bitlockerKeyCount; index += 1) {
    addRecoveryKey(simulation, { deviceId: device.deviceId, createdDaysAgo: spec.enrolledDaysAgo });
  }
  if (spec.hasLapsCredential) {
    const { deviceId, displayName } = device;
    addLocalCredential(simulation, { deviceId, deviceName: displayName, lastBackupDaysAgo: 5 });
  }
  return device;

  function add(): EntraDevice {
    const joinedAt = daysBefore(world.startAt, spec.enrolledDaysAgo);
    return devices.add({
      ...newEntraDevice({
        id: spec.entraObjectId ?? ids.named(`entra-object:${machine.id}`),
        deviceId: spec.entraDeviceId ?? ids.named(`entra-device:${machine.id}`),
        displayName: hostNameOf(machine),
        createdDateTime: joinedAt,
        machine,
      }),
      trustType: 'AzureAd',
      registrationDateTime: joinedAt,
      approximateLastSignInDateTime: daysBefore(world.startAt, spec.lastSignInDaysAgo),
      operatingSystemVersion: '10.0.22631.3155',
      isManaged: hasReached(machine, 'enrolled'),
      isCompliant: hasReached(machine, 'enrolled'),
      physicalIds: [hardwarePhysicalId(machine)],
    });
  }
}

function enrolledRecord(simulation: Simulation, machine: Machine): void {
  const { devices, ids, managedDevices, world } = simulation;
  const { spec } = machine;
  if (managedDevices.findByMachine(machine.id) !== undefined) return;
  const given = {
    id: spec.managedDeviceId ?? ids.named(`managed-device:${machine.id}`),
    deviceName: hostNameOf(machine),
    serialNumber: spec.serialNumber,
    azureADDeviceId: devices.findByMachine(machine.id)?.deviceId ?? '',
    userPrincipalName: spec.userPrincipalName ?? '',
    enrolledDateTime: daysBefore(world.startAt, spec.enrolledDaysAgo),
    lastSyncDateTime: daysBefore(world.startAt, spec.lastSyncDaysAgo),
  };
  const { manufacturer, model } = spec;
  const own = { manufacturer, model, machineId: machine.id, isCurrent: true };
  managedDevices.add(newManagedDevice(given, own));
}

function addEntraDevice(simulation: Simulation, spec: World['entraDevices'][number]): void {
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
}

function addManagedDevice(simulation: Simulation, spec: World['managedDevices'][number]): void {
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
