import { ConfigMgrError } from './errors.ts';

/** A string literal of `$filter`; quotes are doubled. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `SMS_R_System(16777219)`, `SMS_Collection('PS100021')`: numbers bare, strings quoted (§3.1). */
export function keyed(className: string, key: string | number): string {
  if (typeof key === 'number') return `${className}(${key})`;
  if (/^\w+$/.test(key)) return `${className}('${key}')`;
  throw new ConfigMgrError({
    kind: 'contract',
    status: 0,
    operation: `${className} (invalid key)`,
  });
}

/** `yyyy-MM-ddTHH:mm:ssZ`, the only form the provider documents for dates. */
export function wireInstant(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
