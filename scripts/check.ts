import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { runStep, type StepResult } from './check/step.ts';
import { countTests, type TestCounts } from './check/test-counts.ts';
import { runCommand, type Lifetime } from './stack/lifetime.ts';
import { testResultsDir } from './stack/paths.ts';
import { isAlive } from './stack/state-dir.ts';
import { temporalBinary } from './stack/temporal-binary.ts';

/**
 * `npm test`, and what CI runs: every check, then every test. Checks run two at a time (the machine
 * we count on has two cores), the heaviest first; test projects run one after the other. With
 * `--only` one project and no checks, or just the files that are named.
 */
const checks = {
  lint: ['eslint/bin/eslint.js', '.', '--max-warnings', '0'],
  types: ['typescript/bin/tsc', '--noEmit'],
  format: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  dependencies: [
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    '--config',
    '.dependency-cruiser.mjs',
    '.',
  ],
  'dead code': ['knip/bin/knip.js'],
} as const;

const checksAtOnce = 2;
const testProjects = ['unit', 'workflows', 'e2e'] as const;
const onlyProjects = [...testProjects, 'sweep'] as const;

await runCommand(async (lifetime) => {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const startedAt = performance.now();
  const projects = chosenProjects(values.only);
  if (values.only === undefined && positionals.length > 0) {
    throw new Error(`one file alone: npm run test:unit -- ${positionals.join(' ')}`);
  }
  const binaries = prepareBinaries();
  // Reported below, where it is awaited; the checks come first.
  binaries.catch(() => undefined);
  const failedChecks = values.only === undefined ? await runChecks(lifetime) : [];
  await binaries;
  if (failedChecks.length > 0) {
    console.error(`\nfailed: ${failedChecks.join(', ')}; the tests did not run`);
    return 1;
  }
  const counts = await runTests(projects, { files: positionals, lifetime });
  console.log(`\n${seconds(performance.now() - startedAt)} altogether`);
  return conclude(counts);
});

function chosenProjects(only: string | undefined): readonly string[] {
  if (only === undefined) return testProjects;
  const found = onlyProjects.find((project) => project === only);
  if (found === undefined) throw new Error(`--only takes one of ${onlyProjects.join(', ')}`);
  return [found];
}

/** Before any test, so that a missing server is one clear message and not fifty timeouts. */
async function prepareBinaries(): Promise<void> {
  await temporalBinary('temporal');
  await temporalBinary('temporal-test-server');
}

async function runChecks(lifetime: Lifetime): Promise<string[]> {
  const waiting = Object.entries(checks);
  const failed: string[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, [script, ...args]] = next;
      const result = await runStep({ script, args, output: 'on-failure', lifetime });
      report(name, result);
      if (!result.isSuccess) failed.push(name);
    }
  };
  await Promise.all(Array.from({ length: checksAtOnce }, work));
  return failed;
}

/** Without `files` all tests of the projects; otherwise those whose path contains one of them. */
async function runTests(
  projects: readonly string[],
  { files, lifetime }: { files: readonly string[]; lifetime: Lifetime },
): Promise<TestCounts[]> {
  await removeOldResults();
  const counts: TestCounts[] = [];
  for (const project of projects) {
    if (lifetime.signal.aborted) break;
    const resultFile = path.join(testResultsDir, `${project}-${process.pid}.json`);
    const args = ['run', '--project', project, '--reporter=default', '--reporter=json'];
    const result = await runStep({
      script: 'vitest/vitest.mjs',
      args: [...args, `--outputFile.json=${resultFile}`, ...files],
      output: 'live',
      lifetime,
    });
    report(`tests: ${project}`, result);
    counts.push(await countTests(project, resultFile, result.isSuccess));
  }
  return counts;
}

/** Two runs at once must not take each other's results away: only those of ended runs go. */
async function removeOldResults(): Promise<void> {
  await mkdir(testResultsDir, { recursive: true });
  for (const name of await readdir(testResultsDir)) {
    const pid = Number(/-(\d+)\.json$/.exec(name)?.[1]);
    if (Number.isNaN(pid) || !isAlive(pid)) {
      await rm(path.join(testResultsDir, name), { recursive: true, force: true });
    }
  }
}

/** The last line is plain, and its numbers are the runner's own. */
function conclude(counts: readonly TestCounts[]): number {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
    counts.reduce((total, count) => total + count[key], 0);
  const problems = counts.flatMap((count) => count.problems);
  if (sum('skipped') > 0) problems.push(`${sum('skipped')} tests were skipped; none may be`);
  if (sum('passed') + sum('failed') === 0) problems.push('no test ran');
  for (const problem of problems) console.error(problem);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return problems.length > 0 || sum('failed') > 0 ? 1 : 0;
}

function report(name: string, result: StepResult): void {
  const line = `${result.isSuccess ? 'ok    ' : 'FAILED'} ${name} (${seconds(result.durationMs)})`;
  console.log(result.isSuccess ? line : `${line}\n${result.output}`);
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
