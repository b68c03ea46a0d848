import { describe, expect, it } from 'vitest';
import { expectEnds, expectOnce, wipesOf } from '../support/e2e/expectations.ts';
import { armKill, type ArmedKill, type Kill } from '../support/e2e/kill-in-flight.ts';
import { playWith } from '../support/e2e/play.ts';
import { tellRecovery } from '../support/e2e/recovery.ts';
import { useBench } from '../support/e2e/use-stack.ts';

// SIGKILL while the vendor holds the answer to a write: the journal says `sending`, the process that sent is gone, and
// the vendor does (or does not do) what it was asked for when nobody listens any more. After a restart the run must end
// as if nothing had happened, with no second effect.

const bench = useBench({
  name: 'kills',
  fleets: [{ name: 'ALPHA' }, { name: 'BETA', fresh: 2, reused: 4, duplicates: 0, registered: 1 }],
});

const write = {
  import: { method: 'POST', path: '/importedWindowsAutopilotDeviceIdentities/import$' },
  collection: { method: 'POST', path: '/SMS_Collection$' },
  deleteDevice: { method: 'DELETE', path: '^/v1.0/devices/' },
  wipe: { method: 'POST', path: '/managedDevices/[^/]+/wipe$' },
} as const;

function strikeAll(kills: readonly ArmedKill[]) {
  return (run: string, signal: AbortSignal): Promise<Kill[]> =>
    Promise.all(kills.map((kill) => kill.strike(run, signal)));
}

describe('a run whose processes are killed', () => {
  it('ends the same after kills in mid collection, mid import and mid duplicate-delete', async () => {
    const here = bench();
    const fleet = here.fleet('ALPHA');
    const kills = [
      await armKill(here, {
        step: 'device-collection/create',
        request: write.collection,
        victims: ['site'],
        isDone: true,
      }),
      await armKill(here, {
        step: 'autopilot/import',
        request: write.import,
        victims: ['orchestrator', 'graph'],
        isDone: true,
      }),
      await armKill(here, {
        step: 'duplicate/delete',
        request: write.deleteDevice,
        victims: ['guard'],
        isDone: true,
      }),
    ];

    const { played, made } = await playWith(here, { fleet, scene: strikeAll(kills) });

    expect(played.run.outcome).toBe('completed');
    expectEnds(fleet, played);
    await expectOnce(here, fleet, played);
    // What was under way was found again, not sent again.
    const journal = await here.eyes.journal(played.run.runId);
    const outcomes = made.map(({ row }) => journal.find(({ key }) => key === row.key)?.outcome);
    expect(outcomes).toEqual(['adopted', 'adopted', 'adopted']);
    expect(here.exits).toEqual([]);
    await tellRecovery(here.stack, played.run.runId, made);
  });

  it('wipes each device at most once when killed in mid wipe, and leaves to a person what nobody can tell', async () => {
    const here = bench();
    const fleet = here.fleet('BETA');
    const first = await armKill(here, {
      step: 'wipe',
      request: { ...write.wipe, skip: 1 },
      victims: ['orchestrator', 'graph', 'guard'],
      isDone: true,
    });
    // The next wipe after that one: the vendor is asked and does nothing.
    const second = await armKill(here, {
      step: 'wipe',
      request: { ...write.wipe, skip: 1 },
      victims: ['guard'],
      isDone: false,
    });

    const { played, made } = await playWith(here, {
      fleet,
      scene: async (run, signal) => [
        await first.strike(run, signal),
        await second.strike(run, signal),
      ],
    });

    const [done, notDone] = made;
    const serialOf = (kill: Kill | undefined): Promise<string> =>
      here.eyes.serialOf(played.run.runId, kill?.row.deviceKey ?? '');
    const [wiped, unknown] = [await serialOf(done), await serialOf(notDone)];
    expect(wiped).not.toBe(unknown);
    expect(played.run.outcome).toBe('completed');
    expectEnds(fleet, played, { [unknown]: 'needs-attention(WipeUnknown)' });
    await expectOnce(here, fleet, played);
    const reused = Object.fromEntries(fleet.serials.reused.map((serial) => [serial, 1]));
    expect(await wipesOf(here, fleet)).toMatchObject({ ...reused, [unknown]: 0 });
    expect(here.exits).toEqual([]);
    await tellRecovery(here.stack, played.run.runId, made);
  });
});
