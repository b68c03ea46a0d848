import type { GateType, SignedDecision } from './approval.ts';

/** Distinct people who must approve. `plan` needs two as soon as it disables anything. */
export function quorumOf(gateType: GateType, facts: { disables: number }): number {
  switch (gateType) {
    case 'duplicate-delete':
    case 'wipe':
      return 2;
    case 'plan':
      return facts.disables > 0 ? 2 : 1;
    case 'policy':
    case 'wave':
    case 'workload':
    case 'drift':
      return 1;
  }
}

export type GateOutcome = 'open' | 'approved' | 'rejected';

/** One rejection closes a gate; approvals count once a person. */
export function gateOutcome(decisions: readonly SignedDecision[], quorum: number): GateOutcome {
  if (decisions.some(({ decision }) => decision.verdict === 'reject')) return 'rejected';
  const yes = decisions.filter(({ decision }) => decision.verdict === 'approve');
  const people = new Set(yes.map(({ decision }) => decision.oid.toLowerCase()));
  return people.size >= quorum ? 'approved' : 'open';
}
