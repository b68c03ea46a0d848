import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHardwareHash } from '../../emulator/hardware-hash.ts';
import { TAG, closeLaboratories, imported, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

describe('the laboratory', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    const twins = ['T-1', 'T-2'].map((machineId) => ({ machineId, serialNumber: 'TWIN' }));
    lab = await openLaboratory({ machines: [{ serialNumber: 'A1' }, ...twins] });
  });
  afterAll(closeLaboratories);

  const raw = (path: string, init?: RequestInit) => fetch(`${lab.emulator.url}${path}`, init);

  it('lists its routes with a line each, none without one', async () => {
    const { routes } = (await (await raw('/_emulator')).json()) as { routes: string[] };
    expect(routes).toContain('GET clock: vendor time and its rate');
    expect(routes.length).toBeGreaterThan(30);
    expect(routes.filter((line) => !/^[A-Z]+ [\w/:-]+: ./.test(line))).toEqual([]);
  });

  it('answers a route that is not there with those that are', async () => {
    const unknown = await lab.admin('GET', 'clocks');
    expect(unknown.status).toBe(404);
    expect(unknown.body.error.message).toMatch(
      /^Nothing answers GET \/_emulator\/clocks\. .*GET clock, POST clock, .*GET truth/,
    );
    const wrongMethod = await lab.admin('DELETE', 'clock?now');
    expect(wrongMethod.status).toBe(404);
    expect(wrongMethod.body.error.message).toMatch(/there is GET clock, POST clock\.$/);
    expect((await raw('/_emulator', { method: 'POST' })).status).toBe(404);
  });

  it.each<[string, string, unknown, string]>([
    ['POST', 'lists', undefined, 'expected object, received undefined'],
    [
      'POST',
      'machines/online',
      { serialNumbers: ['A1'] },
      'expected boolean, received undefined at online',
    ],
    ['POST', 'machines/deliver', {}, 'Say either'],
    ['POST', 'machines/deliver', { serialNumbers: [1] }, 'received number at serialNumbers[0]'],
    [
      'POST',
      'clock',
      { rate: -1, hour: 2 },
      'Unrecognized key: "hour"; Too small: expected number to be >=0 at rate',
    ],
    ['GET', 'truth?state=asleep', undefined, 'expected one of "boxed"'],
  ])('says in one line what is wrong with %s %s', async (method, path, body, sentence) => {
    const answer = await lab.admin(method, path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(sentence);
    expect(answer.body.error.message).not.toMatch(/[\n✖]/);
  });

  it('takes JSON that its sender calls a form, as curl does, and says so when it is none', async () => {
    const post = (body: string, type: string) =>
      raw('/_emulator/clock', { method: 'POST', headers: { 'content-type': type }, body });
    const form = 'application/x-www-form-urlencoded';
    expect((await post('{"advanceSeconds":1}', form)).status).toBe(200);
    for (const type of [form, 'application/json']) {
      const refused = await post('advanceSeconds=1', type);
      expect(refused.status).toBe(400);
      expect(await refused.text()).toContain('JSON');
    }
  });

  it('hands out the hardware hashes with which its machines can be imported', async () => {
    const { body } = await lab.admin('GET', 'machines/hashes?serialNumbers=A1,TWIN');
    const rows = body as unknown as { serialNumber: string; hardwareHash: string }[];
    expect(rows.map(({ serialNumber }) => serialNumber)).toEqual(['A1', 'TWIN', 'TWIN']);
    const { machines } = lab.emulator.simulation;
    const found = rows.map(({ hardwareHash }) => {
      const hash = readHardwareHash(hardwareHash);
      return hash.valid && machines.findByHardwareId(hash.hardwareId)?.id;
    });
    expect(found).toEqual(['A1', 'T-1', 'T-2']);
    const row = { serialNumber: 'A1', groupTag: TAG, hardwareIdentifier: rows[0]?.hardwareHash };
    const { status } = await lab.graph('POST', `/v1.0${imported}`, { body: row });
    expect(status).toBe(201);
  });

  it('hands them out as the CSV that Intune takes, and refuses serial numbers nothing has', async () => {
    const path = '/_emulator/machines/hashes?serialNumbers=A1';
    const csv = await raw(path, { headers: { accept: 'text/csv' } });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    const [head, row, rest] = (await csv.text()).split('\r\n');
    expect(head).toBe('Device Serial Number,Windows Product ID,Hardware Hash');
    expect(row).toMatch(/^A1,,[A-Za-z0-9+/=]{4000}$/);
    expect(rest).toBe('');
    const unknown = await lab.admin('GET', 'machines/hashes?serialNumbers=A1,a-1');
    expect(unknown.status).toBe(404);
    expect(unknown.body.error.message).toContain('Did you mean A1?');
    const nothing = await lab.admin('GET', 'machines/hashes');
    expect([nothing.status, nothing.body.error.message]).toEqual([
      400,
      'Say which: ?serialNumbers=A1,B2 at serialNumbers',
    ]);
  });
});
