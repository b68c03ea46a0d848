import type { GateLeaf } from '../../domain/approval.ts';
import type {
  GateRow,
  LedgerPort,
  RunKey,
  RunRow,
  StoredDecision,
} from '../../ports/ledger/port.ts';
import { durationMs } from '../../domain/duration.ts';
import { sliceFrom } from '../paging.ts';
import type { PageQuery } from '../schemas/common.ts';
import type { DecisionDraft, GateDetail, GateSummary } from '../schemas/gates.ts';

/** How long a signature may lie on an approver's machine before it is handed in. */
const decideWithinMs = 3_600_000;

export function gateSummaryOf(
  run: string,
  row: GateRow,
  decisions: readonly StoredDecision[],
): GateSummary {
  const gateId = `${run}.${row.gate}`;
  return {
    gateId,
    run,
    gate: row.gate,
    gateType: row.gateType,
    wave: row.wave,
    action: row.subject.action,
    state: row.state,
    quorum: row.quorum,
    decidedBy: decisions.map(({ decision, countersignature }) => ({
      oid: decision.oid,
      verdict: decision.verdict,
      at: countersignature.at,
    })),
    counts: row.subject.counts,
    leafCount: row.leafCount,
    openedAt: row.openedAt,
    deadlineAt: row.deadlineAt,
    ...(row.closedAt === undefined ? {} : { closedAt: row.closedAt }),
    links: [
      { rel: 'self', href: `/v1/gates/${gateId}` },
      { rel: 'decisions', href: `/v1/gates/${gateId}/decisions` },
    ],
  };
}

/** All gates of a run with who decided them. A run has a handful. */
export async function gateSummaries(ledger: LedgerPort, key: RunKey): Promise<GateSummary[]> {
  const rows = await ledger.listGates(key);
  return Promise.all(
    rows.map(async (row) => gateSummaryOf(key.run, row, await ledger.listDecisions(key, row.gate))),
  );
}

export function gateDetailOf(
  gate: {
    run: RunRow;
    row: GateRow;
    decisions: readonly StoredDecision[];
    body: Readonly<Record<string, unknown>> | undefined;
  },
  leaves: readonly GateLeaf[],
  page: PageQuery,
  now: Date,
): GateDetail {
  const { run, row, decisions, body } = gate;
  return {
    ...gateSummaryOf(run.run, row, decisions),
    planHash: row.planHash,
    nonce: row.nonce,
    subjectHash: row.subjectHash,
    subject: row.subject,
    ...(body === undefined ? {} : { body }),
    leaves: sliceFrom(leaves, page),
    ...(takesDecisions(row) ? { decisionDraft: decisionDraftOf(run, row, now) } : {}),
  };
}

/** A held gate is past its deadline: it takes decisions again once somebody has extended that. */
export function takesDecisions(row: Pick<GateRow, 'state'>): boolean {
  return row.state === 'open';
}

/** Latest instant at which the guard may act on a decision signed now. */
export function executeUntilMax(run: RunRow, now: Date): number {
  const executeWithinMs = durationMs(run.spec.gates.executeWithin);
  if (executeWithinMs === undefined) throw new Error('the stored spec holds a malformed duration');
  return now.getTime() + executeWithinMs;
}

function decisionDraftOf(run: RunRow, row: GateRow, now: Date): DecisionDraft {
  return {
    run: run.run,
    gate: row.gate,
    nonce: row.nonce,
    planHash: row.planHash,
    subjectHash: row.subjectHash,
    decideBefore: new Date(now.getTime() + decideWithinMs).toISOString(),
    executeUntil: new Date(executeUntilMax(run, now)).toISOString(),
  };
}
