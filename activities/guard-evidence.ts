import type { GateLeaf, GuardedAction, TrustedKey } from '../domain/approval.ts';
import { canonicalHash, type Json } from '../domain/canonical-json.ts';
import { guardRefusal, type GuardEvidence } from '../domain/guard-verdict.ts';
import { merkleRoot } from '../domain/merkle.ts';
import type { PlanItem } from '../domain/plan-item.ts';
import type { RunSpec } from '../domain/run-spec.ts';
import type { GuardGraphPort } from '../ports/graph/port.ts';
import type { RunKey } from '../ports/ledger/port.ts';
import type { EffectDeps } from './effect.ts';
import { failure } from './failure-mapping.ts';

/** What the guard has of its own. Its trust list is a file that only its operator writes. */
export interface GuardDeps extends EffectDeps {
  readonly graph: GuardGraphPort;
  readonly tenantId: string;
  readonly readTrustList: () => Promise<readonly TrustedKey[]>;
}

/** Gathers what others claim was approved. Nothing of it is believed before `guardRefusal` has checked it. */
export async function gatherEvidence(
  deps: GuardDeps,
  key: RunKey,
  gate: string,
): Promise<{ evidence: GuardEvidence; items: readonly PlanItem[]; spec: RunSpec }> {
  if (key.tenant !== deps.tenantId) {
    throw failure('SiteMismatch', 'the guard serves another tenant');
  }
  const row = await deps.ledger.findGate(key, gate);
  const plan = await deps.ledger.findPlan(key);
  if (row === undefined || plan === undefined) {
    throw failure('GuardRefused', `no gate ${gate} or no plan in the ledger`);
  }
  const items = await deps.ledger.listPlanItems(key, {});
  // The header is under every decision; its root is what makes the items more than rows of a table.
  if (merkleRoot(items as unknown as Json[]) !== plan.header.itemsRoot) {
    throw failure(
      'GuardRefused',
      'the plan items in the ledger are not those of the approved plan',
    );
  }
  const spec = (await deps.ledger.findRun(key))?.spec;
  if (spec === undefined || canonicalHash(spec as unknown as Json) !== plan.header.specHash) {
    throw failure('GuardRefused', 'the run spec in the ledger is not that of the approved plan');
  }
  const evidence: GuardEvidence = {
    tenant: key.tenant,
    run: key.run,
    gate,
    subject: row.subject,
    leaves: await deps.ledger.listGateLeaves(key, gate),
    decisions: await deps.ledger.listDecisions(key, gate),
    planHeader: plan.header,
  };
  return { evidence, items, spec };
}

/** Why this item may not be touched under that evidence now, or nothing. */
export async function whyNot(
  deps: GuardDeps,
  evidence: GuardEvidence,
  asked: { action: GuardedAction; leaf: GateLeaf },
): Promise<string | undefined> {
  return guardRefusal(evidence, asked, { keys: await deps.readTrustList(), nowMs: Date.now() });
}

/** A refusal is an event of the audit: somebody asked for what was not approved, or the world changed. */
export async function recordRefusal(
  deps: GuardDeps,
  key: RunKey,
  refused: { action: GuardedAction; leaf: GateLeaf; reason: string },
): Promise<void> {
  const subject =
    refused.leaf.entraObjectId ?? refused.leaf.managedDeviceId ?? refused.leaf.deviceKey;
  await deps.ledger.appendAudit(key, {
    actor: 'gangway',
    act: `guard-refused-${refused.action}`,
    subject,
    detail: { reason: refused.reason },
  });
}
