import { createHash } from 'node:crypto';

/** GUIDs that depend on nothing but the world's seed and the order of what happens. */
export class Ids {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The same name always gives the same GUID. */
  named(name: string): string {
    const hex = createHash('sha256').update(`${this.#seed}:${name}`).digest('hex');
    const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
    const head = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}`;
    return `${head}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
  }

  next(kind: string): string {
    this.#count += 1;
    return this.named(`${kind}#${this.#count}`);
  }
}
