/** What a URL below `/AdminService/wmi/` asks for. */
export interface WmiPath {
  className: string;
  key?: KeyValue[];
  method?: string;
  isCount: boolean;
}

export interface KeyValue {
  /** In composite keys: `(CollectionID='PS100021',ResourceID=16777217)`. */
  name?: string;
  text: string;
  /** `undefined` in the form with a slash, where nothing is quoted. */
  isQuoted: boolean | undefined;
}

const KEYED = /^(\w+)\((.*)\)(?:\/AdminService\.([A-Za-z]+))?$/;
const SLASHED = /^(\w+)\/([^/$]+)(?:\/AdminService\.([A-Za-z]+))?$/;
const STATIC = /^(\w+)\.([A-Za-z]+)$/;
const PLAIN = /^(\w+)(\/\$count)?$/;
const KEY_PART = /(?:(\w+)=)?('(?:[^']|'')*'|[^,]*)(?:,|$)/y;

export function parseWmiPath(path: string): WmiPath | undefined {
  const plain = PLAIN.exec(path);
  if (plain !== null) return { className: plain[1] ?? '', isCount: plain[2] !== undefined };
  const staticCall = STATIC.exec(path);
  if (staticCall !== null) return { className: staticCall[1] ?? '', ...methodOf(staticCall[2]) };
  const keyed = KEYED.exec(path);
  if (keyed !== null) {
    return { className: keyed[1] ?? '', key: keyValues(keyed[2] ?? ''), ...methodOf(keyed[3]) };
  }
  const slashed = SLASHED.exec(path);
  if (slashed === null) return undefined;
  const key = [{ text: slashed[2] ?? '', isQuoted: undefined }];
  return { className: slashed[1] ?? '', key, ...methodOf(slashed[3]) };
}

function keyValues(text: string): KeyValue[] {
  const values: KeyValue[] = [];
  KEY_PART.lastIndex = 0;
  while (KEY_PART.lastIndex < text.length) {
    const match = KEY_PART.exec(text);
    if (match === null) break;
    const raw = (match[2] ?? '').trim();
    const isQuoted = raw.startsWith("'");
    const value = isQuoted ? raw.slice(1, -1).replaceAll("''", "'") : raw;
    values.push({
      text: value,
      isQuoted,
      ...(match[1] === undefined ? {} : { name: match[1] }),
    });
  }
  return values;
}

function methodOf(method: string | undefined): { method?: string; isCount: boolean } {
  return method === undefined ? { isCount: false } : { method, isCount: false };
}
