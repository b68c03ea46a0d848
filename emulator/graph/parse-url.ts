/** Splits a URL below the version into its decoded path and query. */
export function parseGraphUrl(url: string): { path: string; query: Record<string, string> } {
  const [rawPath = '', rawQuery = ''] = splitOnce(url, '?');
  return {
    path: decodeURIComponent(rawPath),
    query: Object.fromEntries(new URLSearchParams(rawQuery)),
  };
}

function splitOnce(text: string, separator: string): string[] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
