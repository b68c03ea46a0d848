import { FilterSyntaxError, parseFilter } from '../http/odata-filter.ts';
import type { Filter } from '../http/odata-filter.ts';
import { matchesFilter } from '../http/odata-match.ts';
import type { PlainRow } from '../http/odata-match.ts';
import { directoryBadRequest } from './errors.ts';
import type { GraphRequest, GraphResponse } from './route.ts';

export interface ListSource {
  entries: { sequence: number; row: PlainRow }[];
  pageSize: number;
  pageSizeMax: number;
}

export function filterOf(request: GraphRequest): Filter | undefined {
  const text = request.query['$filter'];
  if (text === undefined) return undefined;
  try {
    return parseFilter(text);
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw directoryBadRequest(error.message);
    throw error;
  }
}

/**
 * Filters, pages and selects. A page's `$skiptoken` holds the last sequence number, so that rows
 * deleted between two pages do not push others out of sight.
 * https://learn.microsoft.com/graph/paging
 */
export function answerList(request: GraphRequest, source: ListSource): GraphResponse {
  const filter = filterOf(request);
  const afterSequence = Number(request.query['$skiptoken'] ?? 0);
  const matching = source.entries.filter(
    ({ sequence, row }) =>
      sequence > afterSequence && (filter === undefined || matchesFilter(row, filter)),
  );
  const top = Number(request.query['$top'] ?? source.pageSize);
  if (!Number.isInteger(top) || top < 1 || top > source.pageSizeMax) {
    throw directoryBadRequest(`Invalid page size specified: '${request.query['$top'] ?? ''}'.`);
  }
  const page = matching.slice(0, top);
  const last = page.at(-1);
  const body: PlainRow = { '@odata.context': contextOf(request) };
  if (request.query['$count'] === 'true') body['@odata.count'] = matching.length;
  if (last !== undefined && matching.length > page.length) {
    body['@odata.nextLink'] = linkTo(request, { $skiptoken: String(last.sequence) });
  }
  body['value'] = page.map(({ row }) => select(row, request));
  return { status: 200, body };
}

export function answerOne(request: GraphRequest, row: PlainRow, status = 200): GraphResponse {
  const entity = { '@odata.context': `${contextOf(request)}/$entity`, ...select(row, request) };
  return { status, body: entity };
}

export function linkTo(request: GraphRequest, extra: Record<string, string>): string {
  const query = new URLSearchParams({ ...request.query, ...extra });
  return `${request.origin}/${request.version}${encodeURI(request.path)}?${query.toString()}`;
}

export function select(row: PlainRow, request: GraphRequest): PlainRow {
  const names = request.query['$select']?.split(',').map((name) => name.trim().toLowerCase());
  if (names === undefined) return row;
  return Object.fromEntries(
    Object.entries(row).filter(
      ([key]) => key === 'id' || key.startsWith('@odata.') || names.includes(key.toLowerCase()),
    ),
  );
}

function contextOf(request: GraphRequest): string {
  return `${request.origin}/${request.version}/$metadata#${request.path.slice(1)}`;
}
