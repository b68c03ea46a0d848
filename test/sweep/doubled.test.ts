import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { resetWorkflowId, runWorkflowId, shardWorkflowId } from '../../domain/workflow-ids.ts';
import { expectEnds, expectOnce } from '../support/e2e/expectations.ts';
import { adminOf, playWith } from '../support/e2e/play.ts';
import type { SmallFleet } from '../support/e2e/small-fleet.ts';
import { expectUnharmed, freeze, sweepRunLimitMs, troubleLasts } from '../support/e2e/sweep.ts';
import { useBench, type Bench } from '../support/e2e/use-stack.ts';
import { untilFound } from '../support/e2e/wait.ts';

const bench = useBench({
  name: 'doubled',
  fleets: [
    ...['ECHO', 'OWNER', 'SLEEPER'].map((name) => ({ name })),
    // Only its spec is used: its run lists the devices of the owner.
    { name: 'OTHER', fresh: 0, reused: 0, duplicates: 0, registered: 0, hasOthers: false },
  ],
});

const echoSeconds = 0.3;
const wipe = { method: 'POST', path: '/managedDevices/[^/]+/wipe$' } as const;

describe('a run to which everything is said twice', () => {
  it('does nothing twice', async () => {
    const here = bench();
    const fleet = here.fleet('ECHO');
    const { played } = await playWith(here, {
      fleet,
      runLimitMs: sweepRunLimitMs,
      scene: (run, signal) => echo(here, run, signal),
    });
    await expectUnharmed(here, fleet, played);
    const gates = played.run.gates.map(({ gate, decidedBy }) => [gate, decidedBy.length]);
    expect(Object.fromEntries(gates)).toMatchObject({ plan: 2, 'wipe-1': 2 });
  });

  it('wipes once though the guard slept through its own time-out', async () => {
    const here = bench();
    const fleet = here.fleet('SLEEPER');
    await here.laboratory.addFaults([{ ...wipe, delayMs: 8_000 }]);
    const { played } = await playWith(here, {
      fleet,
      runLimitMs: sweepRunLimitMs,
      scene: async (run, signal) => {
        const isUnderWay = async () =>
          (await here.eyes.journal(run, 'wipe')).find(({ state }) => state === 'sending');
        await untilFound('a wipe under way', isUnderWay, signal);
        await freeze(here, 'guard', 25);
      },
    });
    await expectUnharmed(here, fleet, played);
  });
});

/** Deliveries, decisions and signals again and again until the run is over. */
async function echo(here: Bench, run: string, signal: AbortSignal): Promise<void> {
  const { tenantId, temporalAddress } = here.stack;
  const admin = await adminOf(here);
  const connection = await Connection.connect({ address: temporalAddress });
  const { workflow } = new Client({ connection });
  const say = async (id: string, name: string, ...args: unknown[]): Promise<void> => {
    try {
      await workflow.getHandle(id).signal(name, ...args);
    } catch (error) {
      // It has not begun, or is over.
      if (!(error instanceof Error)) throw error;
    }
  };
  try {
    while (!signal.aborted) {
      const devices = await admin.listDevices(run);
      const delivered = devices.filter(({ state }) => state === 'delivered');
      const serials = delivered.map(({ serialNumber }) => serialNumber);
      if (serials.length > 0) {
        expect(await admin.deliver(run, serials)).toMatchObject({ delivered: 0 });
      }
      const runId = runWorkflowId(tenantId, run);
      for (const signed of await here.eyes.decisions(run))
        await say(runId, 'decideSignal', { signed });
      const shard = shardWorkflowId(tenantId, run, 1, 1);
      const reset = resetWorkflowId(tenantId, run, 1);
      for (const id of [runId, shard, reset]) await say(id, 'ledgerMoved');
      await troubleLasts(echoSeconds);
    }
  } catch (error) {
    // The run may end between two of these words.
    if (!signal.aborted) throw error;
  } finally {
    await connection.close();
  }
}

describe('two runs over the same device', () => {
  it('refuse it to the second and leave the first alone', async () => {
    const here = bench();
    const owner = here.fleet('OWNER');
    const second = await sameDevices(owner, here.fleet('OTHER'));
    const { played, made } = await playWith(here, {
      fleet: owner,
      runLimitMs: sweepRunLimitMs,
      scene: async () =>
        playWith(here, {
          fleet: second,
          runLimitMs: sweepRunLimitMs,
          scene: async () => undefined,
        }),
    });
    expect(made.played.run.outcome).toBe('completed');
    expectEnds(second, made.played);
    expectEnds(owner, played);
    await expectOnce(here, owner, played);
  });
});

/** The list of one fleet under the spec of another; what the first run holds is refused. */
async function sameDevices(owner: SmallFleet, other: SmallFleet): Promise<SmallFleet> {
  const { fresh, reused, registered } = owner.serials;
  const held = new Set([...fresh, ...reused, ...registered]);
  const lines = (await readFile(owner.files.devices, 'utf8')).split('\r\n');
  const [header = '', ...rows] = lines;
  const kept = rows.filter((line) => held.has(line.split(',')[0] ?? ''));
  const devices = path.join(path.dirname(owner.files.devices), 'again.csv');
  await writeFile(devices, [header, ...kept, ''].join('\r\n'));
  const expected = kept.map((line, index) => ({
    row: index + 2,
    serialNumber: line.split(',')[0] ?? '',
    track: 'none',
    end: 'refused(DeviceInAnotherRun)',
  }));
  return { ...other, files: { ...other.files, devices }, expected };
}
