import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../domain/canonical-json.ts';
import { emptyRoot, merkleProof, merkleRoot, verifyMerkleProof } from '../../domain/merkle.ts';
import { json } from './arbitraries.ts';

const lists = fc.array(json, { minLength: 1, maxLength: 20 });

describe('merkle tree', () => {
  test('is the tree of RFC 6962, so that others can check it', () => {
    const leaf = (item: Json): Buffer => sha256(Buffer.from([0]), Buffer.from(canonicalJson(item)));
    const node = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.from([1]), left, right);
    const [a, b, c] = ['a', 'b', 'c'].map(leaf) as [Buffer, Buffer, Buffer];
    expect(merkleRoot(['a'])).toBe(a.toString('hex'));
    expect(merkleRoot(['a', 'b', 'c'])).toBe(node(node(a, b), c).toString('hex'));
    expect(merkleRoot([])).toBe(sha256().toString('hex'));
    expect(emptyRoot).toBe(merkleRoot([]));
  });

  test('proves every leaf', () => {
    fc.assert(
      fc.property(lists, (items) => {
        const root = merkleRoot(items);
        for (const [index, item] of items.entries()) {
          expect(verifyMerkleProof(item, merkleProof(items, index), root)).toBe(true);
        }
      }),
    );
  });

  test('proves no leaf that differs, under the proof of any other', () => {
    fc.assert(
      fc.property(lists, fc.nat(), json, (items, at, other) => {
        const index = at % items.length;
        fc.pre(canonicalJson(items[index] ?? null) !== canonicalJson(other));
        const root = merkleRoot(items);
        expect(verifyMerkleProof(other, merkleProof(items, index), root)).toBe(false);
      }),
    );
  });

  test('proves nothing with one digit of a proof changed, a step left out, or a side swapped', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 20 }),
        fc.nat(),
        fc.nat(),
        (items, at, stepAt) => {
          const index = at % items.length;
          const proof = merkleProof(items, index);
          const broken = stepAt % proof.length;
          const root = merkleRoot(items);
          const verify = (change: typeof proof): boolean =>
            verifyMerkleProof(items[index] ?? '', change, root);
          const digit = proof.map((step, i) =>
            i === broken ? { ...step, hash: flipped(step.hash, stepAt) } : step,
          );
          const swapped = proof.map((step, i) =>
            i === broken ? { ...step, side: otherSide(step.side) } : step,
          );
          expect(verify(digit)).toBe(false);
          expect(verify(swapped)).toBe(false);
          expect(verify(proof.filter((_, i) => i !== broken))).toBe(false);
        },
      ),
    );
  });

  test('has another root when an item is changed, added, left out or moved', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 20 }),
        fc.nat(),
        (items, at) => {
          const index = at % items.length;
          const root = merkleRoot(items);
          const changed = items.map((item, i) => (i === index ? `${item}!` : item));
          const [first = '', ...rest] = items;
          expect(merkleRoot(changed)).not.toBe(root);
          expect(merkleRoot([...items, 'one more'])).not.toBe(root);
          expect(merkleRoot(items.filter((_, i) => i !== index))).not.toBe(root);
          expect(merkleRoot([...rest, first])).not.toBe(root);
        },
      ),
    );
  });

  test('does not take a node for a leaf: two lists of unlike length never share a root', () => {
    const items = ['a', 'b', 'c', 'd'];
    const left = merkleRoot(['a', 'b']);
    const right = merkleRoot(['c', 'd']);
    expect(merkleRoot([left, right])).not.toBe(merkleRoot(items));
    // What an attacker would offer as a leaf: the two hashes that the root is made of.
    expect(verifyMerkleProof(`${left}${right}`, [], merkleRoot(items))).toBe(false);
  });

  test.each([-1, 3])('has no proof for leaf %d of three', (index) => {
    expect(() => merkleProof(['a', 'b', 'c'], index)).toThrow(RangeError);
  });
});

function sha256(...parts: readonly Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

function flipped(hash: string, at: number): string {
  const index = at % hash.length;
  const digit = (Number.parseInt(hash[index] ?? '0', 16) ^ 1).toString(16);
  return `${hash.slice(0, index)}${digit}${hash.slice(index + 1)}`;
}

function otherSide(side: 'left' | 'right'): 'left' | 'right' {
  return side === 'left' ? 'right' : 'left';
}
