import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { effectKey } from '../../activities/effect.ts';
import type { DuplicatesAnswer } from '../../activities/guard-duplicates.ts';
import type { OpenGate } from '../../domain/approval.ts';
import type { EntraDevice } from '../../emulator/graph/devices/table.ts';
import { grace, trustList } from '../domain/approvals.ts';
import { useLedger } from '../support/database.ts';
import { approve, epochOf, plan, steadily } from './support/drive-run.ts';
import {
  insist,
  openLaboratory,
  useStandingClock,
  withLaboratory,
  type Laboratory,
} from './support/laboratory.ts';
import { forgetDecisions, store } from './support/people.ts';
import { aSmallWorld, graceMs, serialAt } from './support/small-world.ts';
import { alterLeaf, forgeSending, keepTables, tamper } from './support/tables.ts';
import { untouched, whileChanged } from './support/untouched.ts';

/** Suspicion: an object is deleted that nobody approved, that came back to life, that holds the last key, or too soon. */
const lease = useLedger();

let lab: Laboratory;
let gate: OpenGate;
let putBack: () => Promise<void>;

beforeAll(async () => {
  lab = await openLaboratory(lease, aSmallWorld(['duplicate', 'bystander']));
  gate = await restedDuplicates(lab);
  putBack = await keepTables(lease);
});

afterAll(() => lab.close());

useStandingClock();

beforeEach(async () => {
  await putBack();
  lab.trust.keys = trustList;
});

/** Disabled, rested for the grace period, and approved by two people. */
async function restedDuplicates(at: Laboratory): Promise<OpenGate> {
  const { step } = steadily(at);
  await plan(at, step);
  const input = { ...at.key, epoch: await epochOf(at), wave: 1 };
  await step(() => at.activities.guard.disableDuplicates(input));
  at.advance(graceMs / 60_000);
  return approve(at, step, 'duplicate-delete', 1);
}

async function remove(): Promise<DuplicatesAnswer> {
  const input = { ...lab.key, epoch: await epochOf(lab), wave: 1, gate: gate.gate };
  return lab.activities.guard.deleteDuplicates(input);
}

function duplicate(of = lab): EntraDevice {
  const { devices } = of.emulator.simulation;
  const found = devices.ofMachine(serialAt(0)).find(({ isCurrent }) => !isCurrent);
  if (found === undefined) throw new Error('no duplicate');
  return found;
}

const keyOf = (step: string): string => effectKey(lab.key.run, duplicate().id, step);

async function refuses(reason: string): Promise<void> {
  expect(await untouched(lab, remove)).toEqual({ done: 0, refused: 1 });
  const entry = await lease.ledger.findEntry(lab.key, keyOf('duplicate/delete'));
  expect([entry?.outcome, entry?.result]).toEqual(['refused', reason]);
}

describe('nothing is deleted when', () => {
  test('the leaf was altered', async () => {
    await alterLeaf(lease, lab.key, gate.gate, { entraObjectId: 'another' });
    await refusesAll();
  });

  test('one person approved it', async () => {
    await forgetDecisions(lease, lab);
    await store(lease, lab, gate, grace);
    await refuses('quorum-missing');
  });

  test('the gate was one for disabling', async () => {
    const input = { ...lab.key, epoch: await epochOf(lab), wave: 1, gate: 'plan' };
    const call = () => lab.activities.guard.deleteDuplicates(input);
    expect(await untouched(lab, call)).toEqual({ done: 0, refused: 1 });
  });

  test('the journal claims that the request has left, and nobody approved it', async () => {
    await forgetDecisions(lease, lab);
    const step = 'duplicate/delete';
    const target = duplicate().id;
    await forgeSending(lease, lab.key, { key: keyOf(step), step, target });
    await refuses('quorum-missing');
  });

  test('the journal claims so, and it is in use again', async () => {
    const step = 'duplicate/delete';
    const target = duplicate().id;
    await forgeSending(lease, lab.key, { key: keyOf(step), step, target });
    await whileChanged(duplicate(), { accountEnabled: true }, () => refuses('enabled-again'));
  });

  test('it was not this run that disabled it', async () => {
    await tamper(lease, [[`delete from journal where step = 'duplicate/disable'`]]);
    await refuses('not-disabled-by-us');
  });

  test('its disable was refused', async () => {
    await tamper(lease, [
      [`update journal set outcome = 'refused' where step = 'duplicate/disable'`],
    ]);
    await refuses('not-disabled-by-us');
  });
});

async function refusesAll(): Promise<void> {
  const answer = await untouched(lab, remove);
  expect(answer.done).toBe(0);
}

describe('an object is not deleted when it', () => {
  test('was enabled again: somebody missed it', async () => {
    const change = { accountEnabled: true };
    await whileChanged(duplicate(), change, () => refuses('enabled-again'));
  });

  test.each<[string, string, Partial<EntraDevice>]>([
    [
      'was used since it was planned',
      'in-use',
      { approximateLastSignInDateTime: '2026-02-20T08:00:00Z' },
    ],
    ['became an anchor', 'anchor', { physicalIds: ['[ZTDID]:z'] }],
    ['is synced', 'synced', { onPremisesSyncEnabled: true }],
  ])('%s, and is given back to whoever works on it', async (_what, reason, change) => {
    await whileChanged(duplicate(), change, async () => {
      expect(await insist(lab, remove)).toEqual({ done: 0, refused: 1 });
      const entry = await lease.ledger.findEntry(lab.key, keyOf('duplicate/delete'));
      expect([entry?.outcome, entry?.result]).toEqual(['refused', reason]);
      expect(duplicate()).toMatchObject({ ...change, accountEnabled: true });
      expect(lab.emulator.simulation.referee.violations).toEqual([]);
    });
  });

  test('became an anchor, but stays disabled when it was so before the run came', async () => {
    await tamper(lease, [
      [
        `update journal set before = '{"accountEnabled":false}'
         where step = 'duplicate/disable'`,
      ],
    ]);
    await whileChanged(duplicate(), { physicalIds: ['[ZTDID]:z'] }, () => refuses('anchor'));
  });

  test('holds a recovery key that stands nowhere else, or a local password', async () => {
    const { recoveryKeys, localCredentials } = lab.emulator.simulation;
    const { deviceId, displayName } = duplicate();
    const createdDateTime = '2026-01-01T00:00:00Z';
    const only = recoveryKeys.add({
      id: 'k-1',
      createdDateTime,
      volumeType: 'operatingSystemVolume',
      deviceId,
    });
    await refuses('keys-would-be-lost');
    await putBack();
    recoveryKeys.delete(`${only.id}@${deviceId}`);
    const dates = { lastBackupDateTime: createdDateTime, refreshDateTime: createdDateTime };
    localCredentials.add({ id: deviceId, deviceName: displayName, ...dates });
    await refuses('keys-would-be-lost');
    localCredentials.delete(deviceId);
  });

  test('has not rested for as long as was approved', async () => {
    const justNow = lab.emulator.simulation.clock.nowIso();
    await tamper(lease, [
      [`update journal set result = $1 where step = 'duplicate/disable'`, [justNow]],
    ]);
    await expect(untouched(lab, remove)).rejects.toMatchObject({ type: 'NotReady' });
  });

  test('was to rest for longer than the spec in the database now says', async () => {
    const { spec } = (await lease.ledger.findRun(lab.key)) ?? {};
    const justNow = lab.emulator.simulation.clock.nowIso();
    const hasty = JSON.stringify({ ...spec, duplicateGrace: 'PT0S' });
    await tamper(lease, [
      [`update runs set spec = $1`, [hasty]],
      [`update journal set result = $1 where step = 'duplicate/disable'`, [justNow]],
    ]);
    await expect(untouched(lab, remove)).rejects.toMatchObject({ type: 'GuardRefused' });
    await tamper(lease, [[`update runs set spec = $1`, [JSON.stringify(spec)]]]);
  });

  test('rests since nobody knows when', async () => {
    for (const result of ['', 'long ago']) {
      await tamper(lease, [
        [`update journal set result = $1 where step = 'duplicate/disable'`, [result]],
      ]);
      await expect(untouched(lab, remove)).rejects.toMatchObject({ type: 'NotReady' });
    }
  });
});

test('grace begins with the disable, not with the intent: a pause in between is no rest', async () => {
  await withLaboratory(lease, aSmallWorld(['duplicate']), async (other) => {
    const { step } = steadily(other);
    await plan(other, step);
    const input = { ...other.key, epoch: await epochOf(other), wave: 1 };
    const { guard, ledger } = other.activities;
    await ledger.recordFence({ ...other.key, state: 'paused' });
    await expect(guard.disableDuplicates(input)).rejects.toMatchObject({ type: 'RunPaused' });
    other.advance(30 * 24 * 60);
    await ledger.recordFence({ ...other.key, state: 'live' });
    await step(() => guard.disableDuplicates(input));
    const deleteGate = await approve(other, step, 'duplicate-delete', 1);
    const call = () => guard.deleteDuplicates({ ...input, gate: deleteGate.gate });
    await expect(untouched(other, call)).rejects.toMatchObject({ type: 'NotReady' });
    other.advance(graceMs / 60_000);
    expect(await step(call)).toEqual({ done: 1, refused: 0 });
    expect(other.emulator.simulation.referee.violations).toEqual([]);
  });
});
