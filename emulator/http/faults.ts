import { z } from 'zod';

/**
 * A fault as data. It hits the next `times` requests whose method and path match.
 * `loseResponse`: the effect happens, then the connection is cut. `delayMs` alone only slows.
 */
export const faultSchema = z.strictObject({
  method: z.string().default('.*'),
  /** A regular expression over the path, version included: `/v1.0/devices`. */
  path: z.string(),
  times: z.int().positive().default(1),
  /** Passed over before the fault begins to hit. */
  skip: z.int().nonnegative().default(0),
  status: z.int().min(400).max(599).optional(),
  code: z.string().optional(),
  retryAfterSeconds: z.number().nonnegative().optional(),
  loseResponse: z.boolean().default(false),
  /** With `status`: the effect happens all the same, as with a 504 of the real gateway. */
  afterEffect: z.boolean().default(false),
  delayMs: z.number().nonnegative().default(0),
});

export type Fault = z.infer<typeof faultSchema>;

export class Faults {
  #faults: { fault: Fault; remaining: number; toSkip: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, remaining: fault.times, toSkip: fault.skip });
  }

  clear(): void {
    this.#faults = [];
  }

  /** What is left, so that a test can see that nothing is. */
  list(): (Fault & { remaining: number })[] {
    return this.#faults.map(({ fault, remaining }) => ({ ...fault, remaining }));
  }

  /** Takes the first fault that hits this request. */
  take(method: string, path: string): Fault | undefined {
    for (const each of this.#faults) {
      if (!matches(each.fault, method, path)) continue;
      if (each.toSkip > 0) {
        each.toSkip -= 1;
        continue;
      }
      each.remaining -= 1;
      if (each.remaining <= 0) this.#faults = this.#faults.filter((other) => other !== each);
      return each.fault;
    }
    return undefined;
  }
}

function matches(fault: Fault, method: string, path: string): boolean {
  return new RegExp(`^(?:${fault.method})$`, 'i').test(method) && new RegExp(fault.path).test(path);
}
