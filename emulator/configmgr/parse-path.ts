/** What a URL below `/AdminService/wmi/` asks for. */
export interface WmiPath {
  className: string;
  key?: string;
  method?: string;
  isCount: boolean;
}

const KEYED = /^([A-Za-z_0-9]+)\((.*)\)(?:\/AdminService\.([A-Za-z]+))?$/;
const SLASHED = /^([A-Za-z_0-9]+)\/([^/$]+)(?:\/AdminService\.([A-Za-z]+))?$/;
const STATIC = /^([A-Za-z_0-9]+)\.([A-Za-z]+)$/;
const PLAIN = /^([A-Za-z_0-9]+)(\/\$count)?$/;

export function parseWmiPath(path: string): WmiPath | undefined {
  const plain = PLAIN.exec(path);
  if (plain !== null) return { className: plain[1] ?? '', isCount: plain[2] !== undefined };
  const staticCall = STATIC.exec(path);
  if (staticCall !== null) return { className: staticCall[1] ?? '', ...methodOf(staticCall[2]) };
  const keyed = KEYED.exec(path) ?? SLASHED.exec(path);
  if (keyed === null) return undefined;
  const key = (keyed[2] ?? '').replace(/^[A-Za-z]+=/, '').replace(/^'(.*)'$/, '$1');
  return { className: keyed[1] ?? '', key: key.replaceAll("''", "'"), ...methodOf(keyed[3]) };
}

function methodOf(method: string | undefined): { method?: string; isCount: boolean } {
  return method === undefined ? { isCount: false } : { method, isCount: false };
}
