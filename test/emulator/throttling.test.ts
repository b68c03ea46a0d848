import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { allOperations } from '../../emulator/graph/metadata/operations.ts';
import { resourceUnitsOf, tariffOf } from '../../emulator/http/throttling/cost.ts';
import { SlidingWindow, TokenBucket } from '../../emulator/http/throttling/meter.ts';
import type { WorldInput } from '../../emulator/world.ts';
import {
  app,
  closeLaboratories,
  configurations,
  imported,
  managed,
  openLaboratory,
  powerless,
} from './support.ts';
import type { Answer, Laboratory } from './support.ts';

/** People's time, moved by hand. */
let wallMs = 0;
const wallNow = () => wallMs;

async function laboratoryWith(throttling: WorldInput['throttling']): Promise<Laboratory> {
  return openLaboratory({ throttling }, { wallNow });
}

async function times(count: number, ask: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let index = 0; index < count; index += 1) answers.push(await ask());
  return answers;
}

const statuses = (answers: Answer[]) => answers.map(({ status }) => status);
const deleteNobody = (lab: Laboratory) => () =>
  lab.graph('DELETE', `/beta${configurations}/nobody`);

beforeEach(() => {
  wallMs = Date.parse('2026-01-01T00:00:00Z');
});
afterAll(closeLaboratories);

describe('Intune’s limits', () => {
  it('stop an app’s 101st enrolment write within 20 seconds, without Retry-After', async () => {
    const lab = await laboratoryWith({});
    const answers = await times(101, deleteNobody(lab));
    expect(new Set(statuses(answers.slice(0, 100)))).toEqual(new Set([404]));
    const last = answers.at(-1);
    expect(last?.status).toBe(429);
    expect(last?.body.error).toMatchObject({
      code: 'TooManyRequests',
      message: 'Please retry again later.',
    });
    expect(last?.headers.get('retry-after')).toBeNull();
    expect((await lab.graph('GET', `/beta${configurations}`)).status).toBe(200);
    wallMs += 20_200;
    expect((await deleteNobody(lab)()).status).toBe(404);
  });

  it('say how long to wait when the world wants it, and then keep the promise', async () => {
    const lab = await laboratoryWith({ scale: 0.05, retryAfter: { intune: true } });
    await times(5, deleteNobody(lab));
    wallMs += 5000;
    const refused = await deleteNobody(lab)();
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(15);
    wallMs += seconds * 1000;
    expect((await deleteNobody(lab)()).status).toBe(404);
  });

  it('are one thing for devices and another for enrolment', async () => {
    const lab = await laboratoryWith({ scale: 0.01 });
    const ask = (path: string) => () => lab.graph('DELETE', `/v1.0${path}/nobody`);
    expect(statuses(await times(2, ask(configurations)))).toEqual([404, 429]);
    expect(statuses(await times(3, ask(managed)))).toEqual([404, 404, 429]);
  });

  it('are shared by all apps of a tenant, and by tools nobody here knows', async () => {
    const lab = await laboratoryWith({ scale: 0.05, otherToolsShare: 0.9 });
    // A tenth of the tenant's ten writes is left: less than the app's own five.
    expect(statuses(await times(2, deleteNobody(lab)))).toEqual([404, 429]);
  });

  it('count every sub-request of a batch by itself', async () => {
    const lab = await laboratoryWith({ scale: 0.05 });
    const requests = Array.from({ length: 7 }, (_, index) => ({
      id: String(index),
      method: 'DELETE',
      url: `${configurations}/nobody`,
    }));
    const batch = await lab.graph('POST', '/beta/$batch', { body: { requests } });
    expect(batch.status).toBe(200);
    const inside = batch.body.responses.map(({ status }) => status);
    expect(inside.filter((status) => status === 404)).toHaveLength(5);
    expect(inside.filter((status) => status === 429)).toHaveLength(2);
  });

  it('stop registration by single POSTs after about sixty in a row', async () => {
    const lab = await laboratoryWith({});
    const answers = await times(61, async () => {
      wallMs += 10;
      return lab.graph('POST', `/v1.0${imported}`, { body: {} });
    });
    expect(answers.findIndex(({ status }) => status === 429)).toBe(60);
    // The SDK's three retries do not get through; a minute does.
    for (const seconds of [3, 6, 12, 38]) {
      wallMs += seconds * 1000;
      expect((await lab.graph('POST', `/v1.0${imported}`, { body: {} })).status).toBe(429);
    }
    wallMs += 1000;
    expect((await lab.graph('POST', `/v1.0${imported}`, { body: {} })).status).not.toBe(429);
  });

  it('are gone in a world that switches them off', async () => {
    const lab = await laboratoryWith({ mode: 'off', scale: 0.01 });
    expect(new Set(statuses(await times(10, deleteNobody(lab))))).toEqual(new Set([404]));
  });
});

describe('the directory’s limits', () => {
  const list = (lab: Laboratory) => () => lab.graph('GET', '/v1.0/devices');

  it('warn from 0.8 on, then refuse with the scope, the reason and a dependable Retry-After', async () => {
    const lab = await laboratoryWith({ scale: 10 / 3500 });
    const answers = await times(11, list(lab));
    expect(statuses(answers)).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    const percentages = answers.map(({ headers }) => headers.get('x-ms-throttle-limit-percentage'));
    expect(percentages.slice(6)).toEqual([null, '0.80', '0.90', '1.00', '1.10']);
    const refused = answers.at(-1);
    const { tenantId } = lab.emulator.simulation.world.tenant;
    expect(refused?.headers.get('x-ms-throttle-scope')).toBe(
      `Tenant_Application/ReadWrite/${app.clientId}/${tenantId}`,
    );
    expect(refused?.headers.get('x-ms-throttle-information')).toBe('ResourceUnitLimitExceeded');
    const seconds = Number(refused?.headers.get('retry-after'));
    wallMs += seconds * 1000;
    expect((await list(lab)()).status).toBe(200);
  });

  it('go on counting while a caller is refused: hammering only makes it wait longer', async () => {
    const lab = await laboratoryWith({ scale: 10 / 3500 });
    const answers = await times(18, list(lab));
    const waits = answers
      .filter(({ status }) => status === 429)
      .map(({ headers }) => Number(headers.get('retry-after')));
    expect(waits[0]).toBe(2);
    expect(waits.at(-1)).toBe(9);
  });

  it('hold one app back and not its neighbour', async () => {
    const lab = await laboratoryWith({ scale: 1 / 3500 });
    await times(2, list(lab));
    const other = lab.client(powerless).api('/devices').get();
    await expect(other).rejects.toMatchObject({ statusCode: 403 });
  });

  it('say what a request costs', async () => {
    const lab = await laboratoryWith({});
    const cost = async (path: string) =>
      (await lab.graph('GET', `/v1.0${path}`)).headers.get('x-ms-resource-unit');
    expect(await cost('/subscribedSkus')).toBe('3');
    expect(await cost('/subscribedSkus?$select=id')).toBe('2');
    expect(await cost('/devices?$top=5&$select=id')).toBe('1');
    expect(await cost('/users?$expand=manager')).toBe('3');
  });
});

describe('what a request costs', () => {
  it('is found for every operation of the metadata by its path alone', () => {
    for (const { method, path, bucket, resourceUnits } of allOperations()) {
      const concrete = path.replaceAll(/\{[^}]+\}/g, '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d');
      const tariff = tariffOf(method, concrete);
      expect([path, tariff.bucket]).toEqual([path, bucket]);
      if (resourceUnits !== undefined) expect(tariff.resourceUnits).toBe(resourceUnits);
    }
  });

  it('never falls below one unit, and is one unit for every write', () => {
    const tariff = { bucket: 'identity', resourceUnits: 5 } as const;
    const query = { $select: 'id', $top: '1' };
    expect(resourceUnitsOf({ ...tariff, resourceUnits: 1 }, { method: 'GET', query })).toBe(1);
    expect(resourceUnitsOf(tariff, { method: 'GET', query: {} })).toBe(5);
    expect(resourceUnitsOf(tariff, { method: 'PATCH', query: {} })).toBe(1);
  });
});

describe('the AdminService’s limits', () => {
  it('answer 503 above so many requests a second, by default', async () => {
    const lab = await laboratoryWith({ scale: 2 / 200 });
    const answers = await times(3, () => lab.site('GET', 'SMS_Site'));
    expect(statuses(answers)).toEqual([200, 200, 503]);
    wallMs += 1010;
    expect((await lab.site('GET', 'SMS_Site')).status).toBe(200);
  });
});

describe('a meter', () => {
  it('as a token bucket allows a burst up to the limit and then its even rate', () => {
    const bucket = new TokenBucket(10, 10);
    const waits = Array.from({ length: 12 }, () => bucket.charge(1, 0).waitMs);
    expect(waits.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(waits.slice(10)).toEqual([2000, 3000]);
    expect(bucket.charge(1, 3000).waitMs).toBe(0);
  });

  it('as a sliding window never lets more than its limit into any stretch of its length', () => {
    const window = new SlidingWindow(3, 1);
    const at = [0, 400, 900, 950, 1100, 1500, 1960, 2150];
    const accepted = at.filter((ms) => window.charge(1, ms).waitMs === 0);
    for (const from of accepted) {
      const within = accepted.filter((ms) => ms >= from && ms < from + 1000);
      expect(within.length).toBeLessThanOrEqual(3);
    }
    expect(accepted.length).toBeGreaterThan(4);
  });
});
