import { daysBefore } from '../clock.ts';
import { newEntraDevice } from '../graph/devices/new-device.ts';
import { skuOf } from '../graph/organization/skus.ts';
import type { User } from '../graph/users/table.ts';
import type { Simulation } from '../simulation.ts';

/** Users, groups, and the keys that the world file lists by device id. */
export function seedDirectory(simulation: Simulation): void {
  const { world, ids } = simulation;
  for (const user of world.users) {
    simulation.users.add({
      id: user.id ?? ids.named(`user:${user.userPrincipalName}`),
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName ?? user.userPrincipalName.split('@')[0] ?? '',
      accountEnabled: user.accountEnabled,
      skuPartNumbers: user.licensed ? user.skuPartNumbers : [],
      licensed: user.licensed && user.skuPartNumbers.some(bringsEnrolment),
    });
  }
  for (const group of world.groups) {
    simulation.groups.add({
      id: group.id ?? freeGroupId(simulation, group.displayName),
      displayName: group.displayName,
      description: null,
      uniqueName: group.uniqueName ?? null,
      mailEnabled: false,
      mailNickname: group.displayName.replaceAll(/[^A-Za-z0-9]/g, ''),
      securityEnabled: group.securityEnabled,
      groupTypes: group.membershipRule === undefined ? [] : ['DynamicMembership'],
      membershipRule: group.membershipRule ?? null,
      membershipRuleProcessingState: group.membershipRule === undefined ? null : 'On',
      createdDateTime: daysBefore(world.startAt, 500),
      members: new Set(group.members),
      owners: new Set(),
    });
  }
  for (const { id, deviceId, createdDaysAgo } of world.bitlockerKeys) {
    addRecoveryKey(simulation, { id, deviceId, createdDaysAgo });
  }
  for (const { deviceId, deviceName, lastBackupDaysAgo } of world.lapsCredentials) {
    addLocalCredential(simulation, { deviceId, deviceName, lastBackupDaysAgo });
  }
  for (const { serialNumber, id, groupTag } of world.autopilotIdentities) {
    addForeignIdentity(simulation, { serialNumber, id, groupTag });
  }
}

/** Names are not unique: the second group of a name gets an id of its own. */
function freeGroupId({ groups, ids }: Simulation, displayName: string): string {
  let id = ids.named(`group:${displayName}`);
  for (let count = 2; groups.find(id) !== undefined; count += 1) {
    id = ids.named(`group:${displayName}#${count}`);
  }
  return id;
}

/** Automatic enrolment takes Intune and Entra ID P1. */
function bringsEnrolment(skuPartNumber: User['skuPartNumbers'][number]): boolean {
  const { plans } = skuOf(skuPartNumber);
  return plans.includes('INTUNE_A') && plans.includes('AAD_PREMIUM');
}

export function addRecoveryKey(
  { recoveryKeys, ids, world }: Simulation,
  key: { id?: string | undefined; deviceId: string; createdDaysAgo: number },
): void {
  recoveryKeys.add({
    id: key.id ?? ids.next('recovery-key'),
    createdDateTime: daysBefore(world.startAt, key.createdDaysAgo),
    volumeType: 'operatingSystemVolume',
    deviceId: key.deviceId,
  });
}

export function addLocalCredential(
  { localCredentials, world }: Simulation,
  given: { deviceId: string; deviceName: string; lastBackupDaysAgo: number },
): void {
  localCredentials.add({
    id: given.deviceId,
    deviceName: given.deviceName,
    lastBackupDateTime: daysBefore(world.startAt, given.lastBackupDaysAgo),
    refreshDateTime: daysBefore(world.startAt, given.lastBackupDaysAgo - 30),
  });
}

/** A registration with its pre-created Entra object, but without a machine of this world. */
function addForeignIdentity(
  simulation: Simulation,
  given: { serialNumber: string; id: string | undefined; groupTag: string },
): void {
  const { autopilotIdentities, devices, ids, world } = simulation;
  const id = given.id ?? ids.named(`identity:${given.serialNumber}`);
  const device = newEntraDevice({
    id: ids.named(`entra-object:identity:${given.serialNumber}`),
    deviceId: ids.named(`entra-device:identity:${given.serialNumber}`),
    displayName: given.serialNumber,
    createdDateTime: daysBefore(world.startAt, 60),
    machine: undefined,
  });
  const order = given.groupTag === '' ? [] : [`[OrderID]:${given.groupTag}`];
  device.physicalIds = [`[ZTDID]:${id}`, ...order];
  devices.add(device);
  autopilotIdentities.add({
    id,
    groupTag: given.groupTag,
    serialNumber: given.serialNumber,
    manufacturer: '',
    model: '',
    enrollmentState: 'notContacted',
    lastContactedDateTime: undefined,
    addressableUserName: '',
    userPrincipalName: '',
    displayName: '',
    azureActiveDirectoryDeviceId: device.deviceId,
    managedDeviceId: '',
    deploymentProfileAssignmentStatus: 'notAssigned',
    deploymentProfileAssignedDateTime: undefined,
    deploymentProfileId: undefined,
    machineId: undefined,
    wantedProfileId: undefined,
    isDeleted: false,
  });
}
