import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type {
  GraphActivities,
  LedgerActivities,
  SiteActivities,
} from '../activities/create-activities.ts';
import type { GuardActivities } from '../activities/guard-activities.ts';
import { siteTaskQueue, taskQueues } from '../domain/task-queues.ts';

/**
 * Retry policies by class of effect. Non-retryable failures are marked by the activity itself, in one place.
 * Heartbeats come from the worker's interceptor, so a killed worker is noticed within the heartbeat time-out.
 */
const repeatable = {
  // The longest repeatable step lists a large tenant page by page.
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '5 seconds',
  // Ten seconds at most, so that a resumed run is felt soon; throttles carry their own delay.
  retry: {
    initialInterval: '500 milliseconds',
    backoffCoefficient: 2,
    maximumInterval: '10 seconds',
  },
} as const satisfies ActivityOptions;

const ledgerWrite = {
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '5 seconds',
  retry: {
    initialInterval: '200 milliseconds',
    backoffCoefficient: 2,
    maximumInterval: '5 seconds',
  },
} as const satisfies ActivityOptions;

/** One attempt is one look; each says itself when to look again. */
const poll = {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '5 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 1 },
} as const satisfies ActivityOptions;

/** The guard's time-out is longer: to lose an attempt in the middle of a wipe costs a person's time. */
const guarded = {
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '20 seconds',
  retry: {
    initialInterval: '500 milliseconds',
    backoffCoefficient: 2,
    maximumInterval: '10 seconds',
  },
} as const satisfies ActivityOptions;

export const ledger = proxyActivities<LedgerActivities>({
  ...ledgerWrite,
  taskQueue: taskQueues.gangway,
});
export const graph = proxyActivities<GraphActivities>({
  ...repeatable,
  taskQueue: taskQueues.graph,
});
export const graphPoll = proxyActivities<Pick<GraphActivities, 'pollTenant'>>({
  ...poll,
  taskQueue: taskQueues.graph,
});
export const guard = proxyActivities<GuardActivities>({ ...guarded, taskQueue: taskQueues.guard });

/** The site's queue is named after tenant and site, so its proxies are made per run. */
export function siteActivities(tenant: string, siteCode: string) {
  return proxyActivities<SiteActivities>({
    ...repeatable,
    taskQueue: siteTaskQueue(tenant, siteCode),
  });
}

export function sitePolls(tenant: string, siteCode: string) {
  return proxyActivities<Pick<SiteActivities, 'pollSite'>>({
    ...poll,
    taskQueue: siteTaskQueue(tenant, siteCode),
  });
}
