import type { Countersignature, Decision } from '../../domain/approval.ts';
import type { Json } from '../../domain/canonical-json.ts';

/** The half of a key pair that may be shown. */
export interface PublicKey {
  /** First 16 hex characters of the SHA-256 of the raw public key. */
  readonly kid: string;
  /** Base64 of the 32 raw bytes. */
  readonly publicKey: string;
}

/** A key pair whose private half stays inside. */
export interface SigningKey extends PublicKey {
  /** Base64 Ed25519 over the canonical form. Pure; Ed25519 answers the same signature for the same form. */
  sign(form: Json): string;
}

/** What an approver's machine does. */
export interface ApproverSigner extends PublicKey {
  /** Throws `SigningError` when the decision names another key. */
  sign(decision: Decision): string;
}

/** What the API authenticated about the person who handed the decision in. */
export interface Authenticated {
  readonly tenant: string;
  readonly oid: string;
  readonly roles: readonly string[];
  /** When the decision was taken in; an ISO instant. */
  readonly at: string;
}

export interface Countersigner extends PublicKey {
  countersign(decision: Decision, signature: string, by: Authenticated): Countersignature;
}
