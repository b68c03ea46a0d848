import { Client } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { WorkerBase } from '../config/worker-config.ts';
import { createPostgresLedger } from '../ports/ledger/postgres-ledger.ts';
import type { LedgerPort } from '../ports/ledger/port.ts';
import { heartbeatInterceptor } from './heartbeat-interceptor.ts';
import { installLogger } from './logger.ts';

/** What a stopping worker may still finish; longer than one HTTP time-out. */
const shutdownGraceTime = '15 seconds';
/** After the grace, activities are told; then the process ends even if one does not listen. */
const shutdownForceTime = '20 seconds';

/** What every role has before it knows what it does. */
export interface WorkerContext {
  readonly role: string;
  readonly config: WorkerBase;
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly ledger: LedgerPort;
  readonly logger: Logger;
}

/** One role's part: its worker, and what must be stopped with it. */
export interface WorkerPart {
  readonly options: Pick<
    WorkerOptions,
    | 'taskQueue'
    | 'activities'
    | 'workflowBundle'
    | 'workflowsPath'
    | 'maxConcurrentActivityTaskExecutions'
  >;
  readonly stop?: () => Promise<void>;
}

/** Runs one role until it is told to stop; says on stdout when it is ready. */
export async function runWorker(
  role: string,
  config: WorkerBase,
  make: (context: WorkerContext) => Promise<WorkerPart> | WorkerPart,
): Promise<void> {
  const logger = installLogger(role, config.logLevel);
  const ledger = createPostgresLedger({ databaseUrl: config.databaseUrl, dataKey: config.dataKey });
  const connection = await NativeConnection.connect({ address: config.temporal.address });
  const client = new Client({ connection, namespace: config.temporal.namespace });
  const part = await make({ role, config, connection, client, ledger, logger });
  const worker = await Worker.create({
    ...part.options,
    connection,
    namespace: config.temporal.namespace,
    identity: `${role}-${process.pid}`,
    shutdownGraceTime,
    shutdownForceTime,
    // Together these make a killed worker's work go on within seconds.
    maxHeartbeatThrottleInterval: '1 second',
    stickyQueueScheduleToStartTimeout: '2 seconds',
    interceptors: { activity: [heartbeatInterceptor] },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    });
  }
  logger.info({ ready: true, taskQueue: part.options.taskQueue }, 'worker ready');
  try {
    await worker.run();
  } finally {
    await part.stop?.();
    await connection.close();
    await ledger.close();
  }
}
