import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { GraphError } from '../graph/errors.ts';
import type { Simulation } from '../simulation.ts';
import { outsideRequest, withRequest } from './current-request.ts';
import type { CurrentRequest } from './current-request.ts';
import type { Faults, Hit } from './faults.ts';
import { changeAsOtherAdmin } from './other-admin.ts';
import { refuse, refuseAs, tokenExpired } from './refusal.ts';
import { RetryAfterWatch } from './retry-after-watch.ts';
import { Stats, routeOf } from './stats.ts';
import { SiteThrottle } from './throttling/site-throttle.ts';
import { Throttle } from './throttling/throttle.ts';
import type { Admission } from './throttling/throttle.ts';
import type { AnswerHonestly, Circumstances, VendorCall, VendorResponse } from './vendor-call.ts';

const nothingUnusual: Circumstances = { withoutRoles: [], clockSkewSeconds: 0 };

/** What every vendor request goes through: due events, limits, faults, the watch, the counters. */
export class VendorExchange {
  readonly stats = new Stats();
  readonly #simulation: Simulation;
  readonly #faults: Faults;
  readonly #watch: RetryAfterWatch;
  readonly #throttle: Throttle;
  readonly #siteThrottle: SiteThrottle;

  constructor(simulation: Simulation, faults: Faults) {
    const { events, users, wallNow, world } = simulation;
    this.#simulation = simulation;
    this.#faults = faults;
    this.#watch = new RetryAfterWatch(events, wallNow);
    this.#throttle = new Throttle({ world, wallNow, userCount: () => users.size });
    this.#siteThrottle = new SiteThrottle({ world, wallNow });
  }

  async run(call: VendorCall, answer: AnswerHonestly): Promise<VendorResponse> {
    // What is due now is nobody's doing, also inside a batch.
    outsideRequest(() => {
      this.#simulation.clock.settle();
    });
    this.#watch.arrived(call);
    // The outer request of a batch only carries others: limits and counters see those.
    if (call.part === 'batch') return this.#answerUnderFaults(call, answer);
    withRequest(requestOf(call), () => {
      this.#watch.check(call);
    });
    const { headers, refusal } = this.#admit(call);
    const answered =
      refusal === undefined
        ? await this.#answerUnderFaults(call, answer)
        : refuse(this.#simulation, call, refusal);
    const response = { ...answered, headers: { ...headers, ...answered.headers } };
    this.stats.count(call.surface, routeOf(call.method, call.path), response.status);
    const retryAfter = Number(response.headers['retry-after'] ?? Number.NaN);
    if (retryAfter > 0) this.#watch.note(call, retryAfter);
    return response;
  }

  #admit(call: VendorCall): Admission {
    const { caller: appId, method, query } = call;
    if (call.surface === 'graph') {
      const path = call.path.replace(/^\/[^/]+/, '');
      return this.#throttle.admit({ appId, method, path, query });
    }
    if (call.surface === 'identity') return { headers: {} };
    const status = this.#siteThrottle.refuses(call.clientAddress);
    if (status === undefined) return { headers: {} };
    return { headers: {}, refusal: new GraphError(status, String(status), 'Too many requests.') };
  }

  async #answerUnderFaults(call: VendorCall, answer: AnswerHonestly): Promise<VendorResponse> {
    const hit = this.#faults.take(call);
    if (hit === undefined) return this.#answerHonestly(call, () => answer(nothingUnusual));
    const { fault } = hit;
    if (fault.delayMs > 0) await wait(fault.delayMs, undefined, { ref: false });
    this.#changeNow(hit, 'before', call);
    const response = await this.#answerWithFault(hit, call, answer);
    this.#changeNow(hit, 'after', call);
    if (fault.neverAnswers) await silence(call.gone, fault.silenceMs);
    const { clockSkewSeconds } = fault;
    return {
      ...response,
      ...(clockSkewSeconds === undefined ? {} : { clockSkewSeconds }),
      isLost: fault.loseResponse || fault.neverAnswers,
    };
  }

  async #answerWithFault(
    { fault, staleAnswer }: Hit,
    call: VendorCall,
    answer: AnswerHonestly,
  ): Promise<VendorResponse> {
    if (staleAnswer !== undefined) return staleAnswer;
    if (fault.tokenExpired) return refuse(this.#simulation, call, tokenExpired());
    const isRefused = fault.status !== undefined;
    const happens = fault.afterEffect || !(isRefused || fault.neverAnswers);
    const circumstances: Circumstances = {
      withoutRoles: fault.withoutRoles ?? [],
      clockSkewSeconds: fault.clockSkewSeconds ?? 0,
    };
    const answerOnce = (isRepeat: boolean) =>
      this.#answerHonestly({ ...call, isRepeat }, () => answer(circumstances));
    const first = happens ? await answerOnce(false) : undefined;
    const second = happens && fault.doubled !== undefined ? await answerOnce(true) : undefined;
    const honest = fault.doubled === 'second-answer' ? second : first;
    return isRefused || honest === undefined ? refuseAs(this.#simulation, fault, call) : honest;
  }

  /** The caller is not to blame for what somebody else does. */
  #changeNow({ fault }: Hit, when: 'before' | 'after', call: VendorCall): void {
    const { change } = fault;
    if (change?.when !== when) return;
    outsideRequest(() => {
      changeAsOtherAdmin(this.#simulation, change, call.path);
    });
  }

  /** Whoever watches the world knows which request does what happens now. */
  async #answerHonestly(
    call: VendorCall,
    answer: () => VendorResponse | Promise<VendorResponse>,
  ): Promise<VendorResponse> {
    if (call.surface === 'identity') return answer();
    const { events } = this.#simulation;
    const request = requestOf(call);
    if (call.part === 'batch') return withRequest(request, answer);
    events.publish({ type: 'request-received', request });
    const response = await withRequest(request, answer);
    const { status, body } = response;
    events.publish({ type: 'request-answered', request, status, body });
    this.#faults.remember(call, response);
    return response;
  }
}

function requestOf(call: VendorCall): CurrentRequest {
  const { surface, method, path, caller, clientRequestId, body } = call;
  return {
    surface: surface === 'adminService' ? surface : 'graph',
    method,
    path,
    caller,
    clientRequestId,
    body,
    isBatched: call.part === 'sub-request',
    isRepeat: call.isRepeat ?? false,
  };
}

/** Until the client hangs up or the time is over. */
async function silence(gone: AbortSignal, ms: number | undefined): Promise<void> {
  if (gone.aborted) return;
  const hangsUp = once(gone, 'abort');
  if (ms === undefined) await hangsUp;
  else await Promise.race([hangsUp, wait(ms, undefined, { ref: false })]);
}
