/** What a meter says to one more request. */
export interface Reading {
  /** Of the limit, this request included: 1 = full. */
  share: number;
  /** 0: within the limit. Otherwise how long until the same request would be. */
  waitMs: number;
}

export interface Meter {
  charge: (cost: number, nowMs: number) => Reading;
}

/**
 * Refused requests count too: "all requests accrue against your usage limits". No further than
 * this, which is where `x-ms-throttle-limit-percentage` ends.
 * https://learn.microsoft.com/graph/throttling#best-practices-to-handle-throttling
 * https://learn.microsoft.com/graph/throttling-limits#regular-responses-requests
 */
const OVERRUN_MAX = 1.8;

/** Fills with every request and drains evenly: bursts up to the limit, its rate in the long run. */
export class TokenBucket implements Meter {
  readonly #limit: number;
  readonly #drainPerMs: number;
  #level = 0;
  #atMs = 0;

  constructor(limit: number, seconds: number) {
    this.#limit = limit;
    this.#drainPerMs = limit / (seconds * 1000);
  }

  charge(cost: number, nowMs: number): Reading {
    this.#level = Math.max(0, this.#level - (nowMs - this.#atMs) * this.#drainPerMs);
    this.#atMs = nowMs;
    this.#level = Math.min(this.#level + cost, Math.max(this.#limit * OVERRUN_MAX, cost));
    const isOver = this.#level > this.#limit;
    const excess = this.#level + cost - this.#limit;
    return {
      share: this.#level / this.#limit,
      waitMs: isOver ? Math.max(excess, 0) / this.#drainPerMs : 0,
    };
  }
}

/** How finely a window is divided: requests of one slice leave it together. */
const SLICES = 100;

/** At most so many in any stretch of so many seconds: the strictest way to read such a limit. */
export class SlidingWindow implements Meter {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #sliceMs: number;
  #slices: { endMs: number; cost: number }[] = [];
  #total = 0;

  constructor(limit: number, seconds: number) {
    this.#limit = limit;
    this.#windowMs = seconds * 1000;
    this.#sliceMs = this.#windowMs / SLICES;
  }

  charge(cost: number, nowMs: number): Reading {
    this.#forget(nowMs - this.#windowMs);
    const isOver = this.#total + cost > this.#limit;
    if (!isOver || this.#total + cost <= this.#limit * OVERRUN_MAX) this.#add(cost, nowMs);
    const share = this.#total / this.#limit;
    return { share, waitMs: isOver ? this.#waitMs(cost, nowMs) : 0 };
  }

  #forget(beforeMs: number): void {
    while ((this.#slices[0]?.endMs ?? Infinity) <= beforeMs) {
      this.#total -= this.#slices.shift()?.cost ?? 0;
    }
  }

  #add(cost: number, nowMs: number): void {
    this.#total += cost;
    const endMs = Math.ceil(nowMs / this.#sliceMs) * this.#sliceMs;
    const last = this.#slices.at(-1);
    if (last?.endMs === endMs) last.cost += cost;
    else this.#slices.push({ endMs, cost });
  }

  #waitMs(cost: number, nowMs: number): number {
    let left = this.#total;
    for (const slice of this.#slices) {
      left -= slice.cost;
      if (left + cost <= this.#limit) return slice.endMs + this.#windowMs - nowMs;
    }
    return this.#windowMs;
  }
}

/**
 * Once more than the limit has come within the window, nothing passes for the length of one: as
 * the field tells of registration, where a few retries of the SDK do not get through.
 * https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/2857
 */
export class CoolDown implements Meter {
  readonly #make: () => SlidingWindow;
  readonly #windowMs: number;
  #window: SlidingWindow;
  #closedUntilMs: number | undefined;

  constructor(limit: number, seconds: number) {
    this.#make = () => new SlidingWindow(limit, seconds);
    this.#window = this.#make();
    this.#windowMs = seconds * 1000;
  }

  charge(cost: number, nowMs: number): Reading {
    if (this.#closedUntilMs !== undefined && nowMs >= this.#closedUntilMs) {
      this.#closedUntilMs = undefined;
      this.#window = this.#make();
    }
    if (this.#closedUntilMs === undefined) {
      const reading = this.#window.charge(cost, nowMs);
      if (reading.waitMs === 0) return reading;
      this.#closedUntilMs = nowMs + this.#windowMs;
    }
    return { share: 1, waitMs: this.#closedUntilMs - nowMs };
  }
}
