import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { actualEnds, differences, parseExpectedEnds } from './demo/expected-ends.ts';
import { parseDemoOptions, usage, type DemoOptions } from './demo/options.ts';
import { defaultPersonas } from './demo/people.ts';
import { playRun, type PlayedRun } from './demo/play-run.ts';
import { resultOf, wipeDifference } from './demo/result.ts';
import { renderComparison, renderIntake, renderSummary } from './demo/summary.ts';
import { describeExit, type ExitInfo } from './stack/child-process.ts';
import { runCommand, untilInterrupted, type Lifetime } from './stack/lifetime.ts';
import { projectRoot, stateRoot } from './stack/paths.ts';
import { mintPersonaToken, startStack, type Stack } from './stack/stack.ts';
import { removeStateDir } from './stack/state-dir.ts';

await runCommand(async (lifetime) => {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return 0;
  }
  // One folder a process, so that two demos at once do not collide.
  const stateDir = path.join(stateRoot, `demo-${process.pid}`);
  let isGood = false;
  // Registered first, so that it runs last. After a failure the logs are what is wanted.
  lifetime.onEnd(async () => {
    if (isGood) await removeStateDir(stateDir);
    else
      console.error(
        `The logs are in ${relative(path.join(stateDir, 'logs'))}; npm run clean removes them.`,
      );
  });
  const broken = new AbortController();
  const stack = await start(options, stateDir, lifetime, broken);
  const signal = AbortSignal.any([lifetime.signal, broken.signal]);
  isGood = await playAndTell(options, stack, signal);
  if (options.keep) {
    console.log(links(stack, await operatorTokenFile(stack)));
    await untilInterrupted(lifetime);
  } else {
    console.log(
      'Next: npm run demo -- --keep leaves it up to look around; docs/architecture.md says what happened.',
    );
  }
  return isGood ? 0 : 1;
});

async function start(
  options: DemoOptions,
  stateDir: string,
  lifetime: Lifetime,
  broken: AbortController,
): Promise<Stack> {
  console.log('Starting the stack:');
  return startStack({
    stateDir,
    durable: false,
    worldFile: options.files.world,
    rate: options.rate,
    headless: !options.keep,
    lifetime,
    say: (line) => {
      console.log(`  ${line}`);
    },
    onUnexpectedExit: (exit) => {
      tellExit(exit);
      broken.abort(new Error(`the run cannot go on without ${exit.name}`));
    },
  });
}

/** Whether all went as it should: the run completed, every row as expected, no violation. */
async function playAndTell(
  options: DemoOptions,
  stack: Stack,
  signal: AbortSignal,
): Promise<boolean> {
  const say = clockedLines();
  const played = await playRun({
    stack,
    files: options.files,
    signal,
    onProgress: say,
    onStarted: (created) => {
      say(renderIntake(created));
    },
  });
  const result = resultOf(played);
  if (options.jsonFile !== undefined) {
    await writeFile(options.jsonFile, `${JSON.stringify(result, null, 2)}\n`);
  }
  console.log(`\n${renderSummary(played)}\n`);
  const isAsExpected = await compare(options, played);
  const wipes = wipeDifference(played);
  if (wipes !== undefined) console.log(`Defect: ${wipes}.`);
  return (
    isAsExpected &&
    wipes === undefined &&
    result.verdict.length === 0 &&
    played.run.outcome === 'completed'
  );
}

async function compare({ expectedFile }: DemoOptions, played: PlayedRun): Promise<boolean> {
  if (expectedFile === undefined) {
    console.log('Nobody wrote down how these rows should end, so nothing was compared.');
    return true;
  }
  const expected = parseExpectedEnds(await readFile(expectedFile, 'utf8'));
  const found = differences(expected, actualEnds(played.devices, played.rejected));
  console.log(renderComparison(expected.length, found));
  return found.length === 0;
}

/** Lines with the seconds since the first, so that one sees where the time goes. */
function clockedLines(): (line: string) => void {
  const startedAt = performance.now();
  return (line) => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.log(`${String(seconds).padStart(4)} s  ${line.replaceAll('\n', '\n        ')}`);
  };
}

function tellExit(exit: ExitInfo): void {
  console.error(`${exit.name} ended by itself (${describeExit(exit)}); its last lines:`);
  console.error(exit.lastLines.map((line) => `  | ${line}`).join('\n'));
}

/** So that a person may look around with the command line, as the operator. */
async function operatorTokenFile(stack: Stack): Promise<string> {
  const file = path.join(stack.stateDir, 'operator.token');
  const token = await mintPersonaToken(stack, defaultPersonas.operator);
  await writeFile(file, token, { mode: 0o600 });
  return file;
}

function links(stack: Stack, tokenFile: string): string {
  return `
The stack stays up until Ctrl-C.
  Temporal UI    ${stack.temporalUiUrl ?? '(none)'}
  API docs       ${stack.apiUrl}/v1/docs
  emulator       ${stack.emulatorUrl}/_emulator/truth (trust ${relative(stack.caFile)})
  logs           ${relative(path.join(stack.stateDir, 'logs'))}
  command line   export GANGWAY_API_URL=${stack.apiUrl} GANGWAY_TOKEN=$(cat ${relative(tokenFile)})
                 npx gangway run list`;
}

function relative(file: string): string {
  return path.relative(projectRoot, file);
}
