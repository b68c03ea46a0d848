import { randomUUID } from 'node:crypto';
import { and, asc, eq, sql } from 'drizzle-orm';
import { textHash } from '../../domain/canonical-json.ts';
import type { Database } from './database.ts';
import type { GatesLedger } from './port.ts';
import { evidence, tasks, texts } from './schema/tasks.ts';
import { now, ofRun, theOne, withoutNulls } from './statements.ts';

type Tasks = Pick<
  GatesLedger,
  'openTask' | 'setTask' | 'listTasks' | 'addEvidence' | 'findEvidence' | 'saveText'
>;

export function createTasks(database: Database): Tasks {
  const { statements } = database;
  return {
    async openTask(key, task) {
      const { tenant, run } = key;
      await statements
        .insert(tasks)
        .values({ ...task, tenant, run, state: 'open', openedAt: now })
        .onConflictDoNothing();
    },
    async setTask(key, taskId, change) {
      const changed = statements
        .update(tasks)
        .set({ state: change.state, problem: change.problem ?? null })
        .where(and(ofRun(tasks, key), eq(tasks.taskId, taskId)));
      theOne(await changed.returning({ taskId: tasks.taskId }), 'task');
    },
    async listTasks(key) {
      const { taskId, title, instructions, state, problem, openedAt } = tasks;
      const rows = await statements
        .select({ taskId, title, instructions, state, problem, openedAt })
        .from(tasks)
        .where(ofRun(tasks, key))
        .orderBy(asc(openedAt), asc(taskId));
      return rows.map((row) => withoutNulls(row));
    },
    async addEvidence(key, { taskId, by, body }) {
      const { tenant, run } = key;
      const evidenceId = randomUUID();
      await statements
        .insert(evidence)
        .values({ tenant, run, evidenceId, taskId, by, body, addedAt: now });
      return evidenceId;
    },
    async findEvidence(key, id) {
      const { evidenceId, taskId, by, body } = evidence;
      const [row] = await statements
        .select({ evidenceId, taskId, by, body })
        .from(evidence)
        // Compared as text: an id that is no UUID is unknown, not an error.
        .where(and(ofRun(evidence, key), sql`${evidenceId}::text = ${id}`));
      return row;
    },
    async saveText(key, by, text) {
      const { tenant, run } = key;
      const hash = textHash(text);
      const values = {
        tenant,
        run,
        textId: randomUUID(),
        by,
        textHash: hash,
        body: text,
        savedAt: now,
      };
      await statements.insert(texts).values(values).onConflictDoNothing();
      const rows = await statements
        .select({ textId: texts.textId, textHash: texts.textHash })
        .from(texts)
        .where(and(ofRun(texts, key), eq(texts.by, by), eq(texts.textHash, hash)));
      return theOne(rows, 'text');
    },
  };
}
