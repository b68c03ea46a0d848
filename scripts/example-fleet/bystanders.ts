import { addBystander } from './bystander.ts';
import { machineIdOf, type FleetDraft } from './draft.ts';
import { guidOf } from './random.ts';
import type { MachineInput } from './world-parts.ts';

const bystanderCount = 400;

/** Of the machines of ordinary life; Workplace registered ones make up the rest of the 400. */
const counts = { coManaged: 150, intuneOnly: 120, configMgrOnly: 80 } as const;
/** What a careless clean-up would take; nobody asked for it, so however stale, it stays. */
const counted = {
  twins: 6,
  staleCoManaged: 10,
  staleIntune: 25,
  staleWorkplace: 15,
  unsigned: 3,
} as const;
/** Another project's devices in the same tenant. */
const otherTag = 'MWD';

export interface SharedPeople {
  /** Users some rows are meant for: each has a PC already. */
  readonly assignedUsers: readonly string[];
  /** Users who left a reused device behind; some had registered a PC of their own. */
  readonly formerUsers: readonly string[];
}

export function addOrdinaryBystanders(draft: FleetDraft, shared: SharedPeople): void {
  const already = draft.world.machines.filter((machine) => machine.bystander).length;
  for (let index = 0; index < counts.coManaged; index += 1) addCoManaged(draft, index);
  for (let index = 0; index < counts.intuneOnly; index += 1) {
    addIntuneOnly(draft, index, shared.assignedUsers[index]);
  }
  for (let index = 0; index < counts.configMgrOnly; index += 1) addConfigMgrOnly(draft, index);
  const { coManaged, intuneOnly, configMgrOnly } = counts;
  const rest = bystanderCount - already - coManaged - intuneOnly - configMgrOnly;
  for (let index = 0; index < rest; index += 1) {
    addWorkplaceRegistered(draft, index, shared.formerUsers[index]);
  }
  addUnknownRegistrations(draft);
}

function addCoManaged(draft: FleetDraft, index: number): void {
  const isStale = index < counted.staleCoManaged;
  const ageDays = isStale ? draft.random.int(40, 90) : draft.random.int(0, 6);
  const machine = addBystander(draft, {
    state: 'co-managed',
    enrolledDaysAgo: draft.random.int(100, 900),
    lastSignInDaysAgo: ageDays,
    lastSyncDaysAgo: ageDays,
    bitlockerKeyCount: 1,
    ...(isStale ? { online: false } : {}),
    ...(index % 3 === 0 ? { hasLapsCredential: true } : {}),
    ...(index % 5 === 0 ? { registered: { groupTag: otherTag } } : {}),
  });
  if (index % 25 === 0 && index / 25 < counted.twins) addStaleTwin(draft, machine);
}

/** Registered by its user before it was joined, the very picture of a duplicate; but on no list. */
function addStaleTwin(draft: FleetDraft, machine: MachineInput): void {
  const machineId = machineIdOf(machine);
  draft.world.entraDevices.push({
    id: guidOf(`${machineId}/twin-object`),
    deviceId: guidOf(`${machineId}/twin-device`),
    displayName: machine.name ?? machineId,
    machineId,
    stale: true,
    trustType: 'Workplace',
    lastSignInDaysAgo: draft.random.int(200, 500),
    createdDaysAgo: 900,
  });
}

function addIntuneOnly(draft: FleetDraft, index: number, assignedUser: string | undefined): void {
  const isStale = index >= counts.intuneOnly - counted.staleIntune;
  const ageDays = isStale ? draft.random.int(90, 400) : draft.random.int(0, 6);
  addBystander(draft, {
    state: 'enrolled',
    enrolledDaysAgo: ageDays + draft.random.int(30, 500),
    lastSignInDaysAgo: ageDays,
    lastSyncDaysAgo: ageDays,
    ...(assignedUser === undefined ? {} : { userPrincipalName: assignedUser }),
    ...(isStale ? { online: false } : {}),
    ...(index % 4 === 0 ? { bitlockerKeyCount: 1 } : {}),
    ...(index % 12 === 5 ? { registered: { groupTag: otherTag } } : {}),
  });
}

/** `boxed` and offline keep the emulator from giving it a life: its records are all there is. */
function addUnmanaged(draft: FleetDraft, userPrincipalName: string): MachineInput {
  return draft.addMachine({
    name: draft.nextName(),
    online: false,
    bystander: true,
    userPrincipalName,
    expectedEnd: 'untouched',
  });
}

/** Domain PCs with the client alone; half of them are known to Entra as hybrid joined. */
function addConfigMgrOnly(draft: FleetDraft, index: number): void {
  const machine = addUnmanaged(draft, draft.people.employee());
  const machineId = machineIdOf(machine);
  const name = machine.name ?? machineId;
  const isHybrid = index % 2 === 0;
  const deviceId = guidOf(`${machineId}/entra-device`);
  if (isHybrid) {
    draft.world.entraDevices.push({
      id: guidOf(`${machineId}/entra-object`),
      deviceId,
      displayName: name,
      machineId,
      trustType: 'ServerAd',
      onPremisesSyncEnabled: true,
      lastSignInDaysAgo: draft.random.int(0, 40),
    });
  }
  draft.world.systems.push({
    name,
    serialNumber: machine.serialNumber,
    ...(isHybrid ? { aadDeviceId: deviceId } : {}),
    ...(index % 20 === 7 ? { isObsolete: true } : {}),
  });
}

/** People's own PCs: some unused for long, some that never signed in, some enrolled by their owner. */
function addWorkplaceRegistered(
  draft: FleetDraft,
  index: number,
  former: string | undefined,
): void {
  const isFormer = index < 3 && former !== undefined;
  const machine = addUnmanaged(draft, isFormer ? former : draft.people.employee());
  const machineId = machineIdOf(machine);
  const name = `DESKTOP-${machine.serialNumber.replaceAll('-', '').slice(-7)}`;
  machine.name = name;
  const deviceId = guidOf(`${machineId}/entra-device`);
  const isEnrolled = index % 6 === 5;
  draft.world.entraDevices.push({
    id: guidOf(`${machineId}/entra-object`),
    deviceId,
    displayName: name,
    machineId,
    trustType: 'Workplace',
    isManaged: isEnrolled,
    lastSignInDaysAgo: workplaceAgeDays(draft, index),
  });
  if (!isEnrolled) return;
  draft.world.managedDevices.push({
    id: guidOf(`${machineId}/managed-device`),
    deviceName: name,
    serialNumber: machine.serialNumber,
    machineId,
    azureADDeviceId: deviceId,
    userPrincipalName: machine.userPrincipalName ?? '',
    ownerType: 'personal',
    lastSyncDaysAgo: draft.random.int(0, 9),
  });
}

function workplaceAgeDays(draft: FleetDraft, index: number): number | null {
  if (index < counted.staleWorkplace) return draft.random.int(180, 600);
  // No sign-in on record is no proof of age.
  if (index < counted.staleWorkplace + counted.unsigned) return null;
  return draft.random.int(0, 20);
}

/** Registered by a reseller for machines that have not arrived. */
function addUnknownRegistrations(draft: FleetDraft): void {
  for (let index = 0; index < 5; index += 1) {
    const { serialNumber } = draft.shelf.next();
    const id = guidOf(`awaited ${index}/autopilot`);
    draft.world.autopilotIdentities.push({ id, serialNumber, groupTag: otherTag });
  }
}
