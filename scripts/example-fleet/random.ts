import { createHash } from 'node:crypto';

/** Seeded choices. Each concern takes its own stream, so that a row more here changes nothing there. */
export interface Random {
  /** Both ends included. */
  int(min: number, max: number): number;
  pick<T>(list: readonly T[]): T;
  /** A new list in another order. */
  shuffle<T>(list: readonly T[]): T[];
}

/** Changing it changes every file: do so only when the fleet itself is to change. */
const FLEET_SEED = 'gangway example fleet 1';

export function randomOf(stream: string): Random {
  let state = digest(`random:${stream}`).readUInt32LE(0);
  // Mulberry32: small, well spread, and the same on every machine.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(list: readonly T[]): T => {
    const item = list[int(0, list.length - 1)];
    if (item === undefined) throw new Error('Nothing to pick from.');
    return item;
  };
  const shuffle = <T>(list: readonly T[]): T[] => {
    const rest = [...list];
    return list.flatMap(() => rest.splice(int(0, rest.length - 1), 1));
  };
  return { int, pick, shuffle };
}

/** The same label always gives the same id, whatever else the world holds. */
export function guidOf(label: string): string {
  const bytes = digest(`guid:${label}`).subarray(0, 16);
  // Version 4 and its variant: schemas refuse GUIDs without them.
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20)].join('-');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(`${FLEET_SEED}:${text}`).digest();
}
