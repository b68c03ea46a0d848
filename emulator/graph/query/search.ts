import { readProperty, textOf } from '../../http/odata-match.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import { directoryBadRequest, unsupportedQuery } from '../errors.ts';
import type { GraphRequest } from '../route.ts';
import { isEventual } from './read-filter.ts';
import type { QueryRules } from './rules.ts';

export type Search = (row: PlainRow) => boolean;

const CLAUSE = /\s*(?:"([A-Za-z]+):((?:[^"\\]|\\.)*)"|(AND|OR)\b|([()]))/y;

/**
 * `$search="displayName:one two"`: the words of a property begin with those asked for. Several
 * clauses are joined by AND and OR. Works with the header alone, without `$count`.
 * https://learn.microsoft.com/graph/search-query-parameter
 */
export function readSearch(request: GraphRequest, rules: QueryRules): Search | undefined {
  const text = request.query['$search'];
  if (text === undefined || rules.search === undefined) return undefined;
  if (!isEventual(request)) {
    throw unsupportedQuery(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  return compile(text, rules.search);
}

function compile(text: string, properties: readonly string[]): Search {
  let alternatives: Search[][] = [[]];
  CLAUSE.lastIndex = 0;
  while (CLAUSE.lastIndex < text.trimEnd().length) {
    const match = CLAUSE.exec(text);
    if (match === null) throw directoryBadRequest(`Invalid $search clause: ${text}`);
    const [, property, wanted = '', junction] = match;
    if (junction === 'OR') alternatives = [...alternatives, []];
    if (property === undefined) continue;
    const found = properties.find((name) => name.toLowerCase() === property.toLowerCase());
    if (found === undefined) {
      throw directoryBadRequest(`Searching property '${property}' is not supported.`);
    }
    alternatives.at(-1)?.push(wordSearch(found, wanted));
  }
  return (row) => alternatives.some((searches) => searches.every((search) => search(row)));
}

/** Words are what stands between separators and between small and capital letters. */
function wordSearch(property: string, wanted: string): Search {
  const prefixes = wordsOf(wanted);
  return (row) => {
    const words = wordsOf(textOf(readProperty(row, property)));
    return prefixes.every((prefix) => words.some((word) => word.startsWith(prefix)));
  };
}

function wordsOf(text: string): string[] {
  return text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
