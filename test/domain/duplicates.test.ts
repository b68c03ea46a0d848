import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify, duplicatesOf, keepReason } from '../../domain/duplicates.ts';
import { indexInventory } from '../../domain/inventory-index.ts';
import type { EntraDevice, Inventory } from '../../domain/inventory.ts';
import type { KeepReason, TwinClass } from '../../domain/plan-item.ts';
import {
  aManaged,
  anEntra,
  anIdentity,
  daysAgo,
  indexed,
  inventories,
  turned,
} from './inventories.ts';
import { without } from './without.ts';

const own = anEntra('a');
const owner = { entra: own, serialKey: 'SN-A' };
const twin = (change: Partial<EntraDevice> = {}): EntraDevice =>
  anEntra('twin', { hardwareIds: ['hw-a'], ...change });

test('a stale, unmanaged object of the same hardware is proposed, with what was seen of it', () => {
  const index = indexed({ entraDevices: [own, twin({ trustType: 'Workplace' })] });
  expect(duplicatesOf(owner, index).proposed).toEqual([
    {
      entraObjectId: 'object-twin',
      entraDeviceId: 'entra-twin',
      displayName: 'PC-twin',
      twinClass: 'stale',
      trustType: 'Workplace',
      lastSignInAt: daysAgo(200),
    },
  ]);
});

const ownerOf = (entra: EntraDevice) => ({
  entra,
  serialKey: entra.objectId.replace(/^object-(.).*$/, 'SN-$1').toUpperCase(),
});

const neverSeen = without(twin(), 'lastSignInAt');
const onlyCreated = without(twin(), 'trustType');

describe('an object of the same hardware is kept', () => {
  test.each<[KeepReason, string, EntraDevice, Partial<Inventory>]>([
    ['anchor', 'it carries a ZTDID', twin({ ztdId: 'z' }), {}],
    [
      'anchor',
      'an Autopilot identity points at it',
      twin(),
      { autopilotIdentities: [anIdentity('x', { entraDeviceId: 'entra-twin' })] },
    ],
    ['synced', 'it is synced from on-premises', twin({ onPremisesSyncEnabled: true }), {}],
    ['synced', 'it is hybrid joined', twin({ trustType: 'ServerAd' }), {}],
    ['system-managed', 'the system owns it', twin({ profileType: 'SecureVM' }), {}],
    ['managed', 'it says so itself', twin({ isManaged: true }), {}],
    [
      'managed',
      'an Intune record points at it',
      twin(),
      { managedDevices: [aManaged('x', { entraDeviceId: 'entra-twin' })] },
    ],
    ['not-joined', 'it is only pre-created', onlyCreated, {}],
    ['not-stale', 'it was seen 89 days ago', twin({ lastSignInAt: daysAgo(89) }), {}],
    ['sign-in-unknown', 'nobody knows when it was seen', neverSeen, {}],
    ['sign-in-unknown', 'its date says nothing', twin({ lastSignInAt: 'never' }), {}],
  ])('as %s when %s', (reason, _why, device, stores) => {
    const index = indexed({ entraDevices: [own, device], ...stores });
    expect(keepReason(device, { owner, index })).toBe(reason);
    const { proposed, kept } = duplicatesOf(owner, index);
    expect(proposed).toEqual([]);
    expect(kept).toEqual([expect.objectContaining({ entraObjectId: 'object-twin', reason })]);
  });

  test('as hardware-of-another when it shows the hardware of two PCs', () => {
    const shared = twin({ hardwareIds: ['hw-a', 'hw-z'] });
    const index = indexed({
      entraDevices: [own, shared, anEntra('z')],
      managedDevices: [aManaged('z')],
    });
    expect(duplicatesOf(owner, index).kept).toMatchObject([{ reason: 'hardware-of-another' }]);
  });

  test('as name-of-another when it bears another PC’s name and not this one’s', () => {
    const clone = twin({ displayName: 'PC-z' });
    const named = indexed({ entraDevices: [own, clone], managedDevices: [aManaged('z')] });
    expect(duplicatesOf(owner, named).kept).toMatchObject([{ reason: 'name-of-another' }]);
    const renamed = indexed({
      entraDevices: [own, clone],
      managedDevices: [aManaged('a', { deviceName: 'PC-z' })],
    });
    expect(duplicatesOf(owner, renamed).proposed).toHaveLength(1);
  });

  test('when only its name is the same', () => {
    const namesake = twin({ displayName: own.displayName, hardwareIds: ['hw-z'] });
    const beside = duplicatesOf(owner, indexed({ entraDevices: [own, namesake] }));
    expect(beside).toEqual({ proposed: [], kept: [] });
  });
});

test('no device’s own object, no anchor and nothing seen within 90 days is ever proposed, or 21 where the join has taken its place', () => {
  fc.assert(
    fc.property(inventories, (inventory) => {
      const index = indexInventory(inventory);
      for (const entra of inventory.entraDevices) {
        for (const found of duplicatesOf(ownerOf(entra), index).proposed) {
          const device = inventory.entraDevices.find((e) => e.objectId === found.entraObjectId);
          expect(found.entraObjectId).not.toBe(entra.objectId);
          expect(device?.ztdId).toBeUndefined();
          const idleDays = found.twinClass === 'workplace-twin' ? 21 : 90;
          expect(Date.parse(found.lastSignInAt)).toBeLessThanOrEqual(Date.parse(daysAgo(idleDays)));
          if (found.twinClass === 'workplace-twin') {
            expect(device?.trustType).toBe('Workplace');
            expect(Date.parse(entra.lastSignInAt ?? '')).toBeGreaterThan(Date.parse(daysAgo(21)));
          }
          expect(device?.hardwareIds.some((id) => entra.hardwareIds.includes(id))).toBe(true);
        }
      }
    }),
  );
});

test('the order of the vendor’s lists changes nothing', () => {
  fc.assert(
    fc.property(inventories, (inventory) => {
      const other = indexInventory(turned(inventory));
      for (const entra of inventory.entraDevices)
        expect(duplicatesOf(ownerOf(entra), other)).toEqual(
          duplicatesOf(ownerOf(entra), indexInventory(inventory)),
        );
    }),
  );
});

describe('what an object of the same hardware is', () => {
  const joined = anEntra('a', { lastSignInAt: daysAgo(1) });
  const synced = { trustType: 'ServerAd', onPremisesSyncEnabled: true } as const;
  const workplace = (days: number): EntraDevice =>
    twin({ trustType: 'Workplace', lastSignInAt: daysAgo(days) });

  test.each<[TwinClass, string, EntraDevice, EntraDevice]>([
    ['anchor', 'marked by Autopilot', joined, twin({ ztdId: 'z' })],
    ['pending-hybrid', 'synced and never seen', joined, without(twin(synced), 'lastSignInAt')],
    ['unknown', 'never seen', joined, neverSeen],
    ['active', 'seen within 21 days', joined, twin({ lastSignInAt: daysAgo(20) })],
    ['active', 'seen within 90 days', joined, twin({ lastSignInAt: daysAgo(89) })],
    ['stale', 'not seen for 90 days', joined, twin({ lastSignInAt: daysAgo(90) })],
    ['workplace-twin', 'registered, and the join is in use', joined, workplace(22)],
    ['active', 'registered and seen yesterday', joined, workplace(20)],
    ['active', 'registered, and the join is not in use', own, workplace(22)],
    ['stale', 'registered long ago, and the join is not in use', own, workplace(100)],
    [
      'active',
      'registered beside another registration',
      anEntra('a', { trustType: 'Workplace', lastSignInAt: daysAgo(1) }),
      workplace(22),
    ],
  ])('%s: %s', (twinClass, _why, entra, device) => {
    const index = indexed({ entraDevices: [entra, device] });
    expect(classify(device, { owner: { entra, serialKey: 'SN-A' }, index })).toBe(twinClass);
  });

  test('a registration left over beside a join in use is proposed before it is stale', () => {
    const index = indexed({ entraDevices: [joined, workplace(22)] });
    const { proposed } = duplicatesOf({ entra: joined, serialKey: 'SN-A' }, index);
    expect(proposed).toMatchObject([{ twinClass: 'workplace-twin' }]);
  });
});
