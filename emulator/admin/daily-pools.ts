import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pooledActions } from '../graph/managed-devices/daily-pools.ts';
import type { Simulation } from '../simulation.ts';

const spendSchema = z.strictObject({
  action: z.enum(pooledActions),
  count: z.int().positive().default(1),
});

/** Other people's actions in the portal draw from the same pools. */
export function registerDailyPoolRoutes(app: FastifyInstance, { dailyPools }: Simulation): void {
  app.get('/_emulator/daily-pools', () => dailyPools.today());
  app.post('/_emulator/daily-pools', ({ body }) => {
    const { action, count } = spendSchema.parse(body);
    dailyPools.spendByHand(action, count);
    return dailyPools.today();
  });
}
