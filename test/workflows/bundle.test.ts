import path from 'node:path';
import { builtinModules } from 'node:module';
import { bundleWorkflowCode } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { projectRoot } from '../../scripts/stack/paths.ts';

/** Temporal's own verdict on the sandbox rule, which linter and dependency rules can only approach. */
it('makes a bundle of all workflows, without anything of Node', async () => {
  const warnings: string[] = [];
  const note = (_level: string, message: string): void => {
    warnings.push(message);
  };
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(projectRoot, 'workflows', 'index.ts'),
    logger: {
      log: note,
      trace: () => undefined,
      debug: () => undefined,
      info: () => undefined,
      warn: (message) => {
        note('WARN', message);
      },
      error: (message) => {
        note('ERROR', message);
      },
    },
  });
  expect(warnings).toEqual([]);
  // An external module would stay in the bundle as a `require` that fails when it runs.
  const required = [...code.matchAll(/\brequire\(\s*["'](?:node:)?([^"']+)["']\s*\)/g)];
  const builtins = required
    .map((match) => match[1])
    .filter((name) => builtinModules.includes(name ?? ''));
  expect(builtins).toEqual([]);
});
