import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  escapeControls,
  hasControlCharacters,
  oneLine,
  plainLines,
} from '../../domain/plain-text.ts';

test.each([
  ['an escape sequence', 'a\u001b[2Kb'],
  ['its one-character form', 'a\u009b2Kb'],
  ['a line end', 'a\nb'],
  ['a carriage return', 'a\rb'],
  ['a line separator', 'a\u2028b'],
  ['an override of the reading order', 'a\u202eb'],
  ['zero', 'a\u0000b'],
])('%s does not reach the reader of a line', (_name, text) => {
  expect(hasControlCharacters(text)).toBe(true);
  expect(oneLine(text)).toMatch(/^a .*b$/);
  expect(hasControlCharacters(oneLine(text))).toBe(false);
});

test.each(['Zoë’s PC – 7', '東京', 'مكتب', '🖥'])('%s is left as it is', (text) => {
  expect(hasControlCharacters(text)).toBe(false);
  expect(oneLine(text)).toBe(text);
});

test('lines stay lines, and only they', () => {
  expect(plainLines('a\r\nb\n\u001b[1Ac\rd')).toBe('a\nb\n [1Ac d');
});

test('JSON with every control character escaped is the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = escapeControls(JSON.stringify({ text }, null, 2));
      expect(JSON.parse(json)).toEqual({ text });
      expect(plainLines(json)).toBe(json);
    }),
  );
});
