import { ConfigMgrError } from './errors.ts';
import type { ConfigMgrErrorKind } from './errors.ts';
import { retryAfterMs } from '../retry-after.ts';
import { errorEnvelopeSchema } from './schema.ts';

export interface RefusedExchange {
  readonly operation: string;
  readonly isRead: boolean;
  /** The URL names one object, so that 404 can mean that it is not there. */
  readonly isKeyed: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** An answer outside 2xx (configmgr-adminservice.md §3.6). */
export function errorFromAnswer(exchange: RefusedExchange): ConfigMgrError {
  const { operation, status } = exchange;
  const waitMs = retryAfterMs(exchange.headers);
  const kind = kindOf(exchange, isThrottle(status, waitMs !== undefined));
  return new ConfigMgrError({
    kind,
    status,
    operation,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

/** The vendor documents neither 429 nor `Retry-After`; proxies in front of it send both. */
export function isThrottle(status: number, hasRetryAfter: boolean): boolean {
  return status === 429 || (status === 503 && hasRetryAfter);
}

function kindOf(exchange: RefusedExchange, isThrottled: boolean): ConfigMgrErrorKind {
  const { status, isRead } = exchange;
  if (isThrottled) return 'throttled';
  if (status === 401) return 'credentials';
  if (status === 403) return 'forbidden';
  if (status === 404) return kindOfNotFound(messageOf(exchange.text), exchange.isKeyed);
  if (status === 503) return 'unavailable';
  // The provider threw. A write may have got that far all the same.
  if (status === 500 && isRead && messageOf(exchange.text) !== '') return 'provider';
  if (status >= 500 || status === 408) return isRead ? 'unavailable' : 'outcome-unknown';
  return status >= 400 ? 'contract' : 'unexpected-answer';
}

/**
 * The four meanings of 404, told apart by text since nothing else differs. Recorded samples:
 * `Access denied  WMI QUERY: ` · `ODataParameterReader.ReadAsync or ODataParameterReader.Read was
 * called in the 'ResourceSet' state…` · `No HTTP resource was found that matches the request URI…`.
 */
function kindOfNotFound(message: string, isKeyed: boolean): ConfigMgrErrorKind {
  if (/access denied/i.test(message)) return 'forbidden';
  if (/ODataParameterReader|No HTTP resource|\bparameter\b|\bmethod\b/i.test(message)) {
    return 'contract';
  }
  return isKeyed ? 'not-found' : 'contract';
}

function messageOf(text: string): string {
  try {
    return errorEnvelopeSchema.safeParse(JSON.parse(text)).data?.error.message ?? '';
  } catch {
    return '';
  }
}
