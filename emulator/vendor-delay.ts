import { createHash } from 'node:crypto';
import type { World } from './world.ts';
import type { Timings } from './world/timings.ts';

/**
 * How long a process of the vendor takes for one subject: the figure of the world, give or take its
 * jitter. The same world and subject give the same answer.
 */
export function vendorMinutes(
  { seed, timings }: World,
  name: keyof Timings,
  subject: string,
): number {
  const { jitter } = timings;
  if (jitter === 0) return timings[name];
  const digest = createHash('sha256').update(`${seed}:${name}:${subject}`).digest();
  const drawn = digest.readUInt32BE(0) / 2 ** 32;
  return timings[name] * (1 + jitter * (2 * drawn - 1));
}
