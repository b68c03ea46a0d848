import { and, asc, eq, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { createDecisions } from './decisions.ts';
import type { GateRow, GatesLedger } from './port.ts';
import { gateLeaves, gates } from './schema/gates.ts';
import { ofRun, recordset, theOne, withoutNulls } from './statements.ts';
import { createTasks } from './tasks.ts';

const rowColumns = {
  gate: gates.gate,
  gateType: gates.gateType,
  wave: gates.wave,
  nonce: gates.nonce,
  planHash: gates.planHash,
  subjectHash: gates.subjectHash,
  subject: gates.subject,
  quorum: gates.quorum,
  openedAt: gates.openedAt,
  deadlineAt: gates.deadlineAt,
  state: gates.state,
  leafCount: gates.leafCount,
  closedAt: gates.closedAt,
};

const closedStates: readonly GateRow['state'][] = ['approved', 'rejected', 'withdrawn'];

export function createGatesLedger(database: Database): GatesLedger {
  const { statements } = database;
  return {
    ...createDecisions(database),
    ...createTasks(database),
    openGate: (key, gate, leaves) =>
      database.transaction(async (tx) => {
        const { tenant, run } = key;
        const inserted = await tx
          .insert(gates)
          .values({ ...gate, tenant, run, leafCount: leaves.length, state: 'open' })
          .onConflictDoNothing()
          .returning({ gate: gates.gate });
        if (inserted.length > 0 && leaves.length > 0) {
          const rows = leaves.map((leaf, position) => ({ position, leaf }));
          await tx.execute(sql`
            insert into ${gateLeaves} (tenant, run, gate, position, leaf)
            select ${tenant}, ${run}, ${gate.gate}, n.position, n.leaf
            from ${recordset(rows)} as n(position int, leaf json)`);
        }
        const stored = tx.select(rowColumns).from(gates);
        return toGateRow(theOne(await stored.where(isGate(key, gate.gate)), 'gate'));
      }),
    async setGateState(key, gate, state) {
      const closedAt = closedStates.includes(state)
        ? sql`coalesce(${gates.closedAt}, now())`
        : null;
      const changed = statements.update(gates).set({ state, closedAt }).where(isGate(key, gate));
      theOne(await changed.returning({ gate: gates.gate }), 'gate');
    },
    async findGate(key, gate) {
      const [row] = await statements.select(rowColumns).from(gates).where(isGate(key, gate));
      return row === undefined ? undefined : toGateRow(row);
    },
    async listGates(key) {
      const rows = await statements
        .select(rowColumns)
        .from(gates)
        .where(ofRun(gates, key))
        .orderBy(asc(gates.openedAt), asc(gates.gate));
      return rows.map(toGateRow);
    },
    async listGateLeaves(key, gate) {
      const rows = await statements
        .select({ leaf: gateLeaves.leaf })
        .from(gateLeaves)
        .where(and(ofRun(gateLeaves, key), eq(gateLeaves.gate, gate)))
        .orderBy(asc(gateLeaves.position));
      return rows.map(({ leaf }) => leaf);
    },
  };
}

function isGate(key: Parameters<typeof ofRun>[1], gate: string) {
  return and(ofRun(gates, key), eq(gates.gate, gate));
}

type SelectedGate = { [K in keyof typeof rowColumns]: (typeof gates.$inferSelect)[K] };

function toGateRow(row: SelectedGate): GateRow {
  return withoutNulls(row);
}
