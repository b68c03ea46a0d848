import { createGraphActivities } from '../activities/create-activities.ts';
import { httpTimeoutMs } from '../activities/effect.ts';
import { readWorkerConfig } from '../config/worker-config.ts';
import { taskQueues } from '../domain/task-queues.ts';
import { createGraphPort } from '../ports/graph/http-graph.ts';
import { startCallCounter } from './call-counter.ts';
import { createRunLiveness } from './run-liveness.ts';
import { runWorker } from './run-worker.ts';

/** Reads of Microsoft Graph and the writes that can be undone. */
const config = readWorkerConfig('graph');

await runWorker('graph', config, ({ client, ledger, logger }) => {
  const counter = startCallCounter({ ledger, logger, tenant: config.tenantId, name: 'graph' });
  const graph = createGraphPort({
    ...config.graph,
    timeoutMs: httpTimeoutMs,
    onCall: counter.onCall,
  });
  const liveness = createRunLiveness(client);
  const activities = createGraphActivities({
    ledger,
    liveness,
    graph,
    timeFactor: config.timeFactor,
  });
  return { options: { taskQueue: taskQueues.graph, activities }, stop: () => counter.stop() };
});
