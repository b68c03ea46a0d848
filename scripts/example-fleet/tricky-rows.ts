import type { Track } from '../../domain/plan-item.ts';
import { addBystander } from './bystander.ts';
import { cellsOf, hashOf, machineIdOf, type Cells, type End, type FleetDraft } from './draft.ts';
import { mailDomain } from './people.ts';
import { guidOf } from './random.ts';
import { addUsedDevice } from './used-device.ts';
import type { MachineInput } from './world-parts.ts';

/** Rows that are well formed and still need care, with the bystanders that make them so. */
export function addTrickyRows(draft: FleetDraft): void {
  addUnknownUsers(draft);
  addNamesakesOfNewDevices(draft);
  addNamesakesOfReusedDevices(draft);
  addDevicesInUse(draft);
  addPersonalDevice(draft);
  addHybridDevice(draft);
  addSameSerialTwice(draft);
  addClonedImage(draft);
  addRefusedByService(draft);
  addAlreadyCoManaged(draft);
  addUnpaddedHash(draft);
  addNearlySameSerial(draft);
}

interface TrickyRow {
  readonly variant: string;
  readonly track: Track;
  readonly end: End;
  readonly cells?: Cells;
}

function addRow(draft: FleetDraft, machine: MachineInput, row: TrickyRow): void {
  draft.addRow({
    category: 'tricky',
    variant: row.variant,
    cells: cellsOf(machine, row.cells),
    serialNumber: machine.serialNumber,
    track: row.track,
    end: row.end,
  });
}

function addUnknownUsers(draft: FleetDraft): void {
  const end = 'refused(AssignedUserNotFound)';
  // Both domains are verified, which is all that the vendor itself would check.
  for (const assignedUser of [`nadja.neumann@${mailDomain}`, 'intern07@fabrikam-labs.example']) {
    const machine = draft.addMachine({ expectedEnd: end });
    const cells = { assignedUser };
    addRow(draft, machine, {
      variant: 'assigned user not in the directory',
      track: 'refused',
      end,
      cells,
    });
  }
}

function addNamesakesOfNewDevices(draft: FleetDraft): void {
  for (const state of ['enrolled', 'co-managed'] as const) {
    const machine = draft.addMachine({
      userPrincipalName: draft.people.employee(),
      expectedEnd: 'co-managed',
    });
    addBystander(draft, { state, name: machine.serialNumber });
    addRow(draft, machine, {
      variant: 'new; a bystander bears its serial number as a name',
      track: 'register',
      end: 'co-managed',
    });
  }
}

function addNamesakesOfReusedDevices(draft: FleetDraft): void {
  for (const lastSignInDaysAgo of [0.5, 4]) {
    const device = addUsedDevice(draft, 'co-managed');
    addBystander(draft, {
      state: 'enrolled',
      name: device.deviceName,
      lastSignInDaysAgo,
      lastSyncDaysAgo: lastSignInDaysAgo,
    });
    addRow(draft, device.machine, {
      variant: 'reused; a live bystander bears the same name',
      track: 'reset',
      end: 'co-managed',
    });
  }
}

/** On the list of returned devices, yet somebody works with them. */
function addDevicesInUse(draft: FleetDraft): void {
  for (let count = 0; count < 2; count += 1) {
    const end = 'refused(DeviceInUse)';
    const userPrincipalName = draft.people.employee();
    const device = addUsedDevice(draft, end, {
      machine: { userPrincipalName },
      managed: { userPrincipalName, lastSyncDaysAgo: 1 },
    });
    addRow(draft, device.machine, {
      variant: 'synced yesterday under an enabled user',
      track: 'refused',
      end,
    });
  }
}

function addPersonalDevice(draft: FleetDraft): void {
  const end = 'refused(DevicePersonal)';
  const device = addUsedDevice(draft, end, { managed: { ownerType: 'personal' } });
  addRow(draft, device.machine, { variant: 'personally owned', track: 'refused', end });
}

function addHybridDevice(draft: FleetDraft): void {
  const end = 'refused(DeviceHybridJoined)';
  const device = addUsedDevice(draft, end, {
    entra: { trustType: 'ServerAd', onPremisesSyncEnabled: true },
  });
  addRow(draft, device.machine, { variant: 'hybrid joined', track: 'refused', end });
}

/**
 * A replaced board was given the serial number of its neighbour: two live PCs, one number. Both
 * users left, so that nothing but the ambiguity speaks against a wipe.
 */
function addSameSerialTwice(draft: FleetDraft): void {
  const end = 'refused(AmbiguousIdentity)';
  const device = addUsedDevice(draft, end, {
    machine: { resolvable: false },
    managed: { lastSyncDaysAgo: 3 },
  });
  const { serialNumber } = device.machine;
  addBystander(draft, {
    ...device.machine,
    machineId: `${serialNumber} twin`,
    name: draft.nextName(),
    lastSignInDaysAgo: 2,
    lastSyncDaysAgo: 2,
    userPrincipalName: draft.people.former(),
    resolvable: false,
  });
  addRow(draft, device.machine, {
    variant: 'two live Intune records of its serial number',
    track: 'refused',
    end,
  });
}

/** Imaged after it was joined: the copy shows the hardware id of the original. */
function addClonedImage(draft: FleetDraft): void {
  const end = 'refused(AmbiguousIdentity)';
  const device = addUsedDevice(draft, end, { machine: { resolvable: false } });
  const userPrincipalName = draft.people.employee();
  addUsedDevice(draft, 'untouched', {
    machine: { bystander: true, resolvable: false, userPrincipalName },
    entra: { hardwareIdOfMachine: machineIdOf(device.machine), lastSignInDaysAgo: 0.3 },
    managed: { userPrincipalName, lastSyncDaysAgo: 0.2 },
  });
  addRow(draft, device.machine, {
    variant: 'a live bystander shows its hardware id',
    track: 'refused',
    end,
  });
}

/** Nothing that Gangway can read tells these two from good ones: only the service does. */
function addRefusedByService(draft: FleetDraft): void {
  const rejected = 'refused(HardwareHashRejected)';
  const corrupt = draft.addMachine({
    importError: { code: 802, name: 'InvalidZtdHardwareHash' },
    expectedEnd: rejected,
  });
  addRow(draft, corrupt, {
    variant: 'hash that only the service finds invalid',
    track: 'register',
    end: rejected,
    cells: { hash: corrupted(hashOf(corrupt)) },
  });

  const blocked = 'needs-attention(AlreadyEntraRegistered)';
  const joined = draft.addMachine({ answers814: true, expectedEnd: blocked });
  // Under a name of its own and in no other store: nothing proves that it is this device.
  draft.world.entraDevices.push({
    id: guidOf('earlier join/entra-object'),
    deviceId: guidOf('earlier join/entra-device'),
    displayName: 'DESKTOP-7QK2M9T',
    machineId: machineIdOf(joined),
    stale: true,
    lastSignInDaysAgo: 150,
  });
  addRow(draft, joined, {
    variant: 'joined once before; the service answers 814',
    track: 'register',
    end: blocked,
  });
}

/** Whole base64 of the right length, but the checksum no longer fits. */
function corrupted(hash: string): string {
  const bytes = Buffer.from(hash, 'base64');
  const offset = 14;
  bytes.writeUInt8(bytes.readUInt8(offset) ^ 0x20, offset);
  return bytes.toString('base64');
}

function addAlreadyCoManaged(draft: FleetDraft): void {
  const name = draft.nextName();
  const machine = draft.addMachine({
    name,
    state: 'co-managed',
    userPrincipalName: draft.people.employee(),
    entraObjectId: guidOf(`${name}/entra-object`),
    entraDeviceId: guidOf(`${name}/entra-device`),
    managedDeviceId: guidOf(`${name}/managed-device`),
    expectedEnd: 'co-managed',
  });
  addRow(draft, machine, {
    variant: 'already co-managed',
    track: 'already-co-managed',
    end: 'co-managed',
  });
}

function addUnpaddedHash(draft: FleetDraft): void {
  const machine = draft.addMachine({
    userPrincipalName: draft.people.employee(),
    expectedEnd: 'co-managed',
  });
  const hash = hashOf(machine, { isPadded: true });
  if (!hash.endsWith('=')) throw new Error('The hash has no padding to forget.');
  const cells = { hash: hash.replace(/=+$/, '') };
  addRow(draft, machine, {
    variant: 'hash without its padding',
    track: 'register',
    end: 'co-managed',
    cells,
  });
}

function addNearlySameSerial(draft: FleetDraft): void {
  const machine = draft.addMachine({
    serialNumber: 'PF4W0K2M',
    userPrincipalName: draft.people.employee(),
    expectedEnd: 'co-managed',
  });
  addBystander(draft, { state: 'co-managed', serialNumber: 'PF4WOK2M' });
  addRow(draft, machine, {
    variant: 'new; the serial number of a bystander has O for 0',
    track: 'register',
    end: 'co-managed',
  });
}
