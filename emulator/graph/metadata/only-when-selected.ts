import type { GraphVersion } from '../route.ts';

/**
 * Properties that are left out unless `$select` names them.
 * https://learn.microsoft.com/graph/api/resources/user#properties ("Returned only on $select")
 */
const ofUsers = [
  'accountEnabled',
  'assignedLicenses',
  'assignedPlans',
  'deletedDateTime',
  'onPremisesSyncEnabled',
  'onPremisesUserPrincipalName',
  'usageLocation',
  'userType',
];

const always: Readonly<Record<string, readonly string[]>> = {
  // Not reliably there without being asked for: https://learn.microsoft.com/graph/api/organization-get
  organization: ['mobileDeviceManagementAuthority'],
  // https://learn.microsoft.com/graph/api/bitlockerrecoverykey-get
  bitlockerRecoveryKey: ['key'],
  // https://learn.microsoft.com/graph/api/devicelocalcredentialinfo-get
  deviceLocalCredentialInfo: ['credentials'],
};

export function isOnlyWhenSelected(type: string, name: string, version: GraphVersion): boolean {
  if (type === 'user' && version === 'v1.0') return ofUsers.includes(name);
  return always[type]?.includes(name) === true;
}
