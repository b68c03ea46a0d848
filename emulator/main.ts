import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ZodError, prettifyError } from 'zod';
import { createEmulator } from './create-emulator.ts';
import type { Emulator } from './create-emulator.ts';
import type { World, WorldInput } from './world.ts';

const usage = `A Microsoft tenant and a Configuration Manager site on this machine, for scripts and tests.

  npm run emulator -- --world FILE [--port N] [--http N] [--rate N] [--seed N] [--ca-out FILE]

  --world FILE   what there is at the start; examples/world.json is one, and
                 npm run emulator:world makes others
  --port N       HTTPS port on loopback; left out or 0: a free one
  --http N       also plain HTTP on this port, for tools that cannot be told to trust a CA
  --rate N       vendor seconds per second of yours; 600 makes ten minutes a second, 0 stops the
                 clock until POST /_emulator/clock moves it; default 1
  --seed N       overrides the seed of the world
  --ca-out FILE  writes the certificate authority there (for NODE_EXTRA_CA_CERTS, curl --cacert)
  --help         this text

When it listens it prints {"ready":true,"url":…,"httpUrl":…,"tenantId":…} on one line.
It ends on Ctrl-C with exit code 0; 1 means that it could not start. docs/emulator.md says how to use it.
`;

/** The caller's mistake: the usage helps. */
class UsageError extends Error {}

try {
  await main();
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      world: { type: 'string' },
      port: { type: 'string' },
      http: { type: 'string' },
      rate: { type: 'string' },
      seed: { type: 'string' },
      'ca-out': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const { world } = values;
  if (world === undefined) throw new UsageError('--world is missing.');
  const emulator = await createEmulator({
    world: await readWorld(world),
    ...numbered('rate', values.rate),
    ...numbered('seed', values.seed),
    ...numbered('port', values.port),
    ...numbered('httpPort', values.http),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void emulator.close());
  }
  const caFile = values['ca-out'];
  try {
    // The launcher waits for the line below: what it needs must be there before it.
    if (caFile !== undefined) await writeFile(caFile, emulator.caPem);
    await emulator.listen();
  } catch (error) {
    // HTTPS may listen already when plain HTTP finds its port taken.
    await emulator.close();
    throw error;
  }
  tellPeople(emulator, caFile);
  const { url, httpUrl, simulation } = emulator;
  const { tenantId } = simulation.world.tenant;
  process.stdout.write(`${JSON.stringify({ ready: true, url, httpUrl, tenantId })}\n`);
}

async function readWorld(file: string): Promise<WorldInput> {
  if (!existsSync(file)) throw new UsageError(`There is no world ${file}.`);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as WorldInput;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${sentenceOf(error)}`, { cause: error });
  }
}

/** For people, on stderr; the line for programs is the only one on stdout. */
function tellPeople({ url, httpUrl, simulation }: Emulator, caFile: string | undefined): void {
  if (!process.stderr.isTTY) return;
  const base = httpUrl ?? url;
  process.stderr.write(`
  Microsoft Graph  ${base}/v1.0/…, ${base}/beta/…
  AdminService     ${base}/AdminService/wmi/…, ${base}/AdminService/v1.0/…
  tokens           ${base}/${simulation.world.tenant.tenantId}/oauth2/v2.0/token
  laboratory       ${base}/_emulator/truth, ${base}/_emulator/verdict, ${base}/_emulator/clock
${apps(simulation.world)}${caFile === undefined ? '' : `  certificate CA   ${caFile}\n`}
`);
}

function apps(world: World): string {
  return world.apps
    .map(
      ({ name, clientId, clientSecret = 'none' }) =>
        `  app registration ${clientId} (${name}), secret ${clientSecret}\n`,
    )
    .join('');
}

function numbered<Name extends string>(
  name: Name,
  text: string | undefined,
): Partial<Record<Name, number>> {
  if (text === undefined) return {};
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new UsageError(`'${text}' is not a number.`);
  const entry: Partial<Record<string, number>> = { [name]: value };
  return entry;
}

function sentenceOf(error: unknown): string {
  if (error instanceof ZodError) return `The world is not one:\n${prettifyError(error)}`;
  if (!(error instanceof Error)) return String(error);
  const isUsage = error instanceof UsageError || 'code' in error;
  return isUsage && !('syscall' in error) ? `${error.message}\n\n${usage}` : error.message;
}
