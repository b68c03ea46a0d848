import { cellsOf, machineIdOf, runGroupTag, type FleetDraft } from './draft.ts';
import { guidOf } from './random.ts';
import { addUsedDevice, type UsedDevice } from './used-device.ts';

export const ordinaryCounts = { new: 120, reused: 30, registered: 10, otherTenant: 5 } as const;

/** Boxed machines that no store knows. Returns the users some of them are meant for. */
export function addNewRows(draft: FleetDraft): string[] {
  const assignedUsers: string[] = [];
  for (let index = 0; index < ordinaryCounts.new; index += 1) {
    const user = draft.people.employee();
    const isAssigned = index < 12;
    if (isAssigned) assignedUsers.push(user);
    const machine = draft.addMachine({ userPrincipalName: user, expectedEnd: 'co-managed' });
    draft.addRow({
      category: 'new',
      variant: isAssigned ? 'with an assigned user' : 'boxed',
      cells: cellsOf(machine, {
        productId: index % 9 === 0 ? `00330-80000-${String(10000 + index)}-AAOEM` : '',
        // Who exports the list seldom fills the tag; a blank cell takes the tag of the run.
        groupTag: index % 4 === 1 ? runGroupTag : '',
        assignedUser: isAssigned ? user : '',
      }),
      serialNumber: machine.serialNumber,
      track: 'register',
      end: 'co-managed',
    });
  }
  return assignedUsers;
}

/** Handed back by people who left. Ten were also registered by hand once, which left a stale object. */
export function addReusedRows(draft: FleetDraft): UsedDevice[] {
  const devices: UsedDevice[] = [];
  for (let index = 0; index < ordinaryCounts.reused; index += 1) {
    const device = addUsedDevice(draft, 'co-managed');
    const duplicate = index < 10 ? addStaleDuplicate(draft, device) : undefined;
    let variant = duplicate === undefined ? 'handed back' : 'with a stale duplicate';
    if (duplicate !== undefined && index === 0) {
      variant = 'with a stale duplicate whose BitLocker key also stands on the surviving object';
      addBitlockerKey(draft, 'kept', duplicate);
      addBitlockerKey(draft, 'kept', device.entraDeviceId);
    }
    if (duplicate !== undefined && index === 1) {
      // Deleting it would lose the only copy of the key: it stays, disabled.
      variant = 'with a stale duplicate that holds the only BitLocker key';
      addBitlockerKey(draft, 'only copy', duplicate);
    }
    draft.addRow({
      category: 'reused',
      variant,
      cells: cellsOf(device.machine, { groupTag: index % 5 === 2 ? runGroupTag : '' }),
      serialNumber: device.machine.serialNumber,
      track: 'reset',
      end: 'co-managed',
    });
    devices.push(device);
  }
  return devices;
}

function addStaleDuplicate(draft: FleetDraft, { machine, deviceName }: UsedDevice): string {
  const deviceId = guidOf(`${deviceName}/duplicate-device`);
  const lastSignInDaysAgo = draft.random.int(120, 300);
  draft.world.entraDevices.push({
    id: guidOf(`${deviceName}/duplicate-object`),
    deviceId,
    displayName: deviceName,
    machineId: machineIdOf(machine),
    stale: true,
    trustType: 'Workplace',
    lastSignInDaysAgo,
    createdDaysAgo: lastSignInDaysAgo + draft.random.int(60, 500),
  });
  return deviceId;
}

function addBitlockerKey(draft: FleetDraft, label: string, deviceId: string): void {
  // Younger than any object it stands on.
  draft.world.bitlockerKeys.push({
    id: guidOf(`${label}/bitlocker`),
    deviceId,
    createdDaysAgo: 170,
  });
}

/** Registered here by an earlier project, some of them under its own tag. */
export function addRegisteredRows(draft: FleetDraft): void {
  for (let index = 0; index < ordinaryCounts.registered; index += 1) {
    const hasOtherTag = index < 4;
    const machine = draft.addMachine({
      registered: { groupTag: hasOtherTag ? 'MWD' : runGroupTag },
      userPrincipalName: draft.people.employee(),
      entraObjectId: guidOf(`registered ${index}/entra-object`),
      entraDeviceId: guidOf(`registered ${index}/entra-device`),
      expectedEnd: 'co-managed',
    });
    draft.addRow({
      category: 'registered',
      variant: hasOtherTag ? 'under another group tag' : 'under the group tag of the run',
      cells: cellsOf(machine),
      serialNumber: machine.serialNumber,
      track: 'adopt',
      end: 'co-managed',
    });
  }
}

/** Bought second-hand; no store of ours can tell before the import is refused. */
export function addOtherTenantRows(draft: FleetDraft): void {
  for (let index = 0; index < ordinaryCounts.otherTenant; index += 1) {
    const end = 'refused(DeviceAssignedToOtherTenant)';
    const machine = draft.addMachine({ registeredInOtherTenant: true, expectedEnd: end });
    draft.addRow({
      category: 'other-tenant',
      variant: 'registered elsewhere',
      cells: cellsOf(machine),
      serialNumber: machine.serialNumber,
      track: 'register',
      end,
    });
  }
}
