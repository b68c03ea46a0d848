import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexInventory } from '../../domain/inventory-index.ts';
import { merkleRoot } from '../../domain/merkle.ts';
import { tracks, type PlanHeader, type TenantChange } from '../../domain/plan-item.ts';
import { hashPlan, makePlan, needsWork } from '../../domain/plan.ts';
import type { Inventory } from '../../domain/inventory.ts';
import {
  aManaged,
  anEntra,
  anIdentity,
  aPlanRequest,
  aRequest,
  aSiteDevice,
  indexed,
  inventories,
  machineNames,
  turned,
} from './inventories.ts';
import { aRunSpec } from '../support/run-spec.ts';

const waveSpecs = fc.record({
  canary: fc.nat(4),
  size: fc.integer({ min: 1, max: 4 }),
  failureBudgetPercent: fc.constant(10),
});

describe('the tracks', () => {
  test.each<[string, string, Partial<Inventory>]>([
    ['register', 'nobody knows it', {}],
    ['adopt', 'it is registered here', { autopilotIdentities: [anIdentity('a')] }],
    ['reset', 'it is in Intune', { entraDevices: [anEntra('a')], managedDevices: [aManaged('a')] }],
    ['manual-reset', 'only the site knows it', { siteDevices: [aSiteDevice('a')] }],
    [
      'already-co-managed',
      'both sides say so',
      {
        entraDevices: [anEntra('a')],
        managedDevices: [aManaged('a', { managementAgent: 'configurationManagerClientMdm' })],
        siteDevices: [aSiteDevice('a', { mdmEnrolled: true, comgmtPolicyPresent: true })],
      },
    ],
    ['refused', 'it cannot be told apart', { managedDevices: [aManaged('a')] }],
  ])('%s: %s', (track, _why, stores) => {
    const { items } = makePlan(aPlanRequest({ devices: [aRequest('a')] }), indexed(stores));
    expect(items.map((item) => item.track)).toEqual([track]);
  });

  test('refuse a row that asks for another tag than the run’s, not one that spells it otherwise', () => {
    const devices = [
      aRequest('a', { groupTag: 'OTHER' }),
      aRequest('b', { groupTag: 'gw' }),
      aRequest('c'),
    ];
    const { items } = makePlan(aPlanRequest({ devices }), indexed());
    expect(items.map(({ refusal, groupTag }) => [refusal, groupTag])).toEqual([
      ['GroupTagDiffers', 'GW'],
      [undefined, 'GW'],
      [undefined, 'GW'],
    ]);
  });

  test('keep what an adopted registration carried, for undo, and what a reused PC is known by', () => {
    const stores = {
      entraDevices: [anEntra('a')],
      managedDevices: [aManaged('a')],
      autopilotIdentities: [
        anIdentity('a', { groupTag: 'OLD', assignedUser: 'x@contoso.example' }),
      ],
    };
    const { items } = makePlan(aPlanRequest({ devices: [aRequest('a')] }), indexed(stores));
    expect(items[0]?.target).toEqual({
      serialNumber: 'SN-a',
      entraObjectId: 'object-a',
      entraDeviceId: 'entra-a',
      managedDeviceId: 'managed-a',
      enrolledDateTime: aManaged('a').enrolledAt,
      autopilotIdentityId: 'identity-a',
      previousGroupTag: 'OLD',
      previousAssignedUser: 'x@contoso.example',
    });
  });

  test('have no duplicates to delete where nothing is done to the device', () => {
    const twin = anEntra('twin', { hardwareIds: ['hw-a'] });
    const personal = aManaged('a', { ownerType: 'personal' });
    const stores = { entraDevices: [anEntra('a'), twin] };
    const request = aPlanRequest({ devices: [aRequest('a')] });
    const refused = makePlan(request, indexed({ ...stores, managedDevices: [personal] }));
    expect(refused.items[0]).toMatchObject({ track: 'refused', duplicates: [] });
    const reset = makePlan(request, indexed({ ...stores, managedDevices: [aManaged('a')] }));
    expect(reset.items[0]?.duplicates).toHaveLength(1);
  });
});

describe('a plan', () => {
  test('is the same in whatever order rows and records came, and when made again', () => {
    fc.assert(
      fc.property(inventories, waveSpecs, (inventory, waves) => {
        const request = aPlanRequest({ spec: { ...aRunSpec, waves } });
        const plan = makePlan(request, indexInventory(inventory));
        const reversed = { ...request, devices: [...request.devices].reverse() };
        expect(makePlan(reversed, indexInventory(turned(inventory)))).toEqual(plan);
        expect(makePlan(request, indexInventory(inventory))).toEqual(plan);
      }),
    );
  });

  test('has each device exactly once, in one track, and says why it refuses', () => {
    fc.assert(
      fc.property(inventories, (inventory) => {
        const { items, header } = makePlan(aPlanRequest(), indexInventory(inventory));
        expect(items.map((item) => item.deviceKey)).toEqual(
          machineNames.map((name) => `key-${name}`),
        );
        for (const item of items) {
          expect(tracks).toContain(item.track);
          expect(item.refusal !== undefined).toBe(item.track === 'refused');
        }
        const counted = Object.values(header.totals.byTrack).reduce((sum, n) => sum + n, 0);
        expect(counted).toBe(items.length);
        expect(header.totals.devices).toBe(items.length);
      }),
    );
  });

  test('has waves that cover all work, canary first, none too large and none empty', () => {
    fc.assert(
      fc.property(inventories, waveSpecs, (inventory, waves) => {
        const request = aPlanRequest({ spec: { ...aRunSpec, waves } });
        const { items, header } = makePlan(request, indexInventory(inventory));
        const working = items.filter((item) => needsWork(item.track));
        expect(items.filter((item) => item.wave === 0)).toEqual(
          items.filter((item) => !needsWork(item.track)),
        );
        const last = header.totals.waves;
        let rest = working.length;
        for (let wave = 1; wave <= last; wave += 1) {
          const size = wave === 1 && waves.canary > 0 ? waves.canary : waves.size;
          const members = working.filter((item) => item.wave === wave).length;
          expect(members).toBe(Math.min(size, rest));
          rest -= members;
        }
        expect(rest).toBe(0);
      }),
    );
  });

  test('never lists for clean-up what another device of the plan lives on', () => {
    fc.assert(
      fc.property(inventories, (inventory) => {
        const { items } = makePlan(aPlanRequest(), indexInventory(inventory));
        const own = new Set(items.map(({ target }) => target.entraObjectId));
        for (const { duplicates } of items)
          for (const duplicate of duplicates) expect(own.has(duplicate.entraObjectId)).toBe(false);
      }),
    );
  });

  test('proves its items under its header', () => {
    fc.assert(
      fc.property(inventories, (inventory) => {
        const plan = makePlan(aPlanRequest(), indexInventory(inventory));
        expect(plan.header.itemsRoot).toBe(merkleRoot(plan.items as never));
        expect(plan.planHash).toBe(hashPlan(plan.header));
      }),
    );
  });
});

describe('the plan’s hash changes with', () => {
  const index = indexed({
    entraDevices: [anEntra('a'), anEntra('twin', { hardwareIds: ['hw-a'] })],
    managedDevices: [aManaged('a')],
    autopilotIdentities: [anIdentity('b')],
  });
  const plan = makePlan(aPlanRequest(), index);
  const change: TenantChange = { object: 'device-group', name: 'G', change: 'create' };

  test.each<[string, Partial<PlanHeader>]>([
    ['tenant', { tenant: 'fabrikam' }],
    ['run', { run: 'r-2' }],
    ['path', { path: 'existing-clients' }],
    ['requester', { requester: 'oid-grace' }],
    ['spec', { specHash: 'other' }],
    ['items', { itemsRoot: 'other' }],
    ['totals', { totals: { ...plan.header.totals, duplicates: 7 } }],
    ['tenant changes', { tenantChanges: [change] }],
  ])('%s', (_name, changed) => {
    expect(hashPlan({ ...plan.header, ...changed })).not.toBe(plan.planHash);
  });

  test('any field of any item', () => {
    const keys = new Set(plan.items.flatMap((item) => Object.keys(item)));
    for (const key of keys) {
      const items = plan.items.map((item, at) => (at === 0 ? { ...item, [key]: 'changed' } : item));
      expect(merkleRoot(items as never), key).not.toBe(plan.header.itemsRoot);
    }
  });

  test('what the directory says of any device that is acted upon', () => {
    const moved = indexed({
      entraDevices: [anEntra('a'), anEntra('twin', { hardwareIds: ['hw-a'] })],
      managedDevices: [aManaged('a', { enrolledAt: '2026-08-01T00:00:00Z' })],
      autopilotIdentities: [anIdentity('b')],
    });
    expect(makePlan(aPlanRequest(), moved).planHash).not.toBe(plan.planHash);
  });
});
