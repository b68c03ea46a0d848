import { isEventual } from '../query/read-filter.ts';
import type { GraphRequest } from '../route.ts';

/**
 * Three ways to look at the directory, each further behind than the one before. A write has
 * happened at once; who reads right after it asks a replica that may not know yet: a new object
 * answers 404 for some seconds, lists lack it longer, and what `ConsistencyLevel: eventual` asks
 * is an index that is built later still. Nobody is promised to read his own writes.
 * https://learn.microsoft.com/graph/aad-advanced-queries ("eventually consistent") and
 * https://learn.microsoft.com/azure/architecture/microservices/design/data-considerations
 */
export type View = 'object' | 'list' | 'index';

/**
 * In parts of the world's lag. No page tells figures: these are the proportions in which reports
 * speak of seconds, some seconds and a minute. The ranges do not touch, so that of one object the
 * single GET always knows before the list and the list before the index.
 */
const ranges: Readonly<Record<View, { from: number; to: number }>> = {
  object: { from: 0, to: 0.5 },
  list: { from: 0.5, to: 1.5 },
  index: { from: 4, to: 6 },
};

/** Which replica the list of a request reads. */
export function viewOf(request: GraphRequest): View {
  return isEventual(request) ? 'index' : 'list';
}

/** How far behind a view is for one object: of the same world always the same. */
export class Lag {
  readonly #baseMs: number;
  readonly #seed: number;

  constructor(options: { seconds: number; seed: number }) {
    this.#baseMs = options.seconds * 1000;
    this.#seed = options.seed;
  }

  get isNone(): boolean {
    return this.#baseMs === 0;
  }

  get longestMs(): number {
    return this.#baseMs * ranges.index.to;
  }

  /** Nothing older than this is missing from a list. */
  get longestListMs(): number {
    return this.#baseMs * ranges.list.to;
  }

  of(id: string, view: View): number {
    const { from, to } = ranges[view];
    return this.#baseMs * (from + (to - from) * fraction(`${this.#seed}:${id.toLowerCase()}`));
  }
}

/** FNV-1a: cheap, and the same on every machine. */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) / 2 ** 32;
}
