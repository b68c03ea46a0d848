import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createEmulator } from './create-emulator.ts';
import type { WorldInput } from './world.ts';

const usage = 'node emulator/main.ts --world FILE [--rate N] [--seed N] [--port N] [--ca-out FILE]';

const { values } = parseArgs({
  options: {
    world: { type: 'string' },
    rate: { type: 'string' },
    seed: { type: 'string' },
    port: { type: 'string' },
    'ca-out': { type: 'string' },
  },
});

try {
  await start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  if (values.world === undefined) throw new Error(`No world given.\n${usage}`);
  const world = JSON.parse(await readFile(values.world, 'utf8')) as WorldInput;
  const [rate, seed, port] = [number('rate'), number('seed'), number('port')];
  const emulator = await createEmulator({
    world,
    ...(rate === undefined ? {} : { rate }),
    ...(seed === undefined ? {} : { seed }),
    ...(port === undefined ? {} : { port }),
  });
  const url = await emulator.listen();
  // The launcher waits for the line below: what it needs must be there before it.
  if (values['ca-out'] !== undefined) await writeFile(values['ca-out'], emulator.caPem);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void emulator.close());
  }
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
}

function number(name: 'rate' | 'seed' | 'port'): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} wants a number.\n${usage}`);
  return value;
}
