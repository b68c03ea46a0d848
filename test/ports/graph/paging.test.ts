import { afterAll, beforeAll, expect, test } from 'vitest';
import { lendTenant } from './emulated-tenant.ts';
import type { EmulatedTenant } from './emulated-tenant.ts';

/** Three directory pages of 999, and three Intune pages of 1000. */
const COUNT = 2_500;
const OBJECT = '20000000-0000-4000-8000-000000000000';
const objectId = (index: number) => OBJECT.slice(0, -6) + String(index).padStart(6, '0');
const GROUP = '10000000-0000-4000-8000-000000000001';

let tenant: EmulatedTenant;
const calls: number[] = [];

beforeAll(async () => {
  const indexes = Array.from({ length: COUNT }, (_, index) => index);
  tenant = await lendTenant({
    groups: [{ id: GROUP, displayName: 'All', members: indexes.map(objectId) }],
    entraDevices: indexes.map((index) => ({ id: objectId(index), displayName: `D${index}` })),
    managedDevices: indexes.map((index) => ({
      deviceName: `D${index}`,
      serialNumber: `S${index}`,
    })),
    autopilotIdentities: indexes.slice(0, 1_500).map((index) => ({ serialNumber: `A${index}` })),
  });
});
afterAll(() => tenant.close());

const counted = () => {
  calls.length = 0;
  return tenant.graphWith({ onCall: ({ status }) => calls.push(status) });
};

test('follows every page of the directory', async () => {
  const { rows } = await counted().listEntraDevices();
  // The identities bring their own pre-created objects.
  expect(rows).toHaveLength(COUNT + 1_500);
  expect(new Set(rows.map((row) => row.objectId)).size).toBe(COUNT + 1_500);
  expect(calls).toHaveLength(5);
});

test('follows every page of Intune', async () => {
  const { rows } = await counted().listManagedDevices();
  expect(new Set(rows.map((row) => row.serialNumber)).size).toBe(COUNT);
  expect(calls).toHaveLength(3);
});

test('follows every page of Autopilot', async () => {
  expect((await counted().listAutopilotIdentities()).rows).toHaveLength(1_500);
  expect(calls).toHaveLength(2);
});

test('follows every page of a group', async () => {
  const { rows } = await counted().listGroupDevices(GROUP);
  expect(new Set(rows)).toEqual(new Set(Array.from({ length: COUNT }, (_, i) => objectId(i))));
  expect(calls).toHaveLength(3);
});

test('loses no page silently: a failure half-way fails the list', async () => {
  await tenant.emulator.fail({ path: '/managedDevices$', skip: 2, status: 429 });
  await expect(tenant.graph.listManagedDevices()).rejects.toMatchObject({ kind: 'throttled' });
  expect(await tenant.emulator.faultsLeft()).toEqual([]);
});

test('keeps the first page’s time while the vendor’s goes on', async () => {
  const { clock } = tenant.emulator.simulation;
  const before = clock.nowIso();
  // A minute passes between any two pages.
  const graph = tenant.graphWith({
    onCall: () => {
      clock.advance(60);
    },
  });
  expect((await graph.listManagedDevices()).vendorNow).toBe(before);
  expect(clock.nowIso()).not.toBe(before);
});
