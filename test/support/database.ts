import pg from 'pg';
import { afterAll, beforeAll, vi } from 'vitest';
import type { LedgerPort } from '../../ports/ledger/port.ts';
import { createPostgresLedger } from '../../ports/ledger/postgres-ledger.ts';
import { createTestDatabase, type TestDatabase } from './stack.ts';

/** Seals what tests store; any 32 bytes. */
export const testDataKey = new Uint8Array(32).fill(7);

export interface LedgerLease {
  readonly ledger: LedgerPort;
  readonly databaseUrl: string;
  /** Looks into the tables past the port, as an administrator would. */
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Lends a connection of its own, closed afterwards, for transactions and settings. */
  withClient(use: (client: pg.Client) => Promise<void>): Promise<void>;
  /** Resolves when a statement of the ledger waits for a lock somebody else holds. */
  untilOneWaitsForALock(): Promise<void>;
}

/**
 * Call at the top of a test file: a ledger on a database of the file's own, gone when it ends.
 * Its members work inside of tests and hooks only.
 */
export function useLedger(): LedgerLease {
  let database: TestDatabase;
  let ledger: LedgerPort;
  let admin: pg.Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    ledger = createPostgresLedger({ databaseUrl: database.url, dataKey: testDataKey });
    admin = new pg.Pool({ connectionString: database.url, max: 2 });
  });
  afterAll(async () => {
    await ledger.close();
    await admin.end();
    await database.drop();
  });
  const query: LedgerLease['query'] = async (text, values) => {
    const { rows } = await admin.query<Record<string, unknown>>(text, [...(values ?? [])]);
    return rows;
  };
  return {
    get ledger() {
      return ledger;
    },
    get databaseUrl() {
      return database.url;
    },
    query,
    withClient: (use) => withClient(database.url, use),
    async untilOneWaitsForALock() {
      await vi.waitUntil(
        async () => {
          const waiting = await query(
            `select from pg_stat_activity where datname = current_database()
             and application_name = 'gangway' and wait_event_type = 'Lock'`,
          );
          return waiting.length > 0;
        },
        { interval: 10, timeout: 5_000 },
      );
    },
  };
}

async function withClient(url: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
