import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { WorldInput } from '../../../emulator/world.ts';
import { describeExit } from '../../../scripts/stack/child-process.ts';
import { stateRoot } from '../../../scripts/stack/paths.ts';
import { startStack, type Stack } from '../../../scripts/stack/stack.ts';
import { removeAbandoned, removeStateDir } from '../../../scripts/stack/state-dir.ts';
import { Laboratory } from './laboratory.ts';
import { LedgerEyes } from './ledger-eyes.ts';
import { writeSmallWorld, type FleetWish, type SmallFleet } from './small-fleet.ts';

/** The demo's own: hours of the vendor's pass in seconds. */
export const vendorRate = 600;

const hookTimeoutMs = 120_000;

export interface Bench {
  readonly stack: Stack;
  readonly laboratory: Laboratory;
  readonly eyes: LedgerEyes;
  readonly fleet: (name: string) => SmallFleet;
  /** Processes that ended by themselves, with their last words. A test that expects none sees why. */
  readonly exits: readonly string[];
}

export interface BenchOptions {
  /** Names the state folder. */
  readonly name: string;
  readonly fleets: readonly FleetWish[];
  /** Histories survive a restart of the Temporal server. */
  readonly durable?: boolean;
  readonly timings?: NonNullable<WorldInput['timings']>;
}

/**
 * Call at the top of a file: one stack for all its tests, with a fleet and tenant objects for each run,
 * so that none depends on another. Its folder, logs included, stays when a test failed.
 */
export function useBench(options: BenchOptions): () => Bench {
  let bench: Bench | undefined;
  let hasFailed = false;
  const stateDir = path.join(stateRoot, `e2e-${options.name}-${process.pid}`);
  beforeAll(async () => {
    await removeAbandoned('e2e-');
    bench = await setUp(options, stateDir);
  }, hookTimeoutMs);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') hasFailed = true;
    await bench?.laboratory.clearFaults();
  });
  afterAll(async () => {
    await bench?.laboratory.close();
    await bench?.eyes.close();
    await bench?.stack.stop();
    if (hasFailed || bench === undefined) console.error(`logs: ${path.join(stateDir, 'logs')}`);
    else await removeStateDir(stateDir);
  }, hookTimeoutMs);
  return () => {
    if (bench === undefined) throw new Error('the stack is lent inside of tests and hooks only');
    return bench;
  };
}

async function setUp(options: BenchOptions, stateDir: string): Promise<Bench> {
  const { fleets: wishes, durable = false, timings } = options;
  const worldFolder = path.join(stateDir, 'world');
  const overrides = timings === undefined ? {} : { timings };
  const { worldFile, fleets } = await writeSmallWorld(worldFolder, wishes, overrides);
  const exits: string[] = [];
  const stack = await startStack({
    stateDir,
    durable,
    worldFile,
    rate: vendorRate,
    headless: true,
    onUnexpectedExit: (exit) => {
      exits.push([`${exit.name}: ${describeExit(exit)}`, ...exit.lastLines.slice(-5)].join('\n'));
    },
  });
  return {
    stack,
    laboratory: await Laboratory.at(stack),
    eyes: new LedgerEyes(stack.databaseUrl),
    fleet: (name) => {
      const found = fleets[name];
      if (found === undefined) throw new Error(`no fleet ${name}`);
      return found;
    },
    exits,
  };
}
