import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { cacheDir, projectRoot } from './paths.ts';

/** Everything a bundle is made of: the sources, and the packages they may import. */
const inputs = ['workflows/**/*.ts', 'domain/**/*.ts', 'package-lock.json'];

/** The path of the workflow bundle of the present sources; made when the cache has none. */
export async function workflowBundle(): Promise<string> {
  const target = path.join(cacheDir, `workflow-bundle-${await hashOfInputs()}.js`);
  if (existsSync(target)) return target;
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(projectRoot, 'workflows', 'index.ts'),
    logger: quietLogger,
  });
  await mkdir(cacheDir, { recursive: true });
  // Written aside and renamed: two commands may do this at once.
  const aside = `${target}.${process.pid}`;
  await writeFile(aside, code);
  await rename(aside, target);
  return target;
}

async function hashOfInputs(): Promise<string> {
  const hash = createHash('sha256');
  const files = (await Array.fromAsync(glob(inputs, { cwd: projectRoot }))).sort();
  for (const file of files) {
    hash.update(`${file}\0`).update(await readFile(path.join(projectRoot, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Webpack's progress is noise; what is wrong is worth a line. */
const quietLogger = {
  log: () => undefined,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: (message: string) => {
    console.warn(message);
  },
  error: (message: string) => {
    console.error(message);
  },
};
