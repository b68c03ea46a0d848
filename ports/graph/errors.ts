/** What can come out of Microsoft Graph, closed. Classified by status and error code, not by message text. */
export type GraphErrorKind =
  /** 429, or 503 with Retry-After. */
  | 'throttled'
  /** 5xx on a read, connection refused, name not found: nothing happened. */
  | 'unavailable'
  /** A write whose answer was lost (time-out, reset, 500, 502, 503 without Retry-After, 504): it may have happened. */
  | 'outcome-unknown'
  /** 401. */
  | 'credentials'
  /** 403: the permission is missing. */
  | 'forbidden'
  /** 404. */
  | 'not-found'
  /** 409 and 412. */
  | 'conflict'
  /** Any other 4xx. */
  | 'refused'
  /** The answer does not have the shape the reference promises. */
  | 'unexpected-answer';

export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly kind: GraphErrorKind;
  readonly status: number;
  /** The vendor's `error.code`, never its message: messages name people and devices. */
  readonly code: string;
  /** The vendor's `request-id`, for support. */
  readonly requestId: string;
  readonly retryAfterMs?: number;

  constructor(facts: {
    kind: GraphErrorKind;
    status: number;
    code: string;
    requestId: string;
    retryAfterMs?: number;
    operation: string;
  }) {
    super(
      `Graph ${facts.operation}: ${facts.kind} (HTTP ${facts.status}, ${facts.code}, request ${facts.requestId})`,
    );
    this.kind = facts.kind;
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
  }
}
