import { hardwarePhysicalId, newEntraDevice } from '../graph/devices/new-device.ts';
import type { EntraDevice } from '../graph/devices/table.ts';
import { newManagedDevice } from '../graph/managed-devices/new-device.ts';
import type { Simulation } from '../simulation.ts';
import { comanagementPolicyOf } from './guards.ts';
import { hostNameOf } from './machine.ts';
import type { Machine } from './machine.ts';
import type { TransitionName } from './transitions.ts';

type Effect = (simulation: Simulation, machine: Machine) => void;

/** What a finished transition leaves behind in the tenant and the site. */
export const transitionEffects: Partial<Record<TransitionName, Effect>> = {
  unbox: checkProfile,
  reset: checkProfile,
  join,
  enroll,
  installClient,
  reportCoManaged,
  wipe,
};

export function hasAssignedProfile(simulation: Simulation, machine: Machine): boolean {
  const identity = simulation.autopilotIdentities.findByMachine(machine.id);
  return identity?.deploymentProfileId !== undefined;
}

function checkProfile(simulation: Simulation, machine: Machine): void {
  machine.lacksProfile = !hasAssignedProfile(simulation, machine);
}

/** An Autopilot device keeps its pre-created object; another one gets a new object. */
function join(simulation: Simulation, machine: Machine): void {
  const { clock, directory, ids, autopilotIdentities, deploymentProfiles } = simulation;
  const device = simulation.devices.findByMachine(machine.id) ?? addEntraDevice();
  const profileId = autopilotIdentities.findByMachine(machine.id)?.deploymentProfileId;
  const profile = profileId === undefined ? undefined : deploymentProfiles.find(profileId);
  const hardwareId = hardwarePhysicalId(machine);
  if (!device.physicalIds.includes(hardwareId)) {
    device.physicalIds = [hardwareId, ...device.physicalIds];
  }
  Object.assign(device, {
    trustType: 'AzureAd',
    displayName: nameOf(machine, profile?.settings['deviceNameTemplate']),
    operatingSystemVersion: '10.0.26100.4349',
    registrationDateTime: clock.nowIso(),
    approximateLastSignInDateTime: clock.nowIso(),
    enrollmentProfileName: profile?.settings['displayName'] ?? null,
  } satisfies Partial<Record<keyof EntraDevice, unknown>>);
  directory.changed(device, ['trustType', 'displayName', 'enrollmentProfileName']);

  function addEntraDevice(): EntraDevice {
    const added = newEntraDevice({
      id: ids.next('entra-object'),
      deviceId: ids.next('entra-device'),
      displayName: hostNameOf(machine),
      createdDateTime: clock.nowIso(),
      machine,
    });
    directory.addDevice(added);
    return added;
  }
}

/** https://learn.microsoft.com/autopilot/profiles: `%SERIAL%`, at most 15 characters. */
function nameOf(machine: Machine, template: unknown): string {
  if (typeof template !== 'string' || !template.includes('%SERIAL%')) return hostNameOf(machine);
  return template.replaceAll('%SERIAL%', machine.spec.serialNumber).slice(0, 15);
}

function enroll(simulation: Simulation, machine: Machine): void {
  const { autopilotIdentities, clock, devices, directory, ids, managedDevices } = simulation;
  const device = devices.findByMachine(machine.id);
  if (device === undefined) return;
  const identity = autopilotIdentities.findByMachine(machine.id);
  const now = clock.nowIso();
  const managed = managedDevices.add(
    newManagedDevice(
      {
        id: ids.next('managed-device'),
        deviceName: device.displayName,
        serialNumber: machine.spec.serialNumber,
        azureADDeviceId: device.deviceId,
        userPrincipalName: machine.spec.userPrincipalName ?? identity?.userPrincipalName ?? '',
        enrolledDateTime: now,
        lastSyncDateTime: now,
      },
      {
        manufacturer: machine.spec.manufacturer,
        model: machine.spec.model,
        autopilotEnrolled: identity !== undefined,
        enrollmentProfileName: device.enrollmentProfileName ?? '',
        machineId: machine.id,
        isCurrent: true,
      },
    ),
  );
  device.isManaged = true;
  device.isCompliant = true;
  device.managementType = 'MDM';
  device.mdmAppId = '0000000a-0000-0000-c000-000000000000';
  directory.changed(device, ['isManaged']);
  if (identity !== undefined) {
    identity.enrollmentState = 'enrolled';
    identity.managedDeviceId = managed.id;
    identity.lastContactedDateTime = now;
  }
  noteProvisioning(simulation, machine);
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
  const device = simulation.devices.findByMachine(machine.id);
  if (device === undefined) return;
  simulation.site.registerClient(machine, device);
  noteProvisioning(simulation, machine);
}

function reportCoManaged(simulation: Simulation, machine: Machine): void {
  const managed = simulation.managedDevices.findByMachine(machine.id);
  if (managed === undefined) return;
  managed.managementAgent = 'configurationManagerClientMdm';
  managed.lastSyncDateTime = simulation.clock.nowIso();
  simulation.site.reportComanagement(machine);
}

/** The Intune record goes; the Entra object and the Autopilot registration stay. */
function wipe(simulation: Simulation, machine: Machine): void {
  const { autopilotIdentities, clock, managedDevices } = simulation;
  machine.epoch += 1;
  machine.pending.clear();
  machine.wipeCount += 1;
  machine.lastWipedAt = clock.nowIso();
  machine.provisionedBy = undefined;
  const managed = managedDevices.findByMachine(machine.id);
  if (managed !== undefined) managedDevices.delete(managed.id);
  const identity = autopilotIdentities.findByMachine(machine.id);
  if (identity !== undefined) identity.enrollmentState = 'notContacted';
}
