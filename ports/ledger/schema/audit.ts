import { bigint, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant, jsonDocument, keyText } from './columns.ts';
import { belongsToRun, runColumns } from './runs.ts';

/** One hash chain a run; append-only by trigger. */
export const audit = pgTable(
  'audit',
  {
    ...runColumns(),
    sequence: integer().notNull(),
    at: instant().notNull(),
    actor: text().notNull(),
    act: text().notNull(),
    subject: text().notNull(),
    detail: jsonDocument().notNull(),
    detailHash: text().notNull(),
    hash: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.run, t.sequence] }), belongsToRun('audit_run', t)],
);

/** Counters for people; no reference to the tenant, so that counting never fails a call. */
export const vendorCalls = pgTable(
  'vendor_calls',
  {
    tenant: keyText().notNull(),
    name: keyText().notNull(),
    count: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.name] })],
);

/** When something that the whole tenant shares was last done, in vendor time. */
export const turns = pgTable(
  'turns',
  {
    tenant: keyText().notNull(),
    name: keyText().notNull(),
    takenAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.name] })],
);
