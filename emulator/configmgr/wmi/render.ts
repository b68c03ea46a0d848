import type { PlainRow } from '../../http/odata-match.ts';
import type { SiteClass, SiteRow } from '../site-class.ts';

export interface RenderContext {
  /** `https://host/AdminService/wmi`, as the caller wrote it. */
  baseUrl: string;
  serverName: string;
  siteCode: string;
}

export interface RenderOptions {
  byKey: boolean;
  names: readonly string[] | undefined;
  context: RenderContext;
}

/** An instance with the provider's own decorations; a selection goes without them. */
export function renderInstance(
  siteClass: SiteClass,
  row: SiteRow,
  { byKey, names, context }: RenderOptions,
): PlainRow {
  const lazy = [...siteClass.columns].filter(([, column]) => column.isLazy).map(([name]) => name);
  const wire: PlainRow = {
    '@odata.etag': siteClass.key.map((name) => String(row[name])).join(';'),
  };
  if (names === undefined) wire['__LAZYPROPERTIES'] = lazy;
  for (const name of names ?? siteClass.columns.keys()) {
    wire[name] = lazy.includes(name) && !byKey ? null : row[name];
  }
  return names === undefined ? { ...wire, ...systemProperties(siteClass, row, context) } : wire;
}

function systemProperties(siteClass: SiteClass, row: SiteRow, context: RenderContext): PlainRow {
  const { name, key, superclass, columns } = siteClass;
  const relativePath = `${name}.${key.map((each) => `${each}=${quote(row[each])}`).join(',')}`;
  const server = context.serverName.split('.')[0] ?? '';
  const namespace = `root\\sms\\site_${context.siteCode}`;
  return {
    __GENUS: 2,
    __CLASS: name,
    __SUPERCLASS: superclass,
    __DYNASTY: 'SMS_BaseClass',
    __RELPATH: relativePath,
    __PROPERTY_COUNT: columns.size,
    __DERIVATION: superclass === 'SMS_BaseClass' ? [superclass] : [superclass, 'SMS_BaseClass'],
    __SERVER: server,
    __NAMESPACE: namespace,
    __PATH: `\\\\${server}\\${namespace}:${relativePath}`,
  };
}

function quote(value: unknown): string {
  return typeof value === 'number' ? String(value) : `"${String(value)}"`;
}
