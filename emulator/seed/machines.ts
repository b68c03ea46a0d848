import { daysBefore } from '../clock.ts';
import { hardwarePhysicalId, newEntraDevice } from '../graph/devices/new-device.ts';
import type { EntraDevice } from '../graph/devices/table.ts';
import { newManagedDevice } from '../graph/managed-devices/new-device.ts';
import { joinTypeOf } from '../machines/enrollment.ts';
import { hostNameOf, newMachine } from '../machines/machine.ts';
import type { Machine } from '../machines/machine.ts';
import { registerClientOf } from '../machines/site-client.ts';
import { authorityOf, effectiveWorkloads } from '../machines/workloads.ts';
import type { Simulation } from '../simulation.ts';
import type { JoinKind, MachineState } from '../world/machine.ts';
import { addLocalCredential, addRecoveryKey } from './directory.ts';
import { addDuplicates } from './duplicates.ts';
import { addEntraDevice, addManagedDevice } from './records.ts';

type Stage = 'joined' | 'enrolled' | 'client';

/** The records that a state implies. A wiped machine is joined still, but no longer enrolled. */
const implied: Readonly<Record<MachineState, readonly Stage[]>> = {
  boxed: [],
  shipped: [],
  oobe: [],
  joined: ['joined'],
  enrolled: ['joined', 'enrolled'],
  'client-installed': ['joined', 'enrolled', 'client'],
  'co-managed': ['joined', 'enrolled', 'client'],
  wiped: ['joined'],
  'client-only': ['joined', 'client'],
  retired: ['joined'],
};

const trustTypes: Readonly<Record<JoinKind, EntraDevice['trustType'] | undefined>> = {
  entra: 'AzureAd',
  hybrid: 'ServerAd',
  'hybrid-pending': 'ServerAd',
  registered: 'Workplace',
  domain: undefined,
  workgroup: undefined,
};

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
  for (const machine of simulation.machines.all()) {
    completeRecords(simulation, machine);
    addDuplicates(simulation, machine);
  }
}

/**
 * What each seeded co-managed machine reports needs the site's collections, which are seeded
 * after the machines.
 */
export function seedComanagement(simulation: Simulation): void {
  const { machines, managedDevices, site } = simulation;
  for (const machine of machines.all()) {
    if (machine.state !== 'co-managed') continue;
    const authority = authorityOf(simulation, machine);
    const workloadFlags = effectiveWorkloads(simulation, machine);
    site.reportComanagement(machine, { authority, workloadFlags });
    const managed = managedDevices.findByMachine(machine.id);
    if (managed === undefined) continue;
    managed.managementAgent = 'configurationManagerClientMdm';
    managed.workloadFlags = workloadFlags;
    const { lastSyncDateTime } = managed;
    managed.clientHealth = { state: 'healthy', errorCode: 0, lastSyncDateTime };
  }
}

function completeRecords(simulation: Simulation, machine: Machine): void {
  const { devices, registration, ids, world } = simulation;
  const { spec } = machine;
  takeJoinFrom(machine, devices.findByMachine(machine.id));
  const has = (stage: Stage) => implied[machine.state].includes(stage);
  if (has('joined')) joinedDevice(simulation, machine, has('enrolled'));
  if (has('enrolled')) enrolledRecord(simulation, machine);
  if (spec.registered !== undefined) {
    const { groupTag, assignedUserPrincipalName: userPrincipalName } = spec.registered;
    const properties = { groupTag, userPrincipalName };
    const id = ids.named(`ztdid:${machine.id}`);
    const identity = registration.addIdentity(id, machine, properties);
    const { lastContactedDaysAgo: contacted } = spec.registered;
    if (contacted !== undefined) {
      identity.lastContactedDateTime = daysBefore(world.startAt, contacted);
    }
    registration.anchor(identity, machine);
  }
  if (has('client')) registerClientOf(simulation, machine);
}

/** A current object that the file spells out says how its machine is joined. */
function takeJoinFrom(machine: Machine, device: EntraDevice | undefined): void {
  if (device?.trustType === 'Workplace') machine.join = 'registered';
  if (device?.trustType === 'ServerAd' && machine.join === 'entra') machine.join = 'hybrid';
}

function joinedDevice(simulation: Simulation, machine: Machine, isEnrolled: boolean): void {
  const { spec } = machine;
  const trustType = trustTypes[machine.join];
  const device =
    simulation.devices.findByMachine(machine.id) ??
    (trustType === undefined
      ? undefined
      : addJoined(simulation, machine, { trustType, isEnrolled }));
  if (device === undefined) return;
  for (let index = 0; index < spec.bitlockerKeyCount; index += 1) {
    addRecoveryKey(simulation, { deviceId: device.deviceId, createdDaysAgo: spec.enrolledDaysAgo });
  }
  if (spec.hasLapsCredential) {
    const { deviceId, displayName } = device;
    addLocalCredential(simulation, { deviceId, deviceName: displayName, lastBackupDaysAgo: 5 });
  }
}

function addJoined(
  { devices, ids, world }: Simulation,
  machine: Machine,
  { trustType, isEnrolled }: { trustType: EntraDevice['trustType']; isEnrolled: boolean },
): EntraDevice {
  const { spec } = machine;
  const joinedAt = daysBefore(world.startAt, spec.enrolledDaysAgo);
  const isPending = machine.join === 'hybrid-pending';
  const lastSignIn = isPending ? null : spec.lastSignInDaysAgo;
  return devices.add({
    ...newEntraDevice({
      id: spec.entraObjectId ?? ids.named(`entra-object:${machine.id}`),
      deviceId: spec.entraDeviceId ?? ids.named(`entra-device:${machine.id}`),
      displayName: hostNameOf(machine),
      createdDateTime: joinedAt,
      machine,
    }),
    trustType,
    registrationDateTime: isPending ? null : joinedAt,
    approximateLastSignInDateTime:
      lastSignIn === null ? null : daysBefore(world.startAt, lastSignIn),
    operatingSystemVersion: '10.0.22631.3155',
    isManaged: isEnrolled,
    isCompliant: isEnrolled,
    onPremisesSyncEnabled: trustType === 'ServerAd' ? true : null,
    // Only what has registered tells its hardware.
    physicalIds: isPending ? [] : [hardwarePhysicalId(machine)],
  });
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
  const joinType = joinTypeOf(machine);
  const own = { manufacturer, model, joinType, machineId: machine.id, isCurrent: true };
  managedDevices.add(newManagedDevice(given, own));
}
