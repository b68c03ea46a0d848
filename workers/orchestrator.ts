import { fileURLToPath } from 'node:url';
import { createLedgerActivities } from '../activities/create-activities.ts';
import { readWorkerConfig } from '../config/worker-config.ts';
import { taskQueues } from '../domain/task-queues.ts';
import { watchWorkflowId } from '../domain/workflow-ids.ts';
import {
  tenantWatchType,
  watchWantedSignal,
  type TenantWatchInput,
} from '../workflows/tenant-watch/contract.ts';
import { startOutboxSender } from './outbox-sender.ts';
import { isWorkflowRunning } from './run-liveness.ts';
import { runWorker, type WorkerContext } from './run-worker.ts';

/** Workflows, ledger activities and the outbox. Holds no vendor credentials. */
const config = readWorkerConfig('orchestrator');

await runWorker('orchestrator', config, (context) => {
  const sender = startOutboxSender(context);
  const activities = createLedgerActivities({
    ledger: context.ledger,
    ensureWatch: (input) => ensureWatch(context, input),
    readWorkflow: async ({ workflowId }) => ({
      isOpen: await isWorkflowRunning(context.client, workflowId),
    }),
  });
  const bundle =
    config.workflowBundle === undefined
      ? { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) }
      : { workflowBundle: { codePath: config.workflowBundle } };
  return {
    options: { taskQueue: taskQueues.gangway, activities, ...bundle },
    stop: () => sender.stop(),
  };
});

async function ensureWatch(context: WorkerContext, input: TenantWatchInput): Promise<void> {
  await context.client.workflow.signalWithStart(tenantWatchType, {
    workflowId: watchWorkflowId(input.tenant),
    taskQueue: taskQueues.gangway,
    args: [input],
    signal: watchWantedSignal,
    workflowTaskTimeout: '5 seconds',
    staticSummary: 'Watches the tenant for all live runs',
  });
}
