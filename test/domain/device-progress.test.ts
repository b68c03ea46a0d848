import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  nextMove,
  overdueMove,
  watchedStates,
  type WatchedDevice,
  type WatchView,
} from '../../domain/device-progress.ts';
import { deviceStates, mayMove } from '../../domain/device-state.ts';
import { groupBy } from '../../domain/inventory-index.ts';
import type {
  AutopilotIdentity,
  EntraDevice,
  ImportedIdentity,
  ManagedDevice,
} from '../../domain/inventory.ts';
import { serialKey } from '../../domain/serial-number.ts';
import { aManaged, anEntra, anIdentity, daysAgo, takenAt } from './inventories.ts';
import { without } from './without.ts';

function aDevice(change: Partial<WatchedDevice> = {}): WatchedDevice {
  return {
    deviceKey: 'key-a',
    serialNumber: 'SN-a',
    state: 'importing',
    track: 'register',
    groupTag: 'GW',
    importedId: 'import-a',
    ...change,
  };
}

interface Stores {
  imported?: readonly ImportedIdentity[];
  identities?: readonly AutopilotIdentity[];
  entra?: readonly EntraDevice[];
  managed?: readonly ManagedDevice[];
  members?: readonly string[];
}

function view({ imported, identities, entra, managed, members }: Stores = {}): WatchView {
  return {
    vendorNow: takenAt,
    imported: new Map((imported ?? []).map((row) => [row.importedId, row])),
    identities: new Map((identities ?? []).map((row) => [row.autopilotIdentityId, row])),
    identitiesBySerial: groupBy(identities ?? [], (row) => [serialKey(row.serialNumber)]),
    entraByDeviceId: new Map((entra ?? []).map((row) => [row.deviceId, row])),
    managedBySerial: groupBy(managed ?? [], (row) => [serialKey(row.serialNumber)]),
    groupMembers: new Set(members ?? []),
  };
}

function anImport(change: Partial<ImportedIdentity> = {}): ImportedIdentity {
  return {
    importedId: 'import-a',
    serialNumber: 'SN-a',
    status: 'complete',
    registrationId: 'identity-a',
    errorCode: 0,
    errorName: '',
    ...change,
  };
}

const failed = (errorCode: number, errorName: string): ImportedIdentity =>
  anImport({ status: 'error', errorCode, errorName });

describe('importing', () => {
  test('ends with the registration that was made, which is ours to take back', () => {
    expect(nextMove(aDevice(), view({ imported: [anImport()] }))).toEqual({
      deviceKey: 'key-a',
      from: 'importing',
      to: 'imported',
      records: { autopilotIdentityId: 'identity-a', identityIsOurs: true },
    });
  });

  test('waits while the row is pending, and while nobody can tell which identity was made', () => {
    expect(nextMove(aDevice(), view({ imported: [anImport({ status: 'pending' })] }))).toBe(
      undefined,
    );
    const unnamed = without(anImport(), 'registrationId');
    expect(nextMove(aDevice(), view({ imported: [unnamed] }))).toBeUndefined();
    const identities = [anIdentity('a')];
    expect(nextMove(aDevice(), view({ imported: [unnamed], identities }))).toMatchObject({
      to: 'imported',
    });
  });

  test('waits before the import was answered: the registering activity owns the device still', () => {
    const unsent = without(aDevice(), 'importedId');
    const stores = { imported: [anImport()], identities: [anIdentity('a')] };
    expect(nextMove(unsent, view(stores))).toBeUndefined();
  });

  test('takes 806 under the run’s tag for success, in another’s name: not ours to delete', () => {
    const imported = [failed(806, 'ZtdDeviceAlreadyAssigned')];
    const identities = [anIdentity('a', { groupTag: 'gw' })];
    expect(nextMove(aDevice(), view({ imported, identities }))).toMatchObject({
      to: 'imported',
      records: { autopilotIdentityId: 'identity-a', identityIsOurs: false },
    });
  });

  test('parks 806 under another tag: somebody else registered it for something else', () => {
    const imported = [failed(806, 'ZtdDeviceAlreadyAssigned')];
    const untagged = without(anIdentity('a'), 'groupTag');
    for (const identity of [anIdentity('a', { groupTag: 'OTHER' }), untagged]) {
      expect(nextMove(aDevice(), view({ imported, identities: [identity] }))).toMatchObject({
        to: 'needs-attention',
        code: 'ConflictingChange',
        vendorReason: 'ZtdDeviceAlreadyAssigned 806',
      });
    }
  });

  test('waits on 806 until exactly one identity shows', () => {
    const imported = [failed(806, 'ZtdDeviceAlreadyAssigned')];
    const twice = [anIdentity('a'), anIdentity('a', { autopilotIdentityId: 'identity-2' })];
    expect(nextMove(aDevice(), view({ imported }))).toBeUndefined();
    expect(nextMove(aDevice(), view({ imported, identities: twice }))).toBeUndefined();
  });

  test('refuses what another tenant holds, and parks what only a person can tell', () => {
    const other = failed(808, 'ZtdDeviceAssignedToOtherTenant');
    expect(nextMove(aDevice(), view({ imported: [other] }))).toMatchObject({
      to: 'refused',
      code: 'DeviceAssignedToOtherTenant',
      vendorReason: 'ZtdDeviceAssignedToOtherTenant 808',
    });
    const joined = failed(814, 'ZtdDeviceAlreadyAadRegistered');
    expect(nextMove(aDevice(), view({ imported: [joined] }))).toMatchObject({
      to: 'needs-attention',
      code: 'AlreadyEntraRegistered',
    });
  });

  test('goes by the identity once somebody cleaned the import rows up, and does not say whose it is', () => {
    const move = nextMove(aDevice(), view({ identities: [anIdentity('a')] }));
    expect(move?.to).toBe('imported');
    expect(move?.records).toEqual({ autopilotIdentityId: 'identity-a' });
    expect(nextMove(aDevice(), view())).toBeUndefined();
  });
});

describe('imported', () => {
  const device = aDevice({ state: 'imported', autopilotIdentityId: 'identity-a' });
  const identities = [anIdentity('a')];

  test('is anchored when the Entra object of its identity carries the ZTDID', () => {
    const entra = [anEntra('a', { ztdId: 'ztd-a' })];
    expect(nextMove(device, view({ identities, entra }))).toMatchObject({
      to: 'anchored',
      records: { entraObjectId: 'object-a', entraDeviceId: 'entra-a' },
    });
  });

  test('waits without identity, without object, without ZTDID', () => {
    const entra = [anEntra('a', { ztdId: 'ztd-a' })];
    expect(nextMove(device, view({ entra }))).toBeUndefined();
    expect(nextMove(device, view({ identities }))).toBeUndefined();
    expect(nextMove(device, view({ identities, entra: [anEntra('a')] }))).toBeUndefined();
    const unknown = without(device, 'autopilotIdentityId');
    expect(nextMove(unknown, view({ identities, entra }))).toBeUndefined();
  });

  test('is not anchored by an object of the same name', () => {
    const entra = [anEntra('z', { ztdId: 'ztd-z', displayName: 'PC-a' })];
    expect(nextMove(device, view({ identities, entra }))).toBeUndefined();
  });
});

test('anchored is grouped once its object is a member, and its alone', () => {
  const device = aDevice({ state: 'anchored', entraObjectId: 'object-a' });
  expect(nextMove(device, view({ members: ['object-b', 'object-a'] }))).toMatchObject({
    to: 'grouped',
  });
  expect(nextMove(device, view({ members: ['object-b'] }))).toBeUndefined();
  const loose = without(device, 'entraObjectId');
  expect(nextMove(loose, view({ members: ['object-a'] }))).toBeUndefined();
});

describe('grouped', () => {
  const device = aDevice({ state: 'grouped', autopilotIdentityId: 'identity-a' });
  const withStatus = (change: Partial<AutopilotIdentity>) =>
    nextMove(device, view({ identities: [anIdentity('a', change)] }));
  const profileAssignedAt = '2026-09-01T07:00:00Z';

  test.each(['assignedInSync', 'assignedOutOfSync', 'assignedUnkownSyncState'])(
    'has its profile when assigned (%s) with a date',
    (profileAssignmentStatus) => {
      expect(withStatus({ profileAssignmentStatus, profileAssignedAt })).toMatchObject({
        to: 'profile-assigned',
      });
    },
  );

  test('waits for the date: the status alone may come first (REQ-173)', () => {
    expect(withStatus({ profileAssignmentStatus: 'assignedInSync' })).toBeUndefined();
  });

  test.each(['notAssigned', 'pending', 'failed', 'unknown', ''])(
    'waits while the status is %j, whatever the date',
    (profileAssignmentStatus) => {
      expect(withStatus({ profileAssignmentStatus, profileAssignedAt })).toBeUndefined();
    },
  );

  test('does not take the profile of another device for its own', () => {
    const other = anIdentity('b', { profileAssignmentStatus: 'assignedInSync', profileAssignedAt });
    expect(nextMove(device, view({ identities: [other] }))).toBeUndefined();
  });
});

test.each([
  ['register', 'ready-to-ship'],
  ['adopt', 'ready-to-ship'],
  ['manual-reset', 'awaiting-manual-reset'],
  ['reset', undefined],
  ['already-co-managed', undefined],
] as const)('with its profile, track %s goes on to %s', (track, to) => {
  expect(nextMove(aDevice({ state: 'profile-assigned', track }), view())?.to).toBe(to);
});

describe.each([
  ['delivered', 'enrolling'],
  ['wipe-issued', 'wiped'],
  ['awaiting-manual-reset', 'wiped'],
] as const)('%s', (state, to) => {
  const device = aDevice({ state, managedDeviceId: 'managed-old' });
  const old = aManaged('a', { managedDeviceId: 'managed-old' });
  const fresh = aManaged('a', { managedDeviceId: 'managed-new', enrolledAt: takenAt });

  test(`is ${to} when another Intune record shows`, () => {
    for (const managed of [[fresh], [old, fresh]]) {
      expect(nextMove(device, view({ managed }))).toEqual({
        deviceKey: 'key-a',
        from: state,
        to,
        records: { managedDeviceId: 'managed-new', enrolledAt: takenAt },
      });
    }
  });

  test('is proved by no vanished record: that is a record gone, and no device reset', () => {
    expect(nextMove(device, view({ managed: [] }))).toBeUndefined();
  });

  test('waits while only the record shows that was there before', () => {
    expect(nextMove(device, view({ managed: [old] }))).toBeUndefined();
  });

  test('goes by the latest of several: setup was begun twice, in whatever order they are listed', () => {
    const earlier = aManaged('a', { managedDeviceId: 'managed-first', enrolledAt: daysAgo(1) });
    for (const managed of [
      [fresh, earlier, old],
      [old, earlier, fresh],
    ]) {
      expect(nextMove(device, view({ managed }))?.records?.managedDeviceId).toBe('managed-new');
    }
  });

  test('is no other device’s enrolment', () => {
    const other = aManaged('b', { deviceName: 'PC-a' });
    expect(nextMove(device, view({ managed: [other] }))).toBeUndefined();
  });
});

test('wiped is enrolling: its new record was the proof of both', () => {
  expect(nextMove(aDevice({ state: 'wiped' }), view())).toMatchObject({ to: 'enrolling' });
});

describe('enrolling', () => {
  const siteEvidenceAt = takenAt;
  const device = aDevice({ state: 'enrolling', managedDeviceId: 'managed-a', siteEvidenceAt });
  const managed = [aManaged('a', { managementAgent: 'configurationManagerClientMdm' })];

  test('is co-managed on the word of both sides', () => {
    expect(nextMove(device, view({ managed }))).toMatchObject({ to: 'co-managed' });
  });

  test('waits for the site, for Intune, and for the very record that enrolled', () => {
    const unproved = without(device, 'siteEvidenceAt');
    expect(nextMove(unproved, view({ managed }))).toBeUndefined();
    expect(nextMove(device, view({ managed: [aManaged('a')] }))).toBeUndefined();
    expect(nextMove({ ...device, managedDeviceId: 'managed-z' }, view({ managed }))).toBe(
      undefined,
    );
  });
});

describe('the watcher', () => {
  test('makes only moves that the table of device states holds', () => {
    const profile = { profileAssignmentStatus: 'assignedInSync', profileAssignedAt: takenAt };
    const stores = fc.record({
      imported: fc.constantFrom(
        [anImport()],
        [failed(806, 'ZtdDeviceAlreadyAssigned')],
        [failed(808, '')],
        [failed(814, '')],
        [],
      ),
      identities: fc.constantFrom([anIdentity('a', profile)], [anIdentity('a')], []),
      entra: fc.constantFrom([anEntra('a', { ztdId: 'z' })], []),
      managed: fc.constantFrom(
        [aManaged('a', { managementAgent: 'configurationManagerClientMdm' })],
        [aManaged('a', { managedDeviceId: 'managed-new' })],
        [],
      ),
      members: fc.constantFrom(['object-a'], []),
    });
    const device = fc.record({
      state: fc.constantFrom(...deviceStates),
      track: fc.constantFrom('register', 'adopt', 'reset', 'manual-reset'),
      managedDeviceId: fc.constantFrom('managed-a', 'managed-old'),
      siteEvidenceAt: fc.constant(takenAt),
      entraObjectId: fc.constant('object-a'),
      autopilotIdentityId: fc.constant('identity-a'),
    });
    fc.assert(
      fc.property(device, stores, fc.nat(10 ** 9), (change, found, waited) => {
        const watched = aDevice(change);
        for (const move of [nextMove(watched, view(found)), overdueMove(watched, waited)]) {
          if (move === undefined) continue;
          expect(move.from).toBe(watched.state);
          expect(mayMove(move.from, move.to), `${move.from} → ${move.to}`).toBe(true);
          expect(watchedStates as readonly string[]).toContain(watched.state);
          if (move.to === 'needs-attention' || move.to === 'refused')
            expect(move.code).toBeDefined();
        }
      }),
      { numRuns: 500 },
    );
  });

  test('moves nothing on empty lists but what needs no list', () => {
    for (const state of watchedStates) {
      const move = nextMove(aDevice({ state, managedDeviceId: 'managed-a' }), view());
      const expected = { 'profile-assigned': 'ready-to-ship', wiped: 'enrolling' };
      expect(move?.to, state).toBe((expected as Record<string, string>)[state]);
    }
  });

  test('shows a device to a person after a patience that fits the state, and not before', () => {
    const hours = (state: WatchedDevice['state']): number | undefined => {
      for (let hour = 1; hour <= 1_000; hour += 1)
        if (overdueMove(aDevice({ state }), hour * 3_600_000) !== undefined) return hour;
      return undefined;
    };
    const patience = watchedStates.map((state) => [state, hours(state)]);
    expect(Object.fromEntries(patience)).toMatchObject({
      importing: 24,
      imported: 24,
      anchored: 36,
      grouped: 24,
      enrolling: 72,
      'wipe-issued': 14 * 24,
      // These wait for people: a box in a warehouse is nobody's failure.
      delivered: undefined,
      'awaiting-manual-reset': undefined,
    });
  });
});
