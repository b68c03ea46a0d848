import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { describeExit, type ExitInfo, type ManagedProcess } from './child-process.ts';
import { apiEnvironment, defaultTrustListFile, workerEnvironment } from './environment.ts';
import { workerRoles, type StackFacts, type WorkerRole } from './environment.ts';
import { startEmulator, type Emulator } from './emulator.ts';
import { nodeProcess, urlOf } from './node-process.ts';
import { freePort } from './free-port.ts';
import type { Lifetime } from './lifetime.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';
import { stackSecrets, type StackSecrets } from './secrets.ts';
import { lockStateDir, removeStateDir } from './state-dir.ts';
import { startTemporalServer, type TemporalServer } from './temporal-server.ts';
import { workflowBundle } from './workflow-bundle.ts';
import { readWorldCredentials } from './world-file.ts';

export { mintPersonaToken, type Persona } from './persona-token.ts';

export interface StackOptions {
  /** Everything the stack writes; one folder per stack, so that two never collide. */
  readonly stateDir: string;
  /** Survives a restart of its servers: histories and databases are on disk. */
  readonly durable: boolean;
  readonly worldFile: string;
  /** How many times faster than the wall the vendor's clock runs. */
  readonly rate: number;
  /** Without the Temporal UI; default false. */
  readonly headless?: boolean;
  /** Default: all four. */
  readonly roles?: readonly WorkerRole[];
  /** Default `info`. */
  readonly logLevel?: string;
  /** A copy is given to the guard; default: the stack's own file, which starts absent. */
  readonly trustListFile?: string;
  /** Added to the environment of the API and each worker. */
  readonly extraEnvironment?: Readonly<Record<string, string>>;
  /** Ends the stack with the command that started it. */
  readonly lifetime?: Lifetime;
  /** Removes the state folder when the stack stops; default false. */
  readonly removeStateOnStop?: boolean;
  /** Receives a line for each thing started. */
  readonly say?: (line: string) => void;
  /** Default: says so. Not called for what was stopped or killed on purpose. */
  readonly onUnexpectedExit?: (exit: ExitInfo) => void;
}

export type ProcessName = 'postgres' | 'temporal' | 'emulator' | 'api' | WorkerRole;

export interface Stack {
  readonly stateDir: string;
  readonly tenantId: string;
  readonly siteCode: string;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | undefined;
  readonly emulatorUrl: string;
  readonly apiUrl: string;
  /** The emulator's certificate authority, PEM. */
  readonly caFile: string;
  /** The guard reads it; the launcher, as the guard's operator, may write it. */
  readonly trustListFile: string;
  readonly countersignPublicKeyFile: string;
  readonly issuerKeyFile: string;
  readonly workflowBundle: string;
  /** A process of the stack, to kill, restart or look at. */
  process(name: ProcessName): ManagedProcess;
  /** Stops everything, users before what they use. Safe to call twice. */
  stop(): Promise<void>;
}

const databaseName = 'gangway';

/** Starts the whole product on this machine. When a part fails, says which, and stops the rest. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stateDir = path.resolve(options.stateDir);
  const unlock = await lockStateDir(stateDir);
  const starter = new StackStarter({ ...options, stateDir }, unlock);
  options.lifetime?.onEnd(() => starter.stop());
  try {
    return await starter.start();
  } catch (error) {
    await starter.stop();
    throw error;
  }
}

class StackStarter {
  readonly #options: StackOptions;
  readonly #unlock: () => void;
  readonly #processes = new Map<ProcessName, ManagedProcess>();
  #stopping: Promise<void> | undefined;

  constructor(options: StackOptions, unlock: () => void) {
    this.#options = options;
    this.#unlock = unlock;
  }

  async start(): Promise<Stack> {
    const { stateDir, worldFile, rate } = this.#options;
    const [world, secrets] = await Promise.all([
      readWorldCredentials(worldFile),
      stackSecrets(stateDir),
    ]);
    const [postgres, temporal, emulator, bundle] = await allOrFirstError([
      this.#startDatabase(),
      this.#startTemporal(),
      this.#startEmulator(),
      step('workflow bundle', workflowBundle()),
    ]);
    const facts: StackFacts = {
      stateDir,
      logLevel: this.#options.logLevel ?? 'info',
      temporalAddress: temporal.address,
      databaseUrl: postgres.url(databaseName),
      emulatorUrl: emulator.url,
      caFile: emulator.caFile,
      timeFactor: rate,
      trustListFile: await this.#placeTrustList(),
      workflowBundle: bundle,
      apiPort: await freePort(),
      world,
      secrets,
      extra: this.#options.extraEnvironment ?? {},
    };
    const [apiUrl] = await allOrFirstError([this.#startApi(facts), this.#startWorkers(facts)]);
    return this.#describe(facts, temporal, secrets, apiUrl);
  }

  stop(): Promise<void> {
    return (this.#stopping ??= this.#stopAll());
  }

  async #startDatabase(): Promise<PostgresServer> {
    const { stateDir, durable } = this.#options;
    const common = { stateDir, durable, onUnexpectedExit: this.#unexpected };
    const server = await step('PostgreSQL', startPostgres(common, this.#adopt('postgres')));
    await step('database', server.createDatabase(databaseName));
    // Loaded here, not above: tools of this folder must work while the ledger does not compile.
    const { migrate } = await import('../../ports/ledger/migrate.ts');
    await step('database migrations', migrate(server.url(databaseName)));
    this.#say(`PostgreSQL   ${server.url(databaseName).replace(/:[^:@]*@/, ':…@')}`);
    return server;
  }

  async #startTemporal(): Promise<TemporalServer> {
    const { stateDir, durable, headless = false } = this.#options;
    const common = { stateDir, durable, headless, onUnexpectedExit: this.#unexpected };
    const server = await step('Temporal', startTemporalServer(common, this.#adopt('temporal')));
    this.#say(`Temporal     ${server.address}`);
    return server;
  }

  async #startEmulator(): Promise<Emulator> {
    const { stateDir, worldFile, rate, logLevel = 'info' } = this.#options;
    const common = { stateDir, worldFile, rate, logLevel, onUnexpectedExit: this.#unexpected };
    const emulator = await step('emulator', startEmulator(common, this.#adopt('emulator')));
    this.#say(`emulator     ${emulator.url}`);
    return emulator;
  }

  async #startApi(facts: StackFacts): Promise<string> {
    const process = nodeProcess(
      { name: 'api', script: 'api/main.ts', stateDir: facts.stateDir, env: apiEnvironment(facts) },
      this.#unexpected,
    );
    this.#adopt('api')(process);
    const url = urlOf('api', await step('API', process.start()));
    this.#say(`API          ${url}`);
    return url;
  }

  async #startWorkers(facts: StackFacts): Promise<void> {
    const roles = this.#options.roles ?? workerRoles;
    const starting = roles.map(async (role) => {
      const env = workerEnvironment(role, facts);
      const process = nodeProcess(
        { name: role, script: `workers/${role}.ts`, stateDir: facts.stateDir, env },
        this.#unexpected,
      );
      this.#adopt(role)(process);
      await step(`${role} worker`, process.start());
    });
    await allOrFirstError(starting);
    this.#say(`workers      ${roles.join(', ')}`);
  }

  /** Remembered before it is started, so that a failure or Ctrl-C in between still stops it. */
  #adopt(name: ProcessName): (process: ManagedProcess) => void {
    return (process) => {
      this.#processes.set(name, process);
      if (this.#stopping !== undefined) throw new Error('the stack is being stopped');
    };
  }

  async #placeTrustList(): Promise<string> {
    const own = defaultTrustListFile(this.#options.stateDir);
    const given = this.#options.trustListFile;
    if (given !== undefined && path.resolve(given) !== own) await copyFile(given, own);
    return own;
  }

  readonly #unexpected = (exit: ExitInfo): void => {
    const report = this.#options.onUnexpectedExit;
    if (report !== undefined) report(exit);
    else this.#say(`${exit.name} ended by itself (${describeExit(exit)})`);
  };

  #say(line: string): void {
    this.#options.say?.(line);
  }

  /** Users first: nobody loses a server in the middle of its last words. */
  async #stopAll(): Promise<void> {
    const stop = (names: readonly ProcessName[]): Promise<unknown> =>
      Promise.all(names.map(async (name) => this.#processes.get(name)?.stop()));
    await stop(['api', ...workerRoles]);
    await stop(['emulator', 'temporal', 'postgres']);
    this.#unlock();
    if (this.#options.removeStateOnStop === true) await removeStateDir(this.#options.stateDir);
  }

  #describe(
    facts: StackFacts,
    temporal: TemporalServer,
    secrets: StackSecrets,
    apiUrl: string,
  ): Stack {
    return {
      stateDir: facts.stateDir,
      tenantId: facts.world.tenantId,
      siteCode: facts.world.siteCode,
      databaseUrl: facts.databaseUrl,
      temporalAddress: facts.temporalAddress,
      temporalUiUrl: temporal.uiUrl,
      emulatorUrl: facts.emulatorUrl,
      apiUrl,
      caFile: facts.caFile,
      trustListFile: facts.trustListFile,
      countersignPublicKeyFile: secrets.countersignPublicKeyFile,
      issuerKeyFile: secrets.issuerKeyFile,
      workflowBundle: facts.workflowBundle,
      process: (name) => {
        const found = this.#processes.get(name);
        if (found === undefined) throw new Error(`this stack has no process "${name}"`);
        return found;
      },
      stop: () => this.stop(),
    };
  }
}

/** Names the part that failed; the parts' own messages do not all say what they belong to. */
async function step<T>(name: string, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw new Error(`${name} could not be started`, { cause: error });
  }
}

/** Waits for all, even after a failure: what still starts must be known before it is stopped. */
async function allOrFirstError<T extends readonly Promise<unknown>[] | []>(
  actions: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(actions);
  return Promise.all(actions);
}
