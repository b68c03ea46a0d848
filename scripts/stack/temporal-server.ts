import path from 'node:path';
import { Connection } from '@temporalio/client';
import { ManagedProcess, type ExitInfo } from './child-process.ts';
import { freePorts } from './free-port.ts';
import { projectRoot } from './paths.ts';
import { temporalBinary } from './temporal-binary.ts';

export interface TemporalServer {
  readonly process: ManagedProcess;
  readonly address: string;
  /** Absent when headless. */
  readonly uiUrl: string | undefined;
}

export interface TemporalServerOptions {
  readonly stateDir: string;
  /** Keeps histories in a file, so that the server can be killed and come back. */
  readonly durable: boolean;
  readonly headless: boolean;
  readonly ports?: { readonly grpc: number; readonly ui: number };
  readonly extraArgs?: readonly string[];
  readonly onUnexpectedExit?: (exit: ExitInfo) => void;
}

export const temporalNamespace = 'default';

/** The product's search attributes (design §4); workers refuse to start without them. */
const searchAttributes = {
  GangwayRun: 'Keyword',
  GangwayTenant: 'Keyword',
  GangwayPhase: 'Keyword',
  GangwayWaitingOn: 'Keyword',
  GangwayNeedsAttention: 'Bool',
  GangwayPaused: 'Bool',
  GangwayDevicesFailed: 'Int',
  GangwayGateDeadline: 'Datetime',
} as const;

// Two seconds on an idle machine; other processes of the stack start at the same time.
const startTimeoutMs = 60_000;
// SQLite is closed at once; the server waits longer only for connections that hang.
const stopGraceMs = 5_000;
const probeTimeoutMs = 2_000;

export async function startTemporalServer(
  options: TemporalServerOptions,
  adopt: (process: ManagedProcess) => void = () => undefined,
): Promise<TemporalServer> {
  const command = await temporalBinary('temporal');
  const { grpc, ui } = options.ports ?? (await twoPorts());
  const address = `127.0.0.1:${grpc}`;
  const process = new ManagedProcess(
    {
      name: 'temporal',
      command,
      args: serverArguments(options, grpc, ui),
      env: { ...globalThis.process.env },
      cwd: projectRoot,
      logFile: path.join(options.stateDir, 'logs', 'temporal.log'),
      ready: { probe: () => probeServer(address) },
      startTimeoutMs,
      stopGraceMs,
    },
    options.onUnexpectedExit,
  );
  adopt(process);
  await process.start();
  return { process, address, uiUrl: options.headless ? undefined : `http://127.0.0.1:${ui}` };
}

async function twoPorts(): Promise<{ grpc: number; ui: number }> {
  const [grpc, ui] = await freePorts(2);
  if (grpc === undefined || ui === undefined) throw new Error('no free ports');
  return { grpc, ui };
}

function serverArguments(options: TemporalServerOptions, grpc: number, ui: number): string[] {
  const attributes = Object.entries(searchAttributes).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ]);
  const storage = options.durable
    ? ['--db-filename', path.join(options.stateDir, 'temporal.sqlite')]
    : [];
  // Without WAL each event waits for the disk twice; a stack on one machine may lose its last
  // second to a power failure, not to a killed process.
  const pragmas = options.durable
    ? ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=OFF']
    : [];
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--namespace', temporalNamespace],
    ...['--port', String(grpc), '--log-level', 'warn'],
    ...(options.headless ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(ui)]),
    ...attributes,
    ...storage,
    ...pragmas,
    ...(options.extraArgs ?? []),
  ];
}

/** Ready means: it answers, the namespace is there, and so are all search attributes. */
async function probeServer(address: string): Promise<{ address: string } | undefined> {
  const connection = await Connection.connect({ address, connectTimeout: probeTimeoutMs });
  try {
    const deadline = Date.now() + probeTimeoutMs;
    return await connection.withDeadline(deadline, async () => {
      await connection.workflowService.describeNamespace({ namespace: temporalNamespace });
      const found = await connection.operatorService.listSearchAttributes({
        namespace: temporalNamespace,
      });
      const isComplete = Object.keys(searchAttributes).every(
        (name) => name in found.customAttributes,
      );
      return isComplete ? { address } : undefined;
    });
  } finally {
    await connection.close();
  }
}
