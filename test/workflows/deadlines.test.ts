import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { taskQueues } from '../../domain/task-queues.ts';
import { duplicatesWorkflowId, shardWorkflowId } from '../../domain/workflow-ids.ts';
import { childDoneSignal, extendDeadlineUpdate } from '../../workflows/onboarding-run/contract.ts';
import { tenantWatchType } from '../../workflows/tenant-watch/contract.ts';
import { Fleet } from './support/activities-in-memory.ts';
import { addSearchAttributes } from './support/namespace.ts';
import { ada, ben, sign } from './support/people.ts';
import { aDevice } from './support/run-in-memory.ts';
import { siteCode, startRun, tenant, type RunLease } from './support/run-lease.ts';
import { installRuntime } from './support/runtime.ts';
import { refusalOf } from './support/updates.ts';
import { startEffectWorkers, startOrchestrator, type RunningWorker } from './support/workers.ts';

/**
 * What time does, on a server where it can be skipped: a gate escalates once, then holds, and is never decided by it;
 * a child's silence is looked into.
 * One clock for all, so these run one after the other.
 */
const fleet = new Fleet();
const hourMs = 3_600_000;
const deadlineMs = 72 * hourMs;
let environment: TestWorkflowEnvironment;
let workers: readonly RunningWorker[];
let runs = 0;

beforeAll(async () => {
  installRuntime();
  fleet.readWorkflow = async ({ workflowId }) => {
    const { status } = await environment.client.workflow.getHandle(workflowId).describe();
    return { isOpen: status.name === 'RUNNING' };
  };
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: inject('temporalTestServerPath') } },
  });
  const namespace = environment.namespace ?? 'default';
  await addSearchAttributes(environment.connection, namespace);
  const setting = {
    connection: environment.nativeConnection,
    namespace,
    bundlePath: inject('workflowBundlePath'),
    tenant,
    siteCode,
  };
  workers = await Promise.all([
    startEffectWorkers(setting, fleet),
    startOrchestrator(setting, fleet),
  ]);
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await environment.teardown();
});

/** A run that waits at gate `plan`. */
async function atPlan(devices = [aDevice()]): Promise<RunLease> {
  runs += 1;
  const lease = await startRun(environment.client, fleet, `r-${runs}`, {
    devices,
    input: { gateDeadlineMs: deadlineMs },
  });
  await lease.gate('plan');
  await lease.quiet();
  return lease;
}

const pass = (ms: number): Promise<void> => environment.sleep(ms);

const stateOf = (lease: RunLease) => lease.memory.gates.get('plan')?.state;

it('escalates at the deadline, holds at the second, and never decides by itself', async () => {
  const lease = await atPlan();
  await pass(deadlineMs - hourMs);
  expect(lease.memory.escalated).toEqual([]);
  await pass(2 * hourMs);
  expect(lease.memory.escalated).toEqual(['plan']);
  expect(stateOf(lease)).toBe('open');
  await pass(deadlineMs);
  expect(stateOf(lease)).toBe('held');
  expect((await lease.progress()).waitingOn).toBe(
    'operator: gate plan is held, extend its deadline',
  );
  await pass(365 * 24 * hourMs);
  expect(stateOf(lease)).toBe('held');
  expect(lease.memory.escalated).toEqual(['plan']);
  expect(lease.memory.calls).not.toContain('openCloudAttachTask');
  const gate = lease.memory.gates.get('plan');
  if (gate === undefined) throw new Error('no gate');
  const late = lease.decide(sign(lease.memory.key, gate, ada));
  expect(await refusalOf(late)).toContain('GateNotOpen');
});

it('takes decisions after the escalation as before', async () => {
  const lease = await atPlan();
  await pass(deadlineMs + hourMs);
  expect(lease.memory.escalated).toEqual(['plan']);
  await lease.approve('plan');
  await lease.memory.untilWaitingOn('task cloud-attach');
});

it('does not count the time in which the run is paused', async () => {
  const lease = await atPlan();
  await pass(deadlineMs - hourMs);
  await lease.pause();
  await pass(30 * deadlineMs);
  expect(lease.memory.escalated).toEqual([]);
  await lease.resume();
  // An hour was left, less what the test itself took.
  await pass(hourMs / 2);
  expect(lease.memory.escalated).toEqual([]);
  await pass(hourMs);
  expect(lease.memory.escalated).toEqual(['plan']);
  expect(stateOf(lease)).toBe('open');
});

it('reopens when a person extends its deadline, and says so', async () => {
  const lease = await atPlan();
  await pass(2 * deadlineMs + hourMs);
  expect(stateOf(lease)).toBe('held');
  await extend(lease);
  await lease.memory.untilAsked('plan');
  expect(stateOf(lease)).toBe('open');
  // Its one escalation is spent: the next deadline holds it again.
  await pass(3 * hourMs);
  expect(stateOf(lease)).toBe('held');
  await extend(lease);
  await lease.approve('plan');
  await lease.memory.untilWaitingOn('task cloud-attach');
  expect(await refusalOf(extend(lease))).toContain('GateNotOpen');
});

it('gives an open gate more time from its deadline on', async () => {
  const lease = await atPlan();
  await pass(deadlineMs - hourMs);
  await extend(lease);
  await pass(2 * hourMs);
  expect(lease.memory.escalated).toEqual([]);
  await pass(2 * hourMs);
  expect(lease.memory.escalated).toEqual(['plan']);
});

it('does not wait for ever for a child that vanished without a word', async () => {
  const lease = await atPlan();
  const silent = await silentChild(shardWorkflowId(tenant, lease.run, 1, 1));
  await lease.toFirstWave();
  await lease.untilFoundTaken(1);
  await silent.vanish();
  await lease.memory.untilWaitingOn(`operator: ${silent.workflowId} ended without a word`);
  await lease.resolve({ scope: { wave: 1 }, action: 'retry' });
  await lease.deliverWave(1);
  expect((await lease.result()).outcome).toBe('completed');
});

it('tells the child that follows on one that vanished what people had decided', async () => {
  const lease = await atPlan([aDevice({ hasDuplicate: true })]);
  const silent = await silentChild(duplicatesWorkflowId(tenant, lease.run, 1));
  await lease.toFirstWave();
  await lease.untilFoundTaken(1);
  const { workflowId } = silent;
  const ready = { workflowId, kind: 'duplicates-ready', wave: 1, ready: 1 } as const;
  await lease.handle.signal(childDoneSignal, ready);
  await lease.approve('duplicate-delete-1', ada, ben);
  await lease.memory.until('gate recorded', () => {
    const gate = lease.memory.gates.get('duplicate-delete-1');
    return gate?.state === 'approved';
  });
  await silent.vanish();
  await lease.memory.untilWaitingOn(`operator: ${workflowId} ended without a word`);
  await lease.resolve({ scope: { wave: 1 }, action: 'retry' });
  await lease.memory.untilCalled('deleteDuplicates');
  await lease.deliverWave(1);
  expect((await lease.result()).outcome).toBe('completed');
});

/** Something else under a child's id, which says nothing when it ends. */
async function silentChild(workflowId: string) {
  const looking = Promise.withResolvers<undefined>();
  fleet.pollTenant = () => looking.promise;
  const handle = await environment.client.workflow.start(tenantWatchType, {
    workflowId,
    taskQueue: taskQueues.gangway,
    args: [{ tenant, siteCode, timeFactor: 1 }],
  });
  return {
    workflowId,
    async vanish(): Promise<void> {
      looking.resolve(undefined);
      await handle.result();
      await pass(hourMs);
    },
  };
}

function extend(lease: RunLease): Promise<void> {
  return lease.handle.executeUpdate(extendDeadlineUpdate, {
    args: [{ gate: 'plan', byMs: 2 * hourMs, reasonId: 'reason-1' }],
  });
}
