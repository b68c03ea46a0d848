import type {
  GateLeaf,
  GateSubject,
  GateType,
  GuardedAction,
  SignedDecision,
  TrustedKey,
} from './approval.ts';
import type { Json } from './canonical-json.ts';
import { clockToleranceMs, isSamePerson, signatureProblem } from './decision.ts';
import { subjectHash } from './gate-subjects.ts';
import { emptyRoot, merkleProof, merkleRoot, verifyMerkleProof } from './merkle.ts';
import type { PlanHeader } from './plan-item.ts';
import { hashPlan } from './plan.ts';
import { quorumOf } from './quorum.ts';

/** Which type of gate authorises which action. */
const authorisedBy: Readonly<Record<GuardedAction, GateType>> = {
  disable: 'plan',
  delete: 'duplicate-delete',
  retire: 'duplicate-delete',
  wipe: 'wipe',
  'group-add': 'policy',
};

/** Everything the guard was handed by others; it believes none of it before it has checked. */
export interface GuardEvidence {
  readonly tenant: string;
  readonly run: string;
  readonly gate: string;
  readonly subject: GateSubject;
  readonly leaves: readonly GateLeaf[];
  readonly decisions: readonly SignedDecision[];
  readonly planHeader: PlanHeader;
}

export type GuardRefusal =
  | 'items-differ'
  | 'item-not-approved'
  | 'wrong-gate'
  | 'plan-differs'
  | 'rejected'
  | 'quorum-missing'
  | 'expired';

/**
 * Whether the decisions truly authorise this action on this item now. Pure: trust comes from `keys`, the guard's own file.
 */
export function guardRefusal(
  evidence: GuardEvidence,
  asked: { action: GuardedAction; leaf: GateLeaf },
  own: { keys: readonly TrustedKey[]; nowMs: number },
): GuardRefusal | undefined {
  const { subject, leaves } = evidence;
  if (subject.gateType !== authorisedBy[asked.action] || subject.action !== asked.action)
    return 'wrong-gate';
  if (rootOf(leaves) !== subject.itemsRoot) return 'items-differ';
  if (asked.leaf.action !== asked.action || !isUnderRoot(leaves, asked.leaf, subject.itemsRoot))
    return 'item-not-approved';
  if (evidence.planHeader.tenant !== evidence.tenant || evidence.planHeader.run !== evidence.run)
    return 'plan-differs';
  const sound = soundDecisions(evidence, own);
  if (sound.some(({ decision }) => decision.verdict === 'reject')) return 'rejected';
  // The quorum follows from what stands under the root, not from what the subject says of itself.
  const quorum = quorumOf(subject.gateType, { disables: leaves.length });
  if (distinctPeople(sound) < quorum) {
    return 'quorum-missing';
  }
  const executeUntil = Math.min(...sound.map(({ decision }) => Date.parse(decision.executeUntil)));
  // An unreadable date makes this comparison false, which refuses.
  return own.nowMs <= executeUntil ? undefined : 'expired';
}

/** Decisions signed by trusted people about exactly this gate, subject and plan; never the requester's. */
function soundDecisions(
  evidence: GuardEvidence,
  own: { keys: readonly TrustedKey[]; nowMs: number },
): readonly SignedDecision[] {
  const hash = subjectHash(evidence.subject);
  const planHash = hashPlan(evidence.planHeader);
  return evidence.decisions.filter((signed) => {
    const { decision } = signed;
    return (
      decision.run === evidence.run &&
      decision.gate === evidence.gate &&
      decision.subjectHash === hash &&
      decision.planHash === planHash &&
      !isSamePerson(decision.oid, evidence.planHeader.requester) &&
      // Signed in the future: somebody's clock, or somebody's invention.
      Date.parse(signed.countersignature.at) <= own.nowMs + clockToleranceMs &&
      signatureProblem(signed, evidence.tenant, own.keys) === undefined
    );
  });
}

function distinctPeople(decisions: readonly SignedDecision[]): number {
  // A rejection has ended the look before: what is left are approvals.
  return new Set(decisions.map(({ decision }) => decision.oid.toLowerCase())).size;
}

function rootOf(leaves: readonly GateLeaf[]): string {
  return leaves.length === 0 ? emptyRoot : merkleRoot(leaves as unknown as Json[]);
}

function isUnderRoot(leaves: readonly GateLeaf[], leaf: GateLeaf, root: string): boolean {
  const index = leaves.findIndex(
    (each) => each.deviceKey === leaf.deviceKey && each.entraObjectId === leaf.entraObjectId,
  );
  if (index < 0) return false;
  const proof = merkleProof(leaves as unknown as Json[], index);
  return verifyMerkleProof(leaf as unknown as Json, proof, root);
}
