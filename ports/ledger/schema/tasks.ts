import { pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { EvidenceRow, TaskRow } from '../port.ts';
import { checkOneOf, instant, jsonDocument, keyText } from './columns.ts';
import { belongsToRun, runColumns } from './runs.ts';

export const tasks = pgTable(
  'tasks',
  {
    ...runColumns(),
    taskId: keyText().notNull(),
    title: text().notNull(),
    instructions: text().notNull(),
    state: text().$type<TaskRow['state']>().notNull(),
    problem: text(),
    openedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.taskId] }),
    belongsToRun('tasks_run', t),
    checkOneOf('tasks_state', t.state, ['open', 'done']),
  ],
);

/** No reference to `tasks`: a warning that is accepted and a reset that is confirmed have evidence too. */
export const evidence = pgTable(
  'evidence',
  {
    ...runColumns(),
    evidenceId: uuid().notNull(),
    taskId: keyText().notNull(),
    by: text('by_oid').notNull(),
    body: jsonDocument().$type<EvidenceRow['body']>().notNull(),
    addedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.evidenceId] }),
    belongsToRun('evidence_run', t),
  ],
);

/** What people wrote. Messages and histories carry the id and the hash alone. */
export const texts = pgTable(
  'texts',
  {
    ...runColumns(),
    textId: uuid().notNull(),
    by: text('by_oid').notNull(),
    textHash: text().notNull(),
    body: text().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.textId] }),
    unique('texts_said_once').on(t.tenant, t.run, t.by, t.textHash),
    belongsToRun('texts_run', t),
  ],
);
