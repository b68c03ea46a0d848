import { and, eq, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { LedgerError } from './errors.ts';
import type { RunKey } from './port.ts';

export const now = sql`now()`;

/** Limits a statement to one run; every table of a run has these two columns. */
export function ofRun(table: { tenant: PgColumn; run: PgColumn }, key: RunKey): SQL | undefined {
  return and(eq(table.tenant, key.tenant), eq(table.run, key.run));
}

/** Many rows as one parameter, to be named and typed by `AS name(column type, …)`. */
export function recordset(rows: readonly object[]): SQL {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json)`;
}

/** For values that may be JSON's null, which Drizzle would take for SQL's. */
export function asJson(value: unknown): SQL {
  return sql`${JSON.stringify(value ?? null)}::json`;
}

/** A list of texts as one parameter; Drizzle would make one of each element. */
export function textArray(texts: readonly string[]): SQL {
  return sql`${sql.param(texts)}::text[]`;
}

export function isAnyOf(column: SQLWrapper, texts: readonly string[]): SQL {
  return sql`${column} = any(${textArray(texts)})`;
}

type WithoutNulls<T extends object> = {
  [K in keyof T as null extends T[K] ? never : K]: T[K];
} & { [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]> };

/** NULL in a column is an absent member in our words. */
export function withoutNulls<T extends object>(row: T): WithoutNulls<T> {
  const entries = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as WithoutNulls<T>;
}

/** The row of a statement that cannot come back empty. */
export function theOne<T>(rows: readonly T[], what: string): T {
  const [row] = rows;
  if (row === undefined) throw new LedgerError('refused', `there is no such ${what}`);
  return row;
}
