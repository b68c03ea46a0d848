import { describe, expect, test } from 'vitest';
import { createDeviceMoveActivities } from '../../activities/device-moves.ts';
import { createPlanningActivities } from '../../activities/planning.ts';
import type { DeviceState } from '../../domain/device-state.ts';
import type { Track } from '../../domain/plan-item.ts';
import type { RunKey } from '../../ports/ledger/port.ts';
import { aHeader, anItem, aRun } from '../ports/ledger/builders.ts';
import { useLedger } from '../support/database.ts';

const lease = useLedger();

/** A planned run with these devices, walked forward to the states given. */
async function aFleet(
  devices: Readonly<Record<string, { path: readonly DeviceState[]; wave?: number; track?: Track }>>,
): Promise<RunKey> {
  const key = await aRun(lease.ledger, Object.keys(devices));
  const items = Object.entries(devices).map(([name, { wave = 1, track = 'register' }]) =>
    anItem(name, { wave, track }),
  );
  const header = aHeader(key, items);
  await lease.ledger.savePlan(key, { header, planHash: 'hash', items, shardSize: 500 });
  for (const [deviceKey, { path }] of Object.entries(devices)) {
    let from: DeviceState = 'planned';
    for (const to of path) {
      await lease.ledger.moveDevices(key, [{ deviceKey, from, to }]);
      from = to;
    }
  }
  return key;
}

const toReady: readonly DeviceState[] = [
  'cleared',
  'importing',
  'imported',
  'anchored',
  'grouped',
  'profile-assigned',
  'ready-to-ship',
];
const toProfile = toReady.slice(0, -1);

const moves = () => createDeviceMoveActivities(lease.ledger);

async function states(key: RunKey): Promise<Record<string, string>> {
  const rows = await lease.ledger.listDevices(key, {}, { limit: 100 });
  return Object.fromEntries(rows.map(({ deviceKey, state }) => [deviceKey, state]));
}

describe('a delivery', () => {
  test('hands over what is listed and ready, counts it again when repeated, and nothing else', async () => {
    const key = await aFleet({
      ready: { path: toReady },
      unlisted: { path: toReady },
      registering: { path: ['cleared', 'importing'] },
    });
    await lease.ledger.saveDelivery(key, 'upload-1', ['ready', 'registering', 'unknown']);
    const input = { ...key, uploadId: 'upload-1' };
    expect(await moves().applyDelivery(input)).toEqual({ delivered: 1 });
    expect(await states(key)).toEqual({
      ready: 'delivered',
      unlisted: 'ready-to-ship',
      registering: 'importing',
    });
    await moves().applyDelivery(input);
    expect((await states(key))['unlisted']).toBe('ready-to-ship');
  });

  test.each(['undoing', 'stopped'] as const)(
    'hands nothing over while the run is %s',
    async (state) => {
      const key = await aFleet({ ready: { path: toReady } });
      await lease.ledger.saveDelivery(key, 'upload-1', ['ready']);
      await lease.ledger.setFence(key, state);
      expect(await moves().applyDelivery({ ...key, uploadId: 'upload-1' })).toEqual({
        delivered: 0,
      });
      expect(await states(key)).toEqual({ ready: 'ready-to-ship' });
    },
  );
});

describe('what a person resolves', () => {
  async function parked(): Promise<RunKey> {
    const key = await aFleet({
      a: { path: ['cleared', 'importing'] },
      b: { path: ['cleared'], wave: 2 },
      c: { path: ['cleared'] },
    });
    await lease.ledger.moveDevices(key, [
      { deviceKey: 'a', from: 'importing', to: 'needs-attention', code: 'ImportFailed' },
      { deviceKey: 'b', from: 'cleared', to: 'needs-attention', code: 'ConflictingChange' },
    ]);
    return key;
  }

  test('by error code goes back to where it came from, and no other', async () => {
    const key = await parked();
    const scope = { errorCode: 'ImportFailed' };
    expect(await moves().resolveDevices({ ...key, scope, action: 'retry' })).toEqual({
      devices: 1,
    });
    expect(await states(key)).toEqual({ a: 'importing', b: 'needs-attention', c: 'cleared' });
  });

  test('by wave or by device is skipped', async () => {
    const key = await parked();
    const byWave = { ...key, scope: { wave: 2 }, action: 'skip' } as const;
    expect(await moves().resolveDevices(byWave)).toEqual({ devices: 1 });
    const byDevice = { ...key, scope: { deviceKey: 'a' }, action: 'skip' } as const;
    expect(await moves().resolveDevices(byDevice)).toEqual({ devices: 1 });
    // A device that is not parked is not a person's to skip.
    const working = { ...key, scope: { deviceKey: 'c' }, action: 'skip' } as const;
    expect(await moves().resolveDevices(working)).toEqual({ devices: 0 });
    expect(await states(key)).toEqual({ a: 'skipped', b: 'skipped', c: 'cleared' });
  });

  test('a wipe is not tried again on the old approval, only skipped', async () => {
    const key = await aFleet({ a: { path: [...toProfile, 'wipe-approved'], track: 'reset' } });
    const parking = { deviceKey: 'a', from: 'wipe-approved', to: 'needs-attention' } as const;
    await lease.ledger.moveDevices(key, [{ ...parking, code: 'WipeUnknown' }]);
    const scope = { deviceKey: 'a' };
    expect(await moves().resolveDevices({ ...key, scope, action: 'retry' })).toEqual({
      devices: 0,
    });
    expect(await moves().resolveDevices({ ...key, scope, action: 'skip' })).toEqual({ devices: 1 });
  });
});

test('rejected wipes park the wave’s reused devices, and no new ones', async () => {
  const key = await aFleet({
    reused: { path: toProfile, track: 'reset' },
    fresh: { path: toProfile },
    later: { path: toProfile, track: 'reset', wave: 2 },
  });
  const from = 'profile-assigned';
  await moves().parkWave({ ...key, wave: 1, from, code: 'WipeRejected' });
  expect(await states(key)).toEqual({ reused: 'needs-attention', fresh: from, later: from });
  expect((await lease.ledger.findDevice(key, 'reused'))?.code).toBe('WipeRejected');
});

describe('clearing', () => {
  test('lets devices without duplicates go on, and counts those that have to wait', async () => {
    const key = await aRun(lease.ledger, ['free', 'waiting', 'later']);
    const duplicate = {
      entraObjectId: 'object-1',
      entraDeviceId: 'entra-1',
      displayName: 'PC',
      twinClass: 'stale' as const,
      trustType: 'Workplace',
      lastSignInAt: '2026-01-01T00:00:00Z',
    };
    const items = [
      anItem('free'),
      anItem('waiting', { duplicates: [duplicate] }),
      anItem('later', { wave: 2 }),
    ];
    const header = aHeader(key, items);
    await lease.ledger.savePlan(key, { header, planHash: 'hash', items, shardSize: 500 });
    const planning = createPlanningActivities(lease.ledger);
    expect(await planning.clearDevices({ ...key, wave: 1 })).toEqual({ duplicates: 1 });
    expect(await planning.clearDevices({ ...key, wave: 1 })).toEqual({ duplicates: 1 });
    expect(await states(key)).toEqual({ free: 'cleared', waiting: 'planned', later: 'planned' });
  });
});

test('shards are counted by the wave, and resets by their track', async () => {
  const key = await aFleet({
    a: { path: [] },
    b: { path: [], track: 'reset' },
    c: { path: [], wave: 2 },
  });
  const planning = createPlanningActivities(lease.ledger);
  expect(await planning.readShards({ ...key, wave: 1 })).toEqual({ shards: 1, resets: 1 });
  expect(await planning.readShards({ ...key, wave: 2 })).toEqual({ shards: 1, resets: 0 });
  expect(await planning.readShards({ ...key, wave: 3 })).toEqual({ shards: 0, resets: 0 });
});
