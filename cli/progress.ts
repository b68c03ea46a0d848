import type { Terminal } from './terminal.ts';

/** Below a second nobody wonders. */
const quietMs = 1_000;
const repeatMs = 5_000;

/** Waits for something, and says on standard error that it still waits once it takes over a second. */
export async function withProgress<T>(
  terminal: Terminal,
  what: string,
  action: Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const say = (): void => {
    terminal.note(`${what} … ${Math.round((performance.now() - startedAt) / 1_000)} s`);
  };
  let repeat: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    say();
    repeat = setInterval(say, repeatMs);
  }, quietMs);
  try {
    return await action;
  } finally {
    clearTimeout(first);
    clearInterval(repeat);
  }
}
