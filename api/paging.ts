/** One page of a list that is read with one row more than it shows, so that the last page is known to be the last. */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  limit: number,
  show: { item: (row: Row) => Item; cursor: (row: Row) => string },
): { items: Item[]; next?: string } {
  const items = rows.slice(0, limit).map(show.item);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return last === undefined ? { items } : { items, next: show.cursor(last) };
}

/** A page of a list that is in memory; the cursor is the place of the next item. */
export function sliceFrom<Item>(
  items: readonly Item[],
  page: { after?: string; limit: number },
): { items: readonly Item[]; next?: string } {
  const start = Number.parseInt(page.after ?? '0', 10);
  const from = Number.isSafeInteger(start) && start > 0 ? start : 0;
  const until = from + page.limit;
  const shown = items.slice(from, until);
  return until < items.length ? { items: shown, next: String(until) } : { items: shown };
}
