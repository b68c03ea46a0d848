import { z } from 'zod';
import { durationMs } from '../duration.ts';
import { listOf } from './common.ts';

/** Names become names of vendor objects; Graph and ConfigMgr both take this much. */
const objectName = z.string().trim().min(1).max(200);
/** A year: whoever waits longer has forgotten the run. Zero would be a deadline that is over when it begins. */
const durationMsMax = 366 * 24 * 3_600_000;
const duration = z
  .string()
  .refine((text) => {
    const ms = durationMs(text);
    return ms !== undefined && ms > 0 && ms <= durationMsMax;
  }, 'must be an ISO 8601 duration of at most a year, in weeks, days, hours, minutes and seconds')
  .describe('ISO 8601 duration without years and months, e.g. P30D or PT72H.');

const waves = z.strictObject({
  canary: z
    .int()
    .min(0)
    .max(1000)
    .describe('Devices of the first wave, which must be co-managed before the next begins.'),
  size: z.int().min(1).max(10_000),
  failureBudgetPercent: z.int().min(0).max(100).default(5),
});

const gates = z.strictObject({
  deadline: duration
    .default('P3D')
    .describe('From opening to escalation, and again from there to hold. Wall time.'),
  executeWithin: duration
    .default('P30D')
    .describe('How long after signing the guard may act on a decision. Wall time.'),
});

/** What an admin asks for; `examples/run.json` is one. Answers `RunSpec` of `domain/run-spec.ts`. */
export const runSpec = z.strictObject({
  name: objectName,
  path: z.literal('autopilot'),
  groupTag: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine((tag) => !tag.endsWith('-Shared'), 'must not end in -Shared'),
  deviceGroup: z.strictObject({ name: objectName }),
  espProfile: z.strictObject({ name: objectName, timeoutMinutes: z.int().min(1).max(1440) }),
  autopilotProfile: z.strictObject({
    name: objectName,
    deviceNameTemplate: z.exactOptional(z.string().trim().min(1).max(64)),
  }),
  comanagementPolicy: z.strictObject({ name: objectName, description: z.string().max(1000) }),
  deviceCollection: z.strictObject({
    name: objectName,
    limitToCollectionId: z.string().regex(/^[A-Z0-9]{8}$/),
  }),
  applications: listOf(objectName),
  waves,
  duplicateGrace: duration
    .default('P30D')
    .describe('How long a disabled duplicate rests before it may be deleted. Vendor time.'),
  gates: gates.prefault({}),
});
export type RunSpecInput = z.input<typeof runSpec>;
