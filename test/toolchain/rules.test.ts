import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/stack/paths.ts';

/**
 * The rules are only worth something if they refuse. Each kind of breach is planted once in a small
 * project of its own that has our configuration, and the tools must name it.
 */
let planted: string;

const files = {
  'domain/device.ts': 'export const device = 1;\n',
  'domain/reads-environment.ts': "export const home = process.env['HOME'];\n",
  'domain/reads-clock.ts': 'export const now = new Date();\nexport const later = Date.now();\n',
  'domain/imports-effect.ts': "export { effect } from '../activities/effect.ts';\n",
  'activities/effect.ts': "export const effect = 'effect';\n",
  'activities/guard-wipe.ts': 'export const wipe = 1;\n',
  'workers/graph.ts': "export { wipe } from '../activities/guard-wipe.ts';\n",
  'workers/guard.ts': "export { wipe } from '../activities/guard-wipe.ts';\n",
  'workflows/imports-node.ts': "export { readFileSync } from 'node:fs';\n",
  'workflows/imports-type.ts':
    "import type { effect } from '../activities/effect.ts';\nexport type Effect = typeof effect;\n",
  'workflows/reaches-effect.ts': "export { effect } from '../domain/imports-effect.ts';\n",
  'api/uses-emulator.ts': "export { world } from '../emulator/world.ts';\n",
  'emulator/world.ts': 'export const world = 1;\n',
  'emulator/borrows.ts': "export { device } from '../domain/device.ts';\n",
};

beforeAll(() => {
  planted = mkdtempSync(path.join(os.tmpdir(), 'gangway-rules-'));
  for (const file of [
    'eslint.config.ts',
    '.dependency-cruiser.mjs',
    'tsconfig.json',
    'package.json',
  ]) {
    cpSync(path.join(projectRoot, file), path.join(planted, file));
  }
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(planted, 'node_modules'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(planted, file)), { recursive: true });
    writeFileSync(path.join(planted, file), text);
  }
});

afterAll(() => {
  rmSync(planted, { recursive: true, force: true });
});

describe('ESLint', () => {
  let messages: Map<string, string[]>;

  beforeAll(async () => {
    const eslint = new ESLint({ cwd: planted });
    const results = await eslint.lintFiles(['domain', 'workflows']);
    messages = new Map(
      results.map((result) => [
        path.relative(planted, result.filePath),
        result.messages.map((message) => message.ruleId ?? message.message),
      ]),
    );
  });

  it.each([
    ['domain/reads-environment.ts', 'no-restricted-syntax'],
    ['domain/reads-clock.ts', 'no-restricted-syntax'],
    ['workflows/imports-node.ts', '@typescript-eslint/no-restricted-imports'],
    ['domain/imports-effect.ts', '@typescript-eslint/no-restricted-imports'],
  ])('refuses %s', (file, rule) => {
    expect(messages.get(file)).toContain(rule);
  });

  it.each(['domain/device.ts', 'workflows/imports-type.ts'])('accepts %s', (file) => {
    expect(messages.get(file)).toEqual([]);
  });
});

describe('dependency-cruiser', () => {
  interface Violation {
    from: string;
    rule: { name: string };
  }
  let violations: string[];

  beforeAll(() => {
    const program = path.join(
      projectRoot,
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    );
    const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', '.'];
    const { stdout } = spawnSync(process.execPath, [program, ...args], {
      cwd: planted,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const report = JSON.parse(stdout) as { summary: { violations: Violation[] } };
    violations = report.summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
  });

  it.each([
    'domain/imports-effect.ts: domain-is-pure',
    'workflows/imports-node.ts: workflows-stay-in-the-sandbox',
    'workflows/imports-node.ts: sandbox-reaches-no-effect',
    'workflows/reaches-effect.ts: sandbox-reaches-no-effect',
    'workers/graph.ts: guard-activities-only-in-the-guard',
    'api/uses-emulator.ts: api-has-no-effects-of-its-own',
    'emulator/borrows.ts: emulator-is-a-product-of-its-own',
  ])('reports %s', (violation) => {
    expect(violations).toContain(violation);
  });

  it('lets a workflow type itself by an activity, and the guard load its own', () => {
    const innocent = /^(workflows\/imports-type|workers\/guard|domain\/device)\.ts/;
    expect(violations.filter((violation) => innocent.test(violation))).toEqual([]);
  });
});
