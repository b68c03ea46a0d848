import type { PlainRow } from '../http/odata-match.ts';
import type { SiteClass } from './site-class.ts';

export interface RenderContext {
  baseUrl: string;
  serverName: string;
  siteCode: string;
}

/** An instance with the provider's own decorations. */
export function renderInstance(
  siteClass: SiteClass,
  row: PlainRow,
  options: { byKey: boolean; context: RenderContext },
): PlainRow {
  const { context } = options;
  const lazy = siteClass.lazy ?? [];
  const values = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      lazy.includes(name) && !options.byKey ? null : value,
    ]),
  );
  const superclass = siteClass.superclass ?? 'SMS_BaseClass';
  const relativePath = `${siteClass.name}.${siteClass.key.map((k) => `${k}=${quote(row[k])}`).join(',')}`;
  const server = context.serverName.split('.')[0] ?? '';
  const namespace = `root\\sms\\site_${context.siteCode}`;
  return {
    '@odata.etag': siteClass.key.map((name) => String(row[name])).join(';'),
    __LAZYPROPERTIES: lazy,
    ...values,
    __GENUS: 2,
    __CLASS: siteClass.name,
    __SUPERCLASS: superclass,
    __DYNASTY: 'SMS_BaseClass',
    __RELPATH: relativePath,
    __PROPERTY_COUNT: Object.keys(row).length,
    __DERIVATION: [superclass],
    __SERVER: server,
    __NAMESPACE: namespace,
    __PATH: `\\\\${server}\\${namespace}:${relativePath}`,
  };
}

export function selectProperties(row: PlainRow, text: string | undefined): PlainRow {
  if (text === undefined) return row;
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(row).filter(([key]) => key.startsWith('@') || names.includes(key.toLowerCase())),
  );
}

function quote(value: unknown): string {
  return typeof value === 'number' ? String(value) : `"${String(value)}"`;
}
