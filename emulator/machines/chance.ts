/**
 * Chances that depend on nothing but the world's seed and what is asked: the same machine has the
 * same luck whoever asks, how often and in whatever order.
 */
export function draw(seed: number, ...what: (string | number)[]): number {
  const text = `${seed}:${what.join(':')}`;
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 2_654_435_761);
    high = Math.imul(high ^ code, 1_597_334_677);
  }
  low =
    Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high =
    Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & high) + (low >>> 0)) / 9_007_199_254_740_992;
}

/** One of the keys, by weight; the first one when all weights are 0. */
export function pick<Key extends string>(weights: Readonly<Record<Key, number>>, at: number): Key {
  const keys = Object.keys(weights) as Key[];
  const total = keys.reduce((sum, key) => sum + weights[key], 0);
  let left = at * total;
  let found = keys[0];
  for (const key of keys) {
    if (weights[key] > 0) found = key;
    left -= weights[key];
    if (left < 0) break;
  }
  if (found === undefined) throw new Error('Nothing to pick from.');
  return found;
}
