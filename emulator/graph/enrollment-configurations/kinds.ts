interface KindFacts {
  /** Behind the GUID in an id. */
  suffix: string;
  /** `deviceEnrollmentConfigurationType` of an ordinary one, and of the tenant's default. */
  type: string;
  defaultType?: string;
  /** What the service puts where the caller says nothing. */
  defaults?: Record<string, unknown>;
}

/**
 * Every kind shares one collection. Types as the enumeration of the beta metadata names them;
 * suffixes as ids in the field show them.
 * https://learn.microsoft.com/graph/api/resources/intune-onboarding-deviceenrollmentconfiguration
 */
const facts = {
  deviceComanagementAuthorityConfiguration: {
    suffix: 'DeviceComanagementAuthorityConfiguration',
    type: 'deviceComanagementAuthorityConfiguration',
  },
  windows10EnrollmentCompletionPageConfiguration: {
    suffix: 'Windows10EnrollmentCompletionPageConfiguration',
    type: 'windows10EnrollmentCompletionPageConfiguration',
    defaultType: 'defaultWindows10EnrollmentCompletionPageConfiguration',
    defaults: { installProgressTimeoutInMinutes: 60, selectedMobileAppIds: [] },
  },
  deviceEnrollmentLimitConfiguration: {
    suffix: 'Limit',
    type: 'limit',
    defaultType: 'defaultLimit',
  },
  deviceEnrollmentPlatformRestrictionsConfiguration: {
    suffix: 'PlatformRestrictions',
    type: 'platformRestrictions',
    defaultType: 'defaultPlatformRestrictions',
  },
  deviceEnrollmentPlatformRestrictionConfiguration: {
    suffix: 'SinglePlatformRestriction',
    type: 'singlePlatformRestriction',
  },
  deviceEnrollmentWindowsHelloForBusinessConfiguration: {
    suffix: 'WindowsHelloForBusiness',
    type: 'windowsHelloForBusiness',
    defaultType: 'defaultWindowsHelloForBusiness',
  },
  windowsRestoreDeviceEnrollmentConfiguration: {
    suffix: 'WindowsRestore',
    type: 'windowsRestore',
  },
} satisfies Record<string, KindFacts>;

export type EnrollmentConfigurationKind = keyof typeof facts;

export const kinds = Object.keys(facts) as EnrollmentConfigurationKind[];

export function factsOf(kind: EnrollmentConfigurationKind): KindFacts {
  return facts[kind];
}
