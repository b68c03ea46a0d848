import path from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { toLedgerError } from './error-mapping.ts';

const migrationsFolder = path.join(import.meta.dirname, 'migrations');

/** Any number, always the same: it names this lock among those of the database. */
const migrationLock = 4_715_202_601;

// The first connection after a start may wait for recovery; nobody wants to wait longer unseen.
const connectionTimeoutMs = 10_000;

/**
 * Brings the tables of a database to what this version needs; nothing when they are. Two processes
 * may call it at once: the second waits, and then finds nothing to do.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'gangway-migrate',
    connectionTimeoutMillis: connectionTimeoutMs,
  });
  // Without a listener a connection that breaks ends the process; the query is rejected anyway.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Held by the connection: it goes when the connection goes, however that happens.
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await applyMigrations(drizzle({ client }), { migrationsFolder });
  } catch (error) {
    throw toLedgerError(error);
  } finally {
    await client.end();
  }
}
