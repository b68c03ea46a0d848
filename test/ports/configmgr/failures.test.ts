import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { closedPortUrl } from '../emulator-lease.ts';
import { lendSite } from './emulated-site.ts';
import type { EmulatedSite } from './emulated-site.ts';

let lent: EmulatedSite;
const wish = { name: 'Lost', limitToCollectionId: 'SMS00001', comment: 'gangway:run' };

beforeAll(async () => {
  lent = await lendSite({});
});
afterEach(async () => {
  expect(await lent.emulator.faultsLeft()).toEqual([]);
});
afterAll(() => lent.close());

describe('who may', () => {
  test('an unknown principal lacks credentials', async () => {
    await expect(lent.siteAs('stranger').readSiteFacts()).rejects.toMatchObject({
      name: 'ConfigMgrError',
      kind: 'credentials',
      status: 401,
    });
  });

  test('a reader may read; a write comes back as 404, which is no absence', async () => {
    const reader = lent.siteAs('reader');
    expect((await reader.readSiteFacts()).siteCode).toBe('PS1');
    await expect(reader.createDeviceCollection(wish)).rejects.toMatchObject({
      kind: 'forbidden',
      status: 404,
    });
    await expect(reader.deleteCollection('SMS00001')).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('outages', () => {
  test('a throttle says how long to wait, when the vendor does', async () => {
    await lent.emulator.fail({ path: 'SMS_Site$', status: 429, retryAfterSeconds: 5 });
    await expect(lent.site.readSiteFacts()).rejects.toMatchObject({
      kind: 'throttled',
      retryAfterMs: 5000,
    });
    await lent.emulator.fail({ path: 'SMS_Site$', status: 429 });
    await expect(lent.site.readSiteFacts()).rejects.toMatchObject({
      kind: 'throttled',
      retryAfterMs: undefined,
    });
  });

  test.each([502, 503, 504])('%i on a read: nothing happened', async (status) => {
    await lent.emulator.fail({ path: 'SMS_Site$', status });
    await expect(lent.site.readSiteFacts()).rejects.toMatchObject({ kind: 'unavailable', status });
  });

  test.each([500, 502, 504])('%i on a write: it may have happened', async (status) => {
    await lent.emulator.fail({ method: 'POST', path: 'SMS_Collection$', status });
    await expect(lent.site.createDeviceCollection(wish)).rejects.toMatchObject({
      kind: 'outcome-unknown',
    });
  });

  test('a create whose answer is lost has happened all the same', async () => {
    await lent.emulator.fail({ method: 'POST', path: 'SMS_Collection$', loseResponse: true });
    await expect(lent.site.createDeviceCollection(wish)).rejects.toMatchObject({
      kind: 'outcome-unknown',
      status: 0,
    });
    expect(await lent.site.findCollections(wish.name)).toHaveLength(1);
  });

  test('an answer that takes too long counts as lost', async () => {
    const hasty = lent.siteWith({ timeoutMs: 300 });
    await lent.emulator.fail({ method: 'POST', path: 'RequestRefresh$', delayMs: 2_000 });
    await expect(hasty.requestRefresh('SMS00001')).rejects.toMatchObject({
      kind: 'outcome-unknown',
    });
  });

  test('a provider that nobody answers for did nothing', async () => {
    const away = lent.siteWith({ baseUrl: `${await closedPortUrl()}/AdminService/` });
    await expect(away.createDeviceCollection(wish)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

test('a base URL that leads nowhere is a matter of the contract, also for a deletion', async () => {
  const astray = lent.siteWith({ baseUrl: `${lent.emulator.url}/AdminService/wmi/` });
  await expect(astray.deleteCollection('PS1FFFFF')).rejects.toMatchObject({ kind: 'contract' });
});

test('exchanges are counted', async () => {
  const calls: { status: number; throttled: boolean }[] = [];
  const site = lent.siteWith({ onCall: (info) => calls.push(info) });
  await site.findCollections('x');
  await lent.emulator.fail({ path: 'SMS_Collection$', loseResponse: true });
  await site.findCollections('x').catch(() => undefined);
  expect(calls).toEqual([
    { status: 200, throttled: false },
    { status: 0, throttled: false },
  ]);
});
