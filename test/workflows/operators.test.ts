import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../activities/failure-mapping.ts';
import { shardWorkflowId } from '../../domain/workflow-ids.ts';
import { releaseWaveUpdate } from '../../workflows/onboarding-run/contract.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { ada, ben, sign } from './support/people.ts';
import { aDevice, type RunInMemory } from './support/run-in-memory.ts';
import { accepted, refusalOf } from './support/updates.ts';
import { useTemporal } from './support/use-temporal.ts';

/** What admins and operators may say to a run, and that it never goes on against their word. */
const temporal = useTemporal();

const twoWaves = () => [aDevice({ deviceKey: 'canary' }), aDevice({ deviceKey: 'rest', wave: 2 })];

/** The registration service refuses everything of the first wave. */
function parkFirstWave(memory: RunInMemory): void {
  memory.on('importDevices', () => {
    memory.park(memory.find({ wave: 1, states: ['cleared'] }), 'ImportFailed');
  });
}

async function needsAttention(workflowId: string): Promise<boolean | undefined> {
  const { typedSearchAttributes } = await temporal.client.workflow.getHandle(workflowId).describe();
  return typedSearchAttributes.get(searchAttributes.needsAttention);
}

describe.concurrent('pause', () => {
  it('lets no effect begin until resume, and loses nothing', async () => {
    const lease = await temporal.start();
    await lease.approve('plan');
    await lease.attachCloud();
    await lease.gate('policy');
    await lease.pause();
    expect(lease.memory.fence.state).toBe('paused');
    expect((await lease.progress()).paused).toBe(true);
    // People may decide meanwhile; what follows from it waits.
    await lease.approve('policy');
    await lease.memory.untilCalled('ensureDeviceGroup', 2);
    expect(lease.memory.calls).not.toContain('ensureEspProfile');
    await lease.resume();
    await lease.deliverWave(1);
    expect((await lease.result()).outcome).toBe('completed');
  });

  it('works by signal as well, even one that gives no reason', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    await lease.handle.signal('pauseSignal');
    await lease.memory.until('paused', () => lease.memory.fence.state === 'paused');
    await lease.handle.signal('resumeSignal', { reasonId: 'reason-1' });
    await lease.memory.until('live', () => lease.memory.fence.state === 'live');
    await lease.quiet();
    expect((await lease.progress()).paused).toBe(false);
  });

  it('holds from the first moment when it comes with the start', async () => {
    const lease = await temporal.start({ signal: 'pauseSignal' });
    await lease.gate('plan');
    expect(lease.memory.fence.state).toBe('paused');
    expect((await lease.progress()).paused).toBe(true);
  });

  it('and resume right behind it end live, in the ledger too', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    const writing = lease.memory.hold('recordFence');
    const paused = lease.pause();
    await writing.entered;
    const resumed = lease.resume();
    // By its answer, all that resume could do at once is done.
    await lease.resolve({ scope: { wave: 1 }, action: 'retry' });
    writing.release();
    await Promise.all([paused, resumed]);
    expect(lease.memory.fence.state).toBe('live');
    expect((await lease.progress()).paused).toBe(false);
  });
});

describe.concurrent('a step that failed for good', () => {
  it('parks the run until an operator says retry, then the run goes on', async () => {
    const lease = await temporal.start();
    lease.memory.failOnce('ensureAutopilotProfile', failure('VendorRefused', 'profile'));
    await lease.toFirstWave();
    await lease.memory.untilWaitingOn('operator: Autopilot profile: VendorRefused');
    expect(await needsAttention(lease.handle.workflowId)).toBe(true);
    expect(lease.memory.calls).not.toContain('ensureComanagementPolicy');
    await lease.resolve({ scope: { errorCode: 'VendorRefused' }, action: 'retry' });
    await lease.deliverWave(1);
    expect((await lease.result()).outcome).toBe('completed');
    expect(await needsAttention(lease.handle.workflowId)).toBe(false);
  });

  it('beside another one: both are named, and neither after they are resolved', async () => {
    const lease = await temporal.start();
    const { memory } = lease;
    memory.failOnce('takeGraphInventory', failure('ConsentMissing', 'inventory'));
    memory.failOnce('takeSiteInventory', failure('SiteMismatch', 'inventory'));
    await memory.until('both parked', () => {
      const place = memory.places.at(-1) ?? '';
      return place.includes('inventory: ConsentMissing') && place.includes('site inventory: Site');
    });
    const planning = memory.hold('makeRunPlan');
    await lease.resolve({ scope: { wave: 1 }, action: 'retry' });
    await planning.entered;
    expect(await lease.progress()).toMatchObject({ phase: 'planning', waitingOn: '' });
    planning.release();
    await lease.gate('plan');
  });

  it('in a shard shows on the shard, and goes on there after resolve', async () => {
    const lease = await temporal.start();
    const { memory } = lease;
    memory.failOnce('importDevices', failure('ConsentMissing', 'import'));
    await lease.toFirstWave();
    await memory.untilCalled('importDevices');
    const { tenant, run } = memory.key;
    const shardId = shardWorkflowId(tenant, run, 1, 1);
    await vi.waitUntil(() => needsAttention(shardId), { interval: 20, timeout: 20_000 });
    await lease.resolve({ scope: { wave: 1 }, action: 'retry' });
    await lease.deliverWave(1);
    expect((await lease.result()).outcome).toBe('completed');
  });
});

describe.concurrent('a parked device', () => {
  it('that is sent back is registered again, although its shard had closed', async () => {
    const lease = await temporal.start({
      devices: [aDevice({ deviceKey: 'odd' }), aDevice({ deviceKey: 'even' })],
    });
    const { memory } = lease;
    memory.on('importDevices', () => {
      const [odd] = memory.find({ states: ['cleared'] });
      if (odd?.code === undefined && odd !== undefined) memory.park([odd], 'ImportFailed');
    });
    await lease.toFirstWave();
    await memory.until('one ready, one parked', () => {
      const counts = memory.counts();
      return counts['ready-to-ship'] === 1 && counts['needs-attention'] === 1;
    });
    const { tenant, run } = memory.key;
    await temporal.client.workflow.getHandle(shardWorkflowId(tenant, run, 1, 1)).result();
    expect(await lease.resolve({ scope: { deviceKey: 'odd' }, action: 'retry' })).toEqual({
      devices: 1,
    });
    await lease.deliverWave(1);
    expect(await lease.result()).toEqual({ outcome: 'completed', counts: { 'co-managed': 2 } });
  });

  it('is the only reason to start a shard again: a new one that rests at its profile is not', async () => {
    const lease = await temporal.start({
      devices: [
        aDevice({ deviceKey: 'resting' }),
        aDevice({ deviceKey: 'reused', track: 'reset' }),
      ],
    });
    const { memory } = lease;
    memory.on('importDevices', async () => {
      const resting = memory.find({ states: ['cleared'], tracks: ['register'] });
      await memory.happens(resting, 'profile-assigned');
    });
    await lease.toFirstWave();
    await lease.approve('wipe-1', ada, ben);
    await memory.until('reused one done', () => memory.counts()['co-managed'] === 1);
    await lease.quiet();
    const { tenant, run } = memory.key;
    const shards = (await lease.history()).filter(
      ({ startChildWorkflowExecutionInitiatedEventAttributes: child }) =>
        child?.workflowId === shardWorkflowId(tenant, run, 1, 1),
    );
    expect(shards).toHaveLength(1);
    await memory.happens(memory.find({ states: ['profile-assigned'] }), 'ready-to-ship');
    await lease.deliver();
    expect((await lease.result()).outcome).toBe('completed');
  });

  it('that is skipped lets the run close around it', async () => {
    const lease = await temporal.start();
    parkFirstWave(lease.memory);
    const ending = lease.memory.hold('writeReport');
    await lease.toFirstWave();
    await ending.entered;
    await lease.resolve({ scope: { deviceKey: 'device-1' }, action: 'skip' });
    ending.release();
    expect(await lease.result()).toEqual({ outcome: 'completed', counts: { skipped: 1 } });
  });
});

describe.concurrent('the next wave', () => {
  it('begins early when a person releases it, and not before', async () => {
    const lease = await temporal.start({ devices: twoWaves() });
    await lease.toFirstWave();
    await lease.memory.until('canary ready', () => lease.memory.counts()['ready-to-ship'] === 1);
    expect(await lease.progress()).toMatchObject({ wave: 1, waves: 2 });
    await lease.handle.executeUpdate(releaseWaveUpdate, {
      args: [{ wave: 1, reasonId: 'reason-1' }],
    });
    await lease.memory.until('both ready', () => lease.memory.counts()['ready-to-ship'] === 2);
    expect((await lease.progress()).wave).toBe(2);
    await lease.deliver();
    expect((await lease.result()).counts).toEqual({ 'co-managed': 2 });
  });

  it('waits for its own gate when the one before failed beyond the budget', async () => {
    const lease = await temporal.start({ devices: twoWaves() });
    parkFirstWave(lease.memory);
    await lease.toFirstWave();
    const gate = await lease.gate('wave-1');
    expect(lease.memory.counts({ wave: 2 })).toEqual({ planned: 1 });
    await lease.decide(sign(lease.memory.key, gate, ada));
    await lease.deliverWave(2);
    const counts = { 'needs-attention': 1, 'co-managed': 1 };
    expect(await lease.result()).toEqual({ outcome: 'completed', counts });
  });

  it('never comes when that gate is rejected, and its devices are skipped', async () => {
    const lease = await temporal.start({ devices: twoWaves() });
    parkFirstWave(lease.memory);
    await lease.toFirstWave();
    await lease.settle('wave-1', 'reject', ada);
    const counts = { 'needs-attention': 1, skipped: 1 };
    expect(await lease.result()).toEqual({ outcome: 'rejected', counts });
  });
});

describe.concurrent('the cloud attach task', () => {
  it('is open again when the site does not bear the evidence out', async () => {
    const lease = await temporal.start();
    await lease.approve('plan');
    await lease.memory.untilWaitingOn('admin: task cloud-attach');
    await lease.completeTask('bad');
    await lease.memory.until(
      'reopened',
      () => lease.memory.tasks.get('cloud-attach')?.problem !== undefined,
    );
    expect(await lease.handle.query('tasks')).toEqual([{ taskId: 'cloud-attach', state: 'open' }]);
    await lease.completeTask('good');
    await lease.gate('policy');
    expect(lease.memory.tasks.get('cloud-attach')).toEqual({ state: 'done' });
    expect(await refusalOf(lease.completeTask('good'))).toContain('TaskNotOpen');
  });
});

describe.concurrent('a message without what it needs', () => {
  const names = [
    ...['pause', 'resume', 'abort', 'resolve', 'confirmDelivered', 'completeTask'],
    ...['releaseWave', 'extendDeadline', 'refreshKeys'],
  ];

  it('is refused by name, leaves no event, and does not stop the run', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    for (const name of names) {
      for (const body of [undefined, null, {}, 7]) {
        const sent = lease.handle.executeUpdate(name, { args: [body] });
        expect(await refusalOf(sent)).toContain('InvalidInput');
      }
    }
    for (const name of ['childDone', 'ledgerMoved', 'decideSignal'])
      await lease.handle.signal(name, null);
    expect(accepted(await lease.history())).toEqual([]);
    await lease.approve('plan');
    await lease.memory.untilWaitingOn('task cloud-attach');
  });
});
