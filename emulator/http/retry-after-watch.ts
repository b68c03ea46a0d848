import { createHash } from 'node:crypto';
import type { WorldEvents } from '../world-events.ts';
import type { VendorCall } from './vendor-call.ts';
import { plainPath } from './wire-path.ts';

/** Timers may fire a little early; nobody is throttled for that. */
const TOLERANCE_MS = 50;
/** So long after a refusal other requests to the URL may still be on their way: nobody can call them back. */
const IN_FLIGHT_MS = 1000;

type Call = Pick<VendorCall, 'caller' | 'method' | 'path' | 'query' | 'body' | 'gone'>;

interface Refusal {
  order: number;
  atMs: number;
  untilMs: number;
  /** What was refused, to the letter: who sends that again has read the answer. */
  asked: Set<string>;
}

/**
 * Remembers, in wall time, until when each caller was told to stay away from a URL, and reports
 * who comes back too early. What came before the refusal was given, above all in one batch with
 * what was refused, has not come back.
 */
export class RetryAfterWatch {
  readonly #refusals = new Map<string, Refusal>();
  /** By the HTTP request, which the parts of a batch share. */
  readonly #arrivals = new WeakMap<AbortSignal, number>();
  readonly #events: WorldEvents;
  readonly #wallNow: () => number;
  #order = 0;

  constructor(events: WorldEvents, wallNow: () => number) {
    this.#events = events;
    this.#wallNow = wallNow;
  }

  arrived({ gone }: Pick<Call, 'gone'>): void {
    if (!this.#arrivals.has(gone)) this.#arrivals.set(gone, this.#next());
  }

  check(call: Call): void {
    const key = keyOf(call);
    const refusal = this.#refusals.get(key);
    if (refusal === undefined || (this.#arrivals.get(call.gone) ?? 0) < refusal.order) return;
    const now = this.#wallNow();
    const remainingMs = refusal.untilMs - now;
    const mayBeOnItsWay = now - refusal.atMs < IN_FLIGHT_MS && !refusal.asked.has(digestOf(call));
    if (remainingMs <= TOLERANCE_MS || mayBeOnItsWay) return;
    this.#events.publish({ type: 'called-too-early', key, remainingMs });
  }

  note(call: Call, retryAfterSeconds: number): void {
    const now = this.#wallNow();
    const key = keyOf(call);
    const known = this.#refusals.get(key);
    const untilMs = now + retryAfterSeconds * 1000;
    if (known === undefined || known.untilMs <= now) {
      const asked = new Set([digestOf(call)]);
      this.#refusals.set(key, { order: this.#next(), atMs: now, untilMs, asked });
      return;
    }
    // Told already: what is on its way now was sent in spite of that, however often it is refused.
    known.asked.add(digestOf(call));
    known.untilMs = Math.max(known.untilMs, untilMs);
  }

  #next(): number {
    this.#order += 1;
    return this.#order;
  }
}

function keyOf({ caller, method, path }: Call): string {
  return `${caller} ${method} ${plainPath(path)}`;
}

function digestOf({ query, body }: Call): string {
  return createHash('sha256')
    .update(JSON.stringify([query, body ?? null]))
    .digest('base64');
}
