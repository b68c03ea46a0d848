import type { Filter, Literal } from './odata-filter.ts';

export type PlainRow = Record<string, unknown>;

/** Whether a row passes; strings compare without case, as directory and SQL collation do. */
export function matchesFilter(row: PlainRow, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return matchesFilter(row, filter.left) && matchesFilter(row, filter.right);
    case 'or':
      return matchesFilter(row, filter.left) || matchesFilter(row, filter.right);
    case 'not':
      return !matchesFilter(row, filter.inner);
    case 'in':
      return filter.values.some((value) => order(readProperty(row, filter.property), value) === 0);
    case 'text':
      return matchesText(textOf(readProperty(row, filter.property)), filter);
    case 'any': {
      const items: unknown = readProperty(row, filter.property);
      return (
        Array.isArray(items) &&
        items.some((item: unknown) => matchesFilter({ [filter.variable]: item }, filter.inner))
      );
    }
    case 'isof':
      return textOf(row['@odata.type']).toLowerCase() === `#${filter.type.toLowerCase()}`;
    case 'compare':
      return compares(order(readProperty(row, filter.property), filter.value), filter.operator);
  }
}

function matchesText(text: string, filter: Extract<Filter, { kind: 'text' }>): boolean {
  const haystack = text.toLowerCase();
  const needle = filter.value.toLowerCase();
  if (filter.name === 'contains') return haystack.includes(needle);
  return filter.name === 'startswith' ? haystack.startsWith(needle) : haystack.endsWith(needle);
}

function compares(result: number | undefined, operator: string): boolean {
  if (operator === 'eq') return result === 0;
  if (operator === 'ne') return result !== 0;
  if (result === undefined) return false;
  if (operator === 'gt') return result > 0;
  if (operator === 'ge') return result >= 0;
  return operator === 'lt' ? result < 0 : result <= 0;
}

/** `undefined` when the two cannot be ordered, as null and anything. */
export function order(left: unknown, right: Literal): number | undefined {
  const isNull = left === null || left === undefined;
  if (isNull || right === null) return isNull && right === null ? 0 : undefined;
  if (typeof left === 'string' && typeof right === 'string') {
    const [a, b] = [left.toLowerCase(), right.toLowerCase()];
    return a < b ? -1 : Number(a > b);
  }
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return left === right ? 0 : undefined;
}

/** Property names are tolerated in any case; `a/b` descends. */
export function readProperty(row: PlainRow, path: string): unknown {
  let current: unknown = row;
  for (const name of path.split('/')) {
    if (typeof current !== 'object' || current === null) return undefined;
    const record = current as PlainRow;
    const key =
      name in record
        ? name
        : Object.keys(record).find((k) => k.toLowerCase() === name.toLowerCase());
    current = key === undefined ? undefined : record[key];
  }
  return current;
}

/** Text for text functions; null and structures are empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
