import type { PlainRow } from '../../http/odata-match.ts';
import type { RowSource } from '../../table.ts';
import { compareKeys, sortKeyOf } from './order.ts';
import type { OrderTerm, SortKey } from './order.ts';
import type { PagePosition } from './position.ts';

export type Matcher = (row: PlainRow) => boolean;

export interface PageRequest<Row extends object> {
  rows: RowSource<Row>;
  render: (row: Row) => PlainRow;
  /** What filter and order look at: less than the wire shows, where that is enough. */
  inspect: (row: Row) => PlainRow;
  matches: Matcher | undefined;
  size: number;
  position: PagePosition | undefined;
  skip: number;
  isCounted: boolean;
}

export interface PageCut {
  value: PlainRow[];
  /** Left out on the last page. */
  next: PagePosition | undefined;
  count: number | undefined;
}

/**
 * A page in the table's order. Rows are looked at one by one until the page is full and it is
 * known whether another follows: a page of a hundred thousand rows costs no more than the page.
 */
export function cutInOrder<Row extends object>(page: PageRequest<Row>): PageCut {
  const { render, inspect, matches, size, skip, isCounted } = page;
  const value: PlainRow[] = [];
  let [passed, last, hasMore] = [0, 0, false];
  for (const { sequence, row } of page.rows.after(page.position?.sequence ?? 0)) {
    if (matches !== undefined && !matches(inspect(row))) continue;
    passed += 1;
    if (passed <= skip) continue;
    if (value.length < size) {
      value.push(render(row));
      last = sequence;
      continue;
    }
    hasMore = true;
    if (!isCounted) break;
  }
  return {
    value,
    next: hasMore ? { sequence: last } : undefined,
    count: isCounted ? passed : undefined,
  };
}

interface SortedRow<Row> {
  sequence: number;
  key: SortKey;
  row: Row;
}

/** A page in the order that was asked for; rows of one key follow each other as in the table. */
export function cutSorted<Row extends object>(page: PageRequest<Row>, terms: OrderTerm[]): PageCut {
  const { position, size, skip, isCounted } = page;
  const sorted = matchingRows(page, terms);
  const compare = (a: Omit<SortedRow<Row>, 'row'>, b: Omit<SortedRow<Row>, 'row'>) =>
    compareKeys(a.key, b.key, terms) || a.sequence - b.sequence;
  sorted.sort(compare);
  const from = { sequence: position?.sequence ?? 0, key: position?.key ?? [] };
  const rest = position === undefined ? sorted : sorted.filter((row) => compare(row, from) > 0);
  const value = rest.slice(skip, skip + size);
  const last = value.at(-1);
  const hasMore = rest.length > skip + size && last !== undefined;
  return {
    value: value.map(({ row }) => page.render(row)),
    next: hasMore ? { sequence: last.sequence, key: last.key } : undefined,
    count: isCounted ? sorted.length : undefined,
  };
}

function matchingRows<Row extends object>(
  { rows, inspect, matches }: PageRequest<Row>,
  terms: OrderTerm[],
): SortedRow<Row>[] {
  const found: SortedRow<Row>[] = [];
  for (const { sequence, row } of rows.after(0)) {
    const seen = inspect(row);
    if (matches !== undefined && !matches(seen)) continue;
    found.push({ sequence, key: sortKeyOf(seen, terms), row });
  }
  return found;
}
