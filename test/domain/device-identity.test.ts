import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCoManagedAgent, resolveDevice } from '../../domain/device-identity.ts';
import { indexInventory, twinsOf } from '../../domain/inventory-index.ts';
import type { Inventory } from '../../domain/inventory.ts';
import { serialKey } from '../../domain/serial-number.ts';
import {
  aManaged,
  anEntra,
  anIdentity,
  aRequest,
  aSiteDevice,
  daysAgo,
  indexed,
  inventories,
  nameOf,
  turned,
} from './inventories.ts';
import { without } from './without.ts';

const resolve = (stores: Partial<Inventory>, request = aRequest('a')) =>
  resolveDevice(request, indexed(stores)).identity;

const enrolledA: Partial<Inventory> = {
  entraDevices: [anEntra('a')],
  managedDevices: [aManaged('a')],
};

describe('a device', () => {
  test('nobody knows is new', () => {
    expect(resolve({})).toEqual({ kind: 'unknown' });
  });

  test('is never found by its name: another PC bears it', () => {
    const namesake = { deviceName: 'PC-a', serialNumber: 'SN-z' };
    const stores = { entraDevices: [anEntra('a')], managedDevices: [aManaged('a', namesake)] };
    expect(resolve(stores).kind).toBe('unknown');
  });

  test('is found however its serial number is written', () => {
    const stores = { ...enrolledA, managedDevices: [aManaged('a', { serialNumber: ' sn-A ' })] };
    expect(resolve(stores).kind).toBe('enrolled');
  });

  test('registered here is adopted, with its Entra object where there is one', () => {
    const identity = anIdentity('a');
    expect(resolve({ autopilotIdentities: [identity] })).toEqual({ kind: 'registered', identity });
    const entra = anEntra('a');
    expect(resolve({ autopilotIdentities: [identity], entraDevices: [entra] })).toEqual({
      kind: 'registered',
      identity,
      entra,
    });
  });

  test('in Intune is reused, with its registration where there is one', () => {
    expect(resolve(enrolledA)).toMatchObject({ kind: 'enrolled', isCoManaged: false });
    const identity = anIdentity('a');
    expect(resolve({ ...enrolledA, autopilotIdentities: [identity] })).toMatchObject({
      kind: 'enrolled',
      identity,
    });
  });

  test('that only the site knows is reset by hand, an obsolete or unmanaged record proves nothing', () => {
    const client = aSiteDevice('a');
    expect(resolve({ siteDevices: [client] })).toEqual({ kind: 'site-client', client });
    const entra = anEntra('a');
    expect(resolve({ siteDevices: [client], entraDevices: [entra] })).toEqual({
      kind: 'site-client',
      client,
      entra,
    });
    const gone = [
      aSiteDevice('a', { isObsolete: true }),
      aSiteDevice('a', { isClient: false }),
      aSiteDevice('b'),
    ];
    expect(resolve({ siteDevices: gone })).toEqual({ kind: 'unknown' });
  });
});

describe('co-managed is only what both sides say', () => {
  const agent = { managementAgent: 'configurationManagerClientMdm' };
  const proof = { mdmEnrolled: true, comgmtPolicyPresent: true };

  test.each([
    ['both', agent, proof, true],
    ['Intune only', agent, {}, false],
    ['the site only', {}, proof, false],
    ['an enrolled client without policy', agent, { ...proof, comgmtPolicyPresent: false }, false],
    ['a policy without enrolment', agent, { ...proof, mdmEnrolled: false }, false],
  ])('%s', (_name, intune, site, isCoManaged) => {
    const stores = {
      entraDevices: [anEntra('a')],
      managedDevices: [aManaged('a', intune)],
      siteDevices: [aSiteDevice('a', site)],
    };
    expect(resolve(stores)).toMatchObject({ kind: 'enrolled', isCoManaged });
  });

  test('agents by name, and no other that looks like them', () => {
    const agents = ['configurationManagerClientMdm', 'configurationManagerClientMdmEas'];
    expect(agents.every(isCoManagedAgent)).toBe(true);
    expect(['configurationManagerClient', 'mdm', 'easMdm', ''].some(isCoManagedAgent)).toBe(false);
  });
});

describe('a device is refused, never guessed,', () => {
  const ambiguous = { kind: 'refused', code: 'AmbiguousIdentity' };

  test('with two records of one serial number', () => {
    const twice = [aManaged('a'), aManaged('a', { managedDeviceId: 'managed-2' })];
    expect(resolve({ ...enrolledA, managedDevices: twice })).toEqual(ambiguous);
    const identities = [anIdentity('a'), anIdentity('a', { autopilotIdentityId: 'identity-2' })];
    expect(resolve({ autopilotIdentities: identities })).toEqual(ambiguous);
  });

  test('in Intune without an Entra object, so with one identifier only', () => {
    expect(resolve({ managedDevices: [aManaged('a')] })).toEqual(ambiguous);
    const loose = without(aManaged('a'), 'entraDeviceId');
    expect(resolve({ ...enrolledA, managedDevices: [loose] })).toEqual(ambiguous);
  });

  test('when registration and enrolment point at unlike Entra objects', () => {
    const elsewhere = [anIdentity('a', { entraDeviceId: 'entra-z' })];
    expect(resolve({ ...enrolledA, autopilotIdentities: elsewhere })).toEqual(ambiguous);
  });

  test('when its hardware id stands on another enrolled device: an image was cloned', () => {
    const stores = {
      entraDevices: [anEntra('a'), anEntra('b', { hardwareIds: ['hw-b', 'hw-a'] })],
      managedDevices: [aManaged('a'), aManaged('b')],
    };
    expect(resolve(stores)).toEqual(ambiguous);
    expect(resolve(stores, aRequest('b'))).toEqual(ambiguous);
  });

  test('when it is personal, whatever the spelling', () => {
    for (const ownerType of ['personal', 'Personal']) {
      const stores = { ...enrolledA, managedDevices: [aManaged('a', { ownerType })] };
      expect(resolve(stores)).toEqual({ kind: 'refused', code: 'DevicePersonal' });
    }
  });

  test.each([{ trustType: 'ServerAd' }, { onPremisesSyncEnabled: true }])(
    'when it is hybrid joined: %j',
    (change) => {
      const stores = { ...enrolledA, entraDevices: [anEntra('a', change)] };
      expect(resolve(stores)).toEqual({ kind: 'refused', code: 'DeviceHybridJoined' });
    },
  );

  test('when somebody works on it: seen within 21 days under an enabled account', () => {
    const seen = (days: number, accountEnabled: boolean) =>
      resolve({
        ...enrolledA,
        managedDevices: [aManaged('a', { lastSyncAt: daysAgo(days) })],
        users: [{ userPrincipalName: 'A@Contoso.example', accountEnabled }],
      });
    expect(seen(20, true)).toEqual({ kind: 'refused', code: 'DeviceInUse' });
    expect(seen(22, true).kind).toBe('enrolled');
    expect(seen(1, false).kind).toBe('enrolled');
  });

  test('when Intune does not say since when it is silent and its user is there', () => {
    const silent = without(aManaged('a'), 'lastSyncAt');
    const users = [{ userPrincipalName: 'a@contoso.example', accountEnabled: true }];
    expect(resolve({ ...enrolledA, managedDevices: [silent], users })).toEqual({
      kind: 'refused',
      code: 'DeviceInUse',
    });
  });

  test('when it is meant for a user who does not exist', () => {
    const request = aRequest('a', { assignedUser: 'Grace@contoso.example' });
    expect(resolve({}, request)).toEqual({ kind: 'refused', code: 'AssignedUserNotFound' });
    const users = [{ userPrincipalName: 'grace@Contoso.example', accountEnabled: true }];
    expect(resolve({ users }, request).kind).toBe('unknown');
  });
});

test('a device in use that is co-managed already is no affair of ours', () => {
  const stores = {
    entraDevices: [anEntra('a')],
    managedDevices: [
      aManaged('a', {
        managementAgent: 'configurationManagerClientMdm',
        lastSyncAt: daysAgo(0),
      }),
    ],
    siteDevices: [aSiteDevice('a', { mdmEnrolled: true, comgmtPolicyPresent: true })],
    users: [{ userPrincipalName: 'a@contoso.example', accountEnabled: true }],
  };
  expect(resolve(stores)).toMatchObject({ kind: 'enrolled', isCoManaged: true });
});

test('what a device is does not depend on the order of the vendor’s lists', () => {
  fc.assert(
    fc.property(inventories, fc.nat(6), (inventory, at) => {
      const request = aRequest(nameOf(at));
      expect(resolveDevice(request, indexInventory(turned(inventory)))).toEqual(
        resolveDevice(request, indexInventory(inventory)),
      );
    }),
  );
});

test('a resolved device bears the serial number that was asked for, in every store', () => {
  fc.assert(
    fc.property(inventories, fc.nat(6), (inventory, at) => {
      const request = aRequest(nameOf(at));
      const found = resolveDevice(request, indexInventory(inventory)).identity;
      if (found.kind === 'enrolled') {
        expect(serialKey(found.managed.serialNumber)).toBe(request.serialKey);
        expect(found.managed.entraDeviceId).toBe(found.entra.deviceId);
      }
      if (found.kind === 'registered')
        expect(serialKey(found.identity.serialNumber)).toBe(request.serialKey);
    }),
  );
});

test('twins are other objects of the same hardware, each once', () => {
  const index = indexed({
    entraDevices: [
      anEntra('a', { hardwareIds: ['h1', 'h2'] }),
      anEntra('c', { hardwareIds: ['h2', 'h1'] }),
      anEntra('b', { hardwareIds: ['h1'] }),
      anEntra('d', { hardwareIds: ['h3'] }),
    ],
  });
  const twins = twinsOf(anEntra('a', { hardwareIds: ['h1', 'h2'] }), index);
  expect(twins.map(({ objectId }) => objectId)).toEqual(['object-b', 'object-c']);
});
