import type { Simulation } from '../simulation.ts';
import type { Machine } from './machine.ts';
import type { Obstacle } from './obstacle.ts';

/** More than one can follow; a machine that asks every hour for a year must not fill the memory. */
const FAILURES_MAX = 50;

/** Writes a failure down where tools and people find it. */
export function noteFailure(
  { autopilotIdentities, clock }: Simulation,
  machine: Machine,
  failure: Obstacle & { during: string },
): void {
  machine.note = failure.text;
  if (machine.failures.length < FAILURES_MAX) {
    const { during, text, code = null } = failure;
    machine.failures.push({ at: clock.nowIso(), during, code, text });
  }
  if (failure.during !== 'enroll') return;
  const identity = autopilotIdentities.findByMachine(machine.id);
  if (identity === undefined) return;
  // https://learn.microsoft.com/graph/api/resources/intune-enrollment-enrollmentstate
  identity.enrollmentState = 'failed';
  identity.lastContactedDateTime = clock.nowIso();
}
