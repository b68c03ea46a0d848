/**
 * The life of a command: what it starts ends with it, whether it returns, fails or is interrupted.
 * Clean-ups run once, the last registered first.
 */
export interface Lifetime {
  /** Aborted as soon as the command has been told to stop. */
  readonly signal: AbortSignal;
  onEnd(cleanup: () => Promise<void>): void;
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
// Twice the grace of a single process, because PostgreSQL stops after those that use it.
const cleanupTimeoutMs = 40_000;

/** Runs a command's main function and exits with what it returns. */
export async function runCommand(main: (lifetime: Lifetime) => Promise<number>): Promise<never> {
  const controller = new AbortController();
  const cleanups: (() => Promise<void>)[] = [];
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => (ending ??= runCleanups(cleanups));
  const exitAfterCleanup = (code: number): void => {
    controller.abort();
    void end().finally(() => process.exit(code));
  };

  for (const [name, code] of Object.entries(exitCodes)) {
    // A terminal and a parent may both pass on one Ctrl-C: further signals change nothing.
    process.on(name, () => {
      if (!controller.signal.aborted) {
        console.error(`\n${name}: stopping`);
        exitAfterCleanup(code);
      }
    });
  }
  process.on('unhandledRejection', (reason) => {
    console.error(describeError(reason));
    exitAfterCleanup(1);
  });

  const lifetime: Lifetime = {
    signal: controller.signal,
    onEnd: (cleanup) => {
      cleanups.push(cleanup);
    },
  };
  const code = await main(lifetime).catch((error: unknown) => {
    if (!controller.signal.aborted) console.error(`\n${describeError(error)}`);
    return 1;
  });
  // After a signal, its own handler decides the exit code.
  if (!controller.signal.aborted) exitAfterCleanup(code);
  return new Promise<never>(() => undefined);
}

/** Resolves when the command is told to stop. */
export function untilInterrupted(lifetime: Lifetime): Promise<void> {
  return new Promise((resolve) => {
    if (lifetime.signal.aborted) resolve();
    lifetime.signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

/** What a person is shown: the message and its causes; the stack only where it was asked for. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (process.env['GANGWAY_DEBUG'] !== undefined) return error.stack ?? error.message;
  const cause = error.cause === undefined ? '' : `\n  because: ${describeError(error.cause)}`;
  return `${error.message}${cause}`;
}

async function runCleanups(cleanups: (() => Promise<void>)[]): Promise<void> {
  const timer = setTimeout(() => {
    console.error('clean-up takes too long; leaving the rest to the reaper');
    process.exit(1);
  }, cleanupTimeoutMs);
  for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) {
    await cleanup().catch((error: unknown) => {
      console.error(`clean-up failed: ${describeError(error)}`);
    });
  }
  clearTimeout(timer);
}
