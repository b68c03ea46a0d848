import { hardwarePhysicalId, newEntraDevice } from '../graph/devices/new-device.ts';
import type { EntraDevice } from '../graph/devices/table.ts';
import type { Simulation } from '../simulation.ts';
import { enrollByClient, enrollInOobe, leaveIntune, reportCoManaged } from './enrollment.ts';
import { hostNameOf } from './machine.ts';
import type { Machine } from './machine.ts';
import { comanagementPolicyOf } from './policies.ts';
import { registerClientOf } from './site-client.ts';
import type { TransitionName } from './transitions.ts';

type Effect = (simulation: Simulation, machine: Machine) => void;

/** What a finished transition leaves behind in the tenant and the site. */
export const transitionEffects: Partial<Record<TransitionName, Effect>> = {
  unbox: checkProfile,
  reset,
  join,
  enroll: (simulation, machine) => {
    enrollInOobe(simulation, machine);
    noteProvisioning(simulation, machine);
    simulation.life.statusPage.begin(machine);
  },
  installClient,
  autoEnroll: (simulation, machine) => {
    enrollByClient(simulation, machine);
    noteProvisioning(simulation, machine);
  },
  reportCoManaged,
  leaveIntune,
  wipe,
};

export function hasAssignedProfile(simulation: Simulation, machine: Machine): boolean {
  const { autopilotIdentities, deploymentProfiles } = simulation;
  const profileId = autopilotIdentities.findByMachine(machine.id)?.deploymentProfileId;
  // A profile deleted while devices still hold it: event 809 of the client.
  return profileId !== undefined && deploymentProfiles.find(profileId) !== undefined;
}

/** OOBE begins: what it finds of a profile now decides the rest. */
function checkProfile(simulation: Simulation, machine: Machine): void {
  machine.lacksProfile = !hasAssignedProfile(simulation, machine);
  machine.esp = undefined;
  machine.retriesLeft = machine.spec.userRetries;
}

function reset(simulation: Simulation, machine: Machine): void {
  const { nextUserPrincipalName } = machine.spec;
  if (nextUserPrincipalName !== undefined) {
    simulation.machines.handOver(machine, nextUserPrincipalName);
  }
  checkProfile(simulation, machine);
}

/** An Autopilot device keeps its pre-created object; another one gets a new object. */
function join(simulation: Simulation, machine: Machine): void {
  const { clock, directory, autopilotIdentities, deploymentProfiles } = simulation;
  const device = keptDevice(simulation, machine) ?? newJoin(simulation, machine);
  const profileId = autopilotIdentities.findByMachine(machine.id)?.deploymentProfileId;
  const profile = profileId === undefined ? undefined : deploymentProfiles.find(profileId);
  const hardwareId = hardwarePhysicalId(machine);
  if (!device.physicalIds.includes(hardwareId)) {
    device.physicalIds = [hardwareId, ...device.physicalIds];
  }
  machine.join = 'entra';
  machine.isJoinPoisoned = hasWorkplaceRecord(simulation, machine);
  Object.assign(device, {
    trustType: machine.isJoinPoisoned ? 'Workplace' : 'AzureAd',
    displayName: nameOf(machine, profile?.settings['deviceNameTemplate']),
    operatingSystemVersion: machine.spec.osVersion,
    registrationDateTime: clock.nowIso(),
    approximateLastSignInDateTime: clock.nowIso(),
    enrollmentProfileName: profile?.settings['displayName'] ?? null,
  } satisfies Partial<Record<keyof EntraDevice, unknown>>);
  directory.changed(device, ['trustType', 'displayName', 'enrollmentProfileName']);
}

/**
 * The object that its registration points to, or one that never was joined. What an unregistered
 * machine had before a reset stays behind as a stale duplicate.
 */
function keptDevice(simulation: Simulation, machine: Machine): EntraDevice | undefined {
  const current = simulation.devices.findByMachine(machine.id);
  if (current === undefined) return undefined;
  const identity = simulation.autopilotIdentities.findByMachine(machine.id);
  if (identity?.azureActiveDirectoryDeviceId === current.deviceId) return current;
  if (current.trustType === null) return current;
  current.isCurrent = false;
  return undefined;
}

function newJoin({ clock, directory, ids }: Simulation, machine: Machine): EntraDevice {
  const life = `${machine.id}:${machine.epoch}`;
  const added = newEntraDevice({
    id: ids.named(`entra-object:${life}`),
    deviceId: ids.named(`entra-device:${life}`),
    displayName: hostNameOf(machine),
    createdDateTime: clock.nowIso(),
    machine,
  });
  directory.addDevice(added);
  return added;
}

/**
 * A Workplace record of the machine that is still there fixes the join type: the device keeps
 * showing as registered. https://learn.microsoft.com/autopilot/troubleshooting-faq
 * That a disabled record does no harm is our assumption.
 */
function hasWorkplaceRecord({ devices }: Simulation, machine: Machine): boolean {
  return devices
    .ofMachine(machine.id)
    .some(({ trustType, accountEnabled }) => trustType === 'Workplace' && accountEnabled);
}

/** https://learn.microsoft.com/autopilot/profiles: `%SERIAL%`, at most 15 characters. */
function nameOf(machine: Machine, template: unknown): string {
  if (typeof template !== 'string' || !template.includes('%SERIAL%')) return hostNameOf(machine);
  return template.replaceAll('%SERIAL%', machine.spec.serialNumber).slice(0, 15);
}

function noteProvisioning(simulation: Simulation, machine: Machine): void {
  const policy = comanagementPolicyOf(simulation, machine);
  if (policy === undefined || machine.provisionedBy === policy.id) return;
  machine.provisionedBy = policy.id;
  const configurationId = policy.id;
  simulation.events.publish({
    type: 'machine-provisioned',
    machineId: machine.id,
    configurationId,
  });
}

function installClient(simulation: Simulation, machine: Machine): void {
  if (simulation.devices.findByMachine(machine.id) === undefined) return;
  registerClientOf(simulation, machine);
  const managed = simulation.managedDevices.findByMachine(machine.id);
  if (managed !== undefined) {
    const lastSyncDateTime = simulation.clock.nowIso();
    managed.clientHealth = { state: 'installed', errorCode: 0, lastSyncDateTime };
  }
  noteProvisioning(simulation, machine);
  simulation.life.statusPage.clientInstalled(machine);
}

/** The Intune record goes; the Entra object and the Autopilot registration stay. */
function wipe(simulation: Simulation, machine: Machine): void {
  machine.epoch += 1;
  machine.pending.clear();
  machine.wipeCount += 1;
  machine.lastWipedAt = simulation.clock.nowIso();
  machine.provisionedBy = undefined;
  machine.clientApp = undefined;
  machine.authority = undefined;
  simulation.deviceActions.wiped(machine);
}
