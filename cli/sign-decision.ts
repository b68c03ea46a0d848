import type { Verdict } from '../domain/approval.ts';
import { textHash } from '../domain/canonical-json.ts';
import type { ApproverSigner } from '../ports/signing/port.ts';
import type { DecisionRequest } from '../api/schemas/gates.ts';
import type { GateReview } from './gate-review.ts';

/** Completes the draft and signs it, here, with a key that is sent nowhere. */
export function signDecision(
  { draft }: GateReview,
  by: { verdict: Verdict; comment: string; oid: string; signer: ApproverSigner },
): DecisionRequest {
  const decision = {
    run: draft.run,
    gate: draft.gate,
    nonce: draft.nonce,
    planHash: draft.planHash,
    subjectHash: draft.subjectHash,
    verdict: by.verdict,
    textHash: textHash(by.comment),
    oid: by.oid,
    decideBefore: draft.decideBefore,
    executeUntil: draft.executeUntil,
    kid: by.signer.kid,
  };
  return { decision, signature: by.signer.sign(decision), comment: by.comment };
}
