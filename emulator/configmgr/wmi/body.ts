import type { PlainRow } from '../../http/odata-match.ts';
import { isOfType } from '../columns.ts';
import { readerFailure, wrongParameter } from '../errors.ts';
import type { MethodParameter, SiteClass } from '../site-class.ts';

/** Wrong names and wrong types of an entity are 404s; annotations pass by. */
export function checkEntity(siteClass: SiteClass, body: PlainRow): PlainRow {
  const entries = Object.entries(body).filter(([name]) => !name.startsWith('@odata.'));
  for (const [name, value] of entries) {
    const column = siteClass.columns.get(name);
    if (column === undefined) throw wrongParameter(name);
    // Embedded objects in arrays are what the layer cannot read: schedules, rules, agents.
    if (column.type.startsWith('Collection(AdminService.')) throw readerFailure();
    if (!isOfType(value, column.type)) throw wrongParameter(name);
  }
  return Object.fromEntries(entries);
}

export function checkParameters(
  parameters: Readonly<Record<string, MethodParameter>>,
  body: PlainRow,
): PlainRow {
  const unknown = Object.keys(body).find((name) => !Object.hasOwn(parameters, name));
  if (unknown !== undefined) throw wrongParameter(unknown);
  for (const [name, { type, isOptional = false }] of Object.entries(parameters)) {
    const value = body[name];
    if (value === undefined && isOptional) continue;
    if (type.startsWith('Collection(AdminService.')) throw readerFailure();
    if (value === undefined || !isOfType(value, type)) throw wrongParameter(name);
  }
  return body;
}
