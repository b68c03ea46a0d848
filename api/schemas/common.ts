import { z } from 'zod';
import { deviceStates } from '../../domain/device-state.ts';
import { failures, type FailureCode } from '../../domain/failures.ts';
import { tracks } from '../../domain/plan-item.ts';

/** Pieces of the wire that several schemas share. Lists are read-only, as the domain's are. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** A person's reason or comment. Long enough for a change request, short enough for a page. */
export const textLengthMax = 4000;

export const instant = z.iso.datetime({ offset: true }).describe('ISO 8601 instant.');
/** Ids stand in addresses and workflow ids: no dot (it parts run and gate) and no slash. */
export const runId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the id of a run');
export const gateName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a gate');
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex');
/** First 16 hex characters of the SHA-256 of the raw public key. */
export const keyId = z.string().regex(/^[0-9a-f]{16}$/, 'must be a key id');
export const publicKeyText = z
  .base64()
  .length(44)
  .describe('Base64 of the 32 raw bytes of an Ed25519 public key.');
export const signatureText = z
  .base64()
  .length(88)
  .describe('Base64 of an Ed25519 signature of 64 bytes.');
export const reasonText = z.string().trim().min(1).max(textLengthMax);

const codes = Object.keys(failures) as [FailureCode, ...FailureCode[]];
export const failureCode = z.enum(codes);
export const deviceState = z.enum(deviceStates);
export const track = z.enum(tracks);
export const stateCounts = z
  .partialRecord(deviceState, z.int().nonnegative())
  .describe('A state that no device is in is left out.');

export const link = z.strictObject({ rel: z.string(), href: z.string() });

export const pageQuery = z.strictObject({
  after: z.exactOptional(z.string().max(200)).describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type PageQuery = z.output<typeof pageQuery>;

/** `next` is absent on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: listOf(item), next: z.exactOptional(z.string()) });

export const runParams = z.strictObject({ run: runId });

/** RFC 9457, `application/problem+json`. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: failureCode,
    detail: z.exactOptional(z.string()),
    /** Names this request in the service's log. */
    requestId: z.string(),
    /** With `InvalidInput`: each field that is wrong. */
    errors: z.exactOptional(listOf(z.object({ field: z.string(), message: z.string() }))),
  })
  .describe('What went wrong, after RFC 9457; `code` is a key of the failure table.');
export type Problem = z.output<typeof problem>;
