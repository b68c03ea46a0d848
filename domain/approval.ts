import type { Json } from './canonical-json.ts';

export const gateTypes = [
  'plan',
  'policy',
  'wave',
  'workload',
  'duplicate-delete',
  'wipe',
  'drift',
] as const;
export type GateType = (typeof gateTypes)[number];

/** What the guard may be asked to do to one device; each is authorised by one type of gate. */
export const guardedActions = ['disable', 'delete', 'retire', 'wipe', 'group-add'] as const;
export type GuardedAction = (typeof guardedActions)[number];

/** What is approved, in canonical form. Its hash is what an approver signs. */
export interface GateSubject {
  readonly gateType: GateType;
  /** 0 for gates of the whole run. */
  readonly wave: number;
  readonly action: string;
  /** Merkle root over the leaves; the hash of nothing for gates without items. */
  readonly itemsRoot: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly bodyHash?: string;
}

/** One device under `itemsRoot`; absent identifiers are left out of the canonical form. */
export interface GateLeaf {
  readonly deviceKey: string;
  readonly action: GuardedAction;
  readonly serial: string;
  readonly entraObjectId?: string;
  readonly entraDeviceId?: string;
  readonly managedDeviceId?: string;
  readonly enrolledDateTime?: string;
  readonly autopilotIdentityId?: string;
  /** What must still be true when the guard acts. */
  readonly precondition: string;
}

export interface OpenGate {
  /** Unique in the run: `plan`, `policy`, `duplicate-delete-1`, `wipe-2`, … */
  readonly gate: string;
  readonly gateType: GateType;
  readonly wave: number;
  readonly nonce: string;
  readonly planHash: string;
  readonly subjectHash: string;
  readonly subject: GateSubject;
  readonly quorum: number;
  /** Instants are ISO strings in wall time. */
  readonly openedAt: string;
  readonly deadlineAt: string;
}

export type Verdict = 'approve' | 'reject';

/** What an approver signs with a key of their own. */
export interface Decision {
  readonly run: string;
  readonly gate: string;
  readonly nonce: string;
  readonly planHash: string;
  readonly subjectHash: string;
  readonly verdict: Verdict;
  /** SHA-256 of the comment, whose text lives in the ledger. */
  readonly textHash: string;
  readonly oid: string;
  readonly decideBefore: string;
  readonly executeUntil: string;
  readonly kid: string;
}

/** What the API authenticated when it took the decision in. */
export interface Countersignature {
  readonly tenant: string;
  readonly oid: string;
  readonly roles: readonly string[];
  readonly at: string;
  readonly kid: string;
  /** Base64 Ed25519 over the canonical form of `{decision, signature, tenant, oid, roles, at, kid}`. */
  readonly signature: string;
}

export interface SignedDecision {
  readonly decision: Decision;
  /** Base64 Ed25519 over the canonical form of the decision, by the approver. */
  readonly signature: string;
  readonly countersignature: Countersignature;
}

/** One entry of the guard's trust list. `oid` is absent for a countersigning key of the API. */
export interface TrustedKey {
  readonly kid: string;
  readonly use: 'approver' | 'countersign';
  readonly oid?: string;
  /** Base64 of the 32 raw bytes. */
  readonly publicKey: string;
  readonly notBefore: string;
  readonly revokedAt?: string;
}

/** The text a countersignature is made over. */
export function countersignedForm(
  decision: Decision,
  signature: string,
  by: Omit<Countersignature, 'signature'>,
): Json {
  return {
    decision: decision as unknown as Json,
    signature,
    tenant: by.tenant,
    oid: by.oid,
    roles: by.roles,
    at: by.at,
    kid: by.kid,
  };
}
