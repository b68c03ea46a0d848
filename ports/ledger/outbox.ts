import { sql } from 'drizzle-orm';
import type { Database, Statements } from './database.ts';
import type { OutboxLedger } from './port.ts';
import { textArray } from './statements.ts';

/** Wire name of the signal that says: look at the ledger again. It carries nothing. */
export const ledgerMovedSignal = 'ledgerMoved';

/** PostgreSQL's channel on which a trigger says that the outbox has something to send. */
export const outboxChannel = 'gangway_outbox';

// A send takes at most the ten seconds of a Temporal call. A sender that died leaves its rows to
// another one after this, within the 30 s in which everything in flight is to be resumed.
const claimSeconds = 15;

interface Claimed extends Record<string, unknown> {
  readonly workflow_id: string;
  readonly signal: string;
  readonly sequence: string;
}

/**
 * A row that is wanted again while it is being sent gets a new sequence and is free at once: the
 * receiver may have looked before the news was there, so it has to be told once more.
 */
export async function enqueueSignals(
  statements: Statements,
  workflowIds: readonly string[],
  signal: string,
): Promise<void> {
  if (workflowIds.length === 0) return;
  // In one order for everybody, so that two transactions never wait for each other.
  const ids = [...new Set(workflowIds)].sort();
  await statements.execute(sql`
    insert into outbox (workflow_id, signal)
    select id, ${signal} from unnest(${textArray(ids)}) with ordinality as ids(id, place)
    order by place
    on conflict (workflow_id, signal) do update
      set sequence = nextval('outbox_sequence'), claimed_until = null`);
}

export function createOutboxLedger({ statements }: Database): OutboxLedger {
  return {
    enqueue: (workflowId, signal) => enqueueSignals(statements, [workflowId], signal),
    async deliver(limit, send) {
      const rows = await claim(statements, limit);
      const sent = await Promise.allSettled(
        rows.map(async (row) => send({ workflowId: row.workflow_id, signal: row.signal })),
      );
      const isSent = (_row: Claimed, index: number): boolean => sent[index]?.status === 'fulfilled';
      const delivered = rows.filter(isSent);
      await remove(statements, delivered);
      await putBack(
        statements,
        rows.filter((row) => !delivered.includes(row)),
      );
      return delivered.length;
    },
  };
}

/**
 * Claims by time, not by a lock that is held while sending: whoever wants the row again would wait
 * for that lock, in the middle of moving devices.
 */
async function claim(statements: Statements, limit: number): Promise<Claimed[]> {
  const { rows } = await statements.execute<Claimed>(sql`
    update outbox o
    set claimed_until = clock_timestamp() + ${claimSeconds} * interval '1 second'
    from (
      select workflow_id, signal from outbox
      where claimed_until is null or claimed_until < clock_timestamp()
      order by sequence limit ${limit}
      for update skip locked
    ) free
    where o.workflow_id = free.workflow_id and o.signal = free.signal
    returning o.workflow_id, o.signal, o.sequence`);
  return rows;
}

/** The sequence names what was sent; a newer one stays. */
async function remove(statements: Statements, rows: readonly Claimed[]): Promise<void> {
  if (rows.length === 0) return;
  const sequences = rows.map(({ sequence }) => sequence);
  await statements.execute(
    sql`delete from outbox where sequence = any(${textArray(sequences)}::bigint[])`,
  );
}

/** At the end of the queue: a signal that nobody takes must not keep others from leaving. */
async function putBack(statements: Statements, rows: readonly Claimed[]): Promise<void> {
  if (rows.length === 0) return;
  const sequences = rows.map(({ sequence }) => sequence);
  await statements.execute(sql`
    update outbox set claimed_until = null, sequence = nextval('outbox_sequence')
    where sequence = any(${textArray(sequences)}::bigint[])`);
}
