import { countIn, type DeviceState, type StateCounts } from '../../domain/device-state.ts';
import { isSettled } from '../../domain/wave-verdict.ts';
import { ledger } from '../activity-proxies.ts';
import { cleanupReady, finishCleanup, runReset, runShards, startCleanup } from './children.ts';
import type { GateKeeper } from './gate-keeper.ts';
import type { RunState } from './state.ts';

/** Before the wipe gate may open, none of the wave's reused devices may still be on its way to its profile. */
const beforeProfile: readonly DeviceState[] = [
  'planned',
  'cleared',
  'importing',
  'imported',
  'anchored',
  'grouped',
];

/** Takes one wave through its whole path; duplicates, registration and resets go on side by side, device by device. */
export async function runWave(state: RunState, gates: GateKeeper, wave: number): Promise<void> {
  const { duplicates } = await ledger.clearDevices({ ...state.key, wave });
  const { shards, resets } = await ledger.readShards({ ...state.key, wave });
  const cleanup = duplicates > 0 ? cleanDuplicates(state, gates, wave) : undefined;
  // Devices that an operator sends back after a failure need shard and reset once more.
  const wipe = { wave, gatesAsked: 0 };
  for (;;) {
    await Promise.all([
      cleanup,
      runShards(state, wave, shards),
      resets > 0 ? resetDevices(state, gates, wipe) : undefined,
    ]);
    const counts = await state.until(
      { wave },
      async (now) => isSettled(now) || (await hasWork(state, wave, now)),
    );
    if (isSettled(counts)) return;
  }
}

/** New devices only rest at their profile, the watcher takes them on; reused ones wait there for their wipe. */
async function hasWork(state: RunState, wave: number, counts: StateCounts): Promise<boolean> {
  if ((counts.cleared ?? 0) > 0) return true;
  if ((counts['profile-assigned'] ?? 0) === 0) return false;
  const filter = { wave, tracks: ['reset'] } as const;
  const reused = await ledger.readCounts({ ...state.key, filter });
  return (reused['profile-assigned'] ?? 0) > 0;
}

async function cleanDuplicates(state: RunState, gates: GateKeeper, wave: number): Promise<void> {
  const child = await startCleanup(state, wave);
  const ready = await cleanupReady(state, child, wave);
  await finishCleanup(
    state,
    child,
    ready > 0 ? await gates.ask('duplicate-delete', wave) : undefined,
  );
}

/** What is left over after a gate was decided is asked for anew, under a gate of its own. */
async function resetDevices(
  state: RunState,
  gates: GateKeeper,
  wipe: { readonly wave: number; gatesAsked: number },
): Promise<void> {
  const { wave } = wipe;
  const filter = { wave, tracks: ['reset'] } as const;
  const counts = await state.until(filter, (now) => countIn(now, beforeProfile) === 0);
  if ((counts['profile-assigned'] ?? 0) === 0) return;
  wipe.gatesAsked += 1;
  const { gate, verdict } = await gates.ask('wipe', wave, wipe.gatesAsked);
  if (verdict === 'rejected') {
    const from = 'profile-assigned';
    await ledger.parkWave({ ...state.key, wave, from, code: 'WipeRejected' });
    return;
  }
  await ledger.approveWipes({ ...state.key, wave, gate });
  await runReset(state, wave, gate);
}
