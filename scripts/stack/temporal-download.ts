import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { cacheDir } from './paths.ts';

// The SDK retries a download that cannot work for a long while; two minutes is enough for one that can.
const downloadTimeoutMs = 2 * 60_000;

/**
 * The last resort: the SDK downloads a program when it starts one, so it is started once and its
 * file is found where the SDK was told to put it.
 */
export async function downloadWithSdk(
  program: 'temporal' | 'temporal-test-server',
): Promise<string> {
  const downloadDir = path.join(cacheDir, `sdk-${program}`);
  await mkdir(downloadDir, { recursive: true });
  const executable = { type: 'cached-download', downloadDir } as const;
  const starting =
    program === 'temporal'
      ? TestWorkflowEnvironment.createLocal({ server: { executable } })
      : TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  starting.catch(() => undefined);
  const environment = await Promise.race([
    starting,
    sleep(downloadTimeoutMs, undefined, { ref: false }),
  ]);
  if (environment === undefined) throw new Error(`the SDK could not download ${program} in time`);
  await environment.teardown();
  const file = (await readdir(downloadDir)).find((name) => name.startsWith(program));
  if (file === undefined) throw new Error(`the SDK left no ${program} in ${downloadDir}`);
  return path.join(downloadDir, file);
}
