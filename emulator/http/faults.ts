import { z } from 'zod';
import { tokenPermissions, whyUnknown } from '../graph/metadata/permission-names.ts';
import { changeSchema } from './other-admin.ts';
import { StaleAnswers } from './stale-answers.ts';
import type { VendorCall, VendorResponse } from './vendor-call.ts';

const expression = z.string().superRefine((source, context) => {
  try {
    new RegExp(source);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    context.addIssue({ code: 'custom', message });
  }
});

const permission = z.string().superRefine((name, context) => {
  const message = whyUnknown(name, tokenPermissions);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/**
 * A fault as data. It hits the next `times` requests that match, each with `probability`. What it
 * does may be combined: `status` with `afterEffect`, `delayMs` with anything.
 */
const ruleSchema = z.strictObject({
  // Which requests.
  /** A regular expression over the whole method. */
  method: expression.default('.*'),
  /** A regular expression that the path contains, version included: `/v1.0/devices`. */
  path: expression,
  /** The caller's client id; of the AdminService, what stands in `Authorization`. */
  app: z.string().optional(),
  queryContains: z.string().optional(),
  bodyContains: z.string().optional(),
  /** `batch` is the outer request; `any` is every request but that. */
  part: z.enum(['any', 'request', 'sub-request', 'batch']).default('any'),
  // How often.
  times: z.int().positive().default(1),
  /** Passed over before the fault begins to hit. */
  skip: z.int().nonnegative().default(0),
  probability: z.number().min(0).max(1).default(1),
  /** Of the dice for `probability`. */
  seed: z.int().default(1),
  // What happens.
  status: z.int().min(400).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  retryAfterSeconds: z.number().nonnegative().optional(),
  /** With `status` or `neverAnswers`: the effect happens all the same, as with a 504 of the real gateway. */
  afterEffect: z.boolean().default(false),
  /** The effect happens, then the connection is cut. */
  loseResponse: z.boolean().default(false),
  /** Slow by so much; wall time. */
  delayMs: z.number().nonnegative().default(0),
  /** Silence until the client hangs up, or for `silenceMs`, and then the connection is cut. */
  neverAnswers: z.boolean().default(false),
  silenceMs: z.number().positive().optional(),
  /** The vendor carries the request out twice; which of the two answers comes back. */
  doubled: z.enum(['first-answer', 'second-answer']).optional(),
  /**
   * The answer of at least so many vendor seconds ago to the same URL. Answers are remembered from
   * the moment the fault is there; until one is old enough, it passes requests over.
   */
  staleSeconds: z.number().nonnegative().optional(),
  /** These application permissions are missing from the token: an administrator took them away. */
  withoutRoles: z
    .union([z.array(permission).min(1), z.literal('all')], {
      error: "It takes 'all' or a list of permissions.",
    })
    .optional(),
  /** 401, as for a token past its time. */
  tokenExpired: z.boolean().default(false),
  /** The vendor's clock is off: the `Date` header, or the times of the token it issues. */
  clockSkewSeconds: z.number().optional(),
  /** Another administrator changes an object just before or after. */
  change: changeSchema.optional(),
});

export type Fault = z.infer<typeof ruleSchema>;

/** A rule that does nothing, or not what it says, is a slip that would pass for a green test. */
export const faultSchema = ruleSchema.superRefine((fault, context) => {
  const message = whyUseless(fault);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

function whyUseless(fault: Fault): string | undefined {
  const { status, neverAnswers } = fault;
  const ofError = (['code', 'message', 'retryAfterSeconds'] as const).find(
    (name) => fault[name] !== undefined,
  );
  if (status === undefined && ofError !== undefined) return `${ofError} needs a status.`;
  if (fault.silenceMs !== undefined && !neverAnswers) return 'silenceMs needs neverAnswers.';
  if (fault.afterEffect && status === undefined && !neverAnswers) {
    return 'afterEffect needs a status or neverAnswers.';
  }
  const effects = [
    status,
    fault.doubled,
    fault.staleSeconds,
    fault.withoutRoles,
    fault.clockSkewSeconds,
    fault.change,
  ];
  const happens =
    effects.some((effect) => effect !== undefined) ||
    fault.loseResponse ||
    neverAnswers ||
    fault.tokenExpired ||
    fault.delayMs > 0;
  return happens ? undefined : `The rule has no effect: give it one of ${effectNames}.`;
}

const effectNames =
  'status, loseResponse, neverAnswers, doubled, delayMs, staleSeconds, withoutRoles, ' +
  'tokenExpired, clockSkewSeconds, change';

interface PlannedFault {
  fault: Fault;
  method: RegExp;
  path: RegExp;
  remaining: number;
  toSkip: number;
  dice: () => number;
  stale: StaleAnswers | undefined;
}

export interface Hit {
  fault: Fault;
  /** With `staleSeconds`: the old answer. */
  staleAnswer: VendorResponse | undefined;
}

export class Faults {
  readonly #vendorNow: () => number;
  #planned: PlannedFault[] = [];

  constructor(vendorNow: () => number) {
    this.#vendorNow = vendorNow;
  }

  add(fault: Fault): void {
    this.#planned.push({
      fault,
      method: new RegExp(`^(?:${fault.method})$`, 'i'),
      // Routers read paths without case, ours too.
      path: new RegExp(fault.path, 'i'),
      remaining: fault.times,
      toSkip: fault.skip,
      dice: makeDice(fault.seed),
      stale: fault.staleSeconds === undefined ? undefined : new StaleAnswers(),
    });
  }

  clear(): void {
    this.#planned = [];
  }

  /** What is left, so that a test can see that nothing is. */
  list(): (Fault & { remaining: number })[] {
    return this.#planned.map(({ fault, remaining }) => ({ ...fault, remaining }));
  }

  /** Takes the first fault that hits this request. */
  take(call: VendorCall): Hit | undefined {
    for (const planned of this.#planned) {
      if (!matches(planned, call)) continue;
      const staleAnswer = planned.stale?.answerTo(call, {
        notAfterMs: this.#vendorNow() - (planned.fault.staleSeconds ?? 0) * 1000,
      });
      if (planned.stale !== undefined && staleAnswer === undefined) continue;
      if (planned.toSkip > 0) {
        planned.toSkip -= 1;
        continue;
      }
      if (planned.fault.probability < 1 && planned.dice() >= planned.fault.probability) continue;
      planned.remaining -= 1;
      if (planned.remaining <= 0) this.#planned = this.#planned.filter((each) => each !== planned);
      return { fault: planned.fault, staleAnswer };
    }
    return undefined;
  }

  /** Honest answers, for faults that will want an old one. */
  remember(call: VendorCall, response: VendorResponse): void {
    for (const planned of this.#planned) {
      if (planned.stale === undefined || !matches(planned, call)) continue;
      planned.stale.remember(call, { atMs: this.#vendorNow(), response });
    }
  }
}

function matches({ fault, method, path }: PlannedFault, call: VendorCall): boolean {
  if (fault.part === 'any' ? call.part === 'batch' : fault.part !== call.part) return false;
  if (!method.test(call.method) || !path.test(call.path)) return false;
  if (fault.app !== undefined && fault.app !== call.caller) return false;
  return contains(call.query, fault.queryContains) && contains(call.body, fault.bodyContains);
}

function contains(given: unknown, text: string | undefined): boolean {
  if (text === undefined) return true;
  // Never the escapes of JSON: a rule says what a person sees.
  return textsOf(given).some((each) => each.includes(text));
}

/** Values, and `name=value`, wherever they stand. */
function textsOf(given: unknown): string[] {
  if (typeof given === 'object' && given !== null) {
    return Object.entries(given).flatMap(([name, value]) =>
      textsOf(value).flatMap((text) => [text, `${name}=${text}`]),
    );
  }
  if (given === undefined) return [];
  return [typeof given === 'string' ? given : JSON.stringify(given)];
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function makeDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
