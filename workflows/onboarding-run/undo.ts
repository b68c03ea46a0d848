import { condition, sleep } from '@temporalio/workflow';
import { graph, guard, ledger, siteActivities } from '../activity-proxies.ts';
import { cancelChildren, openChildren, signalChildren } from './children.ts';
import type { OnboardingRunResult } from './contract.ts';
import type { GateKeeper } from './gate-keeper.ts';
import type { RunState } from './state.ts';

/** How long children may take to say that they have stopped. */
const acknowledgeMs = 60_000;
/** How often, and how many times, effects in flight are looked for before the undo goes on: HTTP time-outs are 10 s. */
const lookMs = 2_000;
const looksMax = 30;

/**
 * Undoes every item that has not passed its own point of no return, in reverse. Runs in a scope that cannot be cancelled;
 * what cannot be undone is part of the result.
 */
export async function undoRun(state: RunState, gates: GateKeeper): Promise<OnboardingRunResult> {
  state.isAborting = true;
  state.paused = false;
  state.parked = [];
  state.epoch = (await state.setFence('undoing')).epoch;
  await gates.withdraw();
  await state.enter('undoing', 'children to stop');
  await stopChildren(state);
  const input = { ...state.key, epoch: state.epoch };
  await state.enter('undoing', '');
  await state.attempt('undo duplicates', () =>
    guard.enableDuplicates({ ...input, step: 'undo/duplicate-enable' }),
  );
  await state.attempt('undo registrations', () => graph.undoRegistrations(input));
  const site = siteActivities(state.input.tenant, state.input.siteCode);
  await state.attempt('undo site objects', () => site.undoSiteObjects(input));
  await state.attempt('undo tenant objects', () => graph.undoTenantObjects(input));
  await ledger.parkLeftovers(state.key);
  return { outcome: 'aborted', counts: await endRun(state, 'aborted') };
}

export async function endRun(
  state: RunState,
  outcome: OnboardingRunResult['outcome'],
): Promise<OnboardingRunResult['counts']> {
  const { counts } = await ledger.writeReport({ ...state.key, outcome });
  state.counts = counts;
  await state.enter('ended', '');
  await ledger.recordEnd({ ...state.key, outcome });
  return counts;
}

async function stopChildren(state: RunState): Promise<void> {
  await signalChildren(state, { command: 'abort' });
  const haveAll = await condition(() => openChildren(state).length === 0, acknowledgeMs);
  if (!haveAll) await cancelChildren(state);
  // What a dead worker left in `sending` stays there: its undo reads back like any other.
  for (let look = 0; look < looksMax; look += 1) {
    if ((await ledger.readSending({ ...state.key, beforeEpoch: state.epoch })) === 0) return;
    await sleep(lookMs, { summary: 'effects in flight finish' });
  }
}
