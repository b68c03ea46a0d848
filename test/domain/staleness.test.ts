import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysSince, isInUse, isStale } from '../../domain/staleness.ts';

const now = '2026-09-01T08:00:00Z';
const daysAgo = (days: number): string =>
  new Date(Date.parse(now) - days * 86_400_000).toISOString();

test.each([undefined, '', 'never', '0000-00-00'])(
  'a date that says nothing (%j) counts as in use and never as stale',
  (at) => {
    expect(isInUse(at, now)).toBe(true);
    expect(isStale(at, now)).toBe(false);
    expect(daysSince(at, now)).toBeUndefined();
  },
);

test('nothing younger than 21 days may be called unused: the vendor refreshes the date that rarely', () => {
  expect(isInUse(daysAgo(20.999), now)).toBe(true);
  expect(isInUse(daysAgo(21), now)).toBe(false);
});

test('stale from 90 days on', () => {
  expect(isStale(daysAgo(89.999), now)).toBe(false);
  expect(isStale(daysAgo(90), now)).toBe(true);
});

test('a date in the future is in use: some clock is wrong', () => {
  expect(isInUse(daysAgo(-400), now)).toBe(true);
  expect(isStale(daysAgo(-400), now)).toBe(false);
});

test('nothing is in use and stale at once', () => {
  fc.assert(
    fc.property(fc.double({ min: -1000, max: 5000, noNaN: true }), (days) => {
      expect(isInUse(daysAgo(days), now) && isStale(daysAgo(days), now)).toBe(false);
    }),
  );
});
