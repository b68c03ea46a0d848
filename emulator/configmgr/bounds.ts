import type { Filter, Literal } from '../http/odata-filter.ts';

/**
 * What every row that passes a filter has in common: properties that equal a value, or lie above a
 * number. A class may use it to look at fewer rows; the filter is applied all the same.
 */
export class Bounds {
  static readonly none = new Bounds(undefined);
  readonly #equal = new Map<string, Literal>();
  readonly #above = new Map<string, number>();

  constructor(filter: Filter | undefined) {
    for (const each of conjunctsOf(filter)) {
      if (each.kind !== 'compare') continue;
      const { operator, property, value } = each;
      if (operator === 'eq') this.#equal.set(property, value);
      if (operator === 'gt' && typeof value === 'number') this.#above.set(property, value);
    }
  }

  /** As text, the way keys are compared. */
  equal(property: string): string | undefined {
    const value = this.#equal.get(property);
    return value === undefined || value === null ? undefined : String(value);
  }

  above(property: string): number | undefined {
    return this.#above.get(property);
  }
}

function conjunctsOf(filter: Filter | undefined): Filter[] {
  if (filter === undefined) return [];
  if (filter.kind !== 'and') return [filter];
  return [...conjunctsOf(filter.left), ...conjunctsOf(filter.right)];
}
