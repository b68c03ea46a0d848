import type { OpenGate } from '../../../domain/approval.ts';
import { canonicalHash, type Json } from '../../../domain/canonical-json.ts';
import { decide, edsger, grace, type Signer } from '../../domain/approvals.ts';
import type { LedgerLease } from '../../support/database.ts';
import type { Laboratory } from './laboratory.ts';
import { tamper } from './tables.ts';

/** Stores a decision under this gate, whatever gate and run it was truly signed for. */
export async function store(
  lease: LedgerLease,
  lab: Laboratory,
  gate: OpenGate,
  person: Signer,
  change: Parameters<typeof decide>[2] = {},
  by: Parameters<typeof decide>[3] = {},
): Promise<void> {
  const { tenant, run } = lab.key;
  const executeUntil = new Date(Date.parse(gate.openedAt) + 30 * 86_400_000).toISOString();
  const { decision, signature, countersignature } = decide(
    gate,
    person,
    { run, decideBefore: gate.deadlineAt, executeUntil, ...change },
    { tenant, at: gate.openedAt, ...by },
  );
  const hash = canonicalHash(decision as unknown as Json);
  const bodies = [JSON.stringify(decision), signature, JSON.stringify(countersignature)];
  await tamper(lease, [
    [
      `insert into decisions (tenant, run, gate, oid, decision_hash, decision, signature,
         countersignature, stored_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
      [tenant, run, gate.gate, decision.oid, hash, ...bodies],
    ],
  ]);
}

/** Takes what two people decided away, so that a test can put something else in its place. */
export async function forgetDecisions(lease: LedgerLease, lab: Laboratory): Promise<void> {
  await tamper(lease, [['delete from decisions where run = $1', [lab.key.run]]]);
}

/** Both approvers once more, with something about it changed. */
export async function storeBoth(
  lease: LedgerLease,
  lab: Laboratory,
  gate: OpenGate,
  change: Parameters<typeof decide>[2] = {},
  by: Parameters<typeof decide>[3] = {},
): Promise<void> {
  for (const person of [grace, edsger]) await store(lease, lab, gate, person, change, by);
}
