import { gatewayBadRequest } from './errors.ts';
import { optionNamed } from './query/options.ts';

/** Splits a URL below the version into its decoded path and query. */
export function parseGraphUrl(url: string): { path: string; query: Record<string, string> } {
  const [rawPath = '', rawQuery = ''] = splitOnce(url, '?');
  const options = [...new URLSearchParams(rawQuery)];
  return {
    path: withKeysAsSegments(decoded(rawPath)),
    query: Object.fromEntries(options.map(([name, value]) => [optionNamed(name), value])),
  };
}

/** A slash at the end changes nothing: https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/6501 */
function decoded(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath).replace(/(?<=[^/])\/$/, '');
  } catch {
    throw gatewayBadRequest('The request URL is invalid.');
  }
}

/**
 * `/devices('5')` is `/devices/5`, and `/devices/delta()` is `/devices/delta`; keys that have a name
 * stay. https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html#sec_KeyasSegmentConvention
 */
function withKeysAsSegments(path: string): string {
  return path
    .replaceAll(
      /\('((?:[^']|'')*)'\)(?=\/|$)/g,
      (_match, key: string) => `/${key.replaceAll("''", "'")}`,
    )
    .replaceAll(/\(\)(?=\/|$)/g, '');
}

function splitOnce(text: string, separator: string): string[] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
