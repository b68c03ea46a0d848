import { describe, expect, test } from 'vitest';
import { errorFromAnswer } from '../../../ports/configmgr/error-mapping.ts';

function map(
  status: number,
  given: {
    isRead?: boolean;
    isKeyed?: boolean;
    message?: string;
    headers?: Record<string, string>;
  },
) {
  const error = { code: String(status), message: given.message ?? '' };
  return errorFromAnswer({
    operation: 'SMS_Collection',
    isRead: given.isRead ?? true,
    isKeyed: given.isKeyed ?? false,
    status,
    headers: new Headers(given.headers),
    text: JSON.stringify({ error }),
  });
}

describe('the four meanings of 404', () => {
  test.each([
    ['Access denied  WMI QUERY: ', 'forbidden'],
    [
      "ODataParameterReader.ReadAsync or ODataParameterReader.Read was called in the 'ResourceSet' state.",
      'contract',
    ],
    ['No HTTP resource was found that matches the request URI.', 'contract'],
    ['Not found', 'not-found'],
  ] as const)('"%s" on a keyed call is %s', (message, kind) => {
    expect(map(404, { message, isKeyed: true }).kind).toBe(kind);
  });

  test('a class that is not there is a matter of the site’s version, not of an object', () => {
    expect(map(404, { message: 'Not found' }).kind).toBe('contract');
  });
});

describe('other answers', () => {
  test('500 with a text on a read is the provider’s own failure', () => {
    expect(map(500, { message: 'SMS_ExtendedStatus' }).kind).toBe('provider');
  });

  test.each([500, 502, 504])('%i leaves a write in the dark', (status) => {
    expect(map(status, { isRead: false, message: 'x' }).kind).toBe('outcome-unknown');
  });

  test('503 with a wait is a throttle', () => {
    const error = map(503, { headers: { 'retry-after': '3' } });
    expect(error).toMatchObject({ kind: 'throttled', retryAfterMs: 3000 });
  });

  test('401 is about credentials, 400 about the contract', () => {
    expect(map(401, {}).kind).toBe('credentials');
    expect(map(400, {}).kind).toBe('contract');
  });
});
