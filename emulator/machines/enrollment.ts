import { newManagedDevice } from '../graph/managed-devices/new-device.ts';
import type { ManagedDevice } from '../graph/managed-devices/table.ts';
import type { Simulation } from '../simulation.ts';
import { isHybrid } from './machine.ts';
import type { Machine } from './machine.ts';
import { authorityOf, effectiveWorkloads } from './workloads.ts';

/** The application id under which Intune manages devices. */
const INTUNE_APP_ID = '0000000a-0000-0000-c000-000000000000';

/** The user takes it through OOBE. */
export function enrollInOobe(simulation: Simulation, machine: Machine): void {
  enroll(simulation, machine, {});
}

/** The ConfigMgr client enrols it with the device's own token. */
export function enrollByClient(simulation: Simulation, machine: Machine): void {
  const now = simulation.clock.nowIso();
  machine.enrollmentDueMs = undefined;
  machine.enrollmentAttempts = 0;
  enroll(simulation, machine, {
    deviceEnrollmentType: 'windowsCoManagement',
    clientHealth: { state: 'unknown', errorCode: 0, lastSyncDateTime: now },
  });
  const system = simulation.site.systems.findByMachine(machine.id);
  if (system === undefined) return;
  simulation.site.setComanagement(system, {
    mdmEnrolled: 1,
    enrollmentScheduled: 0,
    enrollmentFailed: 0,
    pendingLogon: 0,
    enrollmentStatusCode: 0,
  });
}

export function joinTypeOf(machine: Machine): ManagedDevice['joinType'] {
  if (machine.isJoinPoisoned || machine.join === 'registered') return 'azureADRegistered';
  return isHybrid(machine) ? 'hybridAzureADJoined' : 'azureADJoined';
}

function enroll(simulation: Simulation, machine: Machine, extra: Partial<ManagedDevice>): void {
  const { autopilotIdentities, clock, devices, directory, ids, managedDevices } = simulation;
  const device = devices.findByMachine(machine.id);
  if (device === undefined) return;
  const identity = autopilotIdentities.findByMachine(machine.id);
  const now = clock.nowIso();
  const { manufacturer, model, osVersion, serialNumber } = machine.spec;
  const managed = managedDevices.add(
    newManagedDevice(
      {
        id: ids.named(`managed-device:${machine.id}:${machine.epoch}`),
        deviceName: device.displayName,
        serialNumber,
        azureADDeviceId: device.deviceId,
        userPrincipalName: machine.userPrincipalName ?? identity?.userPrincipalName ?? '',
        enrolledDateTime: now,
        lastSyncDateTime: now,
      },
      {
        manufacturer,
        model,
        osVersion,
        autopilotEnrolled: identity !== undefined,
        enrollmentProfileName: device.enrollmentProfileName ?? '',
        joinType: joinTypeOf(machine),
        machineId: machine.id,
        isCurrent: true,
        ...extra,
      },
    ),
  );
  device.isManaged = true;
  device.isCompliant = true;
  device.managementType = 'MDM';
  device.mdmAppId = INTUNE_APP_ID;
  directory.changed(device, ['isManaged']);
  if (identity === undefined) return;
  identity.enrollmentState = 'enrolled';
  identity.managedDeviceId = managed.id;
  identity.lastContactedDateTime = now;
}

/** Both sides say it. */
export function reportCoManaged(simulation: Simulation, machine: Machine): void {
  const managed = simulation.managedDevices.findByMachine(machine.id);
  if (managed === undefined) return;
  const now = simulation.clock.nowIso();
  const workloadFlags = effectiveWorkloads(simulation, machine);
  managed.managementAgent = 'configurationManagerClientMdm';
  managed.lastSyncDateTime = now;
  managed.workloadFlags = workloadFlags;
  managed.clientHealth = { state: 'healthy', errorCode: 0, lastSyncDateTime: now };
  simulation.site.reportComanagement(machine, {
    authority: authorityOf(simulation, machine),
    workloadFlags,
  });
}

/** Its Intune record has gone while the client stays: co-managed no longer. */
export function leaveIntune(simulation: Simulation, machine: Machine): void {
  machine.epoch += 1;
  machine.pending.clear();
  const system = simulation.site.systems.findByMachine(machine.id);
  if (system !== undefined) simulation.site.setComanagement(system, { mdmEnrolled: 0 });
  simulation.life.autoEnrollment.reconsider(machine);
}
