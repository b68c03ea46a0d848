import { sql } from 'drizzle-orm';
import { bigint, index, pgSequence, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { instant, keyText } from './columns.ts';

export const outboxSequence = pgSequence('outbox_sequence');

/**
 * Signals that are to leave, at most one open row per workflow and signal. `sequence` rises each
 * time the row is wanted again, so that a delivery under way deletes only what it has delivered.
 */
export const outbox = pgTable(
  'outbox',
  {
    workflowId: keyText().notNull(),
    signal: keyText().notNull(),
    sequence: bigint({ mode: 'number' })
      .notNull()
      .default(sql`nextval('outbox_sequence')`),
    /** Until then the sender that claimed the row has it to itself. */
    claimedUntil: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.workflowId, t.signal] }),
    index('outbox_by_sequence').on(t.sequence),
  ],
);
