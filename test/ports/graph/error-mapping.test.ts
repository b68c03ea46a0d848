import { describe, expect, test } from 'vitest';
import { errorFromAnswer } from '../../../ports/graph/error-mapping.ts';
import type { OperationName } from '../../../ports/graph/operations.ts';

const read: OperationName = 'devices.list';
const write: OperationName = 'managedDevices.wipe';

function map(
  status: number,
  given: { operation?: OperationName; headers?: Record<string, string>; body?: unknown } = {},
) {
  return errorFromAnswer({
    operation: given.operation ?? read,
    status,
    headers: new Headers(given.headers),
    text: typeof given.body === 'string' ? given.body : JSON.stringify(given.body ?? {}),
    clientRequestId: 'our-id',
  });
}

const envelope = (code: string, message: string) => ({
  error: { code, message, innerError: { 'request-id': 'their-id' } },
});

describe('kinds', () => {
  test.each([
    [401, 'credentials'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
    [412, 'conflict'],
    [400, 'refused'],
    [410, 'refused'],
    [501, 'refused'],
    [302, 'unexpected-answer'],
  ] as const)('%i is %s for reads and writes alike', (status, kind) => {
    expect(map(status).kind).toBe(kind);
    expect(map(status, { operation: write }).kind).toBe(kind);
  });

  test.each([500, 502, 503, 504])('%i leaves a write in the dark, but not a read', (status) => {
    expect(map(status).kind).toBe('unavailable');
    expect(map(status, { operation: write }).kind).toBe('outcome-unknown');
  });

  test('a wipe answered by 503 without a wait is not sent again: a back end may be doing it', () => {
    const body = envelope('CancelledOnServiceTimeout', '');
    const error = map(503, { operation: 'managedDevices.wipe', body });
    expect(error).toMatchObject({ kind: 'outcome-unknown', code: 'CancelledOnServiceTimeout' });
  });

  test.each([read, write])('503 with a wait is a throttle, on %s too', (operation) => {
    const error = map(503, { operation, headers: { 'retry-after': '7' } });
    expect(error).toMatchObject({ kind: 'throttled', retryAfterMs: 7000 });
  });
});

describe('Retry-After', () => {
  test('is absent when the vendor says nothing, as Intune does', () => {
    expect(map(429)).toMatchObject({ kind: 'throttled' });
    expect(map(429).retryAfterMs).toBeUndefined();
  });

  test('as a date counts from the Date of the same answer, whatever our clock says', () => {
    const headers = {
      date: 'Tue, 01 Sep 2026 08:00:00 GMT',
      'retry-after': 'Tue, 01 Sep 2026 08:02:00 GMT',
    };
    expect(map(429, { headers }).retryAfterMs).toBe(120_000);
  });

  test('as a date without a Date header says nothing', () => {
    const headers = { 'retry-after': 'Tue, 01 Sep 2026 08:02:00 GMT' };
    expect(map(429, { headers }).retryAfterMs).toBeUndefined();
  });

  test("is read from Intune's message when no header carries it", () => {
    const message = JSON.stringify({ _version: 3, Message: 'busy', RetryAfter: 11 });
    expect(map(429, { body: envelope('TooManyRequests', message) }).retryAfterMs).toBe(11_000);
  });
});

describe('codes and ids', () => {
  test("takes the code out of Intune's JSON message under UnknownError", () => {
    const message = JSON.stringify({ ErrorCode: 'Forbidden', Message: 'no' });
    expect(map(403, { body: envelope('UnknownError', message) }).code).toBe('Forbidden');
  });

  test('keeps the outer code otherwise', () => {
    const message = JSON.stringify({
      _version: 3,
      Message: 'An error has occurred',
      RetryAfter: null,
    });
    expect(map(400, { body: envelope('BadRequest', message) }).code).toBe('BadRequest');
  });

  test('never carries the vendor’s message, which names people and devices', () => {
    const error = map(404, {
      body: envelope('Request_ResourceNotFound', "'jane@x.example' is gone"),
    });
    expect(error.message).not.toContain('jane');
    expect(map(400, { body: envelope('jane@x.example is bad', '') }).code).toBe('Unreadable');
  });

  test('names the request by the header, then by the body, then by our own id', () => {
    expect(map(404, { headers: { 'request-id': 'h' } }).requestId).toBe('h');
    expect(map(404, { body: envelope('NotFound', '') }).requestId).toBe('their-id');
    expect(map(502, { body: '<html>bad gateway</html>' })).toMatchObject({
      requestId: 'our-id',
      code: 'NoErrorBody',
    });
  });
});
