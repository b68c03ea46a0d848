import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHardwareHash } from '../../emulator/hardware-hash.ts';
import { parseWorld, type World } from '../../emulator/world.ts';
import { isFailureCode } from '../../domain/failures.ts';
import { makeExampleFleet } from '../../scripts/example-fleet/example-fleet.ts';
import { runSpec } from '../../scripts/example-fleet/run.ts';

const examples = join(import.meta.dirname, '..', '..', 'examples');
const { files, rows, world: worldInput } = makeExampleFleet();
const world = parseWorld(worldInput);
const startAtMs = Date.parse(world.startAt);

function committed(name: string): string {
  return readFileSync(join(examples, name), 'utf8');
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

function expectNoDuplicates(values: readonly string[]): void {
  const repeated = Object.entries(countBy(values, (value) => value)).filter(([, n]) => n > 1);
  expect(repeated).toEqual([]);
}

/** Every id that the world gives to an Entra device object, implied ones included. */
function entraDeviceIds({ machines, entraDevices }: World): Set<string> {
  const ids = [...machines.map((m) => m.entraDeviceId), ...entraDevices.map((d) => d.deviceId)];
  return new Set(ids.filter((id) => id !== undefined));
}

describe('the committed example', () => {
  it.each(Object.keys(files))('examples/%s equals what the generator makes', (name) => {
    // Not `toBe`: a difference in 800 KB of hashes should not be printed.
    expect(committed(name) === files[name]).toBe(true);
  });

  it('is made the same again', () => {
    const again = makeExampleFleet().files;
    expect(Object.keys(files).filter((name) => again[name] !== files[name])).toEqual([]);
  });
});

describe('the device list', () => {
  const lines = committed('fleet.csv').split('\r\n');

  it('has a byte order mark, the vendor’s header, 200 rows and blank lines at the end', () => {
    expect(lines[0]).toBe(
      '\uFEFFDevice Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User',
    );
    expect(lines.slice(1, 201).every((line) => line !== '')).toBe(true);
    expect(lines.slice(201)).toEqual(['', '', '']);
  });

  it('has rows of every category', () => {
    expect(countBy(rows, (row) => row.category)).toEqual({
      new: 120,
      reused: 30,
      registered: 10,
      'other-tenant': 5,
      rejected: 18,
      tricky: 17,
    });
  });

  it('spells serial numbers as people do', () => {
    const cells = lines.slice(1, 201).map((line) => line.split(',')[0] ?? '');
    expect(cells.filter((cell) => cell !== cell.trim()).length).toBeGreaterThanOrEqual(10);
    expect(cells.filter((cell) => cell !== cell.toUpperCase()).length).toBeGreaterThanOrEqual(8);
  });

  it('carries for each accepted row a hash that the service can read, save the one it refuses', () => {
    const accepted = rows.filter((row) => row.track !== 'none');
    const wrong = accepted.filter((row) => {
      const reading = readHardwareHash((row.cells[2] ?? '').padEnd(4000, '='));
      return !reading.valid || reading.serialNumber !== row.serialNumber;
    });
    expect(wrong.map((row) => row.end)).toEqual(['refused(HardwareHashRejected)']);
  });
});

describe('the expected ends', () => {
  const records = committed('fleet.expected.csv')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

  it('name the line, the device, its track and its end for every row', () => {
    expect(records[0]).toEqual(['row', 'serialNumber', 'track', 'end']);
    expect(records).toHaveLength(201);
    expect(records.slice(1).map(([row]) => Number(row))).toEqual(rows.map((_, i) => i + 2));
  });

  it('use codes of the failure table only', () => {
    const codes = records.slice(1).flatMap(([, , , end]) => /\((.+)\)/.exec(end ?? '')?.[1] ?? []);
    expect(codes.filter((code) => !isFailureCode(code))).toEqual([]);
  });

  it('are as many as the example promises', () => {
    const ends = rows.map((row) => `${row.track} ${row.end}`);
    expect(countBy(ends, (end) => end)).toEqual({
      'register co-managed': 124,
      'reset co-managed': 32,
      'adopt co-managed': 10,
      'already-co-managed co-managed': 1,
      'register refused(DeviceAssignedToOtherTenant)': 5,
      'register refused(HardwareHashRejected)': 1,
      'register needs-attention(AlreadyEntraRegistered)': 1,
      'refused refused(AmbiguousIdentity)': 2,
      'refused refused(AssignedUserNotFound)': 2,
      'refused refused(DeviceInUse)': 2,
      'refused refused(DeviceHybridJoined)': 1,
      'refused refused(DevicePersonal)': 1,
      'none rejected(SerialPlaceholder)': 3,
      'none rejected(HardwareHashDamaged)': 3,
      'none rejected(SerialDuplicated)': 2,
      'none rejected(SerialDamaged)': 2,
      'none rejected(GroupTagShared)': 2,
      'none rejected(AssignedUserMalformed)': 2,
      'none rejected(HardwareHashMissing)': 1,
      'none rejected(HardwareHashDuplicated)': 1,
      'none rejected(SerialMissing)': 1,
      'none rejected(ColumnMissing)': 1,
    });
  });

  it('come after the row that a rejected row repeats', () => {
    const repeats = rows.flatMap((row, index) =>
      row.repeats === undefined ? [] : [index - rows.indexOf(row.repeats)],
    );
    expect(repeats).toHaveLength(3);
    expect(repeats.every((distance) => distance > 0)).toBe(true);
  });

  it('fail after something was done for no more devices than a canary may lose', () => {
    // Which devices the canary gets is chance; refusals are no failures of a wave.
    const failed = rows.filter((row) => row.end.startsWith('needs-attention('));
    const { canary, failureBudgetPercent } = runSpec.waves;
    expect((failed.length / canary) * 100).toBeLessThanOrEqual(failureBudgetPercent);
  });
});

describe('the world', () => {
  it('parses as it is committed', () => {
    expect(parseWorld(JSON.parse(committed('world.json')))).toEqual(world);
  });

  it('has 400 bystanders, whom nothing may happen to, and no list names', () => {
    const bystanders = world.machines.filter((machine) => machine.bystander);
    expect(bystanders).toHaveLength(400);
    expect(bystanders.every((machine) => machine.expectedEnd === 'untouched')).toBe(true);
    const listed = new Set(rows.map((row) => row.serialNumber));
    // The two live machines of one serial number are the exception that makes it ambiguous.
    expect(bystanders.filter((machine) => listed.has(machine.serialNumber))).toHaveLength(1);
  });

  it('has the machine of every row, with the same end', () => {
    const machines = world.machines.filter((machine) => !machine.bystander);
    expect(machines).toHaveLength(198);
    const endBySerial = new Map(machines.map((m) => [m.serialNumber, m.expectedEnd]));
    const accepted = rows.filter((row) => row.track !== 'none');
    expect(accepted.filter((row) => endBySerial.get(row.serialNumber) !== row.end)).toEqual([]);
    const rejected = machines.filter((machine) => machine.expectedEnd?.startsWith('rejected('));
    expect(rejected).toHaveLength(16);
  });

  it('marks the ambiguous machines', () => {
    const ambiguous = world.machines.filter((machine) => !machine.resolvable);
    const ends = countBy(ambiguous, (machine) => machine.expectedEnd ?? '');
    expect(ends).toEqual({
      'refused(AmbiguousIdentity)': 2,
      'rejected(SerialPlaceholder)': 3,
      untouched: 2,
    });
  });

  it('refers to nothing that it does not hold', () => {
    const machineIds = new Set(world.machines.map((m) => m.machineId ?? m.serialNumber));
    const users = new Set(world.users.map((user) => user.userPrincipalName));
    const devices = entraDeviceIds(world);
    const records = [...world.entraDevices, ...world.managedDevices];
    const named = [
      ...records.map((record) => record.machineId),
      ...world.entraDevices.map((device) => device.hardwareIdOfMachine),
    ].filter((id) => id !== undefined);
    expect(named.filter((id) => !machineIds.has(id))).toEqual([]);
    const people = [...world.machines, ...world.managedDevices].map((r) => r.userPrincipalName);
    expect(people.filter((upn) => upn !== undefined && !users.has(upn))).toEqual([]);
    const deviceIds = [
      ...world.managedDevices.map((device) => device.azureADDeviceId),
      ...world.bitlockerKeys.map((key) => key.deviceId),
      ...world.site.systems.map((system) => system.aadDeviceId),
    ].filter((id) => id !== undefined);
    expect(deviceIds.filter((id) => !devices.has(id))).toEqual([]);
  });

  it('gives no id, machine or user twice', () => {
    const ids = [
      ...world.machines.flatMap((m) => [m.entraObjectId, m.entraDeviceId, m.managedDeviceId]),
      ...world.entraDevices.flatMap((device) => [device.id, device.deviceId]),
      ...world.managedDevices.map((device) => device.id),
      ...world.autopilotIdentities.map((identity) => identity.id),
    ];
    expectNoDuplicates(ids.filter((id) => id !== undefined));
    expectNoDuplicates(world.machines.map((m) => m.machineId ?? m.serialNumber));
    expectNoDuplicates(world.users.map((user) => user.userPrincipalName));
  });

  it('has one BitLocker key on two objects and one that stands alone', () => {
    const objects = Object.values(countBy(world.bitlockerKeys, (key) => key.id ?? ''));
    expect(objects.toSorted()).toEqual([1, 2]);
  });

  it('keeps the tag of the run to machines of the list', () => {
    const tagged = world.machines.filter((m) => m.registered?.groupTag === runSpec.groupTag);
    expect(tagged).toHaveLength(6);
    expect(tagged.every((machine) => !machine.bystander)).toBe(true);
    const identities = world.autopilotIdentities.map((identity) => identity.groupTag);
    expect(identities).not.toContain(runSpec.groupTag);
  });

  it('lets reused devices rest for a month at least and those in use for a day', () => {
    const resetSerials = new Set(
      rows.filter((row) => row.track === 'reset').map((row) => row.serialNumber),
    );
    const reset = world.managedDevices.filter((device) => resetSerials.has(device.serialNumber));
    expect(reset).toHaveLength(32);
    const ages = reset.map((device) => device.lastSyncDaysAgo);
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...ages)).toBeLessThanOrEqual(80);
    const enabled = new Map(world.users.map((u) => [u.userPrincipalName, u.accountEnabled]));
    expect(reset.every((device) => enabled.get(device.userPrincipalName) === false)).toBe(true);
    expect(Number.isFinite(startAtMs)).toBe(true);
  });
});

describe('the run spec', () => {
  it('is the one of the generator and fits the world', () => {
    expect(JSON.parse(committed('run.json'))).toEqual(runSpec);
    expect(runSpec.autopilotProfile.name).not.toContain('-');
    for (const name of runSpec.applications) {
      const found = world.site.applications.filter((application) => application.name === name);
      expect(found).toMatchObject([{ isDeployable: true, isExpired: false, isDistributed: true }]);
    }
  });
});
