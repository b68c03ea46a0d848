import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import {
  countersignedForm,
  type Countersignature,
  type Decision,
  type GateLeaf,
  type GateSubject,
  type OpenGate,
  type SignedDecision,
  type TrustedKey,
} from '../../domain/approval.ts';
import { canonicalJson, type Json } from '../../domain/canonical-json.ts';
import { approverRole } from '../../domain/decision.ts';
import { gateSubject, subjectHash } from '../../domain/gate-subjects.ts';
import type { PlanHeader } from '../../domain/plan-item.ts';
import { emptyRoot } from '../../domain/merkle.ts';
import { hashPlan } from '../../domain/plan.ts';

/** People, keys and signatures for tests. All instants lie around this one. */
export const gateOpenedAt = '2026-09-01T08:00:00.000Z';
export const signedAt = '2026-09-01T09:00:00.000Z';
export const decideBefore = '2026-09-02T08:00:00.000Z';
export const executeUntil = '2026-10-01T08:00:00.000Z';

export const tenant = '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d';
export const run = 'r-1';

export interface Signer {
  readonly kid: string;
  readonly oid: string;
  readonly publicKey: string;
  sign(form: Json): string;
}

/** The same name gives the same key. */
export function aSigner(oid: string): Signer {
  const secret = new Uint8Array(32);
  secret.set(utf8ToBytes(oid).slice(0, 32));
  return {
    kid: `kid-of-${oid}`,
    oid,
    publicKey: Buffer.from(ed25519.getPublicKey(secret)).toString('base64'),
    sign: (form) =>
      Buffer.from(ed25519.sign(utf8ToBytes(canonicalJson(form)), secret)).toString('base64'),
  };
}

export const grace = aSigner('oid-grace');
export const edsger = aSigner('oid-edsger');
export const requester = aSigner('oid-ada');
export const mallory = aSigner('oid-mallory');
export const api = aSigner('api');

export function trusted(signer: Signer, change: Partial<TrustedKey> = {}): TrustedKey {
  const { kid, oid, publicKey } = signer;
  return { kid, use: 'approver', oid, publicKey, notBefore: '2026-01-01T00:00:00Z', ...change };
}

export function trustedApi(change: Partial<TrustedKey> = {}): TrustedKey {
  const { kid, publicKey } = api;
  return { kid, use: 'countersign', publicKey, notBefore: '2026-01-01T00:00:00Z', ...change };
}

/** Everybody the guard's operator let in: the requester too, because only the gate tells that it is theirs. */
export const trustList: readonly TrustedKey[] = [
  trusted(grace),
  trusted(edsger),
  trusted(requester),
  trustedApi(),
];

export function aLeaf(deviceKey: string, change: Partial<GateLeaf> = {}): GateLeaf {
  return {
    deviceKey,
    action: 'wipe',
    serial: `SN-${deviceKey}`,
    entraDeviceId: `entra-${deviceKey}`,
    managedDeviceId: `managed-${deviceKey}`,
    enrolledDateTime: '2026-03-01T08:00:00Z',
    autopilotIdentityId: `identity-${deviceKey}`,
    precondition: 'profile assigned',
    ...change,
  };
}

export const header: PlanHeader = {
  version: 1,
  tenant,
  run,
  path: 'autopilot',
  requester: requester.oid,
  specHash: 'spec-hash',
  itemsRoot: emptyRoot,
  totals: { devices: 2, byTrack: {}, duplicates: 0, waves: 1 },
  tenantChanges: [],
};

export function aSubject(
  leaves: readonly GateLeaf[],
  change: Partial<Parameters<typeof gateSubject>[0]> = {},
): GateSubject {
  const counts = { wipes: leaves.length };
  return gateSubject({ gateType: 'wipe', wave: 1, action: 'wipe', leaves, counts, ...change });
}

export function aGate(subject: GateSubject, change: Partial<OpenGate> = {}): OpenGate {
  return {
    gate: 'wipe-1',
    gateType: subject.gateType,
    wave: subject.wave,
    nonce: 'nonce-1',
    planHash: hashPlan(header),
    subjectHash: subjectHash(subject),
    subject,
    quorum: 2,
    openedAt: gateOpenedAt,
    deadlineAt: decideBefore,
    ...change,
  };
}

export function aDecision(
  gate: OpenGate,
  signer: Signer,
  change: Partial<Decision> = {},
): Decision {
  return {
    run,
    gate: gate.gate,
    nonce: gate.nonce,
    planHash: gate.planHash,
    subjectHash: gate.subjectHash,
    verdict: 'approve',
    textHash: 'text-hash',
    oid: signer.oid,
    decideBefore,
    executeUntil,
    kid: signer.kid,
    ...change,
  };
}

/** What the API says of who handed the decision in; each member may be told otherwise. */
export type By = Omit<Countersignature, 'signature'>;

export function countersign(
  decision: Decision,
  signature: string,
  change: Partial<By> = {},
  key: Signer = api,
): SignedDecision {
  const by: By = {
    tenant,
    oid: decision.oid,
    roles: [approverRole],
    at: signedAt,
    kid: key.kid,
    ...change,
  };
  const countersignature = {
    ...by,
    signature: key.sign(countersignedForm(decision, signature, by)),
  };
  return { decision, signature, countersignature };
}

/** A sound decision of this person; `change` is signed, `by` countersigned. */
export function decide(
  gate: OpenGate,
  signer: Signer,
  change: Partial<Decision> = {},
  by: Partial<By> = {},
): SignedDecision {
  const decision = aDecision(gate, signer, change);
  return countersign(decision, signer.sign(decision as unknown as Json), by);
}
