import { WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { taskQueues } from '../../domain/task-queues.ts';
import {
  duplicatesWorkflowId,
  shardWorkflowId,
  watchWorkflowId,
} from '../../domain/workflow-ids.ts';
import { childDoneSignal } from '../../workflows/onboarding-run/contract.ts';
import {
  registrationShardType,
  type RegistrationShardInput,
} from '../../workflows/registration-shard/contract.ts';
import { tenantWatchType, watchWantedSignal } from '../../workflows/tenant-watch/contract.ts';
import { ada, ben } from './support/people.ts';
import { aDevice } from './support/run-in-memory.ts';
import { siteCode, tenant, type RunLease } from './support/run-lease.ts';
import { useTemporal } from './support/use-temporal.ts';

/** Children have ids of their own and may be there before the run looks, or after it is gone. */
const temporal = useTemporal();

const shardOf = ({ memory }: RunLease): string => shardWorkflowId(tenant, memory.key.run, 1, 1);

function watchInput(name: string) {
  return { tenant: name, siteCode, timeFactor: 1 };
}

describe('a child that runs already', () => {
  it('is adopted: none is started beside it, and the run hears of its end', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    const input: RegistrationShardInput = {
      ...lease.memory.key,
      wave: 1,
      shard: 1,
      epoch: 1,
      timeFactor: 1,
    };
    const shard = await temporal.client.workflow.start(registrationShardType, {
      workflowId: shardOf(lease),
      taskQueue: taskQueues.gangway,
      args: [input],
    });
    await lease.toFirstWave();
    await lease.memory.untilCalled('readShards');
    // As the watcher would: the shard had looked before the wave was cleared.
    await lease.memory.tellMoved(lease.memory.devices);
    await lease.deliverWave(1);
    expect((await lease.result()).outcome).toBe('completed');
    const last = await temporal.client.workflow.getHandle(shardOf(lease)).describe();
    expect(last.runId).toBe(shard.firstExecutionRunId);
  });

  it('is waited for when it reported its end but still holds its id', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    // Something else under the shard's id, which says nothing when it ends.
    const looking = Promise.withResolvers<undefined>();
    temporal.fleet.pollTenant = () => looking.promise;
    const former = await temporal.client.workflow.start(tenantWatchType, {
      workflowId: shardOf(lease),
      taskQueue: taskQueues.gangway,
      args: [watchInput(tenant)],
    });
    await lease.toFirstWave();
    await lease.untilFoundTaken(1);
    const done = { workflowId: shardOf(lease), kind: 'shard', wave: 1 } as const;
    await lease.handle.signal(childDoneSignal, done);
    // The wave still has work, so the run wants its shard again; the id is taken as yet.
    await lease.untilFoundTaken(2);
    looking.resolve(undefined);
    await former.result();
    await lease.deliverWave(1);
    expect((await lease.result()).outcome).toBe('completed');
  });
});

describe.concurrent('the duplicates of a wave', () => {
  it('are enabled again when the approvers say no, and the devices go on', async () => {
    const lease = await temporal.start({ devices: [aDevice({ hasDuplicate: true })] });
    await lease.toFirstWave();
    await lease.settle('duplicate-delete-1', 'reject', ada);
    await lease.deliverWave(1);
    expect((await lease.result()).outcome).toBe('completed');
    expect(lease.memory.calls).not.toContain('deleteDuplicates');
    expect(lease.memory.calls).toContain('enableDuplicates');
    expect(lease.memory.calls).toContain('refuseDuplicates');
  });

  it('rest for their grace before anybody is asked', async () => {
    const lease = await temporal.start({
      devices: [aDevice({ hasDuplicate: true })],
      input: { duplicateGraceMs: 3_600_000, timeFactor: 36_000 },
    });
    await lease.toFirstWave();
    await lease.approve('duplicate-delete-1', ada, ben);
    await lease.memory.untilCalled('deleteDuplicates');
    const id = duplicatesWorkflowId(tenant, lease.run, 1);
    const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
    const timer = events?.find((event) => event.timerStartedEventAttributes != null);
    expect(timer?.timerStartedEventAttributes?.startToFireTimeout?.nanos).toBe(100_000_000);
  });

  it('need no gate when none of them could be disabled', async () => {
    const lease = await temporal.start({ devices: [aDevice({ hasDuplicate: true })] });
    lease.memory.on('disableDuplicates', async () => {
      for (const device of lease.memory.devices) Object.assign(device, { hasDuplicate: false });
    });
    await lease.toFirstWave();
    await lease.deliverWave(1);
    expect((await lease.result()).outcome).toBe('completed');
    expect([...lease.memory.gates.keys()]).toEqual(['plan', 'policy']);
  });
});

describe.concurrent('the wipe of a wave', () => {
  it('is not begun when one approver says no, and the devices are parked', async () => {
    const lease = await temporal.start({ devices: [aDevice({ track: 'reset' })] });
    await lease.toFirstWave();
    await lease.approve('wipe-1', ada);
    await lease.settle('wipe-1', 'reject', ben);
    expect(await lease.result()).toEqual({
      outcome: 'completed',
      counts: { 'needs-attention': 1 },
    });
    expect(lease.memory.calls).not.toContain('wipeDevices');
    expect(lease.memory.devices[0]?.code).toBe('WipeRejected');
  });
});

describe('the watch of a tenant', () => {
  const start = (name: string) =>
    temporal.client.workflow.signalWithStart(tenantWatchType, {
      workflowId: watchWorkflowId(name),
      taskQueue: taskQueues.gangway,
      args: [watchInput(name)],
      signal: watchWantedSignal,
    });

  it('takes another look when a run began while it was about to end', async () => {
    const looks: PromiseWithResolvers<undefined>[] = [];
    const looked = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    temporal.fleet.pollTenant = () => {
      const look = Promise.withResolvers<undefined>();
      looked[looks.push(look) - 1]?.resolve(undefined);
      return look.promise;
    };
    const watch = await start(tenant);
    await looked[0]?.promise;
    await watch.signal(watchWantedSignal);
    looks[0]?.resolve(undefined);
    await looked[1]?.promise;
    looks[1]?.resolve(undefined);
    await temporal.client.workflow.getHandle(watchWorkflowId(tenant)).result();
    expect(looks).toHaveLength(2);
  });

  it('begins the look again that had ended while the other one went on', async () => {
    const looks = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    let looked = 0;
    const atSite = Promise.withResolvers<undefined>();
    temporal.fleet.pollTenant = () => {
      looks[looked]?.resolve(undefined);
      looked += 1;
      return Promise.resolve();
    };
    temporal.fleet.pollSite = () => atSite.promise;
    const watch = await start(tenant);
    await looks[0]?.promise;
    // A run begins now; the site's look will find it, the tenant's has ended.
    await watch.signal(watchWantedSignal);
    await looks[1]?.promise;
    temporal.fleet.pollSite = () => Promise.resolve();
    atSite.resolve(undefined);
    await watch.result();
  });

  it('ends when nobody wants it, without a look for nothing', async () => {
    let looks = 0;
    temporal.fleet.pollTenant = () => {
      looks += 1;
      return Promise.resolve();
    };
    const watch = await start(tenant);
    await watch.result();
    expect(looks).toBe(1);
    await expect(watch.signal(watchWantedSignal)).rejects.toBeInstanceOf(WorkflowNotFoundError);
  });
});
