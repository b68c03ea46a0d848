import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson, type Json } from './canonical-json.ts';

/**
 * Merkle tree of RFC 6962 §2.1: leaves and nodes hash under different prefixes, so that no node can pass for a leaf.
 * Order matters; callers sort their items first.
 */
const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** Root of a list without items: the hash of nothing. */
export const emptyRoot = bytesToHex(sha256(new Uint8Array()));

/** A sibling on the way from a leaf to the root, and the side it stands on. */
export interface ProofStep {
  readonly side: 'left' | 'right';
  readonly hash: string;
}

export function merkleRoot(items: readonly Json[]): string {
  return items.length === 0 ? emptyRoot : bytesToHex(rootOf(items.map(leafHash)));
}

/** Proof that `items[index]` stands under `merkleRoot(items)`. */
export function merkleProof(items: readonly Json[], index: number): ProofStep[] {
  if (index < 0 || index >= items.length) throw new RangeError('no such leaf');
  return proofOf(items.map(leafHash), index);
}

export function verifyMerkleProof(item: Json, proof: readonly ProofStep[], root: string): boolean {
  let hash = leafHash(item);
  for (const step of proof) {
    const sibling = hexToBytes(step.hash);
    hash = step.side === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }
  return bytesToHex(hash) === root;
}

function leafHash(item: Json): Uint8Array {
  return sha256(concatBytes(leafPrefix, utf8ToBytes(canonicalJson(item))));
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(nodePrefix, left, right));
}

function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes;
  if (hashes.length === 1 && only !== undefined) return only;
  const split = splitPoint(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split)));
}

function proofOf(hashes: readonly Uint8Array[], index: number): ProofStep[] {
  if (hashes.length === 1) return [];
  const split = splitPoint(hashes.length);
  const left = hashes.slice(0, split);
  const right = hashes.slice(split);
  return index < split
    ? [...proofOf(left, index), { side: 'right', hash: bytesToHex(rootOf(right)) }]
    : [...proofOf(right, index - split), { side: 'left', hash: bytesToHex(rootOf(left)) }];
}

/** The largest power of two smaller than the count. */
function splitPoint(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}
