import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../stack/paths.ts';
import type { PlayFiles } from './play-run.ts';

export const usage = `npm run demo [-- OPTIONS]
Starts the whole stack, takes a fleet into co-management, prints what became of it, stops everything.
  --json FILE      write the result there too
  --keep           leave the stack up when the run has ended, until Ctrl-C
  --devices FILE   another device list (its expected ends: the file beside it named …expected.csv)
  --spec FILE      another run spec
  --world FILE     another world for the emulator
  --rate N         how many times faster than the wall the vendor's clock runs`;

/** Hours of imports, deliveries and first starts pass in a minute; see docs/architecture.md, "Two clocks". */
const rateDefault = '600';

export interface DemoOptions {
  readonly files: PlayFiles;
  /** Absent when nobody has written down what to expect. */
  readonly expectedFile?: string;
  readonly rate: number;
  readonly jsonFile?: string;
  readonly keep: boolean;
  readonly help: boolean;
}

/** Throws a message for people when an option is unknown or wrong. */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const example = (name: string): string => path.join(projectRoot, 'examples', name);
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      keep: { type: 'boolean', default: false },
      devices: { type: 'string', default: example('fleet.csv') },
      spec: { type: 'string', default: example('run.json') },
      world: { type: 'string', default: example('world.json') },
      rate: { type: 'string', default: rateDefault },
      help: { type: 'boolean', default: false },
    },
  });
  const rate = Number(values.rate);
  if (!(rate > 0)) throw new Error(`--rate must be a positive number, not ${values.rate}`);
  const expectedFile = expectedFileOf(values.devices);
  return {
    files: { spec: values.spec, devices: values.devices, world: values.world },
    ...(expectedFile === undefined ? {} : { expectedFile }),
    rate,
    ...(values.json === undefined ? {} : { jsonFile: values.json }),
    keep: values.keep,
    help: values.help,
  };
}

function expectedFileOf(devices: string): string | undefined {
  const { dir, name } = path.parse(devices);
  const file = path.join(dir, `${name}.expected.csv`);
  return existsSync(file) ? file : undefined;
}
