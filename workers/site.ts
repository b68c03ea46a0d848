import { createSiteActivities } from '../activities/create-activities.ts';
import { httpTimeoutMs } from '../activities/effect.ts';
import { readWorkerConfig, type AdminServiceAuth } from '../config/worker-config.ts';
import { siteTaskQueue } from '../domain/task-queues.ts';
import { fixedNegotiate, kerberos } from '../ports/configmgr/authentication.ts';
import { createConfigMgrPort } from '../ports/configmgr/http-admin-service.ts';
import { startCallCounter } from './call-counter.ts';
import { createRunLiveness } from './run-liveness.ts';
import { runWorker } from './run-worker.ts';

/** One Configuration Manager site, next to its SMS Provider. */
const config = readWorkerConfig('site');

await runWorker('site', config, ({ client, ledger, logger }) => {
  const counter = startCallCounter({
    ledger,
    logger,
    tenant: config.tenantId,
    name: 'adminService',
  });
  const configmgr = createConfigMgrPort({
    baseUrl: config.adminServiceUrl,
    authentication: authenticationOf(config.adminServiceAuth),
    timeoutMs: httpTimeoutMs,
    onCall: counter.onCall,
  });
  const liveness = createRunLiveness(client);
  const { tenantId, siteCode, timeFactor } = config;
  const activities = createSiteActivities({
    ledger,
    liveness,
    configmgr,
    tenantId,
    siteCode,
    timeFactor,
  });
  return {
    options: { taskQueue: siteTaskQueue(tenantId, siteCode), activities },
    stop: () => counter.stop(),
  };
});

function authenticationOf(auth: AdminServiceAuth): ReturnType<typeof kerberos> {
  return auth.kind === 'kerberos' ? kerberos() : fixedNegotiate(auth.token);
}
