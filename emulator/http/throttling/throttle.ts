import { GraphError } from '../../graph/errors.ts';
import type { World } from '../../world.ts';
import { isWrite, resourceUnitsOf, tariffOf } from './cost.ts';
import { familyOfBucket, limitsOf, meterOf, singlePostLimit, sizeOf } from './limits.ts';
import type { Family, Limit } from './limits.ts';
import type { Meter, Reading } from './meter.ts';

/** A request, or one sub-request of a batch: each counts by itself. */
export interface ThrottledRequest {
  appId: string;
  method: string;
  /** Without the version. */
  path: string;
  query: Record<string, string>;
}

export interface Admission {
  /** For the answer, whatever it becomes. */
  headers: Record<string, string>;
  /** 429, when a limit is exceeded. */
  refusal?: GraphError;
}

/** Where the directory begins to say how full its limits are. */
const WARNING_SHARE = 0.8;
const SINGLE_REGISTRATION = /^\/deviceManagement\/importedWindowsAutopilotDeviceIdentities\/?$/i;

/**
 * The published limits of Graph, in wall time. Every limit a request falls under is charged, also
 * by requests that are refused.
 * https://learn.microsoft.com/graph/throttling-limits
 */
export class Throttle {
  readonly #world: World;
  readonly #wallNow: () => number;
  readonly #userCount: () => number;
  readonly #meters = new Map<string, Meter>();

  constructor(parts: { world: World; wallNow: () => number; userCount: () => number }) {
    this.#world = parts.world;
    this.#wallNow = parts.wallNow;
    this.#userCount = parts.userCount;
  }

  admit(request: ThrottledRequest): Admission {
    const spec = this.#world.throttling;
    if (spec.mode === 'off') return { headers: {} };
    const tariff = tariffOf(request.method, request.path);
    const resourceUnits = resourceUnitsOf(tariff, request);
    const limits = limitsOf(tariff.bucket, spec.tenantSize ?? sizeOf(this.#userCount()));
    if (request.method === 'POST' && SINGLE_REGISTRATION.test(request.path)) {
      limits.push(singlePostLimit(spec.registrationPosts));
    }
    const readings = limits
      .filter(({ counts }) => counts === 'ReadWrite' || isWrite(request.method))
      .map((limit) => ({ limit, ...this.#charge(limit, request.appId, resourceUnits) }));
    const family = familyOfBucket(tariff.bucket);
    const headers =
      family === 'directory' ? directoryHeaders(resourceUnits, readings) : intuneHeaders;
    const exceeded = readings.filter(({ waitMs }) => waitMs > 0);
    const [first] = exceeded;
    if (first === undefined) return { headers };
    const waitMs = Math.max(...exceeded.map((reading) => reading.waitMs));
    return { headers, refusal: this.#refusal(first.limit, { waitMs, family, request }) };
  }

  #charge(limit: Limit, appId: string, resourceUnits: number): Reading {
    const key = `${limit.name} ${limit.scope} ${limit.counts} ${limit.scope === 'Tenant' ? '' : appId}`;
    let meter = this.#meters.get(key);
    if (meter === undefined) {
      meter = meterOf(limit, this.#amountOf(limit));
      this.#meters.set(key, meter);
    }
    return meter.charge(limit.unit === 'resourceUnits' ? resourceUnits : 1, this.#wallNow());
  }

  /** What others use up of a tenant-wide limit is not there for anybody. */
  #amountOf(limit: Limit): number {
    const { scale, otherToolsShare } = this.#world.throttling;
    const left = limit.scope === 'Tenant' ? 1 - otherToolsShare : 1;
    return Math.max(1, Math.round(limit.amount * scale * left));
  }

  #refusal(
    limit: Limit,
    given: { waitMs: number; family: Family; request: ThrottledRequest },
  ): GraphError {
    const headers: Record<string, string> = {};
    if (this.#world.throttling.retryAfter[given.family]) {
      headers['retry-after'] = String(Math.max(1, Math.ceil(given.waitMs / 1000)));
    }
    if (given.family === 'directory') {
      const { tenantId } = this.#world.tenant;
      headers['x-ms-throttle-scope'] =
        `${limit.scope}/${limit.counts}/${given.request.appId}/${tenantId}`;
      headers['x-ms-throttle-information'] = limit.reason;
    }
    return new GraphError(429, 'TooManyRequests', 'Please retry again later.', headers);
  }
}

/** Intune says nothing of its limits. */
const intuneHeaders: Record<string, string> = {};

function directoryHeaders(resourceUnits: number, readings: Reading[]): Record<string, string> {
  const share = Math.max(...readings.map((reading) => reading.share));
  const headers: Record<string, string> = { 'x-ms-resource-unit': String(resourceUnits) };
  if (share >= WARNING_SHARE) headers['x-ms-throttle-limit-percentage'] = share.toFixed(2);
  return headers;
}
