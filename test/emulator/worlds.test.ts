import { afterEach, describe, expect, it } from 'vitest';
import { createEmulator } from '../../emulator/create-emulator.ts';
import { readHardwareHash } from '../../emulator/hardware-hash.ts';
import { Simulation } from '../../emulator/simulation.ts';
import { parseWorld } from '../../emulator/world.ts';
import { deviceListOf, generateWorld } from '../../emulator/worlds/generate.ts';
import { autopilot, closeLaboratories, managed, openLaboratory } from './support.ts';

const paths = ['autopilot', 'existing-clients'] as const;

describe('a world', () => {
  it.each([{ machines: [{ serialNumber: 'A1' }] }, generateWorld({ machines: 5 })])(
    'that names no app has one that may ask everything',
    async (world) => {
      const emulator = await createEmulator({ world, rate: 0, httpPort: 0 });
      await emulator.listen();
      const { httpUrl = '' } = emulator;
      const { tenantId } = emulator.simulation.world.tenant;
      const answer = await fetch(`${httpUrl}/${tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          scope: 'https://graph.microsoft.com/.default',
          client_id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
          client_secret: 'emulator-secret',
        }),
      });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const headers = { authorization: `Bearer ${token}` };
      const lists = ['/v1.0/devices', `/v1.0${managed}`, `/v1.0${autopilot}`, '/v1.0/groups'];
      const asked = lists.map((path) => fetch(`${httpUrl}${path}`, { headers }));
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      await emulator.close();
    },
  );

  it('is refused for a permission or a user that is not there, by name', () => {
    const clientId = '44444444-4444-4444-8444-444444444444';
    const roles = ['Device.Read.All', 'Device.ReadWrite'];
    expect(() => parseWorld({ apps: [{ name: 'a', clientId, roles }] })).toThrow(
      "No operation of the emulator knows the permission 'Device.ReadWrite'. Did you mean Device.ReadWrite.All?",
    );
    const users = [{ userPrincipalName: 'ann@fabrikam.example' }];
    const machine = { serialNumber: 'A1', userPrincipalName: 'Ann@fabrikam.example' };
    expect(parseWorld({ users, machines: [machine] }).machines).toHaveLength(1);
    const next = { ...machine, nextUserPrincipalName: 'bob@fabrikam.example' };
    expect(() => parseWorld({ users, machines: [next] })).toThrow(
      "Machine A1: 'bob@fabrikam.example' is not among the users of the world.",
    );
  });
});

describe('a generated world', () => {
  afterEach(closeLaboratories);

  it.each(paths)('of the path %s is the same for the same seed, and another otherwise', (path) => {
    const recipe = { seed: 3, machines: 200, path };
    expect(generateWorld(recipe)).toEqual(generateWorld(recipe));
    const other = generateWorld({ ...recipe, seed: 4 });
    expect(other.machines?.map(({ kind }) => kind)).not.toEqual(
      generateWorld(recipe).machines?.map(({ kind }) => kind),
    );
  });

  it.each(paths)('of the path %s holds every kind, and says what is right for each', (path) => {
    const world = parseWorld(generateWorld({ seed: 1, machines: 1500, path }));
    const kinds = new Set(world.machines.map(({ kind }) => kind));
    expect(kinds.size).toBe(19);
    for (const { bystander, expectedEnd, resolvable } of world.machines) {
      if (bystander) expect(expectedEnd).toBe('untouched');
      else expect(['co-managed', 'refused']).toContain(expectedEnd);
      if (!resolvable && !bystander) expect(expectedEnd).toBe('refused');
    }
    expect(world.machines.length).toBeLessThanOrEqual(1501);
    expect(
      new Set(world.machines.map(({ machineId, serialNumber }) => machineId ?? serialNumber)).size,
    ).toBe(world.machines.length);
  });

  it('stands the traps beside the machines they are for', () => {
    const fleet = { sameName: 1, prefixSerial: 1, sameSerial: 1, clonedImage: 1 };
    const none = {
      new: 0,
      reused: 0,
      registered: 0,
      staleDuplicate: 0,
      workplaceTwin: 0,
      sharedUser: 0,
      foreign: 0,
    };
    const world = parseWorld(
      generateWorld({ machines: 80, fleet: { ...fleet, ...none }, bystanders: 0 }),
    );
    const { devices, machines } = new Simulation(world, { rate: 0 });
    const [listed, others] = [false, true].map((isOther) =>
      machines.all().filter(({ spec }) => spec.bystander === isOther),
    );
    for (const { id, spec } of listed ?? []) {
      const hardware = devices.findByMachine(id)?.physicalIds[0] ?? '';
      const traps = {
        sameName: () => others?.some((other) => other.spec.name === spec.name),
        prefixSerial: () =>
          others?.some((other) => other.spec.serialNumber.startsWith(spec.serialNumber)),
        sameSerial: () => others?.some((other) => other.spec.serialNumber === spec.serialNumber),
        clonedImage: () =>
          others?.some((other) => devices.findByMachine(other.id)?.physicalIds[0] === hardware),
      };
      expect(traps[spec.kind as keyof typeof traps]()).toBe(true);
    }
  });

  it('refuses a kind that its path does not have', () => {
    expect(() => generateWorld({ machines: 1, fleet: { hybridClient: 1 } })).toThrow(
      'hybridClient',
    );
  });

  it('comes with the list of its fleet, hashes and all', () => {
    const world = generateWorld({ machines: 30 });
    const rows = [...deviceListOf(world)];
    const listed = world.machines?.filter(({ bystander }) => bystander !== true) ?? [];
    expect(rows.map(({ serialNumber }) => serialNumber)).toEqual(listed.map((m) => m.serialNumber));
    const { machines } = new Simulation(parseWorld(world), { rate: 0 });
    for (const { hardwareHash, machineId } of rows) {
      const hash = readHardwareHash(hardwareHash);
      expect(hash.valid && machines.findByHardwareId(hash.hardwareId)?.id).toBe(machineId);
    }
  });

  it('of existing clients ends as it says once the twins are gone', async () => {
    const world = generateWorld({
      seed: 5,
      machines: 120,
      path: 'existing-clients',
      bystanders: 0,
    });
    const lab = await openLaboratory(world);
    const { devices, machines } = lab.emulator.simulation;
    for (const device of devices.all()) device.accountEnabled = device.isCurrent;
    await lab.admin('POST', 'site/cloud-attach', { autoEnrollment: 'All' });
    lab.advance(3 * 24 * 60);
    for (const { spec, state } of machines.all()) {
      if (spec.kind === 'intuneOnly') continue;
      const isThere = state === 'co-managed';
      expect([spec.kind, isThere]).toEqual([spec.kind, spec.expectedEnd === 'co-managed']);
    }
  });

  it('draws troubles by rate from the seed', async () => {
    const rates = { enrollmentError: 0.3, duplicateBreaksEnrollment: 1 };
    const world = generateWorld({
      machines: 60,
      path: 'existing-clients',
      isPlain: true,
      world: { failureRates: rates },
    });
    const lab = await openLaboratory(world);
    await lab.admin('POST', 'site/cloud-attach', { autoEnrollment: 'All' });
    lab.advance(24 * 60);
    const all = lab.emulator.simulation.machines.all();
    const unlucky = all.filter(({ failures }) => failures.length > 0);
    expect(unlucky.length).toBeGreaterThan(8);
    expect(unlucky.length).toBeLessThan(30);
    expect(all.every(({ state }) => state === 'co-managed')).toBe(true);
  });
});
