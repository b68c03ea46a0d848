import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';
import { stateRoot } from '../../scripts/stack/paths.ts';
import { removeStateDir } from '../../scripts/stack/state-dir.ts';
import { startStack, type Stack, type StackOptions } from '../../scripts/stack/stack.ts';

const templateName = 'gangway_template';
// Any number will do, as long as all test processes use the same one.
const templateLock = 4_711;

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** The same for a whole file: create in beforeAll, drop in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [templateLock]);
    await ensureTemplate(admin);
    await admin.query(`create database ${name} template ${templateName}`);
  });
  return {
    url: databaseUrl(name),
    drop: () => asAdmin((admin) => dropDatabase(admin, name)),
  };
}

const objectInUse = '55006';
const dropLooksMax = 100;
const dropLookMs = 20;

/**
 * A pool's `end()` resolves before the server has noticed; to force the drop then would break a connection that nobody
 * listens to any more. What is still open after two seconds is a leak, and forced.
 */
async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  for (let look = 0; look < dropLooksMax; look += 1) {
    try {
      await admin.query(`drop database if exists ${name}`);
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== objectInUse) throw error;
      await sleep(dropLookMs);
    }
  }
  await admin.query(`drop database if exists ${name} with (force)`);
}

/** Migrated once per server; the lock is held, so nobody copies it half-made. */
async function ensureTemplate(admin: pg.Client): Promise<void> {
  const found = await admin.query('select 1 from pg_database where datname = $1', [templateName]);
  if (found.rowCount !== 0) return;
  const { migrate } = await import('../../ports/ledger/migrate.ts');
  const draft = `${templateName}_draft`;
  await admin.query(`drop database if exists ${draft} with (force)`);
  await admin.query(`create database ${draft}`);
  await migrate(databaseUrl(draft));
  await admin.query(`alter database ${draft} rename to ${templateName}`);
}

async function asAdmin(use: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  try {
    await use(admin);
  } finally {
    await admin.end();
  }
}

function databaseUrl(name: string): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return url.href;
}

export type TestStackOptions = Omit<StackOptions, 'stateDir' | 'removeStateOnStop'> & {
  /** The test's title: names the state folder, so that logs can be found. */
  readonly title: string;
};

/** Lends a whole stack. Its folder, logs included, is kept when the test fails. */
export async function withStack<T>(
  options: TestStackOptions,
  use: (stack: Stack) => Promise<T>,
): Promise<T> {
  const { title, ...rest } = options;
  const name = createHash('sha256').update(title).digest('hex').slice(0, 8);
  const stateDir = path.join(stateRoot, `e2e-${name}-${process.pid}`);
  let isKept = true;
  const stack = await startStack({ headless: true, ...rest, stateDir });
  try {
    const result = await use(stack);
    isKept = false;
    return result;
  } catch (error) {
    console.error(`logs of "${title}": ${path.join(stateDir, 'logs')}`);
    throw error;
  } finally {
    await stack.stop();
    if (!isKept) await removeStateDir(stateDir);
  }
}
