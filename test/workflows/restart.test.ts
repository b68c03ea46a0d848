import { expect, it } from 'vitest';
import { decideSignal } from '../../workflows/onboarding-run/contract.ts';
import { ada, ben, sign } from './support/people.ts';
import { aDevice } from './support/run-in-memory.ts';
import { useTemporal } from './support/use-temporal.ts';

/**
 * The orchestrator goes away in the middle of a gate and another comes. What people said before, meanwhile and after
 * must count alike, and each word once.
 */
const temporal = useTemporal();

it('counts what was decided before and while no worker was there', async () => {
  const lease = await temporal.start({ devices: [aDevice({ hasDuplicate: true })] });
  const gate = await lease.gate('plan');
  await lease.approve('plan', ada);
  await temporal.stopOrchestrator();
  const signed = sign(lease.memory.key, gate, ben);
  await lease.handle.signal(decideSignal, { signed });
  await temporal.startOrchestrator();
  await lease.memory.untilWaitingOn('task cloud-attach');
  const [view] = await lease.gates();
  expect(view).toMatchObject({ state: 'approved', approvals: 2 });
});

it('answers an update that waited for the new worker, once', async () => {
  const lease = await temporal.start({ devices: [aDevice({ hasDuplicate: true })] });
  const gate = await lease.gate('plan');
  await lease.quiet();
  await temporal.stopOrchestrator();
  const waiting = lease.decide(sign(lease.memory.key, gate, ada));
  await temporal.startOrchestrator();
  expect(await waiting).toMatchObject({ state: 'open', approvals: 1 });
  expect(await lease.decide(sign(lease.memory.key, gate, ben))).toMatchObject({
    state: 'approved',
    approvals: 2,
  });
  await lease.memory.untilWaitingOn('task cloud-attach');
});

it('goes on with a child that outlived the worker', async () => {
  const lease = await temporal.start();
  const importing = lease.memory.hold('importDevices');
  await lease.toFirstWave();
  await importing.entered;
  await temporal.stopOrchestrator();
  importing.release();
  await lease.memory.until('imported', () => lease.memory.counts()['ready-to-ship'] === 1);
  await temporal.startOrchestrator();
  await lease.deliverWave(1);
  expect((await lease.result()).outcome).toBe('completed');
});
