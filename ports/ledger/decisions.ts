import { and, asc, eq } from 'drizzle-orm';
import { canonicalHash, type Json } from '../../domain/canonical-json.ts';
import type { Database } from './database.ts';
import { LedgerError } from './errors.ts';
import type { GatesLedger } from './port.ts';
import { approverKeys, decisions } from './schema/gates.ts';
import { now, ofRun } from './statements.ts';

type Decisions = Pick<
  GatesLedger,
  'appendDecision' | 'listDecisions' | 'registerApproverKey' | 'listApproverKeys'
>;

export function createDecisions(database: Database): Decisions {
  const { statements } = database;
  return {
    async appendDecision(key, stored) {
      const { tenant, run } = key;
      const { decision, signature, countersignature } = stored;
      if (decision.run !== run)
        throw new LedgerError('refused', 'the decision is about another run');
      const decisionHash = canonicalHash(decision as unknown as Json);
      const { gate, oid } = decision;
      await statements
        .insert(decisions)
        .values({
          tenant,
          run,
          gate,
          oid,
          decisionHash,
          decision,
          signature,
          countersignature,
          storedAt: now,
        })
        .onConflictDoNothing();
    },
    async listDecisions(key, gate) {
      const { decision, signature, countersignature } = decisions;
      return statements
        .select({ decision, signature, countersignature })
        .from(decisions)
        .where(and(ofRun(decisions, key), eq(decisions.gate, gate)))
        .orderBy(asc(decisions.sequence));
    },
    async registerApproverKey(tenant, approver) {
      const { kid, oid, publicKey } = approver;
      await statements
        .insert(approverKeys)
        .values({ tenant, kid, oid, publicKey, registeredAt: now })
        .onConflictDoNothing();
      const [stored] = await statements
        .select()
        .from(approverKeys)
        .where(and(eq(approverKeys.tenant, tenant), eq(approverKeys.kid, kid)));
      if (stored?.oid !== oid || stored.publicKey !== publicKey) {
        throw new LedgerError('refused', `another key is registered as ${kid}`);
      }
    },
    async listApproverKeys(tenant) {
      const { kid, oid, publicKey, registeredAt } = approverKeys;
      return statements
        .select({ kid, oid, publicKey, registeredAt })
        .from(approverKeys)
        .where(eq(approverKeys.tenant, tenant))
        .orderBy(asc(kid));
    },
  };
}
