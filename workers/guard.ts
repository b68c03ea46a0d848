import { httpTimeoutMs } from '../activities/effect.ts';
import { createGuardActivities } from '../activities/guard-activities.ts';
import { readWorkerConfig } from '../config/worker-config.ts';
import { taskQueues } from '../domain/task-queues.ts';
import { createGuardGraphPort } from '../ports/graph/http-graph.ts';
import { readTrustList } from '../ports/signing/trust-list.ts';
import { startCallCounter } from './call-counter.ts';
import { createRunLiveness } from './run-liveness.ts';
import { runWorker } from './run-worker.ts';

/** The only process that can wipe, retire, disable or delete: own registration, own trust list. */
const config = readWorkerConfig('guard');

await runWorker('guard', config, ({ client, ledger, logger }) => {
  const counter = startCallCounter({ ledger, logger, tenant: config.tenantId, name: 'graph' });
  const graph = createGuardGraphPort({
    ...config.graph,
    timeoutMs: httpTimeoutMs,
    onCall: counter.onCall,
  });
  const activities = createGuardActivities({
    ledger,
    graph,
    liveness: createRunLiveness(client),
    timeFactor: config.timeFactor,
    tenantId: config.tenantId,
    readTrustList: () => readTrustList(config.trustListFile),
  });
  return { options: { taskQueue: taskQueues.guard, activities }, stop: () => counter.stop() };
});
