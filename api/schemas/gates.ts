import { z } from 'zod';
import { gateTypes, guardedActions } from '../../domain/approval.ts';
import {
  gateName,
  instant,
  keyId,
  link,
  listOf,
  pageOf,
  pageQuery,
  runId,
  sha256Hex,
  signatureText,
  textLengthMax,
} from './common.ts';

/** A gate is addressed as `{run}.{gate}`, e.g. `r-7f3a.wipe-1`. */
export const gateParams = z.strictObject({
  gateId: z.string().regex(/^[A-Za-z0-9-]{1,64}\.[A-Za-z0-9-]{1,64}$/, 'must be `{run}.{gate}`'),
});
export const runQuery = z.strictObject({
  run: z.exactOptional(runId).describe('Without it: of all live runs, open ones only.'),
});

const counts = z.record(z.string(), z.int());
export const gateSubject = z.strictObject({
  gateType: z.enum(gateTypes),
  wave: z.int().nonnegative(),
  action: z.string(),
  itemsRoot: sha256Hex,
  counts,
  bodyHash: z.exactOptional(z.string()),
});

export const gateState = z.enum(['open', 'held', 'approved', 'rejected', 'withdrawn']);

/** One gate as lists show it. */
export const gateSummary = z.object({
  /** `{run}.{gate}`. */
  gateId: z.string(),
  run: runId,
  gate: gateName,
  gateType: z.enum(gateTypes),
  wave: z.int().nonnegative(),
  action: z.string(),
  state: gateState,
  quorum: z.int(),
  /** Who approved or rejected so far, by `oid`. */
  decidedBy: listOf(
    z.object({ oid: z.string(), verdict: z.enum(['approve', 'reject']), at: instant }),
  ),
  counts,
  leafCount: z.int().nonnegative(),
  openedAt: instant,
  deadlineAt: instant,
  closedAt: z.exactOptional(instant),
  links: listOf(link),
});
export type GateSummary = z.output<typeof gateSummary>;
export const gateList = z.object({ items: listOf(gateSummary) });

export const gateLeaf = z.object({
  deviceKey: z.string(),
  action: z.enum(guardedActions),
  serial: z.string(),
  entraObjectId: z.exactOptional(z.string()),
  entraDeviceId: z.exactOptional(z.string()),
  managedDeviceId: z.exactOptional(z.string()),
  enrolledDateTime: z.exactOptional(z.string()),
  autopilotIdentityId: z.exactOptional(z.string()),
  precondition: z.string(),
});

/**
 * What an approver completes with verdict, textHash (SHA-256 of the comment), their oid and kid, and signs.
 * The order of members does not matter: canonical JSON is signed.
 */
export const decisionDraft = z.object({
  run: runId,
  gate: gateName,
  nonce: z.string(),
  planHash: z.string(),
  subjectHash: z.string(),
  decideBefore: instant,
  executeUntil: instant,
});
export type DecisionDraft = z.output<typeof decisionDraft>;

export const gateDetail = z.object({
  ...gateSummary.shape,
  planHash: z.string(),
  nonce: z.string(),
  subjectHash: z.string(),
  subject: gateSubject,
  /** With gate `policy`: what is approved in full; its canonical hash is `bodyHash` of the subject. */
  body: z.exactOptional(z.record(z.string(), z.unknown())),
  /** In the order in which they were hashed; `next` is the number of the first leaf of the next page. */
  leaves: pageOf(gateLeaf),
  /** Absent when the gate takes no decision any more. */
  decisionDraft: z.exactOptional(decisionDraft),
});
export type GateDetail = z.output<typeof gateDetail>;
export const leavesQuery = pageQuery;

/** Strict: a member nobody checks must not be signed along unseen. */
export const decision = z.strictObject({
  run: runId,
  gate: gateName,
  nonce: z.string().max(200),
  planHash: z.string().max(200),
  subjectHash: z.string().max(200),
  verdict: z.enum(['approve', 'reject']),
  textHash: sha256Hex,
  oid: z.string().max(100),
  decideBefore: instant,
  executeUntil: instant,
  kid: keyId,
});
export const decisionRequest = z.strictObject({
  decision,
  signature: signatureText,
  comment: z.string().max(textLengthMax),
});
export type DecisionRequest = z.output<typeof decisionRequest>;
export const decisionAnswer = z.object({
  gate: gateName,
  state: z.enum(['open', 'approved', 'rejected']),
  approvals: z.int(),
  quorum: z.int(),
});
export type DecisionAnswer = z.output<typeof decisionAnswer>;
