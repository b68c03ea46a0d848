import { and, asc, count, eq, inArray, lt, sql } from 'drizzle-orm';
import type { DataCipher } from './data-cipher.ts';
import type { Database, Statements } from './database.ts';
import { LedgerError } from './errors.ts';
import { createEscrow } from './escrow.ts';
import type { Fence, FenceRefusal, JournalEntry, JournalLedger, RunKey } from './port.ts';
import { journal } from './schema/journal.ts';
import { fences } from './schema/runs.ts';
import { asJson, isAnyOf, ofRun, theOne, withoutNulls } from './statements.ts';

const entryColumns = {
  key: journal.key,
  step: journal.step,
  deviceKey: journal.deviceKey,
  target: journal.target,
  bodyHash: journal.bodyHash,
  // As text, because pg reads JSON's null and SQL's alike: one says that there was nothing before.
  before: sql<string | null>`${journal.before}::text`,
  epoch: journal.epoch,
  state: journal.state,
  attempt: journal.attempt,
  sendingAt: journal.sendingAt,
  sendingForMs: sql<
    number | null
  >`(extract(epoch from clock_timestamp() - ${journal.sendingAt}) * 1000)::float8`,
  outcome: journal.outcome,
  result: journal.result,
};

export function createJournalLedger(database: Database, cipher: DataCipher): JournalLedger {
  const { statements } = database;
  const findEntry: JournalLedger['findEntry'] = async (key, entryKey) => {
    const rows = statements.select(entryColumns).from(journal).where(isEntry(key, entryKey));
    const [row] = await rows;
    return row === undefined ? undefined : toEntry(row);
  };
  return {
    ...createEscrow(database, cipher),
    findEntry,
    async intend(key, intent) {
      const { tenant, run } = key;
      const before = intent.before === undefined ? null : asJson(intent.before);
      const [inserted] = await statements
        .insert(journal)
        .values({ ...intent, tenant, run, before, state: 'intended', attempt: 0 })
        .onConflictDoNothing()
        .returning(entryColumns);
      if (inserted !== undefined) return toEntry(inserted);
      const stored = await findEntry(key, intent.key);
      return theOne(stored === undefined ? [] : [stored], 'journal entry');
    },
    beginSending: (key, entry) => database.transaction((tx) => beginSending(tx, key, entry)),
    async stillOwns(key, entry) {
      const isOwned = and(isEntry(key, entry.key), isSending(entry.attempt));
      const rows = await statements.select({ key: journal.key }).from(journal).where(isOwned);
      return rows.length > 0;
    },
    async retract(key, entry) {
      await statements
        .update(journal)
        .set({ state: 'intended', sendingAt: null })
        .where(and(isEntry(key, entry.key), isSending(entry.attempt)));
    },
    answer: (key, entry) => answer(statements, key, entry),
    async listEntries(key, steps) {
      const rows = await statements
        .select(entryColumns)
        .from(journal)
        .where(and(ofRun(journal, key), isAnyOf(journal.step, steps)))
        .orderBy(asc(journal.sequence));
      return rows.map(toEntry);
    },
    async countSending(key, beforeEpoch) {
      const isPast = and(eq(journal.state, 'sending'), lt(journal.epoch, beforeEpoch));
      const rows = statements.select({ count: count() }).from(journal);
      return theOne(await rows.where(and(ofRun(journal, key), isPast)), 'count').count;
    },
  };
}

function isEntry(key: RunKey, entryKey: string) {
  return and(ofRun(journal, key), eq(journal.key, entryKey));
}

function isSending(attempt: number) {
  return and(eq(journal.state, 'sending'), eq(journal.attempt, attempt));
}

/**
 * The shared lock on the fence makes who sets it wait for us, and us for them: there is no moment
 * in which a run is stopped and an effect of it may still begin.
 */
async function beginSending(
  tx: Statements,
  key: RunKey,
  entry: Parameters<JournalLedger['beginSending']>[1],
): Promise<JournalEntry | FenceRefusal> {
  const rows = await tx
    .select({ fence: { state: fences.state, epoch: fences.epoch }, step: journal.step })
    .from(fences)
    .innerJoin(journal, and(isEntry(key, entry.key), eq(fences.run, journal.run)))
    .where(ofRun(fences, key))
    .for('share', { of: fences });
  const { fence, step } = theOne(rows, 'journal entry');
  const refusal = fenceRefusal(fence, { epoch: entry.epoch, isUndo: step.startsWith('undo/') });
  if (refusal !== undefined) return refusal;
  const { epoch, attempt } = entry;
  const [begun] = await tx
    .update(journal)
    .set({ state: 'sending', attempt: attempt + 1, epoch, sendingAt: sql`clock_timestamp()` })
    .where(
      and(
        isEntry(key, entry.key),
        eq(journal.attempt, attempt),
        inArray(journal.state, ['intended', 'sending']),
      ),
    )
    .returning(entryColumns);
  return begun === undefined ? 'not-owner' : toEntry(begun);
}

function fenceRefusal(
  fence: Fence,
  effect: { epoch: number; isUndo: boolean },
): FenceRefusal | undefined {
  if (fence.state === 'stopped') return 'stopped';
  if (effect.epoch !== fence.epoch) return 'epoch-past';
  if (fence.state === 'paused') return 'paused';
  return fence.state === 'undoing' && !effect.isUndo ? 'epoch-past' : undefined;
}

/** `intended` may be answered too: what is found before it is sent is adopted. */
async function answer(
  statements: Statements,
  key: RunKey,
  entry: Parameters<JournalLedger['answer']>[1],
): Promise<void> {
  const { outcome, result, attempt } = entry;
  const isOpen = inArray(journal.state, ['intended', 'sending']);
  const answered = await statements
    .update(journal)
    .set({ state: 'answered', outcome, result: result ?? null })
    .where(and(isEntry(key, entry.key), eq(journal.attempt, attempt), isOpen))
    .returning({ key: journal.key });
  if (answered.length > 0) return;
  const isSame = and(eq(journal.attempt, attempt), eq(journal.outcome, outcome));
  const same = await statements
    .select({ key: journal.key })
    .from(journal)
    .where(and(isEntry(key, entry.key), isSame));
  if (same.length === 0)
    throw new LedgerError('refused', 'another attempt answered the journal entry');
}

type SelectedEntry = {
  [K in keyof typeof entryColumns]: K extends keyof typeof journal.$inferSelect
    ? K extends 'before'
      ? string | null
      : (typeof journal.$inferSelect)[K]
    : number | null;
};

function toEntry({ before, ...row }: SelectedEntry): JournalEntry {
  const parsed: unknown = before === null ? undefined : JSON.parse(before);
  return { ...withoutNulls(row), ...(parsed === undefined ? {} : { before: parsed }) };
}
