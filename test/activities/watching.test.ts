import { describe, expect, test, vi } from 'vitest';
import { useLedger } from '../support/database.ts';
import { crashOnce } from './support/crashes.ts';
import {
  attachCloud,
  cleanDuplicates,
  deliver,
  driveRun,
  lookUntil,
  makeObjects,
  plan,
  register,
  steadily,
} from './support/drive-run.ts';
import {
  insist,
  look,
  useStandingClock,
  withLaboratory,
  type Laboratory,
} from './support/laboratory.ts';
import { aSmallWorld, deviceKeyAt, serialAt, type Kind } from './support/small-world.ts';

/** Suspicion: the watcher takes silence for an answer, loses a device, or tells nobody. */
const lease = useLedger();
useStandingClock();

async function withRegistered(
  kinds: readonly Kind[],
  use: (lab: Laboratory) => Promise<void>,
): Promise<void> {
  await withLaboratory(lease, aSmallWorld(kinds), async (lab) => {
    const { step } = steadily(lab);
    await plan(lab, step);
    await attachCloud(lab, step);
    await makeObjects(lab, step);
    await cleanDuplicates(lab, step);
    await register(lab, step);
    await use(lab);
    expect(lab.emulator.simulation.referee.violations).toEqual([]);
  });
}

const hours = (count: number): number => count * 3_600_000;

async function stateOf(lab: Laboratory, index = 0) {
  const row = await lease.ledger.findDevice(lab.key, deviceKeyAt(index));
  return [row?.state, row?.code];
}

test('the watch ends by itself when no run is live any more', async () => {
  await withLaboratory(lease, aSmallWorld(['new']), async (lab) => {
    const { watch } = lab.activities;
    const input = { tenant: lab.key.tenant };
    await expect(watch.pollTenant(input)).rejects.toMatchObject({ type: 'NotReady' });
    await expect(watch.pollSite(input)).rejects.toMatchObject({ type: 'NotReady' });
    await lease.ledger.endRun(lab.key, 'aborted');
    await expect(watch.pollTenant(input)).resolves.toBeUndefined();
    await expect(watch.pollSite(input)).resolves.toBeUndefined();
  });
});

test('a look writes nothing when nothing has changed, and tells nobody', async () => {
  await withRegistered(['new'], async (lab) => {
    const outbox = () => lease.query('select * from outbox');
    await lease.ledger.deliver(1_000, () => Promise.resolve());
    await look(lab);
    expect(await outbox()).toEqual([]);
  });
});

test('who waits hears of it in the same transaction: the run, and the shard whose device moved', async () => {
  await withLaboratory(lease, aSmallWorld(['new']), async (lab) => {
    const { step } = steadily(lab);
    await plan(lab, step);
    await attachCloud(lab, step);
    await makeObjects(lab, step);
    await cleanDuplicates(lab, step);
    const input = { ...lab.key, epoch: 1, wave: 1, shard: 1 };
    await insist(lab, () => lab.activities.graph.importDevices(input));
    await lease.ledger.deliver(1_000, () => Promise.resolve());
    lab.advance(6);
    await look(lab);
    const told: string[] = [];
    await lease.ledger.deliver(1_000, async ({ workflowId }) => {
      told.push(workflowId);
    });
    const run = `run/${lab.key.tenant}/${lab.key.run}`;
    expect(told.sort()).toEqual([run, `${run}/wave/1/shard/1`]);
  });
});

describe('a device that waits too long', () => {
  async function stuckImport(use: (lab: Laboratory) => Promise<void>): Promise<void> {
    await withLaboratory(lease, aSmallWorld(['new']), async (lab) => {
      const { step } = steadily(lab);
      await plan(lab, step);
      await attachCloud(lab, step);
      await makeObjects(lab, step);
      await cleanDuplicates(lab, step);
      const input = { ...lab.key, epoch: 1, wave: 1, shard: 1 };
      await insist(lab, () => lab.activities.graph.importDevices(input));
      await use(lab);
    });
  }

  test('is shown to a person, and moves on all the same once the vendor answers', async () => {
    await stuckImport(async (lab) => {
      vi.setSystemTime(Date.now() + hours(23));
      await look(lab);
      expect(await stateOf(lab)).toEqual(['importing', undefined]);
      vi.setSystemTime(Date.now() + hours(2));
      await look(lab);
      expect(await stateOf(lab)).toEqual(['needs-attention', 'ImportFailed']);
      const scope = { errorCode: 'ImportFailed' };
      await lab.activities.ledger.resolveDevices({ ...lab.key, scope, action: 'retry' });
      await lookUntil(lab, (counts) => (counts['ready-to-ship'] ?? 0) === 1);
    });
  });

  test('is not parked for the time during which its run was paused', async () => {
    await stuckImport(async (lab) => {
      const { ledger } = lab.activities;
      await ledger.recordFence({ ...lab.key, state: 'paused' });
      vi.setSystemTime(Date.now() + hours(100));
      await look(lab);
      expect(await stateOf(lab)).toEqual(['importing', undefined]);
    });
  });
});

describe('a new enrolment', () => {
  test('is no proof of co-management before both sides say so', async () => {
    await withRegistered(['new'], async (lab) => {
      const { step } = steadily(lab);
      const { site } = lab.emulator.simulation;
      await deliver(lab, step);
      expect(await stateOf(lab)).toEqual(['co-managed', undefined]);
      const row = await lease.ledger.findDevice(lab.key, deviceKeyAt(0));
      expect(row?.siteEvidenceAt).toBeDefined();
      expect(site.systems.size).toBe(1);
    });
  });

  test('that vanished proves nothing: the device waits on', async () => {
    await withRegistered(['new'], async (lab) => {
      const { simulation } = lab.emulator;
      const keys = [deviceKeyAt(0)];
      await lease.ledger.saveDelivery(lab.key, 'upload-1', keys);
      await lab.activities.ledger.applyDelivery({ ...lab.key, uploadId: 'upload-1' });
      await look(lab);
      expect(await stateOf(lab)).toEqual(['delivered', undefined]);
      expect(simulation.managedDevices.findByMachine(serialAt(0))).toBeUndefined();
    });
  });
});

test('a manual reset is proved by its new enrolment, and ends co-managed', async () => {
  const systems = [{ name: 'OLD-PC', serialNumber: serialAt(0), isClient: true }];
  const small = aSmallWorld(['new'], { site: { systems } });
  await withLaboratory(lease, small, async (lab) => {
    await driveRun(lab, {
      step: (activity) => insist(lab, activity),
      isAborted: (phase) => phase === 'registration',
    });
    await look(lab);
    expect(await stateOf(lab)).toEqual(['awaiting-manual-reset', undefined]);
    // A person resets it; it goes through OOBE like any other.
    const { simulation } = lab.emulator;
    const machine = simulation.machines.find(serialAt(0));
    if (machine === undefined) throw new Error('no machine');
    simulation.life.start(machine, 'ship');
    await lookUntil(lab, (counts) => (counts['co-managed'] ?? 0) === 1);
  });
});

test('a look that died half-way is made up for by the next', async () => {
  await withLaboratory(lease, aSmallWorld(['new', 'new']), async (lab) => {
    const { step } = steadily(lab);
    await plan(lab, step);
    await attachCloud(lab, step);
    await makeObjects(lab, step);
    await cleanDuplicates(lab, step);
    for (const side of ['before', 'after'] as const) {
      lab.fate.decide = crashOnce('moveDevices', side).decide;
    }
    await register(lab, step);
    const counts = await lease.ledger.countDevices(lab.key);
    expect(counts).toEqual({ 'ready-to-ship': 2 });
  });
});
