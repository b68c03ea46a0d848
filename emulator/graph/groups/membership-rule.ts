import type { EntraDevice } from '../devices/table.ts';

type Predicate = (device: EntraDevice) => boolean;

/**
 * The rules of device groups that Autopilot documentation uses, joined by `and` or `or`.
 * https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership
 */
export function parseMembershipRule(rule: string): Predicate | undefined {
  const alternatives = rule.split(/\s+or\s+/i).map((part) => {
    const terms = part.split(/\s+and\s+/i).map(parseTerm);
    return terms.every((term) => term !== undefined) ? terms : undefined;
  });
  if (!alternatives.every((terms) => terms !== undefined)) return undefined;
  return (device) => alternatives.some((terms) => terms.every((term) => term(device)));
}

const PHYSICAL_ID =
  /^\(*\s*device\.devicePhysicalIds\s+-any\s+\(?_\s+-(eq|startsWith|contains)\s+"([^"]*)"\)?\s*\)*$/i;
const PROPERTY =
  /^\(*\s*device\.([A-Za-z]+)\s+-(eq|ne|startsWith)\s+("([^"]*)"|true|false)\s*\)*$/i;

function parseTerm(text: string): Predicate | undefined {
  const physicalId = PHYSICAL_ID.exec(text.trim());
  if (physicalId !== null) {
    const [, operator = '', value = ''] = physicalId;
    return (device) => device.physicalIds.some((id) => compare(id, operator, value));
  }
  const property = PROPERTY.exec(text.trim());
  if (property === null) return undefined;
  const [, name = '', operator = '', raw = '', quoted] = property;
  const read = ruleProperties.get(name.toLowerCase());
  if (read === undefined) return undefined;
  return (device) => compare(String(read(device)), operator, quoted ?? raw);
}

const ruleProperties = new Map<string, (device: EntraDevice) => string | boolean>([
  ['displayname', (device) => device.displayName],
  ['enrollmentprofilename', (device) => device.enrollmentProfileName ?? ''],
  ['devicetrusttype', (device) => device.trustType ?? ''],
  ['deviceownership', (device) => device.deviceOwnership],
  ['accountenabled', (device) => device.accountEnabled],
]);

function compare(text: string, operator: string, value: string): boolean {
  const [left, right] = [text.toLowerCase(), value.toLowerCase()];
  switch (operator.toLowerCase()) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'contains':
      return left.includes(right);
    default:
      return left.startsWith(right);
  }
}
