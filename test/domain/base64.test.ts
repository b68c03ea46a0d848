import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64ToBytes } from '../../domain/base64.ts';

test('gives the bytes Node gives, or signatures would verify here and not there', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(base64ToBytes(Buffer.from(bytes).toString('base64'))).toEqual(bytes);
    }),
  );
});

test.each([
  ['no padding', 'QQ'],
  ['one letter of four', 'QUJDR==='],
  ['padding in front', '=QQQ'],
  ['padding in the middle', 'QQ==QUJD'],
  ['nothing but padding', '===='],
  ['letters of URLs', 'ab-_'],
  ['white space', 'QU JD'],
  ['a line break at the end', 'QUJD\n'],
])('takes nothing that is not strictly padded base64: %s', (_name, text) => {
  expect(base64ToBytes(text)).toBeUndefined();
});

test('the empty text is no bytes', () => {
  expect(base64ToBytes('')).toEqual(new Uint8Array());
});
