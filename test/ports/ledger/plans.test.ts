import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../domain/plan-item.ts';
import type { RunKey } from '../../../ports/ledger/port.ts';
import { useLedger } from '../../support/database.ts';
import { aHeader, aRun, anItem } from './builders.ts';

const lease = useLedger();

const duplicate = {
  entraObjectId: 'e-9',
  entraDeviceId: 'd-9',
  displayName: 'PC',
  twinClass: 'stale' as const,
  trustType: 'AzureAd',
  lastSignInAt: '2025-01-01T00:00:00Z',
};

function aPlan(key: RunKey, items: readonly PlanItem[]) {
  return { header: aHeader(key, items), planHash: 'plan-1', items, shardSize: 2 };
}

describe('savePlan', () => {
  it('writes track, wave, shard and records to the devices and moves them', async () => {
    const key = await aRun(lease.ledger, ['a', 'b', 'c', 'd', 'e', 'f']);
    const target = {
      serialNumber: 'SN-a',
      entraObjectId: 'e-1',
      enrolledDateTime: '2026-01-01T00:00:00Z',
      previousGroupTag: 'OLD',
    };
    const items = [
      anItem('e', { wave: 2 }),
      anItem('a', { track: 'adopt', target }),
      anItem('c'),
      anItem('b'),
      anItem('d', { wave: 0, track: 'refused', refusal: 'AmbiguousIdentity' }),
      anItem('f', { wave: 0, track: 'already-co-managed' }),
    ];
    await lease.ledger.savePlan(key, aPlan(key, items));

    const rows = await lease.ledger.listDevices(key, {}, { limit: 10 });
    expect(rows.map((row) => [row.deviceKey, row.track, row.wave, row.shard, row.state])).toEqual([
      ['a', 'adopt', 1, 1, 'planned'],
      ['b', 'register', 1, 1, 'planned'],
      ['c', 'register', 1, 2, 'planned'],
      ['d', 'refused', 0, 0, 'refused'],
      ['e', 'register', 2, 1, 'planned'],
      ['f', 'already-co-managed', 0, 0, 'planned'],
    ]);
    expect(rows[0]).toMatchObject({
      entraObjectId: 'e-1',
      enrolledAt: '2026-01-01T00:00:00Z',
      previousGroupTag: 'OLD',
    });
    expect(rows[0]).not.toHaveProperty('managedDeviceId');
    expect(rows[3]).toMatchObject({ code: 'AmbiguousIdentity' });
    expect(await lease.ledger.findRun(key)).toMatchObject({ planHash: 'plan-1' });
  });

  it('is nothing the second time, and refused for another plan', async () => {
    const key = await aRun(lease.ledger, ['a', 'b']);
    const plan = aPlan(key, [anItem('a'), anItem('b')]);
    await Promise.all([lease.ledger.savePlan(key, plan), lease.ledger.savePlan(key, plan)]);
    await lease.ledger.moveDevices(key, [{ deviceKey: 'a', from: 'planned', to: 'cleared' }]);
    await lease.ledger.savePlan(key, plan);
    expect(await lease.ledger.countDevices(key)).toEqual({ planned: 1, cleared: 1 });
    expect(await lease.ledger.findPlan(key)).toEqual({ header: plan.header, planHash: 'plan-1' });
    await expect(lease.ledger.savePlan(key, { ...plan, planHash: 'other' })).rejects.toMatchObject({
      kind: 'refused',
    });
  });

  it('stores nothing when an item is about a device the run does not have', async () => {
    const key = await aRun(lease.ledger, ['a']);
    await expect(
      lease.ledger.savePlan(key, aPlan(key, [anItem('a'), anItem('stranger')])),
    ).rejects.toMatchObject({ kind: 'refused' });
    expect(await lease.ledger.findPlan(key)).toBeUndefined();
    expect(await lease.ledger.countDevices(key)).toEqual({ accepted: 1 });
  });

  it('keeps items whole, by key, to be found by wave and by duplicates', async () => {
    const key = await aRun(lease.ledger, ['a', 'b', 'c']);
    const [a, b, c] = [
      anItem('a', { duplicates: [duplicate] }),
      anItem('b', { wave: 2 }),
      anItem('c'),
    ];
    await lease.ledger.savePlan(key, aPlan(key, [c, b, a]));
    expect(await lease.ledger.listPlanItems(key, {})).toEqual([a, b, c]);
    expect(await lease.ledger.listPlanItems(key, { wave: 1 })).toEqual([a, c]);
    expect(await lease.ledger.listPlanItems(key, { withDuplicates: true })).toEqual([a]);
    await expect(lease.query('update plan_items set wave = 3')).rejects.toThrow(/refused/);
  });
});

describe('an inventory', () => {
  it('is replaced store by store', async () => {
    const key = await aRun(lease.ledger);
    expect(await lease.ledger.readInventory(key, 'entra')).toBeUndefined();
    const inventory = {
      takenAt: '2026-03-02T08:00:00Z',
      rows: [{ id: 'a', note: 'NUL \u0000 kept' }],
    };
    await lease.ledger.saveInventory(key, 'entra', { takenAt: '2026-03-01T08:00:00Z', rows: [] });
    await lease.ledger.saveInventory(key, 'entra', inventory);
    await lease.ledger.saveInventory(key, 'intune', { ...inventory, rows: [] });
    expect(await lease.ledger.readInventory(key, 'entra')).toEqual(inventory);
  });
});

describe('a tenant object', () => {
  it('that an earlier attempt created is not adopted by the next one', async () => {
    const key = await aRun(lease.ledger);
    const made = { object: 'device-group', name: 'Gangway', objectId: 'g-1' };
    const assignedAt = '2026-03-02T08:00:00Z';
    await lease.ledger.saveTenantObject(key, { ...made, change: 'created', assignedAt });
    await lease.ledger.saveTenantObject(key, { ...made, change: 'adopted' });
    expect(await lease.ledger.listTenantObjects(key)).toEqual([
      { ...made, change: 'created', assignedAt },
    ]);

    await lease.ledger.saveTenantObject(key, { ...made, change: 'created', undo: 'undone' });
    expect((await lease.ledger.listTenantObjects(key))[0]).toMatchObject({
      undo: 'undone',
      assignedAt,
    });
    await lease.ledger.saveTenantObject(key, { ...made, objectId: 'g-2', change: 'adopted' });
    expect(await lease.ledger.listTenantObjects(key)).toEqual([
      { ...made, objectId: 'g-2', change: 'adopted' },
    ]);
  });
});

describe('a delivery', () => {
  it('is stored once under its id', async () => {
    const key = await aRun(lease.ledger, ['a', 'b']);
    await lease.ledger.saveDelivery(key, 'u-1', ['b', 'a']);
    await lease.ledger.saveDelivery(key, 'u-1', ['b', 'a']);
    expect(await lease.ledger.readDelivery(key, 'u-1')).toEqual(['b', 'a']);
    await expect(lease.ledger.saveDelivery(key, 'u-1', ['a'])).rejects.toMatchObject({
      kind: 'refused',
    });
    await expect(lease.ledger.readDelivery(key, 'u-2')).rejects.toMatchObject({ kind: 'refused' });
  });
});
