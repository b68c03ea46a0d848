import type { WorldEvents } from '../world-events.ts';

/** Timers may fire a little early; nobody is throttled for that. */
const TOLERANCE_MS = 50;

/**
 * Remembers, in wall time, until when each caller was told to stay away from a URL, and reports
 * who comes back too early.
 */
export class RetryAfterWatch {
  readonly #untilMs = new Map<string, number>();
  readonly #events: WorldEvents;
  readonly #wallNow: () => number;

  constructor(events: WorldEvents, wallNow: () => number) {
    this.#events = events;
    this.#wallNow = wallNow;
  }

  check(caller: string, method: string, path: string): void {
    const key = `${caller} ${method} ${path}`;
    const remainingMs = (this.#untilMs.get(key) ?? 0) - this.#wallNow();
    if (remainingMs > TOLERANCE_MS)
      this.#events.publish({ type: 'called-too-early', key, remainingMs });
  }

  note(caller: string, method: string, path: string, retryAfterSeconds: number): void {
    const untilMs = this.#wallNow() + retryAfterSeconds * 1000;
    this.#untilMs.set(`${caller} ${method} ${path}`, untilMs);
  }
}
