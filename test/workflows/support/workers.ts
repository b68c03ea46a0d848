import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { siteTaskQueue, taskQueues } from '../../../domain/task-queues.ts';
import { heartbeatInterceptor } from '../../../workers/heartbeat-interceptor.ts';
import {
  graphActivities,
  guardActivities,
  ledgerActivities,
  observed,
  siteActivities,
  type Fleet,
} from './activities-in-memory.ts';

export interface WorkerSetting {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly bundlePath: string;
  readonly tenant: string;
  readonly siteCode: string;
}

export interface RunningWorker {
  stop(): Promise<void>;
}

/** Named alike everywhere: a recorded history must not say whose computer made it. */
const identity = 'gangway-test';

/** Workflows and ledger activities, in this process; as the real worker is set, so that it recovers as fast. */
export function startOrchestrator(setting: WorkerSetting, fleet: Fleet): Promise<RunningWorker> {
  return startWorker(setting, {
    taskQueue: taskQueues.gangway,
    activities: observed(fleet, ledgerActivities(fleet)),
    workflowBundle: { codePath: setting.bundlePath },
    stickyQueueScheduleToStartTimeout: '2 seconds',
  });
}

/** The other three roles. */
export async function startEffectWorkers(
  setting: WorkerSetting,
  fleet: Fleet,
): Promise<RunningWorker> {
  const workers = await Promise.all([
    startWorker(setting, {
      taskQueue: taskQueues.graph,
      activities: observed(fleet, graphActivities(fleet)),
    }),
    startWorker(setting, {
      taskQueue: taskQueues.guard,
      activities: observed(fleet, guardActivities(fleet)),
    }),
    startWorker(setting, {
      taskQueue: siteTaskQueue(setting.tenant, setting.siteCode),
      activities: observed(fleet, siteActivities(fleet)),
    }),
  ]);
  return {
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

async function startWorker(
  { connection, namespace }: WorkerSetting,
  options: Omit<WorkerOptions, 'connection' | 'namespace'>,
): Promise<RunningWorker> {
  const worker = await Worker.create({
    ...options,
    connection,
    namespace,
    identity,
    // A test that failed may have left an activity held; it must not hold up the others.
    shutdownGraceTime: '1 second',
    shutdownForceTime: '5 seconds',
    interceptors: { activity: [heartbeatInterceptor] },
  });
  const running = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await running;
    },
  };
}
