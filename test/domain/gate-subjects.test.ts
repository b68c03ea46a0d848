import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GateSubject } from '../../domain/approval.ts';
import {
  duplicateLeaves,
  gateName,
  gateSubject,
  sortLeaves,
  subjectHash,
  wipeLeaf,
} from '../../domain/gate-subjects.ts';
import { emptyRoot, merkleRoot } from '../../domain/merkle.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import { aLeaf, aSubject } from './approvals.ts';
import { without } from './without.ts';

const target = {
  serialNumber: 'SN-1',
  entraObjectId: 'object-1',
  entraDeviceId: 'entra-1',
  managedDeviceId: 'managed-1',
  enrolledDateTime: '2026-03-01T08:00:00Z',
  autopilotIdentityId: 'identity-1',
};

function anItem(deviceKey: string, duplicateIds: readonly string[]): PlanItem {
  return {
    deviceKey,
    row: 2,
    track: 'reset',
    wave: 1,
    groupTag: 'GW',
    target: { ...target, serialNumber: `SN-${deviceKey}` },
    evidence: ['serial', 'entra-device-id'],
    kept: [],
    duplicates: duplicateIds.map((entraObjectId) => ({
      entraObjectId,
      entraDeviceId: `device-of-${entraObjectId}`,
      displayName: 'PC',
      twinClass: 'stale',
      trustType: 'AzureAd',
      lastSignInAt: '2026-01-01T00:00:00Z',
    })),
  };
}

describe('leaves', () => {
  test('of duplicates name each object under its device, in one order whatever the plan’s was', () => {
    const items = [anItem('d-2', ['o-3', 'o-1']), anItem('d-1', ['o-2']), anItem('d-3', [])];
    const named = duplicateLeaves('delete', items).map((leaf) => [
      leaf.deviceKey,
      leaf.entraObjectId,
      leaf.entraDeviceId,
      leaf.serial,
      leaf.action,
      leaf.precondition,
    ]);
    const rest = ['delete', 'last sign-in 2026-01-01T00:00:00Z'];
    expect(named).toEqual([
      ['d-1', 'o-2', 'device-of-o-2', 'SN-d-1', ...rest],
      ['d-2', 'o-1', 'device-of-o-1', 'SN-d-2', ...rest],
      ['d-2', 'o-3', 'device-of-o-3', 'SN-d-2', ...rest],
    ]);
    expect(duplicateLeaves('delete', [...items].reverse())).toEqual(
      duplicateLeaves('delete', items),
    );
  });

  test('are hashed in the same order however they came', () => {
    const keys = fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{4}$/), { maxLength: 12 });
    fc.assert(
      fc.property(keys, (deviceKeys) => {
        const leaves = deviceKeys.map((key) => aLeaf(key));
        expect(sortLeaves([...leaves].reverse())).toEqual(sortLeaves(leaves));
      }),
    );
  });

  test('of a wipe hold both identifiers and the enrolment it was planned for', () => {
    expect(wipeLeaf('d-1', target)).toEqual({
      deviceKey: 'd-1',
      action: 'wipe',
      serial: 'SN-1',
      entraObjectId: 'object-1',
      entraDeviceId: 'entra-1',
      managedDeviceId: 'managed-1',
      enrolledDateTime: '2026-03-01T08:00:00Z',
      autopilotIdentityId: 'identity-1',
      precondition: 'profile assigned',
    });
  });

  test.each(['managedDeviceId', 'enrolledDateTime', 'entraDeviceId'] as const)(
    'of a wipe do not exist without %s: such a device cannot be told apart',
    (field) => {
      const rest = without(target, field);
      expect(wipeLeaf('d-1', rest)).toBeUndefined();
    },
  );
});

describe('a subject', () => {
  test('has the root of its leaves, and of nothing when there are none', () => {
    const leaves = [aLeaf('d-1'), aLeaf('d-2')];
    expect(aSubject(leaves).itemsRoot).toBe(merkleRoot(leaves as never));
    expect(aSubject([]).itemsRoot).toBe(emptyRoot);
  });

  test('has another hash when anything of it changes, the body included', () => {
    const subject = gateSubject({
      gateType: 'policy',
      wave: 0,
      action: 'go-on',
      leaves: [],
      counts: { newDevices: 2 },
      body: { displayName: 'Co-management' },
    });
    const changes: Partial<GateSubject>[] = [
      {},
      { gateType: 'plan' },
      { wave: 1 },
      { action: 'wipe' },
      { itemsRoot: merkleRoot(['x']) },
      { counts: { newDevices: 3 } },
      { counts: { newDevices: 2, reusedDevices: 0 } },
      { bodyHash: 'other' },
    ];
    const hashes = changes.map((change) => subjectHash({ ...subject, ...change }));
    expect(new Set(hashes).size).toBe(changes.length);
  });
});

test('gates of a run have names of their own, by type, wave and round', () => {
  const names = [0, 1, 2, 11, 12].flatMap((wave) =>
    [1, 2, 3].flatMap((round) => [gateName('wipe', wave, round), gateName('plan', wave, round)]),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(gateName('plan', 0, 1)).toBe('plan');
  expect(gateName('wipe', 2, 1)).toBe('wipe-2');
});
