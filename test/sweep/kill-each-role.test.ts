import { describe, it } from 'vitest';
import { milestones } from '../support/e2e/milestones.ts';
import { playWith, type Scene } from '../support/e2e/play.ts';
import { expectUnharmed, killAndStart, sweepRunLimitMs } from '../support/e2e/sweep.ts';
import { useBench, type Bench } from '../support/e2e/use-stack.ts';
import { untilFound } from '../support/e2e/wait.ts';

// Every role is killed once at every point of the sequence: one run a role, so a row of the table is a role and its
// columns are the milestones below.

const roles = ['orchestrator', 'graph', 'site', 'guard', 'api'] as const;
type Role = (typeof roles)[number];

const bench = useBench({
  name: 'roles',
  fleets: roles.map((role) => ({ name: role.toUpperCase(), reused: 4, duplicates: 3 })),
});

function killAtEach(here: Bench, role: Role): Scene<void> {
  return async (run, signal) => {
    for (const { name, isReached } of milestones) {
      const isThere = async () => ((await isReached(here, run)) ? name : undefined);
      await untilFound(`${name} of run ${run}`, isThere, signal);
      await killAndStart(here, [role]);
      console.log(`${role} killed at: ${name}`);
    }
  };
}

describe('a role killed once at every point of the sequence', () => {
  it.each(roles)('the %s', async (role) => {
    const here = bench();
    const fleet = here.fleet(role.toUpperCase());
    const { played } = await playWith(here, {
      fleet,
      runLimitMs: sweepRunLimitMs,
      scene: killAtEach(here, role),
    });
    await expectUnharmed(here, fleet, played);
  });
});
