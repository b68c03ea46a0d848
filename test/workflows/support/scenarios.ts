import { ada, ben } from './people.ts';
import { aDevice } from './run-in-memory.ts';
import type { RunLease } from './run-lease.ts';

/** A canary, then one device of every kind: new, with a duplicate, reused. Starts every kind of child. */
export const everyKind = () => [
  aDevice({ deviceKey: 'canary' }),
  aDevice({ deviceKey: 'fresh', wave: 2 }),
  aDevice({ deviceKey: 'doubled', wave: 2, hasDuplicate: true }),
  aDevice({ deviceKey: 'reused', wave: 2, track: 'reset' }),
];

/** Takes such a run from its start to its report, with everybody saying yes. */
export async function goThrough(lease: RunLease): Promise<void> {
  await lease.toFirstWave();
  await lease.deliverWave(1);
  await lease.approve('duplicate-delete-2', ada, ben);
  await lease.approve('wipe-2', ben, ada);
  await lease.deliverWave(2);
}
