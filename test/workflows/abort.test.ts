import { describe, expect, it } from 'vitest';
import { failure } from '../../activities/failure-mapping.ts';
import { shardWorkflowId } from '../../domain/workflow-ids.ts';
import { ada, sign } from './support/people.ts';
import { aDevice } from './support/run-in-memory.ts';
import type { RunLease } from './support/run-lease.ts';
import { refusalOf } from './support/updates.ts';
import { useTemporal } from './support/use-temporal.ts';

/**
 * However a run is told to stop, it stops its children, waits for what is on the wire, and takes back what it made, last
 * things first.
 * That must not hang on what the run was just doing: waiting, paused, parked, or starting a child.
 */
const temporal = useTemporal();

const undoSteps = ['enableDuplicates', 'undoRegistrations', 'undoSiteObjects', 'undoTenantObjects'];

function undone(lease: RunLease): readonly string[] {
  return lease.memory.calls.filter((call) => undoSteps.includes(call));
}

describe.concurrent('abort', () => {
  it('takes everything back in reverse while a gate waits, and withdraws the gate', async () => {
    const lease = await temporal.start();
    await lease.approve('plan');
    await lease.attachCloud();
    const gate = await lease.gate('policy');
    const undoing = lease.memory.hold('undoRegistrations');
    await lease.abort();
    await undoing.entered;
    const late = lease.decide(sign(lease.memory.key, gate, ada));
    expect(await refusalOf(late)).toContain('GateNotOpen');
    expect(await refusalOf(lease.pause())).toContain('RunStopped');
    expect(await refusalOf(lease.abort())).toContain('RunStopped');
    undoing.release();
    expect(await lease.result()).toEqual({ outcome: 'aborted', counts: { 'rolled-back': 1 } });
    expect(undone(lease)).toEqual(undoSteps);
    expect(lease.memory.gates.get('policy')?.state).toBe('withdrawn');
    expect(lease.memory.outcome).toBe('aborted');
  });

  it('takes nothing back while an effect of the old life is still on the wire', async () => {
    const lease = await temporal.start();
    const { memory } = lease;
    const importing = memory.hold('importDevices');
    await lease.toFirstWave();
    await importing.entered;
    memory.sending = 1;
    await lease.abort();
    // The children have gone, but what they began has not come back.
    await memory.untilCalled('readSending', 2);
    expect(undone(lease)).toEqual([]);
    importing.release();
    memory.sending = 0;
    expect(await lease.result()).toEqual({ outcome: 'aborted', counts: { 'rolled-back': 1 } });
    expect(undone(lease)).toEqual(undoSteps);
    const { tenant, run } = memory.key;
    await temporal.client.workflow.getHandle(shardWorkflowId(tenant, run, 1, 1)).result();
    // The fence had moved on, so what was under way had no effect and was not tried again.
    expect(memory.calls.filter((call) => call === 'importDevices')).toHaveLength(1);
  });

  it('does not wait for a child that it was only about to start', async () => {
    const lease = await temporal.start({ devices: [aDevice({ hasDuplicate: true })] });
    const starting = lease.memory.hold('readShards');
    await lease.toFirstWave();
    await starting.entered;
    await lease.abort();
    starting.release();
    expect((await lease.result()).outcome).toBe('aborted');
    const timers = (await lease.history()).filter((event) => event.timerFiredEventAttributes);
    expect(timers).toEqual([]);
  });

  it('is not held up by a pause', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    await lease.pause();
    await lease.abort();
    expect((await lease.result()).outcome).toBe('aborted');
    expect((await lease.progress()).paused).toBe(false);
  });

  it('wins over a pause that is still being written down', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    const writing = lease.memory.hold('recordFence');
    const paused = lease.pause();
    await writing.entered;
    await lease.abort();
    // By its answer, all that the abort could do at once is done.
    await lease.resolve({ scope: { wave: 1 }, action: 'retry' });
    writing.release();
    await paused;
    expect((await lease.result()).outcome).toBe('aborted');
    expect(undone(lease)).toEqual(undoSteps);
  });

  it('is not stopped half way by a cancel from outside', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    const undoing = lease.memory.hold('undoRegistrations');
    await lease.abort();
    await undoing.entered;
    await lease.handle.cancel();
    undoing.release();
    expect((await lease.result()).outcome).toBe('aborted');
    expect(undone(lease)).toEqual(undoSteps);
  });

  it('reaches a run that is parked', async () => {
    const lease = await temporal.start();
    lease.memory.failOnce('takeGraphInventory', failure('ConsentMissing', 'inventory'));
    await lease.memory.untilWaitingOn('operator: inventory: ConsentMissing');
    await lease.abort();
    expect((await lease.result()).outcome).toBe('aborted');
    const { typedSearchAttributes } = await lease.handle.describe();
    const needs = typedSearchAttributes.getAll().find(({ key }) => key.name.endsWith('Attention'));
    expect(needs?.value).toBe(false);
  });
});

describe.concurrent('cancel from outside', () => {
  it('is an abort: the run undoes, and ends by itself', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    await lease.handle.cancel();
    expect((await lease.result()).outcome).toBe('aborted');
    expect(undone(lease)).toEqual(undoSteps);
    expect((await lease.handle.describe()).status.name).toBe('COMPLETED');
  });

  it('leaves an undo that failed to the operator, who can still resolve it', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    lease.memory.failOnce('undoSiteObjects', failure('VendorRefused', 'collection'));
    await lease.handle.cancel();
    await lease.memory.untilWaitingOn('operator: undo site objects: VendorRefused');
    await lease.resolve({ scope: { errorCode: 'VendorRefused' }, action: 'retry' });
    expect((await lease.result()).outcome).toBe('aborted');
    expect(undone(lease).filter((call) => call === 'undoSiteObjects')).toHaveLength(2);
  });

  it('stops the children as well', async () => {
    const lease = await temporal.start();
    const importing = lease.memory.hold('importDevices');
    await lease.toFirstWave();
    await importing.entered;
    await lease.handle.cancel();
    await lease.memory.untilWaitingOn('children to stop');
    importing.release();
    expect((await lease.result()).outcome).toBe('aborted');
    const { tenant, run } = lease.memory.key;
    await temporal.client.workflow.getHandle(shardWorkflowId(tenant, run, 1, 1)).result();
  });
});
