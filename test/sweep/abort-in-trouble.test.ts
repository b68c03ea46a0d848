import { describe, expect, it } from 'vitest';
import { abortWhen, expectNothingLeft, slowProfile } from '../support/e2e/abort.ts';
import { armKill } from '../support/e2e/kill-in-flight.ts';
import { playWith } from '../support/e2e/play.ts';
import { killAndStart, sweepRunLimitMs } from '../support/e2e/sweep.ts';
import { useBench, type Bench } from '../support/e2e/use-stack.ts';
import { untilFound } from '../support/e2e/wait.ts';

const duplicates = 2;
const names = ['LOST', 'ORCHESTRATOR', 'GRAPH', 'SITE', 'GUARD', 'IMPORT'];
const bench = useBench({
  name: 'aborts',
  timings: slowProfile,
  fleets: names.map((name) => ({
    name,
    reused: 2,
    duplicates,
    registered: 1,
    grace: 'PT24H',
  })),
});

/** Every kind of write that an undo sends. */
const undoWrites = [
  { method: 'PATCH', path: '^/v1.0/devices/' },
  { method: 'POST', path: '/updateDeviceProperties$' },
  { method: 'POST', path: '/(un)?assignUser(From|To)Device$' },
  { method: 'POST', path: '/deviceEnrollmentConfigurations/[^/]+/assign$', times: 2 },
  { method: 'DELETE', path: '/deviceEnrollmentConfigurations/', times: 2 },
  { method: 'DELETE', path: '/windowsAutopilotDeploymentProfiles/[^/]+$' },
  { method: 'DELETE', path: '/windowsAutopilotDeploymentProfiles/[^/]+/assignments/' },
  { method: 'DELETE', path: '^/v1.0/groups/' },
  { method: 'DELETE', path: '/SMS_Collection\\(' },
  { method: 'DELETE', path: '/SMS_ApplicationAssignment\\(' },
  { method: 'DELETE', path: '/windowsAutopilotDeviceIdentities/', times: 2 },
];

/** All that can be registered is, and no duplicate is gone: nothing has passed its point of no return. */
function abort(here: Bench, name: string, on: { run: string; signal: AbortSignal }): Promise<void> {
  const { fresh, registered } = here.fleet(name).serials;
  const waiting = fresh.length + registered.length;
  return abortWhen(here, { duplicates, isTime: (states) => states['grouped'] === waiting }, on);
}

describe('an aborted run in trouble leaves nothing behind', () => {
  it('when the answers to all its undos are lost', async () => {
    const here = bench();
    const fleet = here.fleet('LOST');
    const { played } = await playWith(here, {
      fleet,
      runLimitMs: sweepRunLimitMs,
      scene: async (run, signal) => {
        await abort(here, 'LOST', { run, signal });
        await here.laboratory.addFaults(
          undoWrites.map((write) => ({ ...write, loseResponse: true })),
        );
      },
    });
    expect(await here.laboratory.pendingFaults()).toEqual([]);
    await expectNothingLeft(here, fleet, played);
  });

  it.each(['orchestrator', 'graph', 'site', 'guard'] as const)(
    'when the %s is killed as soon as the undo begins, and once more in it',
    async (role) => {
      const here = bench();
      const name = role.toUpperCase();
      const fleet = here.fleet(name);
      const { played } = await playWith(here, {
        fleet,
        runLimitMs: sweepRunLimitMs,
        scene: async (run, signal) => {
          await abort(here, name, { run, signal });
          await killAndStart(here, [role]);
          const isUndoing = async (): Promise<true | undefined> =>
            (await here.eyes.journal(run)).some(({ step }) => step.startsWith('undo/')) ||
            undefined;
          await untilFound('an undo', isUndoing, signal);
          await killAndStart(here, [role]);
        },
      });
      await expectNothingLeft(here, fleet, played);
    },
  );

  it('when it is aborted while the graph worker is dead in mid import', async () => {
    const here = bench();
    const fleet = here.fleet('IMPORT');
    const kill = await armKill(here, {
      step: 'autopilot/import',
      request: { method: 'POST', path: '/importedWindowsAutopilotDeviceIdentities/import$' },
      victims: ['graph'],
      isDone: true,
    });
    const { played } = await playWith(here, {
      fleet,
      runLimitMs: sweepRunLimitMs,
      scene: async (run, signal) => {
        await kill.strike(run, signal);
        await abortWhen(here, { duplicates, isTime: () => true }, { run, signal });
      },
    });
    await expectNothingLeft(here, fleet, played);
  });
});
