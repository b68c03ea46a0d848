import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveDevice, type DeviceIdentity } from '../../domain/device-identity.ts';
import { duplicatesOf } from '../../domain/duplicates.ts';
import { indexInventory } from '../../domain/inventory-index.ts';
import type { Inventory } from '../../domain/inventory.ts';
import { makePlan } from '../../domain/plan.ts';
import {
  aManaged,
  anEntra,
  anIdentity,
  anInventory,
  aPlanRequest,
  aRequest,
  aSiteDevice,
  inventories,
  machineNames,
  nameOf,
  turned,
} from './inventories.ts';

/** Records of a PC of its own, with whatever names and user: nothing ties them to another. */
const strangers: fc.Arbitrary<Inventory> = fc
  .record({
    displayName: fc.constantFrom(...machineNames.map((name) => `PC-${name}`), 'SN-a', ''),
    userPrincipalName: fc.constantFrom('a@contoso.example', 'b@contoso.example', ''),
    stores: fc.subarray(['entra', 'intune', 'autopilot', 'site']),
  })
  .map(({ displayName, userPrincipalName, stores }) => ({
    ...anInventory(),
    entraDevices: stores.includes('entra') ? [anEntra('stranger', { displayName })] : [],
    managedDevices: stores.includes('intune')
      ? [aManaged('stranger', { deviceName: displayName, userPrincipalName })]
      : [],
    autopilotIdentities: stores.includes('autopilot') ? [anIdentity('stranger')] : [],
    siteDevices: stores.includes('site') ? [aSiteDevice('stranger', { name: displayName })] : [],
  }));

function together(one: Inventory, other: Inventory): Inventory {
  return {
    takenAt: one.takenAt,
    entraDevices: [...one.entraDevices, ...other.entraDevices],
    managedDevices: [...one.managedDevices, ...other.managedDevices],
    autopilotIdentities: [...one.autopilotIdentities, ...other.autopilotIdentities],
    siteDevices: [...one.siteDevices, ...other.siteDevices],
    users: [...one.users, ...other.users],
  };
}

test('records of a stranger change nothing about any device of the plan, whatever names they bear', () => {
  fc.assert(
    fc.property(inventories, strangers, (inventory, stranger) => {
      const alone = makePlan(aPlanRequest(), indexInventory(inventory));
      const crowded = makePlan(aPlanRequest(), indexInventory(together(inventory, stranger)));
      expect(crowded.items).toEqual(alone.items);
    }),
  );
});

test('everything that is said of a device is the same in whatever order the records come', () => {
  fc.assert(
    fc.property(inventories, fc.nat(6), (inventory, at) => {
      const request = aRequest(nameOf(at));
      const one = resolveDevice(request, indexInventory(inventory));
      const other = resolveDevice(request, indexInventory(turned(inventory)));
      expect(other).toEqual(one);
    }),
  );
});

/** The same stores with other names and users; nothing else can be told by them. */
function renamed(inventory: Inventory, namesFrom: readonly string[]): Inventory {
  const name = (at: number): string => namesFrom[at % namesFrom.length] ?? '';
  return {
    ...inventory,
    entraDevices: inventory.entraDevices.map((row, at) => ({ ...row, displayName: name(at) })),
    managedDevices: inventory.managedDevices.map((row, at) => ({
      ...row,
      deviceName: name(at + 1),
      userPrincipalName: `${name(at)}@contoso.example`,
    })),
    siteDevices: inventory.siteDevices.map((row, at) => ({ ...row, name: name(at + 2) })),
  };
}

const recordsOf = (identity: DeviceIdentity): readonly unknown[] => {
  switch (identity.kind) {
    case 'enrolled':
      return [
        identity.managed.managedDeviceId,
        identity.entra.objectId,
        identity.identity?.autopilotIdentityId,
      ];
    case 'registered':
      return [identity.identity.autopilotIdentityId, identity.entra?.objectId];
    case 'site-client':
      return [identity.client.resourceId, identity.entra?.objectId];
    case 'unknown':
    case 'refused':
      return [];
  }
};

const names = fc.array(fc.constantFrom('PC-a', 'PC-b', 'PC-c', 'SN-a', ''), { minLength: 1 });

test('names and users may make a device refused; they never make it another one, nor a refused one certain', () => {
  fc.assert(
    fc.property(inventories, names, fc.nat(6), (inventory, given, at) => {
      const request = aRequest(nameOf(at));
      const nameless = resolveDevice(request, indexInventory(renamed(inventory, [''])));
      const named = resolveDevice(request, indexInventory(renamed(inventory, given)));
      if (named.identity.kind === 'refused') return;
      expect(recordsOf(named.identity)).toEqual(recordsOf(nameless.identity));
    }),
  );
});

test('names only take duplicates off the list', () => {
  fc.assert(
    fc.property(inventories, names, (inventory, given) => {
      const namelessIndex = indexInventory(renamed(inventory, ['']));
      const named = renamed(inventory, given);
      const index = indexInventory(named);
      for (const entra of named.entraDevices) {
        const owner = { entra, serialKey: 'SN-A' };
        const certain = duplicatesOf(owner, namelessIndex).proposed.map((row) => row.entraObjectId);
        for (const { entraObjectId } of duplicatesOf(owner, index).proposed) {
          expect(certain).toContain(entraObjectId);
        }
      }
    }),
  );
});

test('no record stands under two devices of one plan, and none of another serial number under any', () => {
  fc.assert(
    fc.property(inventories, fc.boolean(), (inventory, isNamedAlike) => {
      const stores = isNamedAlike ? renamed(inventory, ['PC-1']) : inventory;
      const { items } = makePlan(aPlanRequest(), indexInventory(stores));
      const ids = items.flatMap(({ target, duplicates }) => [
        ...[target.entraObjectId, target.managedDeviceId, target.autopilotIdentityId],
        ...duplicates.map(({ entraObjectId }) => entraObjectId),
      ]);
      const present = ids.filter((id) => id !== undefined);
      expect(new Set(present).size).toBe(present.length);
      for (const { target } of items) {
        const managed = stores.managedDevices.find(
          ({ managedDeviceId }) => managedDeviceId === target.managedDeviceId,
        );
        if (managed !== undefined) expect(managed.serialNumber).toBe(target.serialNumber);
      }
    }),
  );
});
