import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import { Fleet } from './activities-in-memory.ts';
import { makeNamespace } from './namespace.ts';
import { installRuntime } from './runtime.ts';
import { aDevice } from './run-in-memory.ts';
import { siteCode, startRun, tenant, type RunLease, type StartOptions } from './run-lease.ts';
import {
  startEffectWorkers,
  startOrchestrator,
  type RunningWorker,
  type WorkerSetting,
} from './workers.ts';

export interface LogLine {
  readonly message: string;
  readonly meta: Readonly<Record<string, unknown>>;
}

export interface TemporalLease {
  readonly client: Client;
  readonly fleet: Fleet;
  /** Warnings and errors of workflows and workers so far. */
  readonly logged: readonly LogLine[];
  /** A run with an id of its own; one new device when nothing else is said. */
  start(options?: StartOptions): Promise<RunLease>;
  stopOrchestrator(): Promise<void>;
  startOrchestrator(): Promise<void>;
}

/** Call at the top of a test file: the real server, and all four roles in this process. */
export function useTemporal(): TemporalLease {
  const fleet = new Fleet();
  const logged: LogLine[] = [];
  let connection: Connection;
  let native: NativeConnection;
  let client: Client;
  let setting: WorkerSetting;
  let orchestrator: RunningWorker | undefined;
  let effects: RunningWorker;
  let runs = 0;

  beforeAll(async () => {
    installRuntime(({ message, meta }) => {
      logged.push({ message, meta: { ...meta } });
    });
    const address = inject('temporalAddress');
    const namespace = `test-${randomUUID()}`;
    connection = await Connection.connect({ address });
    await makeNamespace(connection, namespace);
    client = new Client({ connection, namespace });
    native = await NativeConnection.connect({ address });
    const bundlePath = inject('workflowBundlePath');
    setting = { connection: native, namespace, bundlePath, tenant, siteCode };
    effects = await startEffectWorkers(setting, fleet);
    orchestrator = await startOrchestrator(setting, fleet);
  });

  afterAll(async () => {
    await Promise.all([orchestrator?.stop(), effects.stop()]);
    await native.close();
    await connection.close();
  });

  return {
    get client() {
      return client;
    },
    fleet,
    logged,
    start(options = {}) {
      runs += 1;
      return startRun(client, fleet, `r-${runs}`, { devices: [aDevice()], ...options });
    },
    async stopOrchestrator() {
      await orchestrator?.stop();
      orchestrator = undefined;
    },
    async startOrchestrator() {
      orchestrator = await startOrchestrator(setting, fleet);
    },
  };
}
