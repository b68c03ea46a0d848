import type { GraphFamily } from '../errors.ts';
import { findEnum } from './types.ts';
import type { Property } from './types.ts';

export const NO_DATE = '0001-01-01T00:00:00Z';
const NO_GUID = '00000000-0000-0000-0000-000000000000';

/** Intune shows unset texts of its Autopilot resources as empty, of its others as null. */
const typesWithEmptyTexts: ReadonlySet<string> = new Set([
  'importedWindowsAutopilotDeviceIdentity',
  'importedWindowsAutopilotDeviceIdentityState',
  'windowsAutopilotDeviceIdentity',
]);

const zeros: Readonly<Record<string, unknown>> = {
  'Edm.Boolean': false,
  'Edm.Int32': 0,
  'Edm.Int64': 0,
  'Edm.Double': 0,
  'Edm.String': '',
  'Edm.Guid': NO_GUID,
  'Edm.DateTimeOffset': NO_DATE,
};

/**
 * What a property shows that nobody has set: null in the directory; in Intune a date of year 1 and
 * the zero of its type, but null for texts and objects where null is allowed.
 */
export function unsetValue(property: Property, type: string, family: GraphFamily): unknown {
  if (property.isCollection) return [];
  if (property.isNullable) {
    if (family === 'directory') return null;
    if (property.type === 'Edm.String' && !typesWithEmptyTexts.has(type)) return null;
  }
  const enumeration = findEnum(property.type);
  if (enumeration === undefined) return zeros[property.type] ?? null;
  const neutral = neutralMembers.find((member) => enumeration.members.includes(member));
  return neutral ?? enumeration.members[0];
}

const neutralMembers = ['unknown', 'none', 'notConfigured', 'disabled'];
