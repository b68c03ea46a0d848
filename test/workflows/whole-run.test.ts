import { expect, it } from 'vitest';
import { everyKind, goThrough } from './support/scenarios.ts';
import { useTemporal } from './support/use-temporal.ts';

const temporal = useTemporal();

it('takes every kind of device from readiness to report, gate by gate', async () => {
  const lease = await temporal.start({ devices: everyKind() });
  await goThrough(lease);
  expect(await lease.result()).toEqual({ outcome: 'completed', counts: { 'co-managed': 4 } });
  expect(lease.memory.outcome).toBe('completed');
  const verdicts = [...lease.memory.gates.values()].map(({ gate, state }) => [gate, state]);
  expect(Object.fromEntries(verdicts)).toEqual({
    plan: 'approved',
    policy: 'approved',
    'duplicate-delete-2': 'approved',
    'wipe-2': 'approved',
  });
});
