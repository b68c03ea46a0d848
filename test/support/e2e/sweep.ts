import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { PlayedRun } from '../../../scripts/demo/play-run.ts';
import type { ProcessName } from '../../../scripts/stack/stack.ts';
import { expectEnds, expectOnce, type OtherEnds } from './expectations.ts';
import type { SmallFleet } from './small-fleet.ts';
import type { Bench } from './use-stack.ts';

/** Longer than any run of a few devices with a dozen kills, each of which may cost twenty seconds. */
export const sweepRunLimitMs = 600_000;

/** Waits that belong to the trouble itself: how long a database is away cannot be told by an event. */
export function troubleLasts(seconds: number): Promise<void> {
  return sleep(seconds * 1_000);
}

/** Kills, and starts again when all are dead; `awaySeconds` passes in between. */
export async function killAndStart(
  { stack }: Bench,
  names: readonly ProcessName[],
  awaySeconds = 0,
): Promise<void> {
  await Promise.all(names.map((name) => stack.process(name).kill9()));
  await troubleLasts(awaySeconds);
  for (const name of names) await stack.process(name).start();
}

/** Stops the process where it stands, heartbeats included, and lets it go on as if nothing had been. */
export async function freeze({ stack }: Bench, name: ProcessName, seconds: number): Promise<void> {
  const { pid } = stack.process(name);
  if (pid === undefined) throw new Error(`${name} does not run`);
  process.kill(pid, 'SIGSTOP');
  try {
    await troubleLasts(seconds);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/**
 * The end of a run that was in trouble: completed, every row as without the trouble, nothing twice. Only a wipe that was
 * under way may be left to a person.
 */
export async function expectUnharmed(
  bench: Bench,
  fleet: SmallFleet,
  played: PlayedRun,
): Promise<void> {
  expect(played.run.outcome).toBe('completed');
  expectEnds(fleet, played, await unknownWipes(bench, played.run.runId));
  await expectOnce(bench, fleet, played);
  expect(bench.exits).toEqual([]);
}

async function unknownWipes({ eyes }: Bench, run: string): Promise<OtherEnds> {
  const unknown = (await eyes.journal(run, 'wipe')).filter(({ outcome }) => outcome === 'unknown');
  const serials = await Promise.all(
    unknown.map(({ deviceKey }) => eyes.serialOf(run, deviceKey ?? '')),
  );
  return Object.fromEntries(serials.map((serial) => [serial, 'needs-attention(WipeUnknown)']));
}
