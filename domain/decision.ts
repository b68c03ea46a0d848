import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import {
  countersignedForm,
  type OpenGate,
  type SignedDecision,
  type TrustedKey,
} from './approval.ts';
import { base64ToBytes } from './base64.ts';
import { canonicalJson, type Json } from './canonical-json.ts';

/** Two machines' clocks may differ by this much before a signature's time is called wrong. */
export const clockToleranceMs = 120_000;

/** The role a person's token must carry for a decision to count. */
export const approverRole = 'Gangway.Approver';

export type DecisionProblem =
  | 'other-gate'
  | 'replayed'
  | 'other-plan'
  | 'other-subject'
  | 'requester'
  | 'not-an-approver'
  | 'other-person'
  | 'untrusted-key'
  | 'bad-signature'
  | 'untrusted-countersigner'
  | 'bad-countersignature'
  | 'late'
  | 'malformed';

/**
 * Whether a signed decision is about this gate as it stands and truly by whom it says.
 * Pure: the same in the update validator, in replay and in the guard. Returns nothing when it is sound.
 */
export function decisionProblem(
  signed: SignedDecision,
  against: {
    gate: OpenGate;
    tenant: string;
    run: string;
    requester: string;
    keys: readonly TrustedKey[];
  },
): DecisionProblem | undefined {
  const { decision } = signed;
  const { gate } = against;
  if (decision.gate !== gate.gate || decision.run !== against.run) return 'other-gate';
  if (decision.nonce !== gate.nonce) return 'replayed';
  if (decision.planHash !== gate.planHash) return 'other-plan';
  if (decision.subjectHash !== gate.subjectHash) return 'other-subject';
  if (isSamePerson(decision.oid, against.requester)) return 'requester';
  return signatureProblem(signed, against.tenant, against.keys);
}

/** Whether both signatures are sound, made by keys that counted when they were made. */
export function signatureProblem(
  signed: SignedDecision,
  tenant: string,
  keys: readonly TrustedKey[],
): DecisionProblem | undefined {
  const { decision, countersignature: by } = signed;
  // Signals reach this without a schema: any other word would otherwise count as a yes.
  const verdict: string = decision.verdict;
  if (verdict !== 'approve' && verdict !== 'reject') return 'malformed';
  if (by.oid !== decision.oid || by.tenant !== tenant) return 'other-person';
  if (!by.roles.includes(approverRole)) return 'not-an-approver';
  const signedAt = Date.parse(by.at);
  const decideBefore = Date.parse(decision.decideBefore);
  if (!Number.isFinite(signedAt) || !Number.isFinite(decideBefore)) return 'malformed';
  if (signedAt > decideBefore) return 'late';
  const approver = keys.find((key) => key.kid === decision.kid && key.use === 'approver');
  if (approver?.oid !== decision.oid || !countsAt(approver, signedAt)) return 'untrusted-key';
  if (!verifies(decision as unknown as Json, signed.signature, approver.publicKey))
    return 'bad-signature';
  const api = keys.find((key) => key.kid === by.kid && key.use === 'countersign');
  if (api === undefined || !countsAt(api, signedAt)) return 'untrusted-countersigner';
  const form = countersignedForm(decision, signed.signature, by);
  return verifies(form, by.signature, api.publicKey) ? undefined : 'bad-countersignature';
}

/** Entra writes object ids in either case. */
export function isSamePerson(oid: string, other: string): boolean {
  return oid.toLowerCase() === other.toLowerCase();
}

function countsAt(key: TrustedKey, at: number): boolean {
  const from = Date.parse(key.notBefore) - clockToleranceMs;
  const until = key.revokedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(key.revokedAt);
  return at >= from && at < until;
}

function verifies(form: Json, signature: string, publicKey: string): boolean {
  const signatureBytes = base64ToBytes(signature);
  const keyBytes = base64ToBytes(publicKey);
  if (signatureBytes?.length !== 64 || keyBytes?.length !== 32) return false;
  try {
    return ed25519.verify(signatureBytes, utf8ToBytes(canonicalJson(form)), keyBytes);
  } catch {
    // A key that is no point of the curve, or a form that is not canonical JSON, proves nothing.
    return false;
  }
}
