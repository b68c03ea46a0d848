import { instanceNotFound, wrongParameter } from '../errors.ts';
import type { SiteClass } from '../site-class.ts';
import type { KeyValue } from './parse-path.ts';

/** A GUID is taken with quotes and without, as seen in the field. */
const GUID = /^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;

/** The key's values in the order of the class; a number in quotes is of the wrong type: 404. */
export function resolveKey(siteClass: SiteClass, given: readonly KeyValue[]): string[] {
  if (given.length !== siteClass.key.length) throw instanceNotFound();
  return siteClass.key.map((name, index) => {
    const named = given.find((value) => value.name?.toLowerCase() === name.toLowerCase());
    const value = named ?? (given[index]?.name === undefined ? given[index] : undefined);
    if (value === undefined) throw wrongParameter(name);
    const isNumber = siteClass.columns.get(name)?.type !== 'Edm.String';
    const fits = value.isQuoted !== isNumber || (!value.isQuoted && GUID.test(value.text));
    if (!fits || (isNumber && !/^-?\d+$/.test(value.text))) throw wrongParameter(name);
    return value.text;
  });
}
