import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { JournalOutcome, JournalState } from '../port.ts';
import { bytes, checkOneOf, instant, jsonDocument, keyText } from './columns.ts';
import { belongsToRun, runColumns } from './runs.ts';

export const journalStates = [
  'intended',
  'sending',
  'answered',
] as const satisfies readonly JournalState[];

export const journalOutcomes = [
  'done',
  'adopted',
  'refused',
  'unknown',
  'undone',
  'cannot-undo',
] as const satisfies readonly JournalOutcome[];

/** One row per effect, for ever: `intended → sending → answered`, each step a compare-and-set. */
export const journal = pgTable(
  'journal',
  {
    ...runColumns(),
    key: keyText('entry_key').notNull(),
    /** The order of intent, which undo walks backwards. */
    sequence: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    step: keyText().notNull(),
    deviceKey: keyText(),
    target: text().notNull(),
    bodyHash: text().notNull(),
    before: jsonDocument(),
    epoch: integer().notNull(),
    state: text().$type<JournalState>().notNull(),
    attempt: integer().notNull(),
    sendingAt: instant(),
    outcome: text().$type<JournalOutcome>(),
    result: text(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.key] }),
    belongsToRun('journal_run', t),
    // The run not in front, for the reason given at the indexes of `devices`.
    index('journal_by_step').on(t.tenant, t.step, t.run, t.sequence),
    index('journal_sending')
      .on(t.tenant, t.run, t.epoch)
      .where(sql`${t.state} = 'sending'`),
    checkOneOf('journal_state', t.state, journalStates),
    checkOneOf('journal_outcome', t.outcome, journalOutcomes),
    check(
      'journal_answer_has_outcome',
      sql`(${t.state} = 'answered') = (${t.outcome} is not null)`,
    ),
  ],
);

/** What an object was before it was destroyed; sealed like the hardware hashes. */
export const escrow = pgTable(
  'escrow',
  {
    ...runColumns(),
    key: keyText('escrow_key').notNull(),
    kind: text().notNull(),
    keyId: text().notNull(),
    sealed: bytes().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.run, t.key] }), belongsToRun('escrow_run', t)],
);
