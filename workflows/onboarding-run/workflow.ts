import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
} from '@temporalio/workflow';
import { isOverBudget } from '../../domain/wave-verdict.ts';
import { graph, ledger, siteActivities } from '../activity-proxies.ts';
import type { OnboardingRunInput, OnboardingRunResult } from './contract.ts';
import { GateKeeper } from './gate-keeper.ts';
import { registerHandlers } from './handlers.ts';
import { RunState, watchRequest } from './state.ts';
import { endRun, undoRun } from './undo.ts';
import { runWave } from './wave.ts';

/** One fleet on its way into co-management, from readiness to report. Reads like the sequence it is. */
export async function onboardingRun(input: OnboardingRunInput): Promise<OnboardingRunResult> {
  const state = new RunState(input);
  const gates = new GateKeeper(state);
  const forward = new CancellationScope();
  registerHandlers(state, gates, () => {
    forward.cancel();
  });
  const result = await forwardOrUndo(state, gates, forward);
  // Also after a cancel from outside, whose undo has a result like any other.
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  return result;
}

async function forwardOrUndo(
  state: RunState,
  gates: GateKeeper,
  forward: CancellationScope,
): Promise<OnboardingRunResult> {
  const outcome = await forwardOrAborted(state, gates, forward);
  // From here on nothing interrupts: a run that is done is not undone by a late word, and an undo is not cut short.
  return CancellationScope.nonCancellable(async () => {
    if (outcome === 'aborted') return undoRun(state, gates);
    state.isEnding = true;
    return { outcome, counts: await endRun(state, outcome) };
  });
}

/** Abort and cancel come the same way. */
async function forwardOrAborted(
  state: RunState,
  gates: GateKeeper,
  forward: CancellationScope,
): Promise<OnboardingRunResult['outcome']> {
  try {
    return await forward.run(() => goForward(state, gates));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return 'aborted';
  }
}

async function goForward(state: RunState, gates: GateKeeper): Promise<'completed' | 'rejected'> {
  // Somebody may have paused the run in the very moment it began.
  state.epoch = (await state.setFence(state.paused ? 'paused' : 'live')).epoch;
  await checkReadiness(state);
  const { waves } = await plan(state);
  state.waves = waves;
  if (waves === 0) {
    // Every device is refused or co-managed already: nothing is asked of anybody.
    await ledger.settleCoManaged(state.key);
    return 'completed';
  }
  if (!(await isApproved(state, gates, 'plan'))) return 'rejected';
  await ledger.settleCoManaged(state.key);
  await attachCloud(state);
  await state.attempt('group tag', () => graph.checkTagUnused(state.key));
  if (!(await isApproved(state, gates, 'policy'))) return 'rejected';
  await makeObjects(state);
  await ledger.ensureWatch(watchRequest(state.input));
  return (await runWaves(state, gates)) ? 'completed' : 'rejected';
}

/** A no before anything was done ends the run: its devices leave it. */
async function isApproved(
  state: RunState,
  gates: GateKeeper,
  gateType: 'plan' | 'policy',
): Promise<boolean> {
  if ((await gates.ask(gateType, 0)).verdict === 'approved') return true;
  await ledger.skipAll(state.key);
  return false;
}

async function checkReadiness(state: RunState): Promise<void> {
  const { tenant, siteCode } = state.input;
  await state.enter('readiness', `requirements; a worker of site ${siteCode}`);
  const site = siteActivities(tenant, siteCode);
  const ofTenant = await state.attempt('tenant readiness', () =>
    graph.checkTenantReadiness(state.key),
  );
  const ofSite = await state.attempt('site readiness', () => site.checkSiteReadiness(state.key));
  state.warnings.push(...ofTenant.warnings, ...ofSite.warnings);
}

async function plan(state: RunState): Promise<{ waves: number }> {
  const { tenant, siteCode } = state.input;
  await state.enter('planning', '');
  const site = siteActivities(tenant, siteCode);
  await Promise.all([
    state.attempt('inventory', () => graph.takeGraphInventory(state.key)),
    state.attempt('site inventory', () => site.takeSiteInventory(state.key)),
  ]);
  return state.attempt('plan', () => ledger.makeRunPlan(state.key));
}

/** A Global Administrator runs the wizard; the run goes on when the site itself says that it is done. */
async function attachCloud(state: RunState): Promise<void> {
  const { tenant, siteCode } = state.input;
  const { taskId } = await ledger.openCloudAttachTask(state.key);
  state.openTasks.add(taskId);
  await state.enter('cloud-attach', `admin: task ${taskId}`);
  const site = siteActivities(tenant, siteCode);
  for (;;) {
    await condition(() => state.evidence.length > 0);
    const given = state.evidence.shift();
    if (given === undefined) continue;
    const { problem } = await state.attempt('cloud attach read-back', () =>
      site.proveCloudAttach({ ...state.key, evidenceId: given.evidenceId }),
    );
    if (problem === undefined) break;
    await ledger.reopenTask({ ...state.key, taskId, problem });
  }
  state.openTasks.delete(taskId);
  await ledger.closeTask({ ...state.key, taskId });
}

/** Group, then what is assigned to it, then the site's half: all there before the first device is registered. */
async function makeObjects(state: RunState): Promise<void> {
  const { tenant, siteCode } = state.input;
  await state.enter('tenant-objects', '');
  const input = { ...state.key, epoch: state.epoch };
  const site = siteActivities(tenant, siteCode);
  const { groupId } = await state.attempt('device group', () => graph.ensureDeviceGroup(input));
  await state.attempt('ESP profile', () => graph.ensureEspProfile({ ...input, groupId }));
  await state.attempt('Autopilot profile', () =>
    graph.ensureAutopilotProfile({ ...input, groupId }),
  );
  await state.attempt('co-management policy', () =>
    graph.ensureComanagementPolicy({ ...input, groupId }),
  );
  const { collectionId } = await state.attempt('device collection', () =>
    site.ensureDeviceCollection(input),
  );
  await state.attempt('application deployments', () =>
    site.ensureApplicationDeployments({ ...input, collectionId }),
  );
}

/** Wave by wave; the next begins when this one is co-managed or released, and within its failure budget. */
async function runWaves(state: RunState, gates: GateKeeper): Promise<boolean> {
  const running: Promise<void>[] = [];
  for (let wave = 1; wave <= state.waves; wave += 1) {
    state.wave = wave;
    await state.enter(`wave ${wave} of ${state.waves}`, 'devices');
    await holdWhileSiteChanged(state);
    const done = runWave(state, gates, wave);
    running.push(done);
    await Promise.race([done, condition(() => state.released.has(wave))]);
    const counts = await ledger.readCounts({ ...state.key, filter: { wave } });
    const isOver = isOverBudget(counts, state.input.failureBudgetPercent);
    if (isOver && wave < state.waves && (await gates.ask('wave', wave)).verdict === 'rejected') {
      await ledger.skipWavesAfter({ ...state.key, wave });
      await Promise.all(running);
      return false;
    }
  }
  await Promise.all(running);
  return true;
}

/** Workload authority must not change while devices are provisioned: a change since gate `policy` holds the run. */
async function holdWhileSiteChanged(state: RunState): Promise<void> {
  const { tenant, siteCode } = state.input;
  const site = siteActivities(tenant, siteCode);
  for (;;) {
    const { problem } = await state.attempt('site check', () =>
      site.checkCloudAttachUnchanged(state.key),
    );
    if (problem === undefined) return;
    await state.park(`site changed: ${problem}`);
  }
}
