import { directoryRules } from './rules.ts';
import type { FilterOperator, QueryRules } from './rules.ts';

/*
 * What works by default, what in advanced queries only, and what nowhere, as the pages of the
 * resources say ("Supports $filter (…)") and https://learn.microsoft.com/graph/aad-advanced-queries.
 * `in` comes with `eq`; `ne` and `not` come with `eq` in advanced queries.
 */
const eq: readonly FilterOperator[] = ['eq'];
const text: readonly FilterOperator[] = ['eq', 'startswith'];
const ordered: readonly FilterOperator[] = ['eq', 'ge', 'le'];
const orderedText: readonly FilterOperator[] = ['eq', 'ge', 'le', 'startswith'];

/** https://learn.microsoft.com/graph/api/resources/device#properties */
export const deviceRules: QueryRules = directoryRules('device', {
  filter: {
    unsupported: 'refused',
    properties: {
      id: eq,
      accountEnabled: eq,
      approximateLastSignInDateTime: ordered,
      deviceId: text,
      displayName: orderedText,
      isCompliant: eq,
      isManaged: eq,
      mdmAppId: text,
      onPremisesSyncEnabled: eq,
      operatingSystem: text,
      operatingSystemVersion: text,
      physicalIds: ['any', 'ge', 'le'],
      profileType: text,
      trustType: eq,
    },
  },
  orderBy: {
    always: [],
    advanced: [
      'approximateLastSignInDateTime',
      'createdDateTime',
      'deletedDateTime',
      'displayName',
    ],
  },
  search: ['displayName'],
});

/**
 * https://learn.microsoft.com/graph/api/resources/group#properties. That `uniqueName` can be
 * filtered on, the page does not say (unconfirmed).
 */
export const groupRules: QueryRules = directoryRules('group', {
  filter: {
    unsupported: 'refused',
    properties: {
      id: eq,
      description: orderedText,
      displayName: orderedText,
      groupTypes: ['any'],
      mail: orderedText,
      mailEnabled: eq,
      mailNickname: orderedText,
      membershipRule: orderedText,
      membershipRuleProcessingState: eq,
      onPremisesSyncEnabled: eq,
      securityEnabled: eq,
      uniqueName: eq,
    },
  },
  orderBy: { always: ['displayName'], advanced: ['displayName', 'deletedDateTime'] },
  search: ['displayName', 'description', 'mail'],
});

/** https://learn.microsoft.com/graph/api/resources/user#properties */
export const userRules: QueryRules = directoryRules('user', {
  filter: {
    unsupported: 'refused',
    properties: {
      id: eq,
      accountEnabled: eq,
      assignedLicenses: ['any'],
      assignedPlans: ['any'],
      createdDateTime: ordered,
      department: orderedText,
      displayName: text,
      givenName: orderedText,
      jobTitle: ordered,
      mail: orderedText,
      mailNickname: orderedText,
      onPremisesSyncEnabled: eq,
      surname: orderedText,
      usageLocation: orderedText,
      userPrincipalName: orderedText,
      userType: eq,
    },
    advanced: {
      companyName: orderedText,
      mail: ['endswith'],
      onPremisesSamAccountName: orderedText,
      userPrincipalName: ['endswith'],
    },
  },
  orderBy: {
    always: ['displayName', 'userPrincipalName'],
    advanced: ['displayName', 'userPrincipalName', 'createdDateTime', 'deletedDateTime'],
  },
  search: ['displayName', 'mail', 'userPrincipalName', 'givenName', 'surname'],
});

/** Members are of many types: what one of them has may be asked of all. */
export const memberRules: QueryRules = directoryRules('directoryObject', {
  filter: { unsupported: 'unchecked', properties: {} },
});

/** Short lists whose filters nobody has found the limits of. */
export function directoryListRules(type: string): QueryRules {
  return directoryRules(type, { filter: { unsupported: 'unchecked', properties: {} } });
}
