import { Heap } from './heap.ts';

/**
 * The vendor's time. It runs at `rate` vendor seconds per wall second from `startAt`, or stands
 * still at rate 0 until it is advanced. Vendor processes are events on it. They run lazily, in
 * the order of their due time, when somebody looks (`settle`), and each sees its own due time as
 * now: the outcome never depends on how often somebody looks.
 */
interface ScheduledEvent {
  dueMs: number;
  /** Of two that are due at once the one scheduled earlier runs first. */
  sequence: number;
  run: () => void;
}

/** More events than any honest world makes in one look: a loop that schedules itself forever. */
const SETTLE_EVENTS_MAX = 5_000_000;

/** Milliseconds since 1970, never backwards. */
export const wallClock = () => performance.timeOrigin + performance.now();

export class VendorClock {
  #baseVendorMs: number;
  #baseWallMs: number;
  #rate: number;
  #eventNowMs: number | undefined;
  #sequence = 0;
  readonly #events = new Heap<ScheduledEvent>(
    (left, right) => left.dueMs - right.dueMs || left.sequence - right.sequence,
  );
  readonly #wallNow: () => number;

  constructor(options: { startAt: string; rate: number; wallNow?: () => number }) {
    this.#wallNow = options.wallNow ?? wallClock;
    this.#baseVendorMs = Date.parse(options.startAt);
    this.#baseWallMs = this.#wallNow();
    this.#rate = options.rate;
  }

  get rate(): number {
    return this.#rate;
  }

  nowMs(): number {
    if (this.#eventNowMs !== undefined) return this.#eventNowMs;
    return this.#baseVendorMs + (this.#wallNow() - this.#baseWallMs) * this.#rate;
  }

  nowIso(): string {
    return toIso(this.nowMs());
  }

  setRate(rate: number): void {
    this.#baseVendorMs = this.nowMs();
    this.#baseWallMs = this.#wallNow();
    this.#rate = rate;
  }

  after(minutes: number, run: () => void): void {
    this.at(this.nowMs() + minutes * 60_000, run);
  }

  at(dueMs: number, run: () => void): void {
    this.#sequence += 1;
    this.#events.push({ dueMs, sequence: this.#sequence, run });
  }

  /** Runs everything that is due by now. */
  settle(): void {
    if (this.#eventNowMs !== undefined) return;
    const untilMs = this.nowMs();
    try {
      for (let count = 0; (this.#events.first()?.dueMs ?? Infinity) <= untilMs; count += 1) {
        if (count > SETTLE_EVENTS_MAX) throw new Error('The vendor clock does not settle.');
        const event = this.#events.takeFirst();
        if (event === undefined) break;
        this.#eventNowMs = event.dueMs;
        event.run();
      }
    } finally {
      this.#eventNowMs = undefined;
    }
  }

  /** Moves the clock forward and runs what becomes due on the way. */
  advance(seconds: number): void {
    this.#baseVendorMs += seconds * 1000;
    this.settle();
  }
}

/** Vendor timestamps carry whole seconds. */
export function toIso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

const DAY_MS = 86_400_000;

export function daysBefore(instant: string, days: number): string {
  return toIso(Date.parse(instant) - days * DAY_MS);
}
