import { daysBefore } from '../clock.ts';
import { hardwarePhysicalId, newEntraDevice } from '../graph/devices/new-device.ts';
import type { EntraDevice } from '../graph/devices/table.ts';
import { newManagedDevice } from '../graph/managed-devices/new-device.ts';
import { hostNameOf } from '../machines/machine.ts';
import type { Machine } from '../machines/machine.ts';
import type { Simulation } from '../simulation.ts';
import type { DuplicateKind, DuplicateSpec } from '../world/duplicate.ts';
import { addLocalCredential, addRecoveryKey } from './directory.ts';

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Where a leftover Entra object differs from an ordinary one. */
type Shape = (context: {
  machine: Machine;
  duplicate: DuplicateSpec;
  createdAt: string;
  ztdId: string;
}) => Partial<EntraDevice>;

const joined: Shape = ({ createdAt }) => ({
  trustType: 'AzureAd',
  registrationDateTime: createdAt,
});

/** How each kind looks in Entra ID; the kinds left out are no Entra objects. */
const shapes: Partial<Record<DuplicateKind, Shape>> = {
  stale: joined,
  clonedImage: joined,
  workplaceTwin: ({ createdAt }) => ({ trustType: 'Workplace', registrationDateTime: createdAt }),
  pendingHybrid: () => ({
    trustType: 'ServerAd',
    onPremisesSyncEnabled: true,
    approximateLastSignInDateTime: null,
    physicalIds: [],
  }),
  staleHybrid: ({ createdAt }) => ({
    trustType: 'ServerAd',
    onPremisesSyncEnabled: true,
    registrationDateTime: createdAt,
  }),
  // The registration is gone, its mark stands still.
  anchorOfOldLife: ({ machine, ztdId }) => ({
    displayName: machine.spec.serialNumber,
    approximateLastSignInDateTime: null,
    physicalIds: [`[ZTDID]:${ztdId}`],
  }),
};

/** What earlier lives of a machine have left behind. */
export function addDuplicates(simulation: Simulation, machine: Machine): void {
  machine.spec.duplicates.forEach((duplicate, index) => {
    const shape = shapes[duplicate.kind];
    const name = `${machine.id}:duplicate ${index}`;
    if (shape !== undefined) {
      addEntraObject(simulation, machine, { duplicate, shape, name });
    } else if (duplicate.kind === 'staleIntune') {
      const { id = simulation.ids.named(`managed-device:${name}`), deviceId = NO_ID } = duplicate;
      addIntuneRecord(simulation, machine, { duplicate, id, deviceId });
    } else {
      addObsoleteClient(simulation, machine, duplicate);
    }
  });
}

function addEntraObject(
  simulation: Simulation,
  machine: Machine,
  { duplicate, shape, name }: { duplicate: DuplicateSpec; shape: Shape; name: string },
): void {
  const { devices, ids, world } = simulation;
  const createdAt = daysBefore(world.startAt, duplicate.createdDaysAgo);
  const id = duplicate.id ?? ids.named(`entra-object:${name}`);
  const deviceId = duplicate.deviceId ?? ids.named(`entra-device:${name}`);
  const displayName = duplicate.displayName ?? hostNameOf(machine);
  const lastSignIn = duplicate.lastSignInDaysAgo;
  devices.add({
    ...newEntraDevice({ id, deviceId, displayName, createdDateTime: createdAt, machine }),
    accountEnabled: duplicate.accountEnabled,
    isManaged: duplicate.isManaged,
    approximateLastSignInDateTime:
      lastSignIn === null ? null : daysBefore(world.startAt, lastSignIn),
    physicalIds: duplicate.hasHardwareId ? [hardwarePhysicalId(machine)] : [],
    ...shape({ machine, duplicate, createdAt, ztdId: ids.named(`ztdid:${name}`) }),
    ...(duplicate.displayName === undefined ? {} : { displayName }),
    isCurrent: false,
  });
  if (duplicate.blocksEnrollment) machine.blockingDeviceIds.add(id);
  addSecrets(simulation, duplicate, { deviceId, displayName });
  if (!duplicate.isManaged) return;
  const recordId = ids.named(`managed-device:${name}`);
  addIntuneRecord(simulation, machine, { duplicate, id: recordId, deviceId });
}

function addSecrets(
  simulation: Simulation,
  duplicate: DuplicateSpec,
  { deviceId, displayName }: { deviceId: string; displayName: string },
): void {
  for (let index = 0; index < duplicate.bitlockerKeyCount; index += 1) {
    addRecoveryKey(simulation, { deviceId, createdDaysAgo: duplicate.createdDaysAgo });
  }
  if (duplicate.hasLapsCredential) {
    addLocalCredential(simulation, { deviceId, deviceName: displayName, lastBackupDaysAgo: 90 });
  }
}

function addIntuneRecord(
  { managedDevices, world }: Simulation,
  machine: Machine,
  { duplicate, id, deviceId }: { duplicate: DuplicateSpec; id: string; deviceId: string },
): void {
  const { manufacturer, model, serialNumber } = machine.spec;
  const lastSyncDaysAgo = duplicate.lastSignInDaysAgo ?? duplicate.createdDaysAgo;
  const given = {
    id,
    deviceName: duplicate.displayName ?? hostNameOf(machine),
    serialNumber,
    azureADDeviceId: deviceId,
    userPrincipalName: machine.spec.userPrincipalName ?? '',
    enrolledDateTime: daysBefore(world.startAt, duplicate.createdDaysAgo),
    lastSyncDateTime: daysBefore(world.startAt, lastSyncDaysAgo),
  };
  managedDevices.add(
    newManagedDevice(given, { manufacturer, model, machineId: machine.id, isCurrent: false }),
  );
}

/** The next client of the machine would make it obsolete, and has. */
function addObsoleteClient({ site }: Simulation, machine: Machine, duplicate: DuplicateSpec): void {
  const current = site.systems.findByMachine(machine.id);
  const client = {
    name: duplicate.displayName ?? hostNameOf(machine),
    domain: 'CORP',
    aadDeviceId: duplicate.deviceId ?? null,
    isHybrid: false,
  };
  const earlier = site.registerClient(machine, client);
  Object.assign(earlier, { isObsolete: true, isActive: false });
  if (current !== undefined) Object.assign(current, { isObsolete: false, isActive: true });
}
