import { setTimeout as wait } from 'node:timers/promises';
import type { Simulation } from '../simulation.ts';
import type { Fault, Faults } from './faults.ts';
import { RetryAfterWatch } from './retry-after-watch.ts';
import { Stats, routeOf } from './stats.ts';

export interface VendorResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** The effect has happened; the connection is cut instead of an answer. */
  isLost?: boolean;
}

export interface VendorCall {
  surface: 'graph' | 'adminService';
  caller: string;
  method: string;
  /** With the version or `/AdminService`, without the query. */
  path: string;
}

const defaultCodes: Readonly<Record<number, string>> = {
  429: 'TooManyRequests',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
  504: 'UnknownError',
};

/** What every vendor request goes through: due events, faults, the watch, the counters. */
export class VendorExchange {
  readonly stats = new Stats();
  readonly #simulation: Simulation;
  readonly #faults: Faults;
  readonly #watch: RetryAfterWatch;

  constructor(simulation: Simulation, faults: Faults) {
    this.#simulation = simulation;
    this.#faults = faults;
    this.#watch = new RetryAfterWatch(simulation.events);
  }

  async run(
    call: VendorCall,
    answer: () => VendorResponse | Promise<VendorResponse>,
  ): Promise<VendorResponse> {
    this.#simulation.clock.settle();
    this.#watch.check(call.caller, call.method, call.path);
    const fault = this.#faults.take(call.method, call.path);
    if (fault !== undefined && fault.delayMs > 0) await wait(fault.delayMs);
    const happens = fault?.status === undefined || fault.afterEffect;
    const honest = happens ? await answer() : undefined;
    const response =
      honest === undefined || fault?.status !== undefined ? refuse(fault, call) : honest;
    this.stats.count(call.surface, routeOf(call.method, call.path), response.status);
    const retryAfter = Number(response.headers?.['retry-after'] ?? Number.NaN);
    if (retryAfter > 0) this.#watch.note(call.caller, call.method, call.path, retryAfter);
    return fault?.loseResponse === true ? { ...response, isLost: true } : response;
  }
}

function refuse(fault: Fault | undefined, call: VendorCall): VendorResponse {
  const status = fault?.status ?? 500;
  const message = status === 504 ? '' : 'Please retry again later.';
  const code =
    call.surface === 'graph'
      ? (fault?.code ?? defaultCodes[status] ?? 'BadRequest')
      : String(status);
  const headers: Record<string, string> = {};
  if (fault?.retryAfterSeconds !== undefined)
    headers['retry-after'] = String(fault.retryAfterSeconds);
  return { status, body: { error: { code, message } }, headers };
}
