import { expect, it } from 'vitest';
import { ada, ben } from './support/people.ts';
import { aDevice } from './support/run-in-memory.ts';
import { useTemporal } from './support/use-temporal.ts';

const temporal = useTemporal();

it('takes every kind of device from readiness to report, gate by gate', async () => {
  const lease = await temporal.start({
    devices: [
      aDevice({ deviceKey: 'canary' }),
      aDevice({ deviceKey: 'fresh', wave: 2 }),
      aDevice({ deviceKey: 'doubled', wave: 2, shard: 2, hasDuplicate: true }),
      aDevice({ deviceKey: 'reused', wave: 2, shard: 2, track: 'reset' }),
    ],
  });
  await lease.approve('plan', ada, ben);
  await lease.attachCloud();
  await lease.approve('policy');
  await lease.deliverWave(1);
  await lease.approve('duplicate-delete-2', ada, ben);
  await lease.approve('wipe-2', ben, ada);
  await lease.deliverWave(2);
  expect(await lease.result()).toEqual({ outcome: 'completed', counts: { 'co-managed': 4 } });
  expect(lease.memory.outcome).toBe('completed');
  const verdicts = [...lease.memory.gates.values()].map(({ gate, state }) => [gate, state]);
  expect(Object.fromEntries(verdicts)).toEqual({
    plan: 'approved',
    policy: 'approved',
    'duplicate-delete-2': 'approved',
    'wipe-2': 'approved',
  });
  console.log(lease.memory.calls.join(' '));
});
