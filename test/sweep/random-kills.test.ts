import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { actualEnds, differences, parseExpectedEnds } from '../../scripts/demo/expected-ends.ts';
import { playRun } from '../../scripts/demo/play-run.ts';
import { wipeDifference } from '../../scripts/demo/result.ts';
import { projectRoot } from '../../scripts/stack/paths.ts';
import type { ProcessName, Stack } from '../../scripts/stack/stack.ts';
import { LedgerEyes } from '../support/e2e/ledger-eyes.ts';
import { troubleLasts } from '../support/e2e/sweep.ts';
import { vendorRate } from '../support/e2e/use-stack.ts';
import { withStack } from '../support/stack.ts';

// The example of two hundred rows while processes die at random: `GANGWAY_SWEEP_KILLS` of them a run, once for each of
// `GANGWAY_SWEEP_SEEDS` (comma separated), which stand in the title of the test and repeat it.

const killsDefault = 12;
const seeds = (process.env['GANGWAY_SWEEP_SEEDS'] ?? '1,2,3').split(',').map(Number);
const kills = Number(process.env['GANGWAY_SWEEP_KILLS'] ?? killsDefault);
const victims = ['orchestrator', 'graph', 'site', 'guard', 'api'] as const;
const pauseSecondsMax = 8;
const runLimitMs = 900_000;

const example = (name: string): string => path.join(projectRoot, 'examples', name);
const files = {
  spec: example('run.json'),
  devices: example('fleet.csv'),
  world: example('world.json'),
};

/** Mulberry32: small, well spread, the same everywhere. */
function diceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function killAtRandom(stack: Stack, seed: number, isOver: () => boolean): Promise<string[]> {
  const roll = diceOf(seed);
  const done: string[] = [];
  for (let kill = 0; kill < kills && !isOver(); kill += 1) {
    await troubleLasts(roll() * pauseSecondsMax);
    const victim: ProcessName = victims[Math.floor(roll() * victims.length)] ?? 'graph';
    await stack.process(victim).kill9();
    await troubleLasts(roll() * 2);
    await stack.process(victim).start();
    done.push(victim);
  }
  return done;
}

describe('the example fleet while processes die at random', () => {
  it.each(seeds)(`${kills} kills of seed %i`, async (seed) => {
    const expected = parseExpectedEnds(await readFile(example('fleet.expected.csv'), 'utf8'));
    const options = {
      title: `random kills ${seed}`,
      durable: false,
      rate: vendorRate,
      worldFile: files.world,
    };
    await withStack(options, async (stack) => {
      const eyes = new LedgerEyes(stack.databaseUrl);
      let isOver = false;
      let killing: Promise<string[]> | undefined;
      const lines: string[] = [];
      try {
        const played = await playRun({
          stack,
          files,
          runLimitMs,
          onProgress: (line) => lines.push(line),
          onStarted: () => {
            killing = killAtRandom(stack, seed, () => isOver);
          },
        });
        isOver = true;
        console.log(`seed ${seed}: ${(await killing)?.join(', ') ?? ''}; ${played.durationMs} ms`);
        const unknown = (await eyes.journal(played.run.runId, 'wipe')).filter(
          ({ outcome }) => outcome === 'unknown',
        );
        const serials = await Promise.all(
          unknown.map(({ deviceKey }) => eyes.serialOf(played.run.runId, deviceKey ?? '')),
        );
        const wanted = expected.map((row) =>
          serials.includes(row.serialNumber)
            ? { ...row, end: 'needs-attention(WipeUnknown)' }
            : row,
        );
        expect(played.run.outcome).toBe('completed');
        expect(differences(wanted, actualEnds(played.devices, played.rejected))).toEqual([]);
        expect(played.verdict).toEqual([]);
        expect(wipeDifference(played)).toBeUndefined();
        expect(unknown.length).toBeLessThanOrEqual(kills);
      } catch (error) {
        console.error(lines.slice(-20).join('\n'));
        throw error;
      } finally {
        isOver = true;
        await killing?.catch(() => undefined);
        await eyes.close();
      }
    });
  });
});
