import {
  ApplicationFailure,
  ApplicationFailureCategory,
  CancelledFailure,
} from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import {
  failure,
  mapFailures,
  notReady,
  toActivityFailure,
} from '../../activities/failure-mapping.ts';
import { failures, isFailureCode, type FailureCode } from '../../domain/failures.ts';
import { ConfigMgrError, type ConfigMgrErrorKind } from '../../ports/configmgr/errors.ts';
import { GraphError, type GraphErrorKind } from '../../ports/graph/errors.ts';
import { LedgerError } from '../../ports/ledger/errors.ts';

const graphKinds = {
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

const siteKinds = {
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

const graphError = (kind: GraphErrorKind, retryAfterMs?: number): GraphError =>
  new GraphError({
    kind,
    status: 400,
    code: 'SomeCode',
    requestId: 'request-1',
    operation: 'listDevices',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

function mapped(error: unknown): ApplicationFailure {
  const result = toActivityFailure(error);
  if (!(result instanceof ApplicationFailure)) throw new Error('not mapped', { cause: result });
  return result;
}

describe('every error of a port becomes a failure of the table', () => {
  test.each(Object.entries(graphKinds))('Graph %s: %s', (kind, code) => {
    const found = mapped(graphError(kind as GraphErrorKind));
    expect(found.type).toBe(code);
    expect(found.nonRetryable).toBe(!failures[code].retryable);
    // Support needs the vendor's request id; nobody needs more of the answer.
    expect(found.message).toContain('request-1');
  });

  test.each(Object.entries(siteKinds))('AdminService %s: %s', (kind, code) => {
    const error = new ConfigMgrError({
      kind: kind as ConfigMgrErrorKind,
      status: 500,
      operation: 'listDevices',
    });
    expect(mapped(error)).toMatchObject({ type: code, nonRetryable: !failures[code].retryable });
  });

  test('a database that is away is waited for; what it refuses is ours to mend, and waits visibly', () => {
    expect(mapped(new LedgerError('unavailable', 'gone')).type).toBe('ServiceUnavailable');
    const refused = mapped(new LedgerError('refused', 'no such move'));
    expect([refused.type, refused.nonRetryable]).toEqual(['BrokenInvariant', false]);
  });
});

describe('a throttle', () => {
  test('is honoured to the second, with a spread above it and never below', () => {
    const delays = Array.from({ length: 50 }, () =>
      Number(mapped(graphError('throttled', 17_000)).nextRetryDelay),
    );
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(17_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(20_400);
    expect(new Set(delays).size).toBeGreaterThan(1);
  });

  test('without a time is left to the retry policy', () => {
    expect(mapped(graphError('throttled')).nextRetryDelay).toBeUndefined();
  });
});

describe('a failure', () => {
  test.each(Object.keys(failures))('%s says what to do next, and what it is about', (code) => {
    if (!isFailureCode(code)) throw new Error(code);
    const made = failure(code, 'object-1');
    expect(made.type).toBe(code);
    expect(made.message).toBe(`${failures[code].text} (object-1)`);
    expect(made.nonRetryable).toBe(!failures[code].retryable);
    const isWaiting = failures[code].retryable;
    expect(made.category === ApplicationFailureCategory.BENIGN).toBe(isWaiting);
  });

  test('that waits comes back after its time, and never at once', () => {
    expect(notReady('x', 5_000)).toMatchObject({ type: 'NotReady', nextRetryDelay: 5_000 });
    expect(notReady('x', 0).nextRetryDelay).toBe(1);
    expect(notReady('x').nextRetryDelay).toBeUndefined();
  });
});

describe('what is no port’s error', () => {
  test.each([
    ['a cancellation', new CancelledFailure('stop')],
    ['a failure of the table', failure('RunPaused', 'x')],
    ['a bug', new TypeError('x is undefined')],
    ['something thrown that is no error', 'a text'],
  ])('%s passes untouched', (_name, error) => {
    expect(toActivityFailure(error)).toBe(error);
  });
});

test('wrapped activities answer as they are, and leak no port’s error', async () => {
  const activities = mapFailures({
    double: async ({ n }: { n: number }) => n * 2,
    ask: ({ kind }: { kind: GraphErrorKind }): Promise<never> => Promise.reject(graphError(kind)),
  });
  expect(Object.keys(activities)).toEqual(['double', 'ask']);
  expect(await activities.double({ n: 21 })).toBe(42);
  await expect(activities.ask({ kind: 'forbidden' })).rejects.toMatchObject({
    type: 'ConsentMissing',
  });
});
