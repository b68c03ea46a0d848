import {
  ApplicationFailure,
  ApplicationFailureCategory,
  CancelledFailure,
} from '@temporalio/common';
import { failures, type FailureCode } from '../domain/failures.ts';
import { ConfigMgrError, type ConfigMgrErrorKind } from '../ports/configmgr/errors.ts';
import { GraphError, type GraphErrorKind } from '../ports/graph/errors.ts';
import { LedgerError } from '../ports/ledger/errors.ts';

/** The one place where what ports throw becomes what Temporal retries, parks or shows. */
const graphFailures = {
  throttled: 'Throttled',
  unavailable: 'ServiceUnavailable',
  'outcome-unknown': 'OutcomeUnknown',
  credentials: 'CredentialsExpired',
  forbidden: 'ConsentMissing',
  'not-found': 'ObjectMissing',
  conflict: 'ConflictingChange',
  refused: 'VendorRefused',
  'unexpected-answer': 'VendorRefused',
} as const satisfies Record<GraphErrorKind, FailureCode>;

const configMgrFailures = {
  throttled: 'Throttled',
  unavailable: 'ServiceUnavailable',
  'outcome-unknown': 'OutcomeUnknown',
  credentials: 'CredentialsExpired',
  forbidden: 'ConsentMissing',
  'not-found': 'ObjectMissing',
  contract: 'VendorRefused',
  provider: 'VendorRefused',
  'unexpected-answer': 'VendorRefused',
} as const satisfies Record<ConfigMgrErrorKind, FailureCode>;

/** Fails with a code of the table. `detail` says which thing and what the vendor said: ids only, never names or serials. */
export function failure(
  code: FailureCode,
  detail: string,
  options?: { retryAfterMs?: number },
): ApplicationFailure {
  const entry = failures[code];
  return ApplicationFailure.create({
    type: code,
    message: `${entry.text} (${detail})`,
    nonRetryable: !entry.retryable,
    // Waiting is normal here: it must not fill error logs.
    ...(entry.retryable ? { category: ApplicationFailureCategory.BENIGN } : {}),
    ...(options?.retryAfterMs === undefined
      ? {}
      : { nextRetryDelay: Math.max(options.retryAfterMs, 1) }),
  });
}

/** Repeats by the retry policy, or after exactly this long. */
export function notReady(what: string, retryAfterMs?: number): ApplicationFailure {
  return failure('NotReady', what, retryAfterMs === undefined ? undefined : { retryAfterMs });
}

export function toActivityFailure(error: unknown): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof GraphError)
    return failure(graphFailures[error.kind], error.message, retryAfter(error));
  if (error instanceof ConfigMgrError)
    return failure(configMgrFailures[error.kind], error.message, retryAfter(error));
  if (error instanceof LedgerError) {
    return failure(
      error.kind === 'unavailable' ? 'ServiceUnavailable' : 'BrokenInvariant',
      error.message,
    );
  }
  // A plain error is a bug of ours: retried, so that a corrected deploy goes on by itself, and loud until then.
  return error;
}

function retryAfter(error: GraphError | ConfigMgrError): { retryAfterMs?: number } {
  if (error.retryAfterMs === undefined) return {};
  // Everybody who was told "17 s" would come back together: up to a fifth more spreads them, never less.
  return { retryAfterMs: Math.ceil(error.retryAfterMs * (1 + Math.random() / 5)) };
}

type Activity = (input: never) => Promise<unknown>;

/** Wraps every activity of a role, so that none can leak a port's error. */
export function mapFailures<T extends Readonly<Record<string, Activity>>>(activities: T): T {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (input: never): Promise<unknown> => {
      try {
        return await activity(input);
      } catch (error) {
        throw toActivityFailure(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
