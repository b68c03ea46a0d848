import { GraphError } from './errors.ts';
import type { GraphErrorKind } from './errors.ts';
import { isRead } from './operations.ts';
import type { OperationName } from './operations.ts';
import { retryAfterMs } from '../retry-after.ts';
import { errorEnvelopeSchema, nestedErrorSchema } from './schema.ts';

export interface RefusedExchange {
  readonly operation: OperationName;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Ours; the vendor's support finds a request by it when the vendor's own id is missing. */
  readonly clientRequestId: string;
}

/** An answer outside 2xx. `graph-api.md` §I1. */
export function errorFromAnswer(exchange: RefusedExchange): GraphError {
  const { operation, status, headers } = exchange;
  const envelope = parseEnvelope(exchange.text);
  const waitMs = retryAfterMs(headers) ?? envelope.retryAfterMs;
  return new GraphError({
    kind: kindOf(operation, status, waitMs !== undefined),
    status,
    code: envelope.code,
    requestId: headers.get('request-id') ?? envelope.requestId ?? exchange.clientRequestId,
    operation,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

/** 503 with `Retry-After` is a throttle in other clothes: the request was turned away at the door. */
export function isThrottle(status: number, hasRetryAfter: boolean): boolean {
  return status === 429 || (status === 503 && hasRetryAfter);
}

function kindOf(operation: OperationName, status: number, hasRetryAfter: boolean): GraphErrorKind {
  if (isThrottle(status, hasRetryAfter)) return 'throttled';
  switch (status) {
    case 401:
      return 'credentials';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 409:
    case 412:
      return 'conflict';
    case 501:
      return 'refused';
  }
  // 504 arrives with the write applied, 500 and 502 may; 408 leaves it open too. So does 503 without a wait:
  // `CancelledOnServiceTimeout` comes with it (graph-api.md §I1), and the back end that was given up may go on to wipe.
  if (status >= 500 || status === 408) return isRead(operation) ? 'unavailable' : 'outcome-unknown';
  return status >= 400 ? 'refused' : 'unexpected-answer';
}

interface Envelope {
  code: string;
  requestId?: string | undefined;
  retryAfterMs?: number | undefined;
}

/**
 * Intune's `message` is JSON text itself: sometimes the only place of the real code (under
 * `UnknownError`) and of a wait in seconds.
 */
function parseEnvelope(text: string): Envelope {
  const envelope = errorEnvelopeSchema.safeParse(parseJson(text)).data?.error;
  if (envelope === undefined) return { code: 'NoErrorBody' };
  const nested = nestedErrorSchema.safeParse(parseJson(envelope.message ?? '')).data;
  const code =
    envelope.code === 'UnknownError' ? (nested?.ErrorCode ?? envelope.code) : envelope.code;
  const seconds = nested?.RetryAfter;
  return {
    code: safeCode(code),
    requestId: envelope.innerError?.['request-id'],
    retryAfterMs: typeof seconds === 'number' ? seconds * 1000 : undefined,
  };
}

/** Codes are words. Anything else could be a message, and messages name people and devices. */
function safeCode(code: string): string {
  return /^[\w.-]{1,80}$/.test(code) ? code : 'Unreadable';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
