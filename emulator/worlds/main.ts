import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { parseWorld } from '../world.ts';
import type { WorldInput } from '../world.ts';
import { deviceListOf, generateWorld } from './generate.ts';

const usage = `A world with traps in it, for the emulator: npm run emulator -- --world FILE

  npm run emulator:world -- --machines N --out FILE [--list FILE] [--path PATH] [--plain] [--seed N] [--tag TAG]

  --machines N  how many physical machines, bystanders included; up to 100,000
  --out FILE    the world
  --list FILE   also the fleet, as the CSV of Autopilot with its hardware hashes
  --path PATH   autopilot (default) or existing-clients
  --plain       no traps and no bystanders
  --seed N      another seed, another world; default 1
  --tag TAG     the group tag in the list
  --help        this text
`;

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      machines: { type: 'string' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      path: { type: 'string', default: 'autopilot' },
      plain: { type: 'boolean', default: false },
      list: { type: 'string' },
      tag: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const { path, out, list, tag } = values;
  if (out === undefined) throw new Error('--out is missing: the file for the world.');
  if (path !== 'autopilot' && path !== 'existing-clients') throw new Error(`No path ${path}.`);
  const world = generateWorld({
    path,
    isPlain: values.plain,
    seed: numberOf('seed', values.seed),
    machines: numberOf('machines', values.machines),
  });
  parseWorld(world);
  await writeFile(out, `${JSON.stringify(world)}\n`);
  if (list !== undefined) await writeList(world, { file: list, tag });
}

/** As Autopilot's own list has it: https://learn.microsoft.com/autopilot/add-devices */
async function writeList(
  world: WorldInput,
  { file, tag }: { file: string; tag: string },
): Promise<void> {
  const stream = createWriteStream(file);
  await once(stream, 'open');
  stream.write('Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\r\n');
  for (const { serialNumber, hardwareHash, assignedUser } of deviceListOf(world)) {
    const row = `${serialNumber},,${hardwareHash},${tag},${assignedUser}\r\n`;
    if (!stream.write(row)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

function numberOf(name: string, text: string | undefined): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} wants a whole number.`);
  return value;
}
