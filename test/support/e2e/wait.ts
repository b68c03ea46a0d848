import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again this soon; what is waited for takes seconds. */
const askAgainMs = 50;

/** Waits for evidence, not for time: asks until the answer is there, or the signal says that it never will be. */
export async function untilFound<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    if (signal.aborted) throw new Error(`never seen: ${what}`, { cause: signal.reason });
    const found = await ask();
    if (found !== undefined) return found;
    await sleep(askAgainMs);
  }
}
