import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../emulator/http/faults.ts';
import {
  app,
  autopilot,
  closeLaboratories,
  deviceOf,
  imported,
  managed,
  openLaboratory,
} from './support.ts';
import type { Answer, Laboratory } from './support.ts';

const SKEW_SECONDS = 3600;

type Wish = Partial<Fault> & { path: string };
const planFor = (lab: Laboratory, fault: Wish) => lab.admin('POST', 'faults', fault);

/** Each is a wish: the emulator must then behave as the vendor does on its bad days. */
describe('a fault', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    const groups = [{ displayName: 'Pilot' }, { displayName: 'Wave' }];
    const machines = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((serialNumber) => ({
      serialNumber,
      state: 'enrolled' as const,
    }));
    lab = await openLaboratory({ groups, machines });
  });
  afterEach(async () => {
    const left = await lab.admin('GET', 'faults');
    expect(left.body).toEqual([]);
  });
  afterAll(closeLaboratories);

  const plan = (fault: Wish) => planFor(lab, fault);
  const list = (query = '') => lab.graph('GET', `/v1.0/devices${query}`);
  const device = (index: number) => {
    const found = lab.emulator.simulation.devices.all()[index];
    if (found === undefined) throw new Error('No such device.');
    return found;
  };
  const patch = (index: number, body: object) =>
    lab.graph('PATCH', `/v1.0/devices/${device(index).id}`, { body });
  const statuses = (answers: Answer[]) => answers.map(({ status }) => status);
  const inTurn = async (count: number, ask: () => Promise<Answer>): Promise<Answer[]> => {
    const answers: Answer[] = [];
    for (let index = 0; index < count; index += 1) answers.push(await ask());
    return answers;
  };

  it('throttles with Retry-After or without', async () => {
    await plan({ path: '/devices$', status: 429, retryAfterSeconds: 7 });
    await plan({ path: '/managedDevices$', status: 429 });
    const directory = await list();
    expect([directory.status, directory.headers.get('retry-after')]).toEqual([429, '7']);
    const intune = await lab.graph('GET', `/v1.0${managed}`);
    expect([intune.status, intune.headers.get('retry-after')]).toEqual([429, null]);
    expect(intune.body.error.code).toBe('TooManyRequests');
  });

  it('answers 5xx in the envelope of the back end, before the effect or after', async () => {
    await plan({ method: 'PATCH', path: '/devices/', status: 503 });
    await plan({ method: 'PATCH', path: '/devices/', status: 504, afterEffect: true });
    const before = await patch(0, { accountEnabled: false });
    expect(before.body.error).toMatchObject({ code: 'ServiceUnavailable' });
    expect(device(0).accountEnabled).toBe(true);
    const after = await patch(0, { accountEnabled: false });
    expect(after.body.error).toMatchObject({ code: 'UnknownError', message: '' });
    expect(device(0).accountEnabled).toBe(false);
  });

  it('hits only the caller, the query, the body and the part it names', async () => {
    await plan({ path: '/devices$', status: 500, app: '00000000-0000-4000-8000-000000000000' });
    await plan({ path: '/devices$', status: 502, app: app.clientId, queryContains: '$top=3' });
    await plan({ path: '/devices/', status: 503, bodyContains: 'accountEnabled=true' });
    expect((await list()).status).toBe(200);
    expect((await list('?$top=3')).status).toBe(502);
    expect((await patch(1, { accountEnabled: false })).status).toBe(204);
    expect((await patch(1, { accountEnabled: true })).status).toBe(503);
    await lab.admin('DELETE', 'faults');
  });

  it('hits sub-requests of a batch, or the batch as a whole', async () => {
    const requests = [{ id: '1', method: 'GET', url: '/devices?$top=1' }];
    const batch = () => lab.graph('POST', '/v1.0/$batch', { body: { requests } });
    await plan({ path: '/devices$', part: 'sub-request', status: 500 });
    await plan({ path: '/\\$batch$', part: 'batch', status: 504 });
    expect((await list()).status).toBe(200);
    expect((await batch()).status).toBe(504);
    expect((await batch()).body.responses).toMatchObject([{ status: 500 }]);
    await plan({ path: '/devices$', part: 'sub-request', loseResponse: true });
    await expect(batch()).rejects.toThrow();
  });

  it('passes requests over, then hits so many; GET faults tells what is left', async () => {
    await plan({ path: '/devices$', status: 500, skip: 1, times: 2 });
    expect((await list()).status).toBe(200);
    expect((await list()).status).toBe(500);
    const left = await lab.admin('GET', 'faults');
    expect(left.body).toMatchObject([{ path: '/devices$', remaining: 1 }]);
    expect(statuses(await inTurn(2, list))).toEqual([500, 200]);
  });

  it('hits by chance, and by the same chance again with the same seed', async () => {
    const play = async (seed: number) => {
      await plan({ path: '/devices$', status: 500, probability: 0.5, seed, times: 100 });
      const hits = statuses(await inTurn(20, () => list('?$top=1')));
      await lab.admin('DELETE', 'faults');
      return hits;
    };
    const first = await play(1);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await play(1)).toEqual(first);
    expect(await play(2)).not.toEqual(first);
  });

  it('loses the answer after the effect', async () => {
    await plan({ method: 'PATCH', path: '/devices/', loseResponse: true });
    await expect(patch(2, { accountEnabled: false })).rejects.toThrow();
    expect(device(2).accountEnabled).toBe(false);
  });

  it('never answers: the client gives up by itself, and the effect has not happened', async () => {
    await plan({ method: 'PATCH', path: '/devices/', neverAnswers: true });
    const impatient = fetch(`${lab.emulator.url}/v1.0/devices/${device(3).id}`, {
      method: 'PATCH',
      headers: { authorization: await lab.authorization(), 'content-type': 'application/json' },
      body: JSON.stringify({ accountEnabled: false }),
      signal: AbortSignal.timeout(50),
    });
    await expect(impatient).rejects.toThrow(/timeout/);
    expect(device(3).accountEnabled).toBe(true);
  });

  it('keeps silent for so long and then cuts the connection, effect included if wanted', async () => {
    await plan({ path: '/devices/', neverAnswers: true, silenceMs: 1, afterEffect: true });
    await expect(patch(3, { accountEnabled: false })).rejects.toThrow();
    expect(device(3).accountEnabled).toBe(false);
  });

  it('delivers a request twice: the vendor does it twice', async () => {
    await plan({ method: 'POST', path: '/groups$', doubled: 'first-answer' });
    const body = {
      displayName: 'Twins',
      mailEnabled: false,
      mailNickname: 'twins',
      securityEnabled: true,
    };
    const created = await lab.graph('POST', '/v1.0/groups', { body });
    expect(created.status).toBe(201);
    const twins = lab.emulator.simulation.groups.all().filter((g) => g.displayName === 'Twins');
    expect(twins.map(({ id }) => id)).toContain(created.body.id);
    expect(twins).toHaveLength(2);
  });

  it('may show what the second delivery met', async () => {
    const [group] = lab.emulator.simulation.groups.all();
    const path = `/v1.0/groups/${group?.id ?? ''}/members/$ref`;
    const body = { '@odata.id': `https://graph.microsoft.com/v1.0/devices/${device(4).id}` };
    await plan({ method: 'POST', path: '/members/', doubled: 'second-answer' });
    expect((await lab.graph('POST', path, { body })).status).toBe(400);
    expect(group?.members.has(device(4).id)).toBe(true);
  });

  it('reads stale: the answer of some time ago, once there is one old enough', async () => {
    await plan({ path: '/devices/', method: 'GET', staleSeconds: 60 });
    const read = async () => {
      const answer = await lab.graph('GET', `/v1.0/devices/${device(5).id}`);
      return Reflect.get(answer.body, 'accountEnabled') as unknown;
    };
    expect(await read()).toBe(true);
    await patch(5, { accountEnabled: false });
    expect(await read()).toBe(false);
    lab.advance(0.5);
    expect(await read()).toBe(false);
    lab.advance(0.5);
    // The newest that is at least a minute old is the one after the change.
    expect(await read()).toBe(false);
    await plan({ path: '/devices/', method: 'GET', staleSeconds: 0 });
    expect(await read()).toBe(false);
    await patch(5, { accountEnabled: true });
    expect(await read()).toBe(false);
    expect(await read()).toBe(true);
  });

  it('takes a permission away for a while', async () => {
    await plan({ path: '/devices$', withoutRoles: 'all' });
    await plan({ method: 'PATCH', path: '/devices/', withoutRoles: ['Device.ReadWrite.All'] });
    const refused = await list();
    expect(refused.body.error.code).toBe('Authorization_RequestDenied');
    expect((await patch(6, { accountEnabled: true })).status).toBe(403);
    expect((await list()).status).toBe(200);
  });

  it('lets a token expire', async () => {
    await plan({ path: '/devices$', tokenExpired: true });
    const refused = await list();
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(refused.body.error).toMatchObject({
      code: 'InvalidAuthenticationToken',
      message: 'Lifetime validation failed, the token is expired.',
    });
  });

  it('puts the vendor’s clock an hour off, in answers and in tokens', async () => {
    await plan({ path: '/devices$', clockSkewSeconds: SKEW_SECONDS });
    const dates = (await inTurn(2, () => list('?$top=1'))).map(({ headers }) =>
      Date.parse(headers.get('date') ?? ''),
    );
    expect((dates[0] ?? 0) - (dates[1] ?? 0)).toBe(SKEW_SECONDS * 1000);
    await plan({ path: '/oauth2/v2.0/token$', clockSkewSeconds: -2 * SKEW_SECONDS });
    const old = await lab.authorization();
    const refused = await lab.graph('GET', '/v1.0/devices', { headers: { authorization: old } });
    expect(refused.status).toBe(401);
  });

  it('keeps the token service away', async () => {
    await plan({ path: '/oauth2/v2.0/token$', status: 503 });
    await expect(lab.authorization()).rejects.toThrow(/503/);
  });

  it('hits whatever the case of its path, as the router answers whatever the case', async () => {
    await plan({ path: '/DEVICES$', status: 500 });
    expect((await list()).status).toBe(500);
  });

  it.each<[string, object]>([
    ['Unrecognized key: "staus"', { path: imported, staus: 500 }],
    ['expected string, received undefined at path', { status: 500 }],
    ['The rule has no effect', { path: '/devices$' }],
    ['retryAfterSeconds needs a status', { path: '/devices$', retryAfterSeconds: 7 }],
    ['silenceMs needs neverAnswers', { path: '/devices$', status: 500, silenceMs: 1 }],
    ['afterEffect needs a status', { path: '/devices$', delayMs: 1, afterEffect: true }],
    ['Unterminated group at path', { path: '/devices(', status: 500 }],
    ["'all' or a list of permissions at withoutRoles", { path: '.', withoutRoles: 'every' }],
    [
      "knows the permission 'device.read'. Did you mean Device.Read.All or Device.ReadWrite.All?",
      { path: '.', withoutRoles: ['device.read'] },
    ],
  ])('is refused in one line when it makes no sense: %s', async (sentence, fault) => {
    const { body, status } = await lab.admin('POST', 'faults', fault);
    expect(status).toBe(400);
    expect(body.error.message).toContain(sentence);
    expect(body.error.message).not.toContain('\n');
  });

  it('comes with its whole list or not at all', async () => {
    const sound = { path: '/devices$', status: 500 };
    const { body } = await lab.admin('POST', 'faults', [sound, { path: '/devices$' }]);
    expect(body.error.message).toMatch(/^The rule has no effect: .* at \[1\]$/);
  });
});

describe('another administrator', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    const machines = ['A', 'B'].map((serialNumber) => ({
      serialNumber,
      state: 'enrolled' as const,
      registered: {},
    }));
    lab = await openLaboratory({ machines });
  });
  afterAll(closeLaboratories);

  it('renames, disables or deletes just now what the request is about', async () => {
    const change = { when: 'before', table: 'devices', value: '' } as const;
    await planFor(lab, {
      path: '/devices/',
      change: { ...change, do: 'rename', value: 'Renamed' },
    });
    await planFor(lab, { path: '/devices/', change: { ...change, do: 'disable', when: 'after' } });
    await planFor(lab, { path: '/devices/', change: { ...change, do: 'delete' } });
    const id = deviceOf(lab, 'A').id;
    const read = () => lab.graph('GET', `/v1.0/devices/${id}`);
    const [renamed, enabled, gone] = [await read(), await read(), await read()];
    expect(renamed.body).toMatchObject({ displayName: 'Renamed', accountEnabled: true });
    expect(enabled.body).toMatchObject({ accountEnabled: true });
    expect(gone.status).toBe(404);
    expect(lab.verdict()).toEqual([]);
  });

  it('reassigns what a list shows, and nobody else is blamed for it', async () => {
    const change = { when: 'before', table: 'autopilotIdentities', do: 'reassign' } as const;
    const where = { serialNumber: 'B' };
    await planFor(lab, { path: autopilot, change: { ...change, where, value: 'Theirs' } });
    const answer = await lab.graph('GET', `/v1.0${autopilot}?$filter=contains(serialNumber,'B')`);
    expect(answer.body.value).toMatchObject([{ serialNumber: 'B', groupTag: 'Theirs' }]);
    expect(lab.verdict()).toEqual([]);
  });
});
