import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import {
  countersignedForm,
  type Countersignature,
  type Decision,
  type OpenGate,
  type SignedDecision,
  type TrustedKey,
  type Verdict,
} from '../../../domain/approval.ts';
import { canonicalJson, textHash, type Json } from '../../../domain/canonical-json.ts';
import { approverRole } from '../../../domain/decision.ts';
import type { RunKey } from '../../../ports/ledger/port.ts';

/** Real Ed25519 keys from fixed seeds, so that a recorded history is the same each time. */
export interface Signer {
  readonly oid: string;
  readonly kid: string;
  readonly secretKey: Uint8Array;
}

/** The suite's reference instant; nothing a workflow decides compares it with the clock. */
const signedAt = '2026-11-02T09:00:00.000Z';
const decideBefore = '2026-11-05T09:00:00.000Z';
const executeUntil = '2026-12-02T09:00:00.000Z';

function signer(name: string, seed: number): Signer {
  return { oid: `oid-${name}`, kid: `key-${name}`, secretKey: new Uint8Array(32).fill(seed) };
}

export const ada = signer('ada', 1);
export const ben = signer('ben', 2);
/** Asks for the runs; has a key, and is on the trust list like any approver. */
export const rex = signer('rex', 3);
/** Has a key that nobody trusts. */
export const mallory = signer('mallory', 4);
export const api = signer('api', 5);

function trusted(by: Signer, use: TrustedKey['use']): TrustedKey {
  const publicKey = Buffer.from(ed25519.getPublicKey(by.secretKey)).toString('base64');
  const key = { kid: by.kid, use, publicKey, notBefore: '2026-01-01T00:00:00.000Z' };
  return use === 'approver' ? { ...key, oid: by.oid } : key;
}

/** The guard's trust list. */
export const trustList: readonly TrustedKey[] = [
  ...[ada, ben, rex].map((person) => trusted(person, 'approver')),
  trusted(api, 'countersign'),
];

/** Where a forger deviates; everything left out is as it should be. */
export interface Forgery {
  /** Changed before it is signed. */
  readonly decision?: Partial<Decision>;
  /** Changed before it is countersigned. */
  readonly countersigned?: Partial<Omit<Countersignature, 'signature'>>;
  /** Who really holds the pen, when not the person named. */
  readonly signedBy?: Signer;
  readonly countersignedBy?: Signer;
}

export function sign(
  key: RunKey,
  gate: OpenGate,
  by: Signer,
  verdict: Verdict = 'approve',
  forgery: Forgery = {},
): SignedDecision {
  const decision: Decision = {
    run: key.run,
    gate: gate.gate,
    nonce: gate.nonce,
    planHash: gate.planHash,
    subjectHash: gate.subjectHash,
    verdict,
    textHash: textHash('checked'),
    oid: by.oid,
    decideBefore,
    executeUntil,
    kid: by.kid,
    ...forgery.decision,
  };
  const signature = signatureOver(decision as unknown as Json, forgery.signedBy ?? by);
  const seen = {
    tenant: key.tenant,
    oid: by.oid,
    roles: [approverRole],
    at: signedAt,
    kid: api.kid,
    ...forgery.countersigned,
  };
  const form = countersignedForm(decision, signature, seen);
  return {
    decision,
    signature,
    countersignature: {
      ...seen,
      signature: signatureOver(form, forgery.countersignedBy ?? api),
    },
  };
}

function signatureOver(form: Json, by: Signer): string {
  const bytes = ed25519.sign(utf8ToBytes(canonicalJson(form)), by.secretKey);
  return Buffer.from(bytes).toString('base64');
}
