import { z } from 'zod';
import { isGroupTag, isSharedTag } from '../../domain/group-tag.ts';
import { hasControlCharacters } from '../../domain/plain-text.ts';
import { durationMs } from '../../domain/duration.ts';

/** One line that people read, in whatever script; what it is called at a vendor is not ours to restrict further. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !hasControlCharacters(text), 'must be one line without control characters');

/** Graph takes 256 characters for a group and 200 for a profile; one limit is easier to remember. */
const nameLengthMax = 200;

/**
 * Names of objects that are made, or adopted, in the tenant and at the site. Letters of any script and what people
 * write in names; not the quotes, angle brackets, bar and backslash that end literals and markup somewhere.
 */
const objectName = z
  .string()
  .trim()
  .min(1)
  .max(nameLengthMax)
  .regex(
    /^[\p{L}\p{M}\p{N} !#$%&'()*+,./:;=?@[\]^_{}~’–—-]+$/u,
    'must be letters, digits, blanks and punctuation, without " < > | ` and backslash',
  );

/** Of `graph-api.md` §E2, less the characters above. A hyphen makes the service fail without saying why. */
const profileName = z
  .string()
  .trim()
  .min(1)
  .max(nameLengthMax)
  .regex(
    /^[\p{L}\p{N} :?.@$&_[\]{}]+$/u,
    'must be letters, digits, blanks and : ? . @ $ & _ [ ] { }; the service refuses a hyphen',
  );

/** A NetBIOS name: what the template makes is cut there. */
const deviceNameLengthMax = 15;

/** Letters, digits, hyphens and at most one macro that makes names differ (REQ-178). */
function isDeviceNameTemplate(template: string): boolean {
  const parts = /^([A-Za-z0-9-]*)(?:(%SERIAL%)|%RAND:(\d{1,2})%)?([A-Za-z0-9-]*)$/.exec(template);
  if (parts === null) return false;
  const [, before = '', serial, random, after = ''] = parts;
  const fixed = `${before}${after}`;
  const digits = Number(random ?? 0);
  if (random !== undefined && digits === 0) return false;
  // Of a serial number at least one character must find room.
  const length = fixed.length + digits + (serial === undefined ? 0 : 1);
  return length <= deviceNameLengthMax && (serial !== undefined || /[A-Za-z-]/.test(fixed));
}

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

/** Each is a deployment to look after; nobody sets up a PC with more. */
const applicationsMax = 100;

/** What an admin asks for; `examples/run.json` is one. Answers `RunSpec` of `domain/run-spec.ts`. */
export const runSpec = z.strictObject({
  name: line(nameLengthMax).min(1),
  path: z.literal('autopilot'),
  groupTag: z
    .string()
    .trim()
    .refine(
      isGroupTag,
      'must be letters, digits, blank, dot, hyphen and underscore, 100 at most, beginning with a letter or digit',
    )
    .refine((tag) => !isSharedTag(tag), 'must not end in -Shared'),
  deviceGroup: z.strictObject({ name: objectName }),
  espProfile: z.strictObject({ name: objectName, timeoutMinutes: z.int().min(1).max(1440) }),
  autopilotProfile: z.strictObject({
    name: profileName,
    deviceNameTemplate: z.exactOptional(
      z
        .string()
        .trim()
        .refine(
          isDeviceNameTemplate,
          `must make at most ${deviceNameLengthMax} letters, digits and hyphens, with %SERIAL% or %RAND:n% at most once`,
        ),
    ),
  }),
  comanagementPolicy: z.strictObject({ name: objectName, description: line(1000) }),
  deviceCollection: z.strictObject({
    name: objectName,
    limitToCollectionId: z
      .string()
      .regex(/^[A-Z0-9]{8}$/, 'must be a collection id, e.g. SMS00001'),
  }),
  // Looked up, never made: they are called what the site calls them.
  applications: z.array(line(nameLengthMax).min(1)).max(applicationsMax).readonly(),
  waves,
  duplicateGrace: duration
    .default('P30D')
    .describe('How long a disabled duplicate rests before it may be deleted. Vendor time.'),
  gates: gates.prefault({}),
});
export type RunSpecInput = z.input<typeof runSpec>;
