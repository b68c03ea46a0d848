import { asc, desc, eq, sql } from 'drizzle-orm';
import { canonicalHash, type Json } from '../../domain/canonical-json.ts';
import { auditGenesis, auditHash } from './audit-chain.ts';
import type { Database, Statements } from './database.ts';
import type { AuditEntry, AuditLedger, RunKey } from './port.ts';
import { audit, turns, vendorCalls } from './schema/audit.ts';
import { asJson, ofRun, recordset, theOne } from './statements.ts';

type NewEntry = Parameters<AuditLedger['appendAudit']>[1];

const entryColumns = {
  sequence: audit.sequence,
  at: audit.at,
  actor: audit.actor,
  act: audit.act,
  subject: audit.subject,
  detailHash: audit.detailHash,
  hash: audit.hash,
};

export function createAuditLedger(database: Database): AuditLedger {
  const { statements } = database;
  return {
    appendAudit: (key, entry) => database.transaction((tx) => append(tx, key, entry)),
    async listAudit(key) {
      const rows = statements.select(entryColumns).from(audit).where(ofRun(audit, key));
      return rows.orderBy(asc(audit.sequence));
    },
    async countCalls(tenant, calls) {
      // In one order for everybody, so that two workers never wait for each other.
      const rows = Object.keys(calls)
        .sort()
        .map((name) => ({ name, count: calls[name] }));
      if (rows.length === 0) return;
      await statements.execute(sql`
        insert into ${vendorCalls} as v (tenant, name, count)
        select ${tenant}, n.name, n.count from ${recordset(rows)} as n(name text, count bigint)
        on conflict (tenant, name) do update set count = v.count + excluded.count`);
    },
    async readCalls(tenant) {
      const { name, count } = vendorCalls;
      const rows = await statements
        .select({ name, count })
        .from(vendorCalls)
        .where(eq(vendorCalls.tenant, tenant))
        .orderBy(asc(name));
      return Object.fromEntries(rows.map((row) => [row.name, row.count]));
    },
    async takeTurn(tenant, name, vendorNow, intervalMs) {
      const { rows } = await statements.execute(sql`
        insert into ${turns} as t (tenant, name, taken_at)
        values (${tenant}, ${name}, ${vendorNow}::timestamptz)
        on conflict (tenant, name) do update set taken_at = excluded.taken_at
          where t.taken_at <= excluded.taken_at - ${intervalMs}::bigint * interval '1 millisecond'
        returning 1`);
      return rows.length > 0;
    },
  };
}

async function append(tx: Statements, key: RunKey, entry: NewEntry): Promise<AuditEntry> {
  const { tenant, run } = key;
  const chain = `audit/${tenant}/${run}`;
  // One writer of a chain at a time; the lock ends with the transaction.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${chain}, 0))`);
  const latest = tx.select(entryColumns).from(audit).where(ofRun(audit, key));
  const [last] = await latest.orderBy(desc(audit.sequence)).limit(1);

  const { actor, act, subject } = entry;
  const detail = (entry.detail ?? null) as Json;
  const facts = {
    sequence: (last?.sequence ?? 0) + 1,
    at: await databaseTime(tx),
    ...{ actor, act, subject },
    detailHash: canonicalHash(detail),
  };
  const stored = { ...facts, hash: auditHash(facts, last?.hash ?? auditGenesis) };
  await tx.insert(audit).values({ ...stored, tenant, run, detail: asJson(detail) });
  return stored;
}

/** One clock for all processes that write a chain, to the millisecond that is hashed and stored. */
async function databaseTime(tx: Statements): Promise<string> {
  const { rows } = await tx.execute<{ ms: string }>(
    sql`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as ms`,
  );
  return new Date(Number(theOne(rows, 'clock').ms)).toISOString();
}
