import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { NativeConnection } from '@temporalio/worker';
import { taskQueues } from '../domain/task-queues.ts';
import {
  duplicatesWorkflowId,
  resetWorkflowId,
  runWorkflowId,
  shardWorkflowId,
  watchWorkflowId,
} from '../domain/workflow-ids.ts';
import { Fleet } from '../test/workflows/support/activities-in-memory.ts';
import { aDevice } from '../test/workflows/support/run-in-memory.ts';
import { siteCode, startRun, tenant } from '../test/workflows/support/run-lease.ts';
import { installRuntime } from '../test/workflows/support/runtime.ts';
import { everyKind, goThrough } from '../test/workflows/support/scenarios.ts';
import { startEffectWorkers, startOrchestrator } from '../test/workflows/support/workers.ts';
import { tenantWatchType, watchWantedSignal } from '../workflows/tenant-watch/contract.ts';
import { describeError } from './stack/lifetime.ts';
import { projectRoot, stateRoot } from './stack/paths.ts';
import { lockStateDir, removeStateDir } from './stack/state-dir.ts';
import { startTemporalServer, temporalNamespace } from './stack/temporal-server.ts';
import { workflowBundle } from './stack/workflow-bundle.ts';

/**
 * Records one history of each workflow into `test/histories/`, from runs without a vendor: real server, real signatures,
 * activities in memory. A released version's histories stay beside the new ones; see `workflows/patches.ts`.
 */
const target = path.join(projectRoot, 'test', 'histories');

/** Nobody's computer: histories are published. */
const identity = 'gangway-test';

/** Workflow ids by the name of the file that keeps their history. */
type Recorded = Readonly<Record<string, string>>;

async function record(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace: temporalNamespace, identity });
  const fleet = new Fleet();
  const bundlePath = await workflowBundle();
  const setting = {
    connection: native,
    namespace: temporalNamespace,
    bundlePath,
    tenant,
    siteCode,
  };
  const workers = await Promise.all([
    startEffectWorkers(setting, fleet),
    startOrchestrator(setting, fleet),
  ]);
  try {
    await save(client, {
      ...(await completedRun(client, fleet)),
      ...(await abortedRun(client, fleet)),
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await native.close();
    await connection.close();
  }
}

async function completedRun(client: Client, fleet: Fleet): Promise<Recorded> {
  const run = 'r-completed';
  const ended = Promise.withResolvers<undefined>();
  fleet.pollTenant = () => ended.promise;
  fleet.ensureWatch = async (input) => {
    await client.workflow.signalWithStart(tenantWatchType, {
      workflowId: watchWorkflowId(tenant),
      taskQueue: taskQueues.gangway,
      args: [input],
      signal: watchWantedSignal,
    });
  };
  const lease = await startRun(client, fleet, run, { devices: everyKind() });
  await goThrough(lease);
  await lease.result();
  ended.resolve(undefined);
  const ids = {
    'onboarding-run.completed': runWorkflowId(tenant, run),
    'registration-shard': shardWorkflowId(tenant, run, 2, 1),
    'duplicate-cleanup': duplicatesWorkflowId(tenant, run, 2),
    'device-reset': resetWorkflowId(tenant, run, 2),
    'tenant-watch': watchWorkflowId(tenant),
  };
  for (const workflowId of Object.values(ids)) await client.workflow.getHandle(workflowId).result();
  return ids;
}

/** Paused, resumed, told to stop while a shard is at work. */
async function abortedRun(client: Client, fleet: Fleet): Promise<Recorded> {
  const run = 'r-aborted';
  const lease = await startRun(client, fleet, run, { devices: [aDevice()] });
  await lease.gate('plan');
  await lease.pause();
  await lease.resume();
  const importing = lease.memory.hold('importDevices');
  await lease.toFirstWave();
  await importing.entered;
  await lease.abort();
  await lease.memory.untilWaitingOn('children to stop');
  importing.release();
  await lease.result();
  return {
    'onboarding-run.aborted': runWorkflowId(tenant, run),
    'registration-shard.aborted': shardWorkflowId(tenant, run, 1, 1),
  };
}

async function save(client: Client, recorded: Recorded): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const file of await readdir(target)) await rm(path.join(target, file));
  for (const [name, workflowId] of Object.entries(recorded)) {
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    const text = oneEventPerLine(historyToJSON(history));
    await writeFile(path.join(target, `${name}.json`), text);
    console.log(`${name}: ${history.events?.length ?? 0} events, ${text.length} bytes`);
  }
}

function oneEventPerLine(json: string): string {
  // Stack traces hold the recording machine's paths, and replay does not look at them.
  const withoutTraces = (key: string, value: unknown): unknown =>
    key === 'stackTrace' ? undefined : value;
  const { events } = JSON.parse(json, withoutTraces) as { events: readonly unknown[] };
  return `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}

const stateDir = path.join(stateRoot, `record-history-${process.pid}`);
const unlock = await lockStateDir(stateDir);
try {
  installRuntime();
  const server = await startTemporalServer({ stateDir, durable: false, headless: true });
  try {
    await record(server.address);
  } finally {
    await server.process.stop();
  }
} catch (error) {
  console.error(describeError(error));
  process.exitCode = 1;
} finally {
  unlock();
  await removeStateDir(stateDir);
}
