import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { stateRoot } from './paths.ts';
import { lockStateDir, removeAbandoned, removeStateDir } from './state-dir.ts';
import { temporalBinary } from './temporal-binary.ts';
import { startTemporalServer } from './temporal-server.ts';
import { workflowBundle } from './workflow-bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A dev server with our search attributes; tests keep apart by task queue and workflow id. */
    temporalAddress: string;
    /** The time-skipping server's program, for tests of long deadlines. */
    temporalTestServerPath: string;
    /** Made once; bundling takes longer than most workflow tests. */
    workflowBundlePath: string;
  }
}

/**
 * One dev server for all workflow tests. The SDK would wait five seconds for it, too short on two
 * busy cores; and a missing one must fail the tests rather than skip them.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned('test-temporal-');
  const stateDir = path.join(stateRoot, `test-temporal-${process.pid}`);
  const unlock = await lockStateDir(stateDir);
  const [server, testServerPath, bundlePath] = await Promise.all([
    startTemporalServer({ stateDir, durable: false, headless: true }),
    temporalBinary('temporal-test-server'),
    workflowBundle(),
  ]);
  project.provide('temporalAddress', server.address);
  project.provide('temporalTestServerPath', testServerPath);
  project.provide('workflowBundlePath', bundlePath);
  return async () => {
    await server.process.stop();
    unlock();
    await removeStateDir(stateDir);
  };
}
