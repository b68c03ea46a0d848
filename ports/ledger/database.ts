import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { LedgerError } from './errors.ts';

/** Statements of the ledger, on any connection or on that of a transaction. */
export type Statements = NodePgDatabase;

export interface Database {
  readonly statements: Statements;
  /** All of it or nothing, on one connection. */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

// Includes the wait for a free connection of the pool. Longer, and an activity would rather be
// retried than hang; PostgreSQL on the same network answers in milliseconds.
const connectionTimeoutMs = 5_000;
// The longest statement stores the devices of a run: 100,000 of them in seconds.
const statementTimeoutMs = 30_000;
// On our side, for a server that went silent; later than the server's own, whose answer says more.
const queryTimeoutMs = statementTimeoutMs + 5_000;
// A process that stops in the middle of a transaction may hold the fence; an abort waits for it.
const idleInTransactionTimeoutMs = 15_000;
// Four worker roles and the API on one server of 100 connections, with room for people.
const poolMaxDefault = 10;

/** As in `drizzle.config.ts`: columns are written `snake_case` and named in camel case. */
const casing = 'snake_case';

export function openDatabase(databaseUrl: string, poolMax = poolMaxDefault): Database {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: poolMax,
    application_name: 'gangway',
    keepAlive: true,
    connectionTimeoutMillis: connectionTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: queryTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
  });
  surviveRestarts(pool);
  const byClient = new WeakMap<pg.PoolClient, Statements>();
  const statementsOf = (client: pg.PoolClient): Statements => {
    const known = byClient.get(client) ?? drizzle({ client, casing });
    byClient.set(client, known);
    return known;
  };
  return {
    statements: drizzle({ client: pool, casing }),
    transaction: (work) => inTransaction(pool, (client) => work(statementsOf(client))),
    close: () => pool.end(),
  };
}

/**
 * A connection that breaks is an 'error' event, idle or in use, and an event nobody listens to ends
 * the process. Whoever used the connection gets a rejected query, the pool makes a new one.
 */
function surviveRestarts(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

/**
 * Not Drizzle's own transaction: that leaks the connection when BEGIN fails, and answers a failed
 * ROLLBACK instead of the failure that led to it.
 */
async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    const isClean = isAnswered(error) && (await rollback(client));
    client.release(!isClean);
    throw error;
  }
}

/** False when the connection itself may be what failed: a ROLLBACK would wait behind it. */
function isAnswered(error: unknown): boolean {
  return error instanceof LedgerError || findDatabaseError(error) !== undefined;
}

async function rollback(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return true;
  } catch {
    return false;
  }
}

// Drizzle wraps once; a little more costs nothing.
const causeDepthMax = 5;

/** What PostgreSQL itself answered, under Drizzle's wrapping. */
export function findDatabaseError(error: unknown): pg.DatabaseError | undefined {
  let current = error;
  for (let depth = 0; depth < causeDepthMax && current instanceof Error; depth += 1) {
    if (current instanceof pg.DatabaseError) return current;
    current = current.cause;
  }
  return undefined;
}
