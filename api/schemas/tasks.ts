import { z } from 'zod';
import { instant, link, listOf, runId } from './common.ts';

/** A task is addressed as `{run}.{taskId}`. */
export const taskParams = z.strictObject({
  taskAddress: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}\.[A-Za-z0-9-]{1,64}$/, 'must be `{run}.{taskId}`'),
});

export const task = z.object({
  run: runId,
  taskId: z.string(),
  title: z.string(),
  /** Markdown. */
  instructions: z.string(),
  state: z.enum(['open', 'done']),
  /** Why the last evidence did not hold. */
  problem: z.exactOptional(z.string()),
  openedAt: instant,
  links: listOf(link),
});
export type Task = z.output<typeof task>;
export const taskList = z.object({ items: listOf(task) });

/** Names of evidence are few and short; a command line is the longest value there is. */
export const evidenceRequest = z.strictObject({
  body: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/), z.string().max(4000))
    .refine((body) => Object.keys(body).length <= 20, 'must hold at most 20 values'),
});
export type EvidenceRequest = z.output<typeof evidenceRequest>;
export const evidenceAnswer = z.object({ taskId: z.string(), evidenceId: z.string() });
export type EvidenceAnswer = z.output<typeof evidenceAnswer>;
