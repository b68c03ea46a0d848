import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalHash, canonicalJson, textHash, type Json } from '../../domain/canonical-json.ts';
import { json } from './arbitraries.ts';

describe('canonicalJson', () => {
  test('has keys by code unit and no white space: two writers of one value sign one text', () => {
    expect(canonicalJson({ b: [1, null, true], a: { é: 'x', Z: '' }, '10': 0, '9': -1 })).toBe(
      '{"10":0,"9":-1,"a":{"Z":"","é":"x"},"b":[1,null,true]}',
    );
  });

  test('reads back as the value, so that nothing of it is left unsigned', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  test('is the same text in whatever order members were added', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), fc.nat(), (members, turn) => {
        const entries = Object.entries(members);
        const at = entries.length === 0 ? 0 : turn % entries.length;
        const turned = Object.fromEntries([...entries.slice(at), ...entries.slice(0, at)]);
        expect(canonicalJson(turned)).toBe(canonicalJson(members));
      }),
    );
  });

  test('is another text for another value: nobody swaps what a hash stands for', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(canonicalJson(a) === canonicalJson(b)).toBe(isSame);
      }),
    );
  });

  test('leaves members out that are undefined, as JSON on the wire does', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1])(
    'refuses %d, which languages write differently',
    (number) => {
      expect(() => canonicalJson({ number })).toThrow(RangeError);
    },
  );

  test('writes minus zero as zero, as JSON does', () => {
    expect(canonicalJson([-0])).toBe('[0]');
  });
});

describe('hashes', () => {
  test('are SHA-256 of UTF-8, so that openssl gives the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(textHash(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
      }),
    );
  });

  test('of a value are those of its canonical text', () => {
    expect(canonicalHash({ b: 1, a: 2 })).toBe(textHash('{"a":2,"b":1}'));
  });
});

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value === 0 ? 0 : value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, sorted(member)]),
  );
}
