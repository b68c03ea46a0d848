import { order, readProperty } from '../../http/odata-match.ts';
import type { Literal } from '../../http/odata-filter.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import { gatewayBadRequest, unsupportedQuery } from '../errors.ts';
import type { GraphRequest } from '../route.ts';
import { findProperty, isKnownType } from './properties.ts';
import { isAdvancedQuery } from './read-filter.ts';
import type { QueryRules } from './rules.ts';

export interface OrderTerm {
  property: string;
  isDescending: boolean;
}

/**
 * https://learn.microsoft.com/graph/aad-advanced-queries: which properties sort by default, which
 * in advanced queries, and that `$filter` and `$orderby` together are always an advanced query.
 */
export function readOrder(request: GraphRequest, rules: QueryRules): OrderTerm[] {
  const text = request.query['$orderby'];
  if (text === undefined || text.trim() === '') return [];
  const terms = text.split(',').map(parseTerm);
  for (const { property } of terms) checkProperty(property, rules, request);
  return terms;
}

function parseTerm(text: string): OrderTerm {
  const [property = '', direction = 'asc', ...rest] = text.trim().split(/\s+/);
  const isDirection = /^(asc|desc)$/i.test(direction);
  if (!isDirection || rest.length > 0) throw gatewayBadRequest(`Invalid orderby clause: ${text}`);
  return { property, isDescending: direction.toLowerCase() === 'desc' };
}

function checkProperty(property: string, rules: QueryRules, request: GraphRequest): void {
  if (
    isKnownType(rules.type) &&
    findProperty(rules.type, property, request.version) === undefined
  ) {
    throw gatewayBadRequest(
      `Invalid orderby clause: Could not find a property named '${property}' on type 'microsoft.graph.${rules.type}'.`,
    );
  }
  if (rules.orderBy === undefined) return;
  const includes = (names: readonly string[]) =>
    names.some((name) => name.toLowerCase() === property.toLowerCase());
  const isAlways = includes(rules.orderBy.always) && request.query['$filter'] === undefined;
  const isSortable = includes(rules.orderBy.always) || includes(rules.orderBy.advanced);
  if (isAlways || (isSortable && isAdvancedQuery(request))) return;
  throw unsupportedQuery('Sorting not supported for current query.');
}

export type SortKey = Literal[];

export function sortKeyOf(row: PlainRow, terms: OrderTerm[]): SortKey {
  return terms.map(({ property }) => {
    const value = readProperty(row, property);
    const isPlain =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isPlain ? value : null;
  });
}

/** Nothing sorts before something, as in every index. */
export function compareKeys(left: SortKey, right: SortKey, terms: OrderTerm[]): number {
  for (const [index, { isDescending }] of terms.entries()) {
    const [a, b] = [left[index] ?? null, right[index] ?? null];
    const result = order(a, b) ?? Number(a !== null) - Number(b !== null);
    if (result !== 0) return isDescending ? -result : result;
  }
  return 0;
}
