import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duplicatesOf, keepReason, type KeepReason } from '../../domain/duplicates.ts';
import { indexInventory } from '../../domain/inventory-index.ts';
import type { EntraDevice, Inventory } from '../../domain/inventory.ts';
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
const twin = (change: Partial<EntraDevice> = {}): EntraDevice =>
  anEntra('twin', { hardwareIds: ['hw-a'], ...change });

test('a stale, unmanaged object of the same hardware is proposed, with what was seen of it', () => {
  const index = indexed({ entraDevices: [own, twin({ trustType: 'Workplace' })] });
  expect(duplicatesOf(own, index)).toEqual([
    {
      entraObjectId: 'object-twin',
      entraDeviceId: 'entra-twin',
      displayName: 'PC-twin',
      trustType: 'Workplace',
      lastSignInAt: daysAgo(200),
    },
  ]);
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
    ['not-stale', 'nobody knows when it was seen', neverSeen, {}],
    ['not-stale', 'its date says nothing', twin({ lastSignInAt: 'never' }), {}],
  ])('as %s when %s', (reason, _why, device, stores) => {
    const index = indexed({ entraDevices: [own, device], ...stores });
    expect(keepReason(device, index)).toBe(reason);
    expect(duplicatesOf(own, index)).toEqual([]);
  });

  test('when only its name is the same', () => {
    const namesake = twin({ displayName: own.displayName, hardwareIds: ['hw-z'] });
    expect(duplicatesOf(own, indexed({ entraDevices: [own, namesake] }))).toEqual([]);
  });
});

test('no device’s own object, no anchor and nothing seen within 90 days is ever proposed', () => {
  fc.assert(
    fc.property(inventories, (inventory) => {
      const index = indexInventory(inventory);
      for (const entra of inventory.entraDevices) {
        for (const found of duplicatesOf(entra, index)) {
          const device = inventory.entraDevices.find((e) => e.objectId === found.entraObjectId);
          expect(found.entraObjectId).not.toBe(entra.objectId);
          expect(device?.ztdId).toBeUndefined();
          expect(Date.parse(found.lastSignInAt)).toBeLessThanOrEqual(Date.parse(daysAgo(90)));
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
        expect(duplicatesOf(entra, other)).toEqual(duplicatesOf(entra, indexInventory(inventory)));
    }),
  );
});
