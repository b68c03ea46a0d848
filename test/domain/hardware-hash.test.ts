import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64ToBytes } from '../../domain/base64.ts';
import { parseHardwareHash } from '../../domain/hardware-hash.ts';

/** As long as a real one, `OA` in front as in each of them. */
const usual = `T0Fz${'A'.repeat(4088)}BEEF`;

describe('parseHardwareHash', () => {
  test('a sound hash passes as it is', () => {
    expect(parseHardwareHash(usual)).toEqual({
      kind: 'ok',
      hash: usual,
      repaired: false,
      unusualLength: false,
    });
  });

  test.each([
    ['one sign short', `${usual}ABC`, `${usual}ABC=`],
    ['two signs short', `${usual}AB`, `${usual}AB==`],
    ['one letter too many: two signs do not help', `${usual}A`, `${usual}AA==`],
    ['two signs where one letter is missing', `${usual}A==`, `${usual}AA==`],
    ['wrapped by a tool', `${usual.slice(0, 64)}\r\n ${usual.slice(64)}`, usual],
  ])('%s: repaired as Microsoft does, or the service answers 400', (_name, text, hash) => {
    expect(parseHardwareHash(text)).toMatchObject({ kind: 'ok', hash, repaired: true });
  });

  test('blanks around it are no repair', () => {
    expect(parseHardwareHash(` ${usual}\t`)).toMatchObject({ hash: usual, repaired: false });
  });

  test.each(['', '  ', '\u00A0'])('%j is missing', (text) => {
    expect(parseHardwareHash(text)).toEqual({ kind: 'rejected', code: 'HardwareHashMissing' });
  });

  test.each([
    ['a character that is no base64', `${usual.slice(0, 99)}*${usual.slice(100)}`],
    ['base64 of URLs', `${usual.slice(0, 99)}_${usual.slice(100)}`],
    ['three signs at the end', `${usual}=`.replace(/.$/, '===')],
    ['a sign in the middle', `${usual.slice(0, 96)}=AAA${usual.slice(100)}`],
    ['cut off by a form', usual.slice(0, 128)],
    ['a word', 'n/a'],
    ['longer than a cell', 'A'.repeat(32_768)],
  ])('%s: damaged, before any call', (_name, text) => {
    expect(parseHardwareHash(text)).toEqual({ kind: 'rejected', code: 'HardwareHashDamaged' });
  });

  test.each([
    [1024, true],
    [2048, false],
    [4096, false],
    [8192, false],
    [9000, true],
  ])('%d characters: taken, said to be unusual: %s', (length, unusualLength) => {
    expect(parseHardwareHash('A'.repeat(length))).toMatchObject({ kind: 'ok', unusualLength });
  });

  test('whatever is taken decodes, and is not repaired twice', () => {
    const letters = Array.from('ABCDxyz019+/=* \n');
    const text = fc.string({
      unit: fc.constantFrom(...letters),
      minLength: 130,
      maxLength: 400,
    });
    const mostlySound = fc
      .tuple(fc.base64String({ minLength: 136, maxLength: 400 }), fc.nat(3))
      .map(([hash, cut]) => hash.slice(0, hash.length - cut));
    fc.assert(
      fc.property(fc.oneof(text, mostlySound), (given) => {
        const parsed = parseHardwareHash(given);
        if (parsed.kind !== 'ok') return;
        expect(base64ToBytes(parsed.hash)?.length).toBeGreaterThanOrEqual(100);
        expect(parseHardwareHash(parsed.hash)).toMatchObject({ repaired: false });
      }),
    );
  });
});
