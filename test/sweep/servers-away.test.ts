import { describe, it } from 'vitest';
import { milestones } from '../support/e2e/milestones.ts';
import { playWith } from '../support/e2e/play.ts';
import {
  expectUnharmed,
  freeze,
  killAndStart,
  sweepRunLimitMs,
  troubleLasts,
} from '../support/e2e/sweep.ts';
import { useBench, type Bench } from '../support/e2e/use-stack.ts';
import { untilFound } from '../support/e2e/wait.ts';

const bench = useBench({
  name: 'servers',
  durable: true,
  fleets: ['DATABASE', 'TEMPORAL', 'BOTH', 'STALL'].map((name) => ({ name })),
});

/** The machine that everything but the vendor runs on. */
const machine = ['temporal', 'api', 'orchestrator', 'graph', 'site', 'guard'] as const;

interface Trouble {
  readonly fleet: string;
  readonly what: string;
  readonly moments: readonly string[];
  readonly strike: (bench: Bench) => Promise<void>;
}

const troubles: readonly Trouble[] = [
  {
    fleet: 'DATABASE',
    what: 'PostgreSQL is away for eight seconds',
    moments: ['device group', 'import', 'duplicates deleted', 'wipe'],
    strike: async ({ stack }) => {
      const postgres = stack.process('postgres');
      await postgres.stop();
      await troubleLasts(8);
      await postgres.start();
    },
  },
  {
    fleet: 'TEMPORAL',
    what: 'Temporal is killed and back after five seconds',
    moments: ['plan and its gate', 'import', 'wipe'],
    strike: (here) => killAndStart(here, ['temporal'], 5),
  },
  {
    fleet: 'BOTH',
    what: 'everything but the vendor and the database is killed at once',
    moments: ['device collection', 'import', 'wipe'],
    strike: (here) => killAndStart(here, machine, 2),
  },
  {
    fleet: 'STALL',
    what: 'the workers stand still for longer than their heartbeats may',
    moments: ['device collection', 'import', 'wipe'],
    strike: async (here) => {
      await Promise.all([
        freeze(here, 'graph', 12),
        freeze(here, 'site', 12),
        freeze(here, 'guard', 25),
      ]);
    },
  },
];

describe('a run whose own servers fail', () => {
  it.each(troubles)('$what', async ({ fleet: name, moments, strike }) => {
    const here = bench();
    const fleet = here.fleet(name);
    const { played } = await playWith(here, {
      fleet,
      runLimitMs: sweepRunLimitMs,
      scene: async (run, signal) => {
        for (const milestone of milestones) {
          if (!moments.includes(milestone.name)) continue;
          const isThere = async () => (await milestone.isReached(here, run)) || undefined;
          await untilFound(milestone.name, isThere, signal);
          await strike(here);
          console.log(`${name}: struck at ${milestone.name}`);
        }
      },
    });
    await expectUnharmed(here, fleet, played);
  });
});
