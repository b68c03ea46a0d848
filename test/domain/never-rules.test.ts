import { describe, expect, test } from 'vitest';
import type { EntraDevice, ManagedDevice } from '../../domain/inventory.ts';
import {
  neverDelete,
  neverDisable,
  neverWipe,
  type LiveDuplicate,
  type NeverReason,
} from '../../domain/never-rules.ts';
import { serialKey } from '../../domain/serial-number.ts';
import { aManaged, anEntra, anIdentity, daysAgo, takenAt } from './inventories.ts';
import { without } from './without.ts';

const seen = daysAgo(200);
const planned = { entraDeviceId: 'entra-a', trustType: 'AzureAd', lastSignInAt: seen };
const noKeys = { onObject: [], onSurvivor: [], hasLaps: false };

function live(device: Partial<EntraDevice> = {}, rest: Partial<LiveDuplicate> = {}): LiveDuplicate {
  return {
    device: anEntra('a', { lastSignInAt: seen, accountEnabled: false, ...device }),
    identities: [],
    managed: [],
    vendorNow: takenAt,
    ...rest,
  };
}

const silent = without(anEntra('a', { accountEnabled: false }), 'lastSignInAt');

const refusals: readonly [NeverReason, string, LiveDuplicate][] = [
  ['anchor', 'a ZTDID', live({ ztdId: 'z' })],
  [
    'anchor',
    'an Autopilot identity that points at it',
    live({}, { identities: [anIdentity('a')] }),
  ],
  ['synced', 'a synced object', live({ onPremisesSyncEnabled: true })],
  ['synced', 'a hybrid joined object', live({ trustType: 'ServerAd' })],
  ['system-managed', 'an object of the system', live({ profileType: 'Printer' })],
  ['changed', 'another device id than was planned', live({ deviceId: 'entra-z' })],
  ['managed', 'an Intune record that points at it', live({}, { managed: [aManaged('a')] })],
  ['in-use', 'a sign-in 20 days ago', live({ lastSignInAt: daysAgo(20) })],
  ['in-use', 'a sign-in since the plan, though long ago', live({ lastSignInAt: daysAgo(199) })],
  ['in-use', 'no date at all', { ...live(), device: silent }],
];

describe('never disabled and never deleted, whoever approved it:', () => {
  test.each(refusals)('%s: %s', (reason, _what, found) => {
    expect(neverDisable(found, planned)).toBe(reason);
    expect(neverDelete(found, planned, noKeys)).toBe(reason);
  });

  test('a date that was unknown when it was planned is not taken for no change', () => {
    const unknown = { entraDeviceId: 'entra-a' };
    expect(neverDisable({ ...live(), device: silent }, unknown)).toBe('in-use');
  });
});

test('what is as it was planned may be disabled, enabled or not', () => {
  expect(neverDisable(live(), planned)).toBeUndefined();
  expect(neverDisable(live({ accountEnabled: true }), planned)).toBeUndefined();
  expect(neverDisable(live({ profileType: 'RegisteredDevice' }), planned)).toBeUndefined();
});

describe('never deleted', () => {
  test('what somebody enabled again: it was missed', () => {
    expect(neverDelete(live({ accountEnabled: true }), planned, noKeys)).toBe('enabled-again');
  });

  test('with a recovery key that stands nowhere else, or a local password', () => {
    const lost = 'keys-would-be-lost';
    const only = { onObject: ['k-1', 'k-2'], onSurvivor: ['k-1'], hasLaps: false };
    expect(neverDelete(live(), planned, only)).toBe(lost);
    expect(neverDelete(live(), planned, { ...noKeys, hasLaps: true })).toBe(lost);
    const both = { onObject: ['k-1'], onSurvivor: ['k-2', 'k-1'], hasLaps: false };
    expect(neverDelete(live(), planned, both)).toBeUndefined();
  });
});

describe('never wiped', () => {
  const approved = {
    serialKey: serialKey('SN-a'),
    entraDeviceId: 'entra-a',
    enrolledDateTime: '2026-03-01T08:00:00Z',
  };
  const enrolled = (change: Partial<ManagedDevice> = {}): ManagedDevice =>
    aManaged('a', { enrolledAt: '2026-03-01T08:00:00Z', managementState: 'managed', ...change });
  const loose = without(enrolled(), 'entraDeviceId');
  const unsaid = without(enrolled(), 'managementState');

  test.each<[NeverReason, string, ManagedDevice]>([
    ['changed', 'another serial number', enrolled({ serialNumber: 'SN-b' })],
    ['changed', 'another Entra device', enrolled({ entraDeviceId: 'entra-b' })],
    ['changed', 'no Entra device', loose],
    ['changed', 'a later enrolment', enrolled({ enrolledAt: '2026-03-01T08:00:01Z' })],
    ['changed', 'an enrolment nobody can read', enrolled({ enrolledAt: '' })],
    ['personal', 'a personal device', enrolled({ ownerType: 'personal' })],
    ['personal', 'a device of unknown owner', enrolled({ ownerType: 'unknown' })],
    ['wipe-pending', 'a wipe that is pending', enrolled({ managementState: 'wipePending' })],
    ['wipe-pending', 'a retire that is pending', enrolled({ managementState: 'retirePending' })],
  ])('%s: %s', (reason, _what, found) => {
    expect(neverWipe(found, approved, serialKey)).toBe(reason);
  });

  test('but what was approved, however its instants and serial number are spelt', () => {
    const same = { serialNumber: ' sn-A', enrolledAt: '2026-03-01T08:00:00.000Z' };
    expect(neverWipe(enrolled(same), approved, serialKey)).toBeUndefined();
    expect(neverWipe(unsaid, approved, serialKey)).toBeUndefined();
  });
});
