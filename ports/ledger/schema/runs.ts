import {
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  type ForeignKeyBuilder,
} from 'drizzle-orm/pg-core';
import type { FailureCode } from '../../../domain/failures.ts';
import type { RunSpec } from '../../../domain/run-spec.ts';
import type { FenceState } from '../port.ts';
import { checkOneOf, instant, jsonDocument, keyText } from './columns.ts';

export const fenceStates = [
  'live',
  'paused',
  'undoing',
  'stopped',
] as const satisfies readonly FenceState[];

export const tenants = pgTable('tenants', {
  tenant: keyText().primaryKey(),
  displayName: text().notNull(),
  createdAt: instant().notNull(),
});

export const runs = pgTable(
  'runs',
  {
    tenant: keyText()
      .notNull()
      .references(() => tenants.tenant),
    run: keyText().notNull(),
    requester: text().notNull(),
    spec: jsonDocument().$type<RunSpec>().notNull(),
    specHash: text().notNull(),
    phase: text().notNull(),
    waitingOn: text().notNull(),
    createdAt: instant().notNull(),
    endedAt: instant(),
    outcome: text(),
    rowsRead: integer().notNull(),
    rowsRejected: integer().notNull(),
    idempotencyKey: keyText().notNull(),
    bodyHash: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run] }),
    unique('runs_idempotency').on(t.tenant, t.idempotencyKey),
  ],
);

/** The two columns that name a run, for every table that belongs to one. */
export function runColumns() {
  return { tenant: keyText().notNull(), run: keyText().notNull() };
}

type RunColumns = Record<'tenant' | 'run', Parameters<typeof foreignKey>[0]['columns'][number]>;

export function belongsToRun(constraint: string, t: RunColumns): ForeignKeyBuilder {
  return foreignKey({
    name: constraint,
    columns: [t.tenant, t.run],
    foreignColumns: [runs.tenant, runs.run],
  });
}

/**
 * A row of its own: `beginSending` holds it shared while it moves the journal, and must not stand
 * in the way of who writes the phase of the run.
 */
export const fences = pgTable(
  'fences',
  {
    ...runColumns(),
    state: text().$type<FenceState>().notNull(),
    epoch: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run] }),
    belongsToRun('fences_run', t),
    checkOneOf('fences_state', t.state, fenceStates),
  ],
);

export const rejectedRows = pgTable(
  'rejected_rows',
  {
    ...runColumns(),
    row: integer('row_number').notNull(),
    column: text('column_name').notNull(),
    // No CHECK on failure codes here or elsewhere: their table grows with the code, and a list
    // that was refused yesterday must stay readable.
    code: text().$type<FailureCode>().notNull(),
    serialNumber: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.row, t.column, t.code] }),
    belongsToRun('rejected_rows_run', t),
  ],
);

export const reports = pgTable(
  'reports',
  { ...runColumns(), body: jsonDocument().notNull(), savedAt: instant().notNull() },
  (t) => [primaryKey({ columns: [t.tenant, t.run] }), belongsToRun('reports_run', t)],
);
