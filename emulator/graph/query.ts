import type { Filter } from '../http/odata-filter.ts';
import { matchesFilter } from '../http/odata-match.ts';
import type { PlainRow } from '../http/odata-match.ts';
import type { Entry, RowSource } from '../table.ts';
import { directoryBadRequest, unsupportedQuery } from './errors.ts';
import { cutInOrder, cutSorted } from './query/cut-page.ts';
import type { Matcher } from './query/cut-page.ts';
import { selectedNames } from './query/options.ts';
import { narrowed } from './query/narrow.ts';
import { readOrder } from './query/order.ts';
import { pageSizeOf, positionOf, skipOf } from './query/position.ts';
import { sealToken } from './query/page-token.ts';
import { isAdvancedQuery, isEventual, readFilter } from './query/read-filter.ts';
import { intuneRules } from './query/rules.ts';
import type { QueryRules } from './query/rules.ts';
import { readSearch } from './query/search.ts';
import type { GraphRequest, GraphResponse } from './route.ts';

/** A table or a view of one; what the wire shows of a row is made for the page only. */
export interface ListSource<Row extends object> {
  rows: RowSource<Row>;
  render: (row: Row) => PlainRow;
  rules: QueryRules;
  /**
   * Whatever can be filtered or sorted stands in the row itself as the wire shows it: a long table
   * is then looked through without making anything for the wire.
   */
  isPlain?: boolean;
}

/** A short list that is on the wire as it stands. */
interface RenderedList {
  entries: readonly Entry<PlainRow>[];
  pageSize: number;
  pageSizeMax: number;
}

/**
 * Filters, orders, pages and selects. The next page begins behind the last row of this one,
 * whatever has been deleted meanwhile. https://learn.microsoft.com/graph/paging
 */
export function answerList<Row extends object>(
  request: GraphRequest,
  given: ListSource<Row> | RenderedList,
): GraphResponse {
  return 'entries' in given ? answerPage(request, rendered(given)) : answerPage(request, given);
}

/** `…/$count`: a number as text. https://learn.microsoft.com/graph/aad-advanced-queries */
export function answerCount<Row extends object>(
  request: GraphRequest,
  source: ListSource<Row>,
): GraphResponse {
  if (source.rules.family === 'directory' && !isEventual(request)) {
    throw directoryBadRequest('$count is not currently supported.');
  }
  const filter = readFilter(request, source.rules);
  const matches = matcherOf(request, { filter, rules: source.rules });
  const inspect: (row: Row) => PlainRow = source.isPlain === true ? plain : source.render;
  let count = 0;
  for (const { row } of narrowed(source.rows, filter).after(0)) {
    if (matches === undefined || matches(inspect(row))) count += 1;
  }
  return { status: 200, body: String(count), contentType: 'text/plain' };
}

function answerPage<Row extends object>(
  request: GraphRequest,
  source: ListSource<Row>,
): GraphResponse {
  const { rules, render, rows, isPlain } = source;
  checkExpand(request, rules);
  const order = readOrder(request, rules);
  const filter = readFilter(request, rules);
  const page = {
    rows: narrowed(rows, filter),
    render,
    inspect: isPlain === true ? plain : render,
    matches: matcherOf(request, { filter, rules }),
    size: pageSizeOf(request, rules),
    position: positionOf(request, rules),
    skip: skipOf(request, rules),
    isCounted: isCounted(request, rules),
  };
  const cut = order.length === 0 ? cutInOrder(page) : cutSorted(page, order);
  const body: PlainRow = { '@odata.context': contextOf(request) };
  if (rules.countsPages === true) body['@odata.count'] = cut.value.length;
  // Only the first page bears it.
  else if (cut.count !== undefined) body['@odata.count'] = cut.count;
  if (cut.next !== undefined) {
    const $skiptoken = sealToken(request.path, cut.next);
    body['@odata.nextLink'] = linkTo(request, { $skiptoken });
  }
  body['value'] = cut.value.map((row) => select(row, request));
  return { status: 200, body };
}

/** A row that needs nothing done to be looked at. */
const plain = (row: object): PlainRow => row as PlainRow;

function matcherOf(
  request: GraphRequest,
  { filter, rules }: { filter: Filter | undefined; rules: QueryRules },
): Matcher | undefined {
  const search = readSearch(request, rules);
  if (filter === undefined) return search;
  return (row) => matchesFilter(row, filter) && (search === undefined || search(row));
}

/** In the directory `$count=true` counts only with the header, and is passed over without. */
function isCounted(request: GraphRequest, rules: QueryRules): boolean {
  if (request.query['$skiptoken'] !== undefined) return false;
  if (rules.family === 'directory') return isAdvancedQuery(request);
  return request.query['$count']?.toLowerCase() === 'true';
}

/** https://learn.microsoft.com/graph/aad-advanced-queries: no `$expand` in advanced queries. */
function checkExpand(request: GraphRequest, rules: QueryRules): void {
  if (request.query['$expand'] === undefined || rules.family !== 'directory') return;
  if (isAdvancedQuery(request)) {
    throw unsupportedQuery('Query parameter EXPAND is not supported along with COUNT.');
  }
}

function rendered({ entries, pageSize, pageSizeMax }: RenderedList): ListSource<PlainRow> {
  const after = (sequence: number) => entries.filter((entry) => entry.sequence > sequence);
  // Of no type the metadata has: nothing is known that could be refused.
  const rules = intuneRules('', { pageSize, pageSizeMax });
  return { rows: { after }, render: (row) => row, rules };
}

export function answerOne(request: GraphRequest, row: PlainRow, status = 200): GraphResponse {
  const entity = { '@odata.context': `${contextOf(request)}/$entity`, ...select(row, request) };
  return { status, body: entity };
}

/** An absolute link on the origin that was asked, with the options of the request. */
export function linkTo(request: GraphRequest, extra: Record<string, string>): string {
  // The `$` stays: people look for `$skiptoken=` in links.
  const query = Object.entries({ ...request.query, ...extra })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return `${request.origin}/${request.version}${encodeURI(request.path)}?${query}`;
}

export function select(row: PlainRow, request: GraphRequest): PlainRow {
  const names = selectedNames(request)?.map((name) => name.toLowerCase());
  if (names === undefined || names.includes('*')) return row;
  return Object.fromEntries(
    Object.entries(row).filter(
      ([key]) => key === 'id' || key.startsWith('@odata.') || names.includes(key.toLowerCase()),
    ),
  );
}

function contextOf(request: GraphRequest): string {
  return `${request.origin}/${request.version}/$metadata#${request.path.slice(1)}`;
}
