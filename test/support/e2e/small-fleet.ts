import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunSpec } from '../../../domain/run-spec.ts';
import type { WorldInput } from '../../../emulator/world.ts';
import type { RowEnd } from '../../../scripts/demo/expected-ends.ts';
import type { PlayFiles } from '../../../scripts/demo/play-run.ts';
import { addBystander } from '../../../scripts/example-fleet/bystander.ts';
import {
  cellsOf,
  FleetDraft,
  machineIdOf,
  type End,
  type FleetRow,
} from '../../../scripts/example-fleet/draft.ts';
import { deviceListText } from '../../../scripts/example-fleet/files.ts';
import { guidOf } from '../../../scripts/example-fleet/random.ts';
import { runSpec } from '../../../scripts/example-fleet/run.ts';
import { worldAround } from '../../../scripts/example-fleet/tenant.ts';
import { addUsedDevice } from '../../../scripts/example-fleet/used-device.ts';

/** A fleet of a few rows of each kind, with a tag and tenant objects of its own. */
export interface FleetWish {
  /** Letters and digits only: the tag, and part of the name of every object. */
  readonly name: string;
  readonly fresh?: number;
  readonly reused?: number;
  /** How many of the reused ones left a stale duplicate behind. */
  readonly duplicates?: number;
  readonly registered?: number;
  /** One row each that is refused by the plan, by the service and at intake, and one that is done already. */
  readonly hasOthers?: boolean;
  readonly waves?: RunSpec['waves'];
  /** Vendor time. */
  readonly grace?: string;
}

export interface SmallFleet {
  readonly name: string;
  readonly files: PlayFiles;
  readonly spec: RunSpec;
  /** How each row ends when nothing goes wrong. */
  readonly expected: readonly RowEnd[];
  /** Serial numbers by what the fleet's author made of them. */
  readonly serials: Readonly<Record<'fresh' | 'reused' | 'registered', readonly string[]>>;
}

export interface SmallWorld<Name extends string> {
  readonly worldFile: string;
  readonly fleets: Readonly<Record<Name, SmallFleet>>;
}

const firstDataLine = 2;
const oneWave: RunSpec['waves'] = { canary: 0, size: 100, failureBudgetPercent: 50 };

/** Vendor minutes, short enough that at a rate of 600 nothing but polling takes time. */
const timings: WorldInput['timings'] = {
  importMinutes: 3,
  identityMinutes: 1,
  anchorMinutes: 1,
  groupEvaluationMinutes: 1,
  profileAssignmentMinutes: 1,
  syncMinutes: 2,
  deregistrationMinutes: 5,
  shippingMinutes: 2,
  oobeMinutes: 3,
  enrollMinutes: 1,
  clientInstallMinutes: 2,
  coManagementMinutes: 2,
  wipeMinutes: 5,
  resetMinutes: 2,
  retireMinutes: 3,
  applicationMinutes: 1,
  contentMinutes: 1,
  collectionEvaluationSeconds: 30,
};

/** One tenant with several fleets, so that one stack serves the runs of a whole test file. */
export async function writeSmallWorld<const Name extends string>(
  folder: string,
  wishes: readonly (FleetWish & { readonly name: Name })[],
  overrides: { readonly timings?: NonNullable<WorldInput['timings']> } = {},
): Promise<SmallWorld<Name>> {
  await mkdir(folder, { recursive: true });
  const draft = new FleetDraft();
  const worldFile = path.join(folder, 'world.json');
  const fleets: Partial<Record<Name, SmallFleet>> = {};
  for (const wish of wishes) fleets[wish.name] = await writeFleet(folder, draft, wish);
  const world: WorldInput = {
    ...worldAround(draft.world),
    description: 'A few devices, for tests.',
    timings: { ...timings, ...overrides.timings },
  };
  await writeFile(worldFile, JSON.stringify(world));
  return { worldFile, fleets: fleets as Record<Name, SmallFleet> };
}

async function writeFleet(folder: string, draft: FleetDraft, wish: FleetWish): Promise<SmallFleet> {
  const firstRow = draft.rows.length;
  const serials = {
    fresh: addFresh(draft, wish.fresh ?? 4),
    reused: addReused(draft, wish.reused ?? 3, wish.duplicates ?? 2),
    registered: addRegistered(draft, wish),
  };
  if (wish.hasOthers !== false) addOthers(draft);
  const rows = draft.rows.slice(firstRow);
  const spec = specOf(wish);
  const file = (kind: string): string => path.join(folder, `${wish.name}.${kind}`);
  const files = {
    spec: file('json'),
    devices: file('csv'),
    world: path.join(folder, 'world.json'),
  };
  await writeFile(files.spec, JSON.stringify(spec));
  await writeFile(files.devices, deviceListText(rows));
  return { name: wish.name, files, spec, expected: rows.map(rowEnd), serials };
}

function rowEnd({ serialNumber, track, end }: FleetRow, index: number): RowEnd {
  return { row: index + firstDataLine, serialNumber, track, end };
}

function specOf({ name, waves = oneWave, grace = 'PT10M' }: FleetWish): RunSpec {
  return {
    ...runSpec,
    name: `Fleet ${name}`,
    groupTag: name,
    deviceGroup: { name: `${name} devices` },
    espProfile: { ...runSpec.espProfile, name: `${name} status` },
    autopilotProfile: { name: `${name} profile` },
    comanagementPolicy: { ...runSpec.comanagementPolicy, name: `${name} settings` },
    deviceCollection: { ...runSpec.deviceCollection, name: `${name} clients` },
    applications: ['Company Portal'],
    waves,
    duplicateGrace: grace,
  };
}

function addFresh(draft: FleetDraft, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const assignedUser = draft.people.employee();
    const machine = draft.addMachine({ userPrincipalName: assignedUser });
    const cells = cellsOf(machine, index === 0 ? { assignedUser } : {});
    return addRow(draft, { cells, track: 'register', end: 'co-managed' });
  });
}

/** The last duplicate holds the only copy of a key when there are three or more: it is never deleted. */
function addReused(draft: FleetDraft, count: number, duplicates: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const { machine, deviceName } = addUsedDevice(draft, 'co-managed');
    if (index === 0) addBystander(draft, { state: 'enrolled', name: deviceName });
    if (index < duplicates) {
      draft.world.entraDevices.push({
        id: guidOf(`${deviceName}/duplicate-object`),
        deviceId: guidOf(`${deviceName}/duplicate-device`),
        displayName: deviceName,
        machineId: machineIdOf(machine),
        stale: true,
        trustType: 'Workplace',
        lastSignInDaysAgo: 200,
        bitlockerKeyCount: index === 2 ? 1 : 0,
      });
    }
    return addRow(draft, { cells: cellsOf(machine), track: 'reset', end: 'co-managed' });
  });
}

/** The first carries the tag of another project, and the list wants a user for it. */
function addRegistered(draft: FleetDraft, { name, registered = 2 }: FleetWish): string[] {
  return Array.from({ length: registered }, (_, index) => {
    const assignedUser = draft.people.employee();
    const machine = draft.addMachine({
      registered: { groupTag: index === 0 ? 'MWD' : name },
      userPrincipalName: assignedUser,
      entraObjectId: guidOf(`${name} registered ${index}/entra-object`),
      entraDeviceId: guidOf(`${name} registered ${index}/entra-device`),
    });
    const cells = cellsOf(machine, index === 0 ? { assignedUser } : {});
    return addRow(draft, { cells, track: 'adopt', end: 'co-managed' });
  });
}

function addOthers(draft: FleetDraft): void {
  const userPrincipalName = draft.people.employee();
  const inUse = addUsedDevice(draft, 'refused', {
    machine: { userPrincipalName },
    managed: { userPrincipalName, lastSyncDaysAgo: 1 },
  });
  addRow(draft, { cells: cellsOf(inUse.machine), track: 'refused', end: 'refused(DeviceInUse)' });
  const foreign = draft.addMachine({ registeredInOtherTenant: true });
  const end = 'refused(DeviceAssignedToOtherTenant)';
  addRow(draft, { cells: cellsOf(foreign), track: 'register', end });
  const name = draft.nextName();
  const done = draft.addMachine({ name, state: 'co-managed', userPrincipalName });
  addRow(draft, { cells: cellsOf(done), track: 'already-co-managed', end: 'co-managed' });
  const nameless = draft.addMachine({});
  const cells = cellsOf(nameless, { serialNumber: '' });
  addRow(draft, { cells, track: 'none', end: 'rejected(SerialMissing)' });
}

function addRow(
  draft: FleetDraft,
  row: { readonly cells: string[]; readonly track: FleetRow['track']; readonly end: End },
): string {
  const serialNumber = row.cells[0] ?? '';
  draft.addRow({ category: 'new', variant: 'small', serialNumber, ...row });
  return serialNumber;
}
