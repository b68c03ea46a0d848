import { countIn, type DeviceState } from '../../domain/device-state.ts';
import { isSettled } from '../../domain/wave-verdict.ts';
import { ledger } from '../activity-proxies.ts';
import { finishCleanup, runReset, runShards, startCleanup } from './children.ts';
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
  await Promise.all([
    duplicates > 0 ? cleanDuplicates(state, gates, wave) : undefined,
    runShards(state, wave, shards),
    resets > 0 ? resetDevices(state, gates, wave) : undefined,
  ]);
  await state.until({ wave }, isSettled);
}

async function cleanDuplicates(state: RunState, gates: GateKeeper, wave: number): Promise<void> {
  const workflowId = await startCleanup(state, wave);
  const ready = await duplicatesReady(state, wave);
  await finishCleanup(
    state,
    workflowId,
    ready > 0 ? await gates.ask('duplicate-delete', wave) : undefined,
  );
}

async function duplicatesReady(state: RunState, wave: number): Promise<number> {
  await state.waitFor(() => state.duplicatesReady.has(wave));
  return state.duplicatesReady.get(wave) ?? 0;
}

async function resetDevices(state: RunState, gates: GateKeeper, wave: number): Promise<void> {
  const filter = { wave, tracks: ['reset'] } as const;
  const counts = await state.until(filter, (now) => countIn(now, beforeProfile) === 0);
  if ((counts['profile-assigned'] ?? 0) === 0) return;
  const { gate, verdict } = await gates.ask('wipe', wave);
  if (verdict === 'rejected') {
    await ledger.parkWave({ ...state.key, wave, from: 'profile-assigned', code: 'WipeRejected' });
    return;
  }
  await ledger.approveWipes({ ...state.key, wave, gate });
  await runReset(state, wave, gate);
}
