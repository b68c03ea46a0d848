import { and, count, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { RunRow, RunsLedger } from './port.ts';
import { plans } from './schema/plans.ts';
import { fences, rejectedRows, runs } from './schema/runs.ts';
import { ofRun, theOne, withoutNulls } from './statements.ts';

const rowColumns = {
  tenant: runs.tenant,
  run: runs.run,
  requester: runs.requester,
  spec: runs.spec,
  specHash: runs.specHash,
  phase: runs.phase,
  waitingOn: runs.waitingOn,
  fence: { state: fences.state, epoch: fences.epoch },
  createdAt: runs.createdAt,
  endedAt: runs.endedAt,
  outcome: runs.outcome,
  planHash: plans.planHash,
  rowsRead: runs.rowsRead,
  rowsRejected: runs.rowsRejected,
};

type RunReads = Pick<RunsLedger, 'findRun' | 'listRuns' | 'countLiveRuns' | 'listRejectedRows'>;

export function createRunReads({ statements }: Database): RunReads {
  const selectRuns = () =>
    statements
      .select(rowColumns)
      .from(runs)
      .innerJoin(fences, and(eq(fences.tenant, runs.tenant), eq(fences.run, runs.run)))
      .leftJoin(plans, and(eq(plans.tenant, runs.tenant), eq(plans.run, runs.run)));

  return {
    async findRun(key) {
      const [row] = await selectRuns().where(ofRun(runs, key));
      return row === undefined ? undefined : toRunRow(row);
    },
    /** The newest first. */
    async listRuns(tenant, page) {
      const isOlder =
        page.after === undefined
          ? undefined
          : sql`(${runs.createdAt}, ${runs.run}) < (
              select last.created_at, last.run from runs last
              where last.tenant = ${tenant} and last.run = ${page.after})`;
      const rows = await selectRuns()
        .where(and(eq(runs.tenant, tenant), isOlder))
        .orderBy(desc(runs.createdAt), desc(runs.run))
        .limit(page.limit);
      return rows.map(toRunRow);
    },
    async countLiveRuns(tenant) {
      const isLive = and(eq(runs.tenant, tenant), isNull(runs.endedAt));
      const rows = await statements.select({ count: count() }).from(runs).where(isLive);
      return theOne(rows, 'tenant').count;
    },
    async listRejectedRows(key) {
      const { row, column, code, serialNumber } = rejectedRows;
      return statements
        .select({ row, column, code, serialNumber })
        .from(rejectedRows)
        .where(ofRun(rejectedRows, key))
        .orderBy(row, column, code);
    },
  };
}

type Nullable = 'endedAt' | 'outcome' | 'planHash';
type SelectedRun = { [K in keyof RunRow]-?: K extends Nullable ? string | null : RunRow[K] };

function toRunRow(row: SelectedRun): RunRow {
  return withoutNulls(row);
}
