import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closedPortUrl } from '../emulator-lease.ts';
import { lendTenant } from './emulated-tenant.ts';
import type { EmulatedTenant } from './emulated-tenant.ts';

const OBJECT = '20000000-0000-4000-8000-000000000001';
const MANAGED = '40000000-0000-4000-8000-000000000001';

let tenant: EmulatedTenant;

beforeAll(async () => {
  tenant = await lendTenant({
    machines: [
      {
        serialNumber: 'SN-SECRET',
        state: 'enrolled',
        entraObjectId: OBJECT,
        managedDeviceId: MANAGED,
      },
    ],
  });
});
afterEach(async () => {
  expect(await tenant.emulator.faultsLeft()).toEqual([]);
});
afterAll(() => tenant.close());

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error,
  );

describe('throttling', () => {
  test('says how long to wait when the vendor does', async () => {
    await tenant.emulator.fail({ path: '/devices$', status: 429, retryAfterSeconds: 17 });
    expect(await failureOf(tenant.graph.listEntraDevices())).toMatchObject({
      name: 'GraphError',
      kind: 'throttled',
      status: 429,
      code: 'TooManyRequests',
      retryAfterMs: 17_000,
    });
  });

  test('says nothing when the vendor does not', async () => {
    await tenant.emulator.fail({ path: '/managedDevices$', status: 429 });
    expect(await failureOf(tenant.graph.listManagedDevices())).toMatchObject({
      kind: 'throttled',
      retryAfterMs: undefined,
    });
  });

  test('may come as 503 with a wait', async () => {
    await tenant.emulator.fail({ path: '/users$', status: 503, retryAfterSeconds: 2 });
    expect(await failureOf(tenant.graph.listUsers())).toMatchObject({
      kind: 'throttled',
      retryAfterMs: 2000,
    });
  });
});

describe('outages', () => {
  test.each([500, 502, 503, 504])('%i on a read: nothing happened', async (status) => {
    await tenant.emulator.fail({ path: '/devices/', status });
    expect(await failureOf(tenant.graph.findEntraDevice(OBJECT))).toMatchObject({
      kind: 'unavailable',
      status,
    });
  });

  test.each([500, 502, 503, 504])('%i on a write: it may have happened', async (status) => {
    await tenant.emulator.fail({ method: 'PATCH', path: '/devices/', status });
    expect(await failureOf(tenant.guard.setEntraDeviceEnabled(OBJECT, true))).toMatchObject({
      kind: 'outcome-unknown',
      status,
    });
  });

  test('a write whose answer is lost has happened all the same, and is not sent again', async () => {
    await tenant.emulator.fail({ method: 'POST', path: '/wipe$', loseResponse: true });
    expect(await failureOf(tenant.guard.wipeManagedDevice(MANAGED))).toMatchObject({
      kind: 'outcome-unknown',
      status: 0,
    });
    const found = await tenant.guard.findManagedDevice(MANAGED);
    expect(found?.device.managementState).toBe('wipePending');
  });

  test('a read whose answer is lost can be asked again', async () => {
    await tenant.emulator.fail({ path: '/devices$', loseResponse: true });
    expect(await failureOf(tenant.graph.listEntraDevices())).toMatchObject({ kind: 'unavailable' });
  });

  test('an answer that takes too long counts as lost', async () => {
    const hasty = tenant.graphWith({ timeoutMs: 1_000 });
    await hasty.listUsers();
    await tenant.emulator.fail({ method: 'POST', path: '/sync$', delayMs: 3_000 });
    expect(await failureOf(hasty.triggerAutopilotSync())).toMatchObject({
      kind: 'outcome-unknown',
      code: 'TimeoutError',
    });
  });

  test('a vendor that nobody answers for did nothing', async () => {
    const lost = tenant.graphWith({ graphUrl: await closedPortUrl() });
    expect(await failureOf(lost.triggerAutopilotSync())).toMatchObject({
      kind: 'unavailable',
      code: 'ECONNREFUSED',
    });
  });
});

describe('permission', () => {
  test('missing in the directory and in Intune looks the same to us', async () => {
    expect(await failureOf(tenant.nobody.listEntraDevices())).toMatchObject({
      kind: 'forbidden',
      code: 'Authorization_RequestDenied',
    });
    expect(await failureOf(tenant.nobody.listManagedDevices())).toMatchObject({
      kind: 'forbidden',
      code: 'Forbidden',
    });
  });

  test('to see approval policies may be missing without losing the other facts', async () => {
    await tenant.emulator.fail({ path: '/operationApprovalPolicies$', status: 403 });
    const facts = await tenant.graph.readTenantFacts();
    expect(facts).not.toHaveProperty('approvalPolicies');
    expect(facts.mdmAuthority).toBe('intune');
  });
});

describe('credentials', () => {
  test('that the token service refuses are told apart from its silence', async () => {
    const wrong = tenant.graphWith({ clientSecret: 'wrong' });
    expect(await failureOf(wrong.triggerAutopilotSync())).toMatchObject({
      kind: 'credentials',
      code: 'NoToken',
    });
    const silent = tenant.graphWith({ authorityUrl: await closedPortUrl() });
    expect(await failureOf(silent.triggerAutopilotSync())).toMatchObject({
      kind: 'unavailable',
      code: 'NoToken',
    });
  });

  test('are renewed once when a token is refused early', async () => {
    const calls: number[] = [];
    const graph = tenant.graphWith({ onCall: ({ status }) => calls.push(status) });
    await tenant.emulator.fail({
      path: '/users$',
      status: 401,
      code: 'InvalidAuthenticationToken',
    });
    expect((await graph.listUsers()).rows).toEqual([]);
    await tenant.emulator.fail({ path: '/users$', status: 401, times: 2 });
    expect(await failureOf(graph.listUsers())).toMatchObject({ kind: 'credentials' });
    expect(calls).toEqual([401, 200, 401, 401]);
  });
});

describe('what leaves the port', () => {
  const calls: { status: number; throttled: boolean }[] = [];
  beforeEach(() => {
    calls.length = 0;
  });

  test('is counted: answers, throttles and silence', async () => {
    const graph = tenant.graphWith({ onCall: (info) => calls.push(info) });
    await graph.listUsers();
    await tenant.emulator.fail({ path: '/users$', status: 429 });
    await failureOf(graph.listUsers());
    await tenant.emulator.fail({ path: '/users$', loseResponse: true });
    await failureOf(graph.listUsers());
    expect(calls).toEqual([
      { status: 200, throttled: false },
      { status: 429, throttled: true },
      { status: 0, throttled: false },
    ]);
  });

  test('names no device and no person', async () => {
    await tenant.emulator.fail({ path: '/managedDevices/', status: 400 });
    const error = await failureOf(tenant.guard.findManagedDevice(MANAGED));
    expect(String(error)).toMatch(/^GraphError: Graph managedDevices\.get: refused \(HTTP 400, /);
    expect(String(error)).not.toContain(MANAGED);
  });
});
