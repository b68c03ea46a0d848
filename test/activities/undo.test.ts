import { afterEach, describe, expect, test } from 'vitest';
import { useLedger } from '../support/database.ts';
import { Crash, crashOnce, noMishap } from './support/crashes.ts';
import {
  approve,
  attachCloud,
  cleanDuplicates,
  driveRun,
  epochOf,
  makeObjects,
  plan,
  register,
  reset,
  steadily,
} from './support/drive-run.ts';
import { worldEnd } from './support/end-state.ts';
import { insist, useStandingClock, withLaboratory, type Laboratory } from './support/laboratory.ts';
import { aSmallWorld, deviceKeyAt, serialAt, spec, type Kind } from './support/small-world.ts';
import { undoRun } from './support/undo-run.ts';

/** Suspicion: undo takes back what is not the run's, leaves what is, or touches a device that has gone too far. */
const lease = useLedger();
useStandingClock();

let violations: readonly unknown[] = [];
afterEach(() => {
  expect(violations).toEqual([]);
});

async function withRun(
  kinds: readonly Kind[],
  use: (lab: Laboratory) => Promise<void>,
  world: Parameters<typeof aSmallWorld>[1] = {},
): Promise<void> {
  await withLaboratory(lease, aSmallWorld(kinds, world), async (lab) => {
    await use(lab);
    violations = lab.emulator.simulation.referee.violations;
  });
}

async function upTo(lab: Laboratory, ...phases: readonly (typeof plan)[]): Promise<void> {
  const { step } = steadily(lab);
  for (const phase of phases) await phase(lab, step);
}

const toObjects = [plan, attachCloud, makeObjects];
const toRegistered = [...toObjects, cleanDuplicates, register];

async function states(lab: Laboratory): Promise<(string | undefined)[][]> {
  const rows = await lease.ledger.listDevices(lab.key, {}, { limit: 100 });
  return rows.map(({ state, code }) => (code === undefined ? [state] : [state, code]));
}

async function undone(lab: Laboratory): Promise<Record<string, string | undefined>> {
  const rows = await lease.ledger.listTenantObjects(lab.key);
  return Object.fromEntries(rows.map(({ object, undo }) => [object, undo]));
}

test('a run that was aborted before it touched anything leaves the tenant as it was', async () => {
  await withRun(['new', 'registered', 'reused'], async (lab) => {
    const before = worldEnd(lab);
    await upTo(lab, plan);
    await undoRun(lab);
    expect(worldEnd(lab)).toEqual(before);
    expect(await states(lab)).toEqual(Array(3).fill(['rolled-back']));
  });
});

test('registrations, tags and objects are taken back, and again is nothing', async () => {
  await withRun(['new', 'registered'], async (lab) => {
    const before = worldEnd(lab);
    await upTo(lab, ...toRegistered);
    await undoRun(lab);
    lab.advance(600);
    const { identities, groups, configurations, profiles, collections, deployments } =
      worldEnd(lab);
    expect({ identities, groups, configurations, profiles, deployments }).toEqual({
      identities: before.identities,
      groups: before.groups,
      configurations: before.configurations,
      profiles: before.profiles,
      deployments: before.deployments,
    });
    expect(collections.some((line) => line.startsWith(spec.deviceCollection.name))).toBe(false);
    expect(Object.values(await undone(lab))).toEqual(Array(6).fill('undone'));
    expect(await states(lab)).toEqual([['rolled-back'], ['rolled-back']]);
  });
});

describe('a device that has gone too far is left to people, with its registration:', () => {
  test('one that was wiped', async () => {
    await withRun(['reused', 'new'], async (lab) => {
      await upTo(lab, ...toRegistered, reset);
      await undoRun(lab);
      lab.advance(600);
      expect(await states(lab)).toEqual([['needs-attention', 'LeftByAbort'], ['rolled-back']]);
      expect(worldEnd(lab).identities).toEqual([`${serialAt(0)}: GW, `]);
      // The device will come through OOBE under the run's policy: that must not change under it.
      expect((await undone(lab))['comanagement-policy']).toBe('cannot-undo');
    });
  });

  test.each([
    ['after', 'beginSending', 'WipeUnknown'],
    ['before', 'wipeManagedDevice', 'WipeUnknown'],
    ['after', 'wipeManagedDevice', 'WipeUnknown'],
    ['before', 'answer', 'WipeUnknown'],
    ['after', 'answer', 'LeftByAbort'],
  ] as const)('one whose wipe died %s %s', async (side, method, code) => {
    await withRun(['reused'], async (lab) => {
      await upTo(lab, ...toRegistered);
      const { step } = steadily(lab);
      const { gate } = await approve(lab, step, 'wipe', 1);
      await step(() => lab.activities.ledger.approveWipes({ ...lab.key, wave: 1, gate }));
      lab.fate.decide = crashOnce(method, side).decide;
      const input = { ...lab.key, epoch: await epochOf(lab), wave: 1, gate };
      await expect(lab.activities.guard.wipeDevices(input)).rejects.toThrow(Crash);
      lab.fate.decide = noMishap;
      await undoRun(lab);
      expect(await states(lab)).toEqual([['needs-attention', code]]);
      expect(worldEnd(lab).identities).toEqual([`${serialAt(0)}: GW, `]);
    });
  });
});

test('a batch that was never sent is rolled back at once, and nothing of it comes later', async () => {
  await withRun(['new', 'new'], async (lab) => {
    await upTo(lab, ...toObjects, cleanDuplicates);
    lab.fate.decide = crashOnce('beginSending', 'before').decide;
    const input = { ...lab.key, epoch: await epochOf(lab), wave: 1, shard: 1 };
    await expect(lab.activities.graph.importDevices(input)).rejects.toThrow(Crash);
    expect((await lease.ledger.findDevice(lab.key, deviceKeyAt(0)))?.state).toBe('importing');
    lab.fate.decide = noMishap;
    await undoRun(lab);
    lab.advance(600);
    expect(await states(lab)).toEqual([['rolled-back'], ['rolled-back']]);
    expect(worldEnd(lab).identities).toEqual([]);
  });
});

test('an object that was made right before the process died is found and removed', async () => {
  await withRun(['new'], async (lab) => {
    await upTo(lab, plan, attachCloud);
    const before = worldEnd(lab);
    const { step } = steadily(lab);
    const input = { ...lab.key, epoch: await epochOf(lab) };
    const { groupId } = await step(() => lab.activities.graph.ensureDeviceGroup(input));
    for (const [method, side] of [
      ['createEspProfile', 'after'],
      ['saveTenantObject', 'before'],
    ] as const) {
      lab.fate.decide = crashOnce(method, side).decide;
      const make =
        method === 'createEspProfile'
          ? () => lab.activities.graph.ensureEspProfile({ ...input, groupId })
          : () => lab.activities.graph.ensureAutopilotProfile({ ...input, groupId });
      await expect(make()).rejects.toThrow(Crash);
    }
    lab.fate.decide = noMishap;
    await undoRun(lab);
    expect(worldEnd(lab)).toEqual(before);
  });
});

describe('what the run only adopted', () => {
  const other = '22222222-2222-4222-8222-222222222222';
  const world = {
    groups: [{ id: other, displayName: 'Somebody’s' }],
    enrollmentConfigurations: [
      {
        '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
        displayName: spec.espProfile.name,
        showInstallationProgress: true,
        installProgressTimeoutInMinutes: spec.espProfile.timeoutMinutes,
        assignedGroupIds: [other],
      },
    ],
  };

  test('stays, and loses no more than the assignment that the run added', async () => {
    await withRun(
      ['new'],
      async (lab) => {
        const before = worldEnd(lab);
        await upTo(lab, ...toObjects);
        const esp = (end: typeof before): string | undefined =>
          end.configurations.find((line) => line.startsWith(spec.espProfile.name));
        expect(esp(worldEnd(lab))).toBe(`${spec.espProfile.name}: 2 groups`);
        await undoRun(lab);
        expect(esp(worldEnd(lab))).toBe(esp(before));
        expect((await undone(lab))['esp-profile']).toBe('undone');
      },
      world,
    );
  });
});

test('an object that another live run relies on stays', async () => {
  await withRun(['new'], async (lab) => {
    await upTo(lab, ...toObjects);
    const before = worldEnd(lab);
    const created = await lease.ledger.listTenantObjects(lab.key);
    const second = { tenant: lab.key.tenant, run: `${lab.key.run}-b` };
    await lease.ledger.createRun({
      ...second,
      requester: 'oid-ada',
      spec,
      specHash: 'hash',
      devices: [],
      rejected: [],
      rowsRead: 0,
      idempotencyKey: `create-${second.run}`,
      bodyHash: 'body',
    });
    for (const row of created)
      await lease.ledger.saveTenantObject(second, { ...row, change: 'adopted' });
    await undoRun(lab);
    expect(worldEnd(lab)).toEqual(before);
    expect(new Set(Object.values(await undone(lab)))).toEqual(new Set(['left-to-a-human']));
    await lease.ledger.endRun(second, 'aborted');
  });
});

test('once a device came through the policy nothing of it is changed: the outcome is undefined', async () => {
  await withRun(['new'], async (lab) => {
    await driveRun(lab, {
      step: (activity) => insist(lab, activity),
      isAborted: (p) => p === 'delivery',
    });
    const before = worldEnd(lab);
    await undoRun(lab);
    expect(worldEnd(lab)).toEqual(before);
    expect(await states(lab)).toEqual([['co-managed']]);
  });
});
