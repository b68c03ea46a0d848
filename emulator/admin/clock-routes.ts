import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Simulation } from '../simulation.ts';
import { AdminError } from './admin-error.ts';

const clockSchema = z.strictObject({
  /** Vendor seconds per wall second; 0 stops the clock. */
  rate: z.number().nonnegative().optional(),
  advanceSeconds: z.number().nonnegative().optional(),
  /** An instant that is not past; everything due until then happens on the way. */
  set: z.iso.datetime({ offset: true }).optional(),
});

export function registerClockRoutes(app: FastifyInstance, { clock }: Simulation): void {
  const clockState = () => ({ now: clock.nowIso(), rate: clock.rate });
  app.get('/_emulator/clock', () => clockState());
  app.post('/_emulator/clock', ({ body }) => {
    const { rate, advanceSeconds, set } = clockSchema.parse(body ?? {});
    if (set !== undefined) {
      const forwardSeconds = (Date.parse(set) - clock.nowMs()) / 1000;
      // Whole seconds are shown, so that what is shown can be set.
      if (forwardSeconds < -1) {
        throw new AdminError(400, `It is ${clock.nowIso()}: the clock does not go back to ${set}.`);
      }
      clock.advance(Math.max(0, forwardSeconds));
    }
    if (rate !== undefined) clock.setRate(rate);
    if (advanceSeconds !== undefined) clock.advance(advanceSeconds);
    return clockState();
  });
}
