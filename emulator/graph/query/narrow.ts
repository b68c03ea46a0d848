import type { Filter } from '../../http/odata-filter.ts';
import type { Entry, RowSource } from '../../table.ts';

/**
 * The rows worth looking at: where the filter asks for one value of something the table is indexed
 * by, those; otherwise all. The filter is held against them as ever.
 */
export function narrowed<Row>(rows: RowSource<Row>, filter: Filter | undefined): RowSource<Row> {
  const found = filter === undefined ? undefined : candidates(rows, filter);
  if (found === undefined) return rows;
  const inOrder = found.toSorted((left, right) => left.sequence - right.sequence);
  return { after: (sequence) => inOrder.filter((entry) => entry.sequence > sequence) };
}

/** `undefined`: it could be any row. */
function candidates<Row>(rows: RowSource<Row>, filter: Filter): Entry<Row>[] | undefined {
  if (filter.kind === 'and') return candidates(rows, filter.left) ?? candidates(rows, filter.right);
  if (filter.kind === 'or') {
    const [left, right] = [candidates(rows, filter.left), candidates(rows, filter.right)];
    return left === undefined || right === undefined
      ? undefined
      : [...new Set([...left, ...right])];
  }
  const isOneValue = filter.kind === 'compare' && filter.operator === 'eq';
  if (!isOneValue || typeof filter.value !== 'string') return undefined;
  return rows.lookUp?.(filter.property, filter.value);
}
