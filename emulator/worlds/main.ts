import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { parseWorld } from '../world.ts';
import type { WorldInput } from '../world.ts';
import { deviceListOf, generateWorld } from './generate.ts';

const usage =
  'node emulator/worlds/main.ts --machines N --out WORLD.json [--seed N] [--path autopilot|existing-clients] [--plain] [--list DEVICES.csv] [--tag TAG]';

const { values } = parseArgs({
  options: {
    machines: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    path: { type: 'string', default: 'autopilot' },
    plain: { type: 'boolean', default: false },
    list: { type: 'string' },
    tag: { type: 'string', default: '' },
  },
});

try {
  await write();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 1;
}

async function write(): Promise<void> {
  const { path, out } = values;
  if (out === undefined) throw new Error('No file given for the world.');
  if (path !== 'autopilot' && path !== 'existing-clients') throw new Error(`No path ${path}.`);
  const recipe = { path, isPlain: values.plain } as const;
  const world = generateWorld({
    ...recipe,
    seed: numberOf('seed'),
    machines: numberOf('machines'),
  });
  parseWorld(world);
  await writeFile(out, `${JSON.stringify(world)}\n`);
  if (values.list !== undefined) await writeList(world, values.list);
}

/** As Autopilot's own list has it: https://learn.microsoft.com/autopilot/add-devices */
async function writeList(world: WorldInput, file: string): Promise<void> {
  const stream = createWriteStream(file);
  stream.write('Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\r\n');
  for (const { serialNumber, hardwareHash, assignedUser } of deviceListOf(world)) {
    const row = `${serialNumber},,${hardwareHash},${values.tag},${assignedUser}\r\n`;
    if (!stream.write(row)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

function numberOf(name: 'machines' | 'seed'): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} wants a whole number.`);
  return value;
}
