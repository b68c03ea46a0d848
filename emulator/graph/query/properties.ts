import { findType, isIn } from '../metadata/types.ts';
import type { GraphVersion } from '../route.ts';

/**
 * Properties the vendor has and the metadata here lacks, because nobody in this world fills them:
 * selecting or filtering them is no mistake. https://learn.microsoft.com/graph/api/resources/user
 * and …/group.
 */
const furtherProperties: Readonly<Record<string, readonly string[]>> = {
  user: `ageGroup businessPhones city companyName consentProvidedForMinor country createdDateTime
    creationType department employeeHireDate employeeId employeeOrgData employeeType
    externalUserState faxNumber givenName identities imAddresses isResourceAccount jobTitle
    lastPasswordChangeDateTime legalAgeGroupClassification licenseAssignmentStates mailNickname
    mobilePhone officeLocation onPremisesDistinguishedName onPremisesDomainName
    onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime
    onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier otherMails
    passwordPolicies passwordProfile postalCode preferredDataLocation preferredLanguage
    provisionedPlans proxyAddresses securityIdentifier showInAddressList signInActivity
    signInSessionsValidFromDateTime state streetAddress surname`.split(/\s+/),
  group: `assignedLabels assignedLicenses classification creationOptions expirationDateTime
    hasMembersWithLicenseErrors licenseProcessingState mail onPremisesDomainName
    onPremisesLastSyncDateTime onPremisesNetBiosName onPremisesProvisioningErrors
    onPremisesSamAccountName onPremisesSecurityIdentifier preferredDataLocation preferredLanguage
    proxyAddresses renewedDateTime resourceBehaviorOptions resourceProvisioningOptions
    securityIdentifier theme`.split(/\s+/),
};

interface KnownProperty {
  name: string;
  /** `Edm.String`, the name of an enumeration or a type; of a collection nothing is said. */
  type: string | undefined;
}

/** The property as the vendor spells it; names compare without case, as observed. */
export function findProperty(
  typeName: string,
  name: string,
  version: GraphVersion,
): KnownProperty | undefined {
  const wanted = name.toLowerCase();
  for (const property of findType(typeName)?.properties.values() ?? []) {
    if (property.name.toLowerCase() !== wanted || !isIn(version, property)) continue;
    return { name: property.name, type: property.isCollection ? undefined : property.type };
  }
  const further = furtherProperties[typeName]?.find((each) => each.toLowerCase() === wanted);
  return further === undefined ? undefined : { name: further, type: undefined };
}

/** Whether the metadata knows the type at all; of a foreign one nothing can be said. */
export function isKnownType(typeName: string): boolean {
  return findType(typeName) !== undefined;
}
