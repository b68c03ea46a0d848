import { describe, expect, it } from 'vitest';
import { expectOnce } from '../support/e2e/expectations.ts';
import type { FaultWish, Laboratory } from '../support/e2e/laboratory.ts';
import { milestones } from '../support/e2e/milestones.ts';
import { playWith, type Scene } from '../support/e2e/play.ts';
import { expectUnharmed, freeze, sweepRunLimitMs, troubleLasts } from '../support/e2e/sweep.ts';
import { useBench, type Bench } from '../support/e2e/use-stack.ts';
import { untilFound } from '../support/e2e/wait.ts';

const bench = useBench({
  name: 'vendor',
  fleets: ['LOST', 'GATEWAY', 'PATIENT', 'BLIND', 'DOWN', 'SILENT'].map((name) => ({ name })),
});

/** Every kind of write that a run sends. */
const writes: readonly Pick<FaultWish, 'method' | 'path' | 'times'>[] = [
  { method: 'PATCH', path: '^/v1.0/groups\\(' },
  // The status page and the co-management policy are made and assigned alike.
  { method: 'POST', path: '/deviceEnrollmentConfigurations$', times: 2 },
  { method: 'POST', path: '/deviceEnrollmentConfigurations/[^/]+/assign$', times: 2 },
  { method: 'POST', path: '/windowsAutopilotDeploymentProfiles$' },
  { method: 'POST', path: '/windowsAutopilotDeploymentProfiles/[^/]+/assignments$' },
  { method: 'POST', path: '/SMS_Collection$' },
  { method: 'POST', path: 'AdminService.AddMembershipRule$' },
  { method: 'POST', path: 'AdminService.RequestRefresh$' },
  { method: 'POST', path: '/SMS_ApplicationAssignment$' },
  { method: 'PATCH', path: '^/v1.0/devices/' },
  { method: 'DELETE', path: '^/v1.0/devices/' },
  { method: 'POST', path: '/importedWindowsAutopilotDeviceIdentities/import$' },
  { method: 'POST', path: '/updateDeviceProperties$' },
  { method: 'POST', path: '/assignUserToDevice$' },
  { method: 'POST', path: '/managedDevices/[^/]+/wipe$' },
];

/** Anything a vendor is asked. */
const everything = '^/(v1.0|beta|AdminService)/';
const times = 100_000;

describe('a run whose vendor does what it is asked and does not say so', () => {
  const troubles = [
    { fleet: 'LOST', how: 'the connection is cut', fault: { loseResponse: true } },
    {
      fleet: 'GATEWAY',
      how: 'the gateway says 504',
      fault: { status: 504, afterEffect: true },
    },
  ] as const;

  it.each(troubles)('once for every kind of write: $how', async ({ fleet: name, fault }) => {
    const here = bench();
    const fleet = here.fleet(name);
    await here.laboratory.addFaults(writes.map((write) => ({ ...write, ...fault })));

    const { played } = await playWith(here, {
      fleet,
      runLimitMs: sweepRunLimitMs,
      scene: async () => undefined,
    });

    expect(await here.laboratory.pendingFaults()).toEqual([]);
    await expectUnharmed(here, fleet, played);
    await expectOnce(here, fleet, played);
    const journal = await here.eyes.journal(played.run.runId);
    const adopted = journal.filter(({ outcome }) => outcome === 'adopted');
    console.log(`${name}: ${adopted.length} of ${journal.length} effects were found again`);
    expect(journal.filter(({ outcome }) => outcome === 'unknown')).toEqual([]);
  });
});

describe('a run whose vendor refuses to work for a while', () => {
  const storms = [
    {
      fleet: 'PATIENT',
      how: 'says 429 with Retry-After',
      fault: { status: 429, retryAfterSeconds: 3 },
    },
    { fleet: 'BLIND', how: 'says 429 without Retry-After', fault: { status: 429 } },
    { fleet: 'DOWN', how: 'says 503', fault: { status: 503 } },
  ] as const;
  const moments = ['device group', 'import', 'wipe'];

  /** A storm of ten seconds at each of the moments. */
  function storming(here: Bench, trouble: (laboratory: Laboratory) => Promise<void>): Scene<void> {
    return async (run, signal) => {
      for (const { name, isReached } of milestones) {
        if (!moments.includes(name)) continue;
        const isThere = async () => ((await isReached(here, run)) ? name : undefined);
        await untilFound(name, isThere, signal);
        await trouble(here.laboratory);
      }
    };
  }

  it.each(storms)('it $how', async ({ fleet: name, fault }) => {
    const here = bench();
    const fleet = here.fleet(name);
    const { played } = await playWith(here, {
      fleet,
      runLimitMs: sweepRunLimitMs,
      scene: storming(here, async (laboratory) => {
        await laboratory.addFaults([{ path: everything, times, ...fault }]);
        await troubleLasts(10);
        await laboratory.clearFaults();
      }),
    });
    await expectUnharmed(here, fleet, played);
    if (fault.status === 429) expect((await here.laboratory.stats()).throttled).toBeGreaterThan(0);
  });

  it('it says nothing at all for longer than a client waits', async () => {
    const here = bench();
    const fleet = here.fleet('SILENT');
    const { played } = await playWith(here, {
      fleet,
      runLimitMs: sweepRunLimitMs,
      scene: storming(here, () => freeze(here, 'emulator', 14)),
    });
    await expectUnharmed(here, fleet, played);
  });
});
