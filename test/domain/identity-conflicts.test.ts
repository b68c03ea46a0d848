import { describe, expect, test } from 'vitest';
import { resolveDevice } from '../../domain/device-identity.ts';
import { identityConflicts, type ConflictKind } from '../../domain/identity-conflicts.ts';
import type { Inventory } from '../../domain/inventory.ts';
import {
  aManaged,
  anEntra,
  anIdentity,
  aRequest,
  aSiteDevice,
  daysAgo,
  indexed,
} from './inventories.ts';

const resolve = (stores: Partial<Inventory>) => resolveDevice(aRequest('a'), indexed(stores));
const own = anEntra('a');
const enrolled = aManaged('a');
const elsewhere = { entraDeviceId: 'entra-z' };

describe('a device is ambiguous, and the records that contradict are named,', () => {
  test.each<[ConflictKind, string, Partial<Inventory>, string[]]>([
    [
      'TwoRegistrations',
      'when it is registered twice',
      {
        autopilotIdentities: [
          anIdentity('a'),
          anIdentity('a', { autopilotIdentityId: 'identity-2' }),
        ],
      },
      ['identity-2', 'identity-a'],
    ],
    [
      'TwoEnrolments',
      'when it is in Intune twice',
      {
        entraDevices: [own],
        managedDevices: [enrolled, aManaged('a', { managedDeviceId: 'm-2' })],
      },
      ['m-2', 'managed-a'],
    ],
    [
      'TwoClients',
      'when two clients of unlike firmware bear its serial number',
      {
        siteDevices: [
          aSiteDevice('a', { resourceId: 1, smbiosGuid: 'ONE' }),
          aSiteDevice('a', { resourceId: 2, smbiosGuid: 'TWO' }),
        ],
      },
      ['1', '2'],
    ],
    [
      'NoEntraObject',
      'when Intune points at nothing',
      { managedDevices: [enrolled] },
      ['managed-a'],
    ],
    [
      'ObjectsDiffer',
      'when its registration points at another object than Intune',
      {
        entraDevices: [own, anEntra('z')],
        managedDevices: [enrolled],
        autopilotIdentities: [anIdentity('a', elsewhere)],
      },
      ['identity-a', 'object-a', 'object-z'],
    ],
    [
      'ObjectsDiffer',
      'when another object bears the mark of its registration',
      {
        entraDevices: [own, anEntra('z', { ztdId: 'identity-a' })],
        autopilotIdentities: [anIdentity('a')],
      },
      ['object-a', 'object-z'],
    ],
    [
      'ObjectShared',
      'when Intune knows its object under another serial number',
      {
        entraDevices: [own],
        autopilotIdentities: [anIdentity('a')],
        managedDevices: [aManaged('z', { entraDeviceId: 'entra-a' })],
      },
      ['object-a'],
    ],
    [
      'ObjectShared',
      'when another registration points at its object',
      {
        entraDevices: [own],
        managedDevices: [enrolled],
        autopilotIdentities: [anIdentity('z', { entraDeviceId: 'entra-a' })],
      },
      ['object-a'],
    ],
    [
      'ObjectShared',
      'when its object bears the mark of another registration',
      {
        entraDevices: [anEntra('a', { ztdId: 'identity-z' })],
        managedDevices: [enrolled],
        autopilotIdentities: [anIdentity('z')],
      },
      ['object-a'],
    ],
    [
      'ObjectShared',
      'when a client of another serial number says it is that object',
      {
        entraDevices: [own],
        managedDevices: [enrolled],
        siteDevices: [aSiteDevice('z', { entraDeviceId: 'entra-a' })],
      },
      ['object-a'],
    ],
    [
      'HardwareCloned',
      'when its hardware id stands on an object of another serial number',
      {
        entraDevices: [own, anEntra('z', { hardwareIds: ['hw-a'] })],
        autopilotIdentities: [anIdentity('a'), anIdentity('z')],
      },
      ['object-a', 'object-z'],
    ],
    [
      'NameContradicts',
      'when its object bears the name of another PC in Intune',
      {
        entraDevices: [anEntra('a', { displayName: 'pc-Z' })],
        managedDevices: [enrolled, aManaged('z')],
      },
      ['managed-z', 'object-a'],
    ],
  ])('%s: %s', (kind, _why, stores, records) => {
    expect(resolve(stores)).toEqual({
      identity: { kind: 'refused', code: 'AmbiguousIdentity' },
      evidence: [],
      conflicts: [{ kind, records }],
    });
  });

  test('each in one sentence that says what to do', () => {
    for (const sentence of Object.values(identityConflicts))
      expect(sentence).toMatch(/^[A-Z][^.]*[;:] ?[^.]*\.$/);
  });
});

describe('what contradicts nothing', () => {
  test.each<[string, Partial<Inventory>]>([
    [
      'a client of another serial number that is obsolete',
      { siteDevices: [aSiteDevice('z', { entraDeviceId: 'entra-a', isObsolete: true })] },
    ],
    [
      'a record with the serial number of a board',
      {
        siteDevices: [
          aSiteDevice('z', { entraDeviceId: 'entra-a', serialNumber: 'Default string' }),
        ],
      },
    ],
    [
      'a PC of the same name',
      { managedDevices: [enrolled, aManaged('z', { deviceName: 'PC-a' })] },
    ],
    ['a mark whose registration is gone', { entraDevices: [anEntra('a', { ztdId: 'gone' })] }],
    [
      'a rename that the directory has not heard of',
      { entraDevices: [anEntra('a', { displayName: 'OLD-NAME' })] },
    ],
  ])('%s', (_name, stores) => {
    const { identity, conflicts } = resolve({
      entraDevices: [own],
      managedDevices: [enrolled],
      ...stores,
    });
    expect(identity.kind).toBe('enrolled');
    expect(conflicts).toEqual([]);
  });
});

describe('of two Intune records with its serial number the newest is its own', () => {
  const before = anEntra('before', { hardwareIds: ['hw-a'], lastSignInAt: daysAgo(300) });
  const earlier = aManaged('a', {
    managedDeviceId: 'managed-before',
    entraDeviceId: 'entra-before',
    enrolledAt: daysAgo(900),
    lastSyncAt: daysAgo(300),
  });
  const withEarlier = (change: Partial<typeof earlier> = {}, entra = before) =>
    resolve({ entraDevices: [own, entra], managedDevices: [{ ...earlier, ...change }, enrolled] })
      .identity;

  test('only when the other is proved to be an earlier life of the same hardware', () => {
    expect(withEarlier()).toMatchObject({ kind: 'enrolled', managed: enrolled });
    expect(withEarlier({ entraDeviceId: 'entra-a' })).toMatchObject({ kind: 'enrolled' });
  });

  test.each<[string, Partial<typeof earlier>, typeof before]>([
    ['of other hardware', {}, anEntra('before')],
    ['of no hardware that anybody knows', { entraDeviceId: 'gone' }, before],
    ['still in use when the newest was enrolled', { lastSyncAt: daysAgo(199) }, before],
    ['in use today', { lastSyncAt: daysAgo(1) }, before],
    ['that never said when', { lastSyncAt: 'never' }, before],
  ])('not when the other is %s', (_name, change, entra) => {
    expect(withEarlier(change, entra)).toEqual({ kind: 'refused', code: 'AmbiguousIdentity' });
  });
});

describe('of two clients with its serial number the latest is its own', () => {
  const clients = (one: object, other: object) =>
    resolve({
      siteDevices: [
        aSiteDevice('a', { resourceId: 2, ...one }),
        aSiteDevice('a', { resourceId: 1, ...other }),
      ],
    }).identity;

  test('when the firmware or the join is the same', () => {
    expect(
      clients({ smbiosGuid: 'ONE' }, { smbiosGuid: 'ONE', entraDeviceId: 'old' }),
    ).toMatchObject({
      kind: 'site-client',
      client: { resourceId: 2 },
    });
    expect(clients({}, {})).toMatchObject({ kind: 'site-client', client: { resourceId: 2 } });
  });

  test('not by an id that whole series of boards bear', () => {
    const smbiosGuid = 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF';
    expect(clients({ smbiosGuid }, { smbiosGuid, ...elsewhere }).kind).toBe('refused');
  });
});

test('the evidence names each record by the key that joined it', () => {
  const { evidence } = resolve({
    entraDevices: [anEntra('a', { ztdId: 'identity-a' })],
    managedDevices: [enrolled],
    autopilotIdentities: [anIdentity('a')],
    siteDevices: [aSiteDevice('a')],
  });
  expect(evidence.map(({ store, by }) => `${store} by ${by}`)).toEqual([
    'intune by serial',
    'entra by entra-device-id',
    'autopilot by serial',
    'entra by entra-device-id',
    'entra by ztdid',
    'site by serial',
  ]);
});
