import { expect, test } from 'vitest';
import { describeTransportFailure } from '../../ports/transport-failure.ts';

function fetchFailed(cause: object): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('x'), cause) });
}

test.each([
  { code: 'ECONNREFUSED' },
  { code: 'ENOTFOUND' },
  { code: 'ETIMEDOUT', syscall: 'connect' },
  { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  { code: 'CERT_SIGNATURE_FAILURE' },
  { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
])('$code: nothing was sent', (cause) => {
  expect(describeTransportFailure(fetchFailed(cause))).toEqual({
    code: cause.code,
    mayHaveArrived: false,
  });
});

test.each([
  { code: 'ECONNRESET', syscall: 'read' },
  { code: 'UND_ERR_SOCKET' },
  { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' },
])('$code: it may have arrived', (cause) => {
  expect(describeTransportFailure(fetchFailed(cause)).mayHaveArrived).toBe(true);
});

test('a time-out may have arrived', () => {
  const error = new DOMException('aborted', 'TimeoutError');
  expect(describeTransportFailure(error)).toMatchObject({ mayHaveArrived: true });
});

test('anything unknown may have arrived', () => {
  expect(describeTransportFailure('odd')).toEqual({ code: 'Unknown', mayHaveArrived: true });
});
