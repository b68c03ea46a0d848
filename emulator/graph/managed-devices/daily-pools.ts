import type { Simulation } from '../../simulation.ts';
import { GraphError } from '../errors.ts';

export const pooledActions = ['wipe', 'retire', 'delete'] as const;
export type PooledAction = (typeof pooledActions)[number];

/**
 * Wipes, retires and deletions of a tenant and UTC day of vendor time, whoever issues them: the
 * portal, bulk actions and Graph draw from one pool. Off unless the world has pools.
 */
export class DailyPools {
  readonly #simulation: Simulation;
  readonly #spent = new Map<string, number>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  spend(action: PooledAction): void {
    const pools = this.#simulation.world.dailyPools;
    if (pools === null) return;
    const spent: PooledAction[] =
      action === 'delete' && pools.deleteSpendsRetire ? ['delete', 'retire'] : [action];
    if (spent.some((each) => this.#spentToday(each) >= pools[each])) {
      const { code, message, retryAfterSeconds, status } = pools.refusal;
      const wait = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` };
      throw new GraphError(status, code, message, wait);
    }
    for (const each of spent) this.#add(each, 1);
  }

  /** What people do in the portal, with no more regard than it has. */
  spendByHand(action: PooledAction, count: number): void {
    this.#add(action, count);
  }

  today(): Record<PooledAction, { spent: number; limit: number | null }> {
    const pools = this.#simulation.world.dailyPools;
    const stand = (action: PooledAction) => ({
      spent: this.#spentToday(action),
      limit: pools === null ? null : pools[action],
    });
    return { wipe: stand('wipe'), retire: stand('retire'), delete: stand('delete') };
  }

  #spentToday(action: PooledAction): number {
    return this.#spent.get(this.#key(action)) ?? 0;
  }

  #add(action: PooledAction, count: number): void {
    this.#spent.set(this.#key(action), this.#spentToday(action) + count);
  }

  #key(action: PooledAction): string {
    return `${this.#simulation.clock.nowIso().slice(0, 10)} ${action}`;
  }
}
