/**
 * One spelling for all paths that mean the same to the vendor: without case, version or virtual
 * directory, keys as segments. Who judges by paths compares these.
 */
export function plainPath(path: string): string {
  return path
    .toLowerCase()
    .replace(/^.*\/adminservice(?:_tokenauth)?(?=\/)/, '')
    .replace(/^\/(?:v1\.0|beta|wmi)(?=\/|$)/, '')
    .replaceAll(
      /\(('(?:[^']|'')*'|[\w{}-]+)\)(?=\/|$)/g,
      (_match, key: string) => `/${unquoted(key)}`,
    )
    .replace(/\/+$/, '');
}

function unquoted(key: string): string {
  return key.replaceAll(/^'|'$/g, '').replaceAll("''", "'");
}
