import { z } from 'zod';
import { failureCode, gateName, reasonText, runId } from './common.ts';

/** Bodies of the messages to a live run. Every one carries a reason, which the audit keeps. */
export const reasonRequest = z.strictObject({ reason: reasonText });

export const resolutionRequest = z.strictObject({
  scope: z.union([
    z.strictObject({ deviceKey: z.string().min(1).max(128) }),
    z.strictObject({ errorCode: failureCode }),
    z.strictObject({ wave: z.int().min(1) }),
  ]),
  action: z.enum(['retry', 'skip']),
  reason: reasonText,
});
export type ResolutionRequest = z.output<typeof resolutionRequest>;
export const resolutionAnswer = z.object({ devices: z.int() });
export type ResolutionAnswer = z.output<typeof resolutionAnswer>;

export const waveParams = z.strictObject({ run: runId, wave: z.coerce.number().int().min(1) });
export const deadlineParams = z.strictObject({ run: runId, gate: gateName });
export const deadlineRequest = z.strictObject({
  /** Thirty days: whoever needs longer asks again, with a reason again. */
  byMinutes: z.int().min(1).max(43_200),
  reason: reasonText,
});

/** The message was taken in and handled. */
export const accepted = z.object({ status: z.literal('done') });
