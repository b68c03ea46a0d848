import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wallMs } from '../../domain/vendor-time.ts';

test('vendor time is wall time in production', () => {
  expect(wallMs(3_600_000, 1)).toBe(3_600_000);
});

test('a wait against an accelerated vendor is never shorter than what the vendor needs', () => {
  fc.assert(
    fc.property(fc.nat(10 ** 9), fc.integer({ min: 1, max: 100_000 }), (vendorMs, factor) => {
      expect(wallMs(vendorMs, factor) * factor).toBeGreaterThanOrEqual(vendorMs);
      expect(wallMs(vendorMs, factor)).toBeLessThan(vendorMs / factor + 1);
    }),
  );
});
