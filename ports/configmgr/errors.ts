/** What can come out of the AdminService, closed. */
export type ConfigMgrErrorKind =
  | 'throttled'
  | 'unavailable'
  | 'outcome-unknown'
  | 'credentials'
  | 'forbidden'
  | 'not-found'
  /** The request does not fit this site's version: unknown class, method or parameter. */
  | 'contract'
  /** A method answered a `ReturnValue` other than 0, or the provider threw. */
  | 'provider'
  | 'unexpected-answer';

export class ConfigMgrError extends Error {
  override readonly name = 'ConfigMgrError';
  readonly kind: ConfigMgrErrorKind;
  readonly status: number;
  readonly retryAfterMs?: number;

  constructor(facts: {
    kind: ConfigMgrErrorKind;
    status: number;
    operation: string;
    retryAfterMs?: number;
  }) {
    super(`AdminService ${facts.operation}: ${facts.kind} (HTTP ${facts.status})`);
    this.kind = facts.kind;
    this.status = facts.status;
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs;
  }
}
