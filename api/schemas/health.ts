import { z } from 'zod';

export const health = z.object({ status: z.literal('ok') });
const part = z.enum(['ok', 'unreachable']);
export const readiness = z.object({
  status: z.enum(['ready', 'not-ready']),
  database: part,
  temporal: part,
});
