import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { stateRoot } from './paths.ts';
import { startPostgres } from './postgres.ts';
import { lockStateDir, removeAbandoned, removeStateDir } from './state-dir.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Host, port and credentials of a server; the database in it is the administrative one. */
    postgresUrl: string;
  }
}

/** One PostgreSQL server for a test project; each test file takes its own database from it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned('test-postgres-');
  const stateDir = path.join(stateRoot, `test-postgres-${project.name}-${process.pid}`);
  const unlock = await lockStateDir(stateDir);
  const server = await startPostgres({ stateDir, durable: false });
  project.provide('postgresUrl', server.url('postgres'));
  return async () => {
    await server.process.stop();
    unlock();
    await removeStateDir(stateDir);
  };
}
