import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { forgetPid, watchPid } from './reaper.ts';

/** What a process said when it was ready, for example its address. */
export type ReadyFields = Readonly<Record<string, unknown>>;

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Receives everything the process prints; opened for appending. */
  readonly logFile: string;
  /**
   * Says when the process is ready. `line` looks at each printed line, `probe` is asked again and
   * again; exactly one of them is given.
   */
  readonly ready:
    | { readonly line: (line: string) => ReadyFields | undefined }
    | { readonly probe: () => Promise<ReadyFields | undefined> };
  readonly startTimeoutMs: number;
  readonly stopSignal?: NodeJS.Signals;
  readonly stopGraceMs?: number;
  readonly uid?: number;
  readonly gid?: number;
}

export interface ExitInfo {
  readonly name: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lastLines: readonly string[];
}

type StartOutcome =
  | { readonly kind: 'ready'; readonly fields: ReadyFields }
  | { readonly kind: 'exit'; readonly exit: ExitInfo }
  | { readonly kind: 'timeout' };

// A worker finishes its running activities (HTTP timeout 10 s) before it leaves.
const stopGraceMsDefault = 15_000;
const probeIntervalMs = 100;
// Enough for a stack trace with its message; a report longer than a screen is not read.
const lastLinesMax = 25;

/** A process of ours: started when it says so, stopped by pid, restartable with the same spec. */
export class ManagedProcess {
  readonly spec: ProcessSpec;
  readyFields: ReadyFields = {};
  #child: ChildProcess | undefined;
  #exited: Promise<ExitInfo> | undefined;
  #lastLines: string[] = [];
  #endIsExpected = true;
  readonly #onUnexpectedExit: ((exit: ExitInfo) => void) | undefined;

  constructor(spec: ProcessSpec, onUnexpectedExit?: (exit: ExitInfo) => void) {
    this.spec = spec;
    this.#onUnexpectedExit = onUnexpectedExit;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** Resolves when the process is ready; throws, naming it and its last words, when it is not. */
  async start(): Promise<ReadyFields> {
    if (this.#child !== undefined) throw new Error(`${this.spec.name} runs already`);
    this.#lastLines = [];
    const { promise: lineReady, resolve: sayReady } = Promise.withResolvers<ReadyFields>();
    const exited = this.#spawn(sayReady);
    const outcome = await this.#firstOf(lineReady, exited);
    switch (outcome.kind) {
      case 'ready':
        this.#endIsExpected = false;
        this.readyFields = outcome.fields;
        return outcome.fields;
      case 'exit':
        throw new Error(this.#report(`ended before it was ready (${describeExit(outcome.exit)})`));
      case 'timeout': {
        const report = this.#report(`was not ready after ${this.spec.startTimeoutMs / 1000} s`);
        await this.stop();
        throw new Error(report);
      }
    }
  }

  /** Politely first, then not. Does nothing when the process has ended. */
  async stop(): Promise<void> {
    this.#endIsExpected = true;
    const child = this.#child;
    if (child === undefined) return;
    child.kill(this.spec.stopSignal ?? 'SIGTERM');
    const grace = new AbortController();
    const graceMs = this.spec.stopGraceMs ?? stopGraceMsDefault;
    const late = sleep(graceMs, undefined, { signal: grace.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    await this.#exited;
    grace.abort();
    await late;
  }

  /** As if the power had failed; for kill tests. */
  async kill9(): Promise<void> {
    this.#endIsExpected = true;
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }

  async restart(): Promise<ReadyFields> {
    await this.stop();
    return this.start();
  }

  /** Which of the three ends of a start comes first; the other waits are given up. */
  async #firstOf(
    lineReady: Promise<ReadyFields>,
    exited: Promise<ExitInfo>,
  ): Promise<StartOutcome> {
    const { ready, startTimeoutMs } = this.spec;
    const giveUp = new AbortController();
    const { signal } = giveUp;
    const fields = 'probe' in ready ? pollUntilReady(ready.probe, signal) : lineReady;
    const becameReady = fields.then((said): StartOutcome => ({ kind: 'ready', fields: said }));
    const late = sleep(startTimeoutMs, undefined, { signal }).then((): StartOutcome => ({
      kind: 'timeout',
    }));
    // Given up on purpose below; nobody else waits for them.
    becameReady.catch(() => undefined);
    late.catch(() => undefined);
    const ended = exited.then((exit): StartOutcome => ({ kind: 'exit', exit }));
    return Promise.race([becameReady, late, ended]).finally(() => {
      giveUp.abort();
    });
  }

  #spawn(sayReady: (fields: ReadyFields) => void): Promise<ExitInfo> {
    const { spec } = this;
    mkdirSync(path.dirname(spec.logFile), { recursive: true });
    const log = createWriteStream(spec.logFile, { flags: 'a' });
    this.#endIsExpected = true;
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own group: Ctrl-C reaches the launcher alone, which stops the stack in order.
      detached: true,
      ...(spec.uid === undefined ? {} : { uid: spec.uid }),
      ...(spec.gid === undefined ? {} : { gid: spec.gid }),
    });
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) watchPid(pid, spec.stopSignal ?? 'SIGTERM');
    this.#readLines(child.stdout, log, sayReady);
    this.#readLines(child.stderr, log, sayReady);
    const exited = new Promise<ExitInfo>((resolve) => {
      const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
        if (this.#child !== child) return;
        this.#child = undefined;
        if (pid !== undefined) forgetPid(pid);
        log.end();
        const exit = { name: spec.name, code, signal, lastLines: [...this.#lastLines] };
        if (!this.#endIsExpected) this.#onUnexpectedExit?.(exit);
        resolve(exit);
      };
      child.once('error', (error) => {
        this.#remember(error.message);
        finish(null, null);
      });
      // `close`, not `exit`: by then its last words have been read.
      child.once('close', finish);
    });
    this.#exited = exited;
    return exited;
  }

  #readLines(stream: Readable, log: WriteStream, sayReady: (fields: ReadyFields) => void): void {
    const { ready } = this.spec;
    createInterface({ input: stream }).on('line', (line) => {
      if (log.writable) log.write(`${line}\n`);
      this.#remember(line);
      const fields = 'line' in ready ? ready.line(line) : undefined;
      if (fields !== undefined) sayReady(fields);
    });
  }

  #remember(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > lastLinesMax) this.#lastLines.shift();
  }

  #report(what: string): string {
    return describeFailure(this.spec, what, this.#lastLines);
  }
}

export function describeExit(exit: Pick<ExitInfo, 'code' | 'signal'>): string {
  if (exit.signal !== null) return `killed by ${exit.signal}`;
  return exit.code === null ? 'could not be started' : `exit code ${exit.code}`;
}

function describeFailure(spec: ProcessSpec, what: string, lastLines: readonly string[]): string {
  const words =
    lastLines.length === 0
      ? '  (it printed nothing)'
      : lastLines.map((line) => `  | ${line}`).join('\n');
  return `${spec.name} ${what}; its last lines (all: ${spec.logFile}):\n${words}`;
}

async function pollUntilReady(
  probe: () => Promise<ReadyFields | undefined>,
  signal: AbortSignal,
): Promise<ReadyFields> {
  for (;;) {
    signal.throwIfAborted();
    const fields = await probe().catch(() => undefined);
    if (fields !== undefined) return fields;
    await sleep(probeIntervalMs, undefined, { signal });
  }
}

/** Our own processes print one JSON line with `"ready":true`, and in it their address. */
export function readyJsonLine(line: string): ReadyFields | undefined {
  if (!line.startsWith('{') || !line.includes('"ready":true')) return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
