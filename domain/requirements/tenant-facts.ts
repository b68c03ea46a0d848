import type { Fact } from './facts.ts';

/** Microsoft Graph: one member for each list or get, named after the call. Nothing here names a person. */
export interface TenantFacts {
  /** `GET /organization` */
  readonly organization: Fact<{ readonly mobileDeviceManagementAuthority: string }>;
  /** `GET /deviceManagement?$select=subscriptionState` */
  readonly deviceManagement: Fact<{ readonly subscriptionState: string }>;
  /** `GET /subscribedSkus` */
  readonly subscribedSkus: Fact<readonly SubscribedSku[]>;
  /** `GET /domains`: the verified ones. */
  readonly verifiedDomains: Fact<readonly string[]>;
  /** `GET /users`: the users that the run's list assigns devices to. */
  readonly users: Fact<readonly UserFacts[]>;
  /** `GET /users/{id}/licenseDetails` of the run's requester: live service plans. */
  readonly operatorServicePlanIds: Fact<readonly string[]>;
  /** `GET /policies/mobileDeviceManagementPolicies` (beta, delegated only) */
  readonly mobileDeviceManagementPolicies: Fact<readonly MobilityPolicy[]>;
  /** `GET /policies/mobileAppManagementPolicies` (beta, delegated only) */
  readonly mobileAppManagementPolicies: Fact<readonly MobilityPolicy[]>;
  /** `GET /policies/deviceRegistrationPolicy` */
  readonly deviceRegistrationPolicy: Fact<DeviceRegistrationPolicy>;
  /** `GET /identity/conditionalAccess/policies` */
  readonly conditionalAccessPolicies: Fact<readonly ConditionalAccessPolicy[]>;
  /** `GET /deviceManagement/deviceEnrollmentConfigurations?$expand=assignments` (beta): restrictions, ESP, co-management. */
  readonly deviceEnrollmentConfigurations: Fact<readonly EnrollmentConfiguration[]>;
  /** `GET /deviceManagement/deviceCompliancePolicies?$expand=scheduledActionsForRule` */
  readonly deviceCompliancePolicies: Fact<readonly CompliancePolicy[]>;
  /** `GET /deviceManagement/operationApprovalPolicies` (beta) */
  readonly operationApprovalPolicies: Fact<readonly OperationApprovalPolicy[]>;
  /** `GET /deviceManagement/configurationPolicies` (beta): the settings catalogue, with what the checks look for. */
  readonly configurationPolicies: Fact<readonly ConfigurationPolicy[]>;
  /** `GET /deviceManagement/windowsAutopilotDeploymentProfiles?$expand=assignments` (beta) */
  readonly windowsAutopilotDeploymentProfiles: Fact<readonly DeploymentProfile[]>;
  /** `GET /deviceManagement/windowsAutopilotSettings` (beta) */
  readonly windowsAutopilotSettings: Fact<{
    readonly syncStatus: string;
    readonly lastSyncDateTime?: string;
  }>;
  /** `GET /deviceAppManagement/mobileApps?$expand=assignments` */
  readonly mobileApps: Fact<readonly MobileApp[]>;
  /** `GET /servicePrincipals` for the apps of the site (ids from SMS_AAD_Application_Ex), with `…/oauth2PermissionGrants`. */
  readonly siteServicePrincipals: Fact<readonly ServicePrincipal[]>;
  /** `GET /groups` for the run's device group; undefined: there is none yet. */
  readonly deviceGroup: Fact<DeviceGroup | undefined>;
  /** The `roles` claim of each application's token: no call of its own. */
  readonly tokenRoles: {
    readonly reader: Fact<readonly string[]>;
    readonly writer: Fact<readonly string[]>;
    readonly guard: Fact<readonly string[]>;
  };
}

export interface SubscribedSku {
  readonly skuPartNumber: string;
  /** `Enabled`, `Warning`, `Suspended`, `Deleted`, `LockedOut`. */
  readonly capabilityStatus: string;
  readonly enabledUnits: number;
  readonly consumedUnits: number;
  /** Those whose provisioning status is not `Disabled`. */
  readonly servicePlanIds: readonly string[];
}

export interface UserFacts {
  /** False: the list names a user that the directory does not know. */
  readonly isKnown: boolean;
  readonly accountEnabled: boolean;
  /** Live service plans, licences by group included. */
  readonly servicePlanIds: readonly string[];
  /** `licenseAssignmentStates` holds an error. */
  readonly hasLicenceError: boolean;
  /** Of the groups that enrolment and join policies name, those that hold this user. */
  readonly groupIds: readonly string[];
  /** Entra devices registered to the user, for the quota; undefined: not counted. */
  readonly registeredDevices?: number;
}

/** Mobility (MDM and MAM). */
export interface MobilityPolicy {
  readonly id: string;
  readonly displayName: string;
  /** `none`, `all`, `selected`. */
  readonly appliesTo: string;
  readonly includedGroupIds: readonly string[];
}

export interface DeviceRegistrationPolicy {
  readonly userDeviceQuota: number;
  /** Who may join: everybody, whoever is listed, nobody. */
  readonly allowedToJoin: 'all' | 'selected' | 'none';
  readonly allowedGroupIds: readonly string[];
  readonly allowedUserCount: number;
}

export interface ConditionalAccessPolicy {
  /** `enabled`, `disabled`, `enabledForReportingButNotEnforced`. */
  readonly state: string;
  readonly includeApplications: readonly string[];
  readonly excludeApplications: readonly string[];
  /** `mfa`, `compliantDevice`, `block`, …; authentication strengths count as `mfa`. */
  readonly builtInControls: readonly string[];
  readonly termsOfUseCount: number;
  readonly includeUsers: readonly string[];
  readonly excludeGroupIds: readonly string[];
  readonly excludeUserCount: number;
}

/** What an assignment aims at. */
export interface AssignmentTarget {
  readonly kind: 'group' | 'excluded-group' | 'all-devices' | 'all-users' | 'other';
  readonly groupId?: string;
}

interface EnrollmentConfigurationBase {
  readonly id: string;
  readonly displayName: string;
  /** Lowest number wins; 0 is the tenant's default. */
  readonly priority: number;
  readonly createdDateTime?: string;
  readonly targets: readonly AssignmentTarget[];
}

export type EnrollmentConfiguration =
  | (EnrollmentConfigurationBase & {
      readonly kind: 'platform-restriction';
      readonly windowsPlatformBlocked?: boolean;
      readonly windowsPersonalBlocked?: boolean;
    })
  | (EnrollmentConfigurationBase & { readonly kind: 'limit'; readonly limit: number })
  | (EnrollmentConfigurationBase & {
      readonly kind: 'enrollment-status-page';
      readonly showInstallationProgress: boolean;
      readonly installProgressTimeoutInMinutes: number;
      readonly selectedMobileAppIds: readonly string[];
      readonly installQualityUpdates?: boolean;
      readonly disableUserStatusTracking?: boolean;
    })
  | (EnrollmentConfigurationBase & {
      readonly kind: 'comanagement-authority';
      readonly managedDeviceAuthority: number;
      readonly installConfigurationManagerAgent: boolean;
      readonly configurationManagerAgentCommandLineArgument: string;
    })
  | (EnrollmentConfigurationBase & { readonly kind: 'other'; readonly odataType: string });

export interface CompliancePolicy {
  readonly displayName: string;
  readonly isWindows: boolean;
  readonly bitLockerEnabled: boolean;
  readonly secureBootEnabled: boolean;
  /** Of the `block` action; undefined: it has none. */
  readonly blockGracePeriodHours?: number;
  readonly targets: readonly AssignmentTarget[];
}

export interface OperationApprovalPolicy {
  readonly displayName: string;
  /** `deviceWipe`, `deviceRetire`, `deviceDelete`, `deviceAction`, `app`, `script`, `role`, `tenantConfiguration`, … */
  readonly policyType: string;
  /** Whether Gangway's applications stand on the policy's list of exclusions; undefined: the answer does not say. */
  readonly excludesGangway?: boolean;
}

export interface ConfigurationPolicy {
  readonly name: string;
  /** `templateReference.templateFamily`: `enrollmentConfiguration` is Autopilot device preparation. */
  readonly templateFamily?: string;
  /** Of the settings the checks look for, those it holds. */
  readonly settingDefinitionIds: readonly string[];
  readonly targets: readonly AssignmentTarget[];
}

export interface DeploymentProfile {
  readonly id: string;
  readonly displayName: string;
  readonly odataType: string;
  /** `singleUser` = user-driven, `shared` = self-deploying. */
  readonly deviceUsageType: string;
  readonly preprovisioningAllowed: boolean;
  readonly hardwareHashExtractionEnabled: boolean;
  readonly deviceNameTemplate?: string;
  readonly createdDateTime?: string;
  readonly targets: readonly AssignmentTarget[];
}

export interface MobileApp {
  readonly id: string;
  readonly odataType: string;
  readonly displayName: string;
  /** Setup file and command lines, lower case, for recognising ccmsetup; empty where the type has none. */
  readonly installText: string;
  readonly deviceRestartBehavior?: string;
  readonly sizeBytes?: number;
  readonly hasDependencies?: boolean;
  /** `system` or `user`. */
  readonly runAsAccount?: string;
  readonly targets: readonly AssignmentTarget[];
}

export interface ServicePrincipal {
  readonly appId: string;
  readonly accountEnabled: boolean;
  /** Whether an administrator has consented for the whole tenant to what it asks for. */
  readonly hasAdminConsent: boolean;
}

export interface DeviceGroup {
  readonly groupId: string;
  readonly securityEnabled: boolean;
  readonly membershipRule?: string;
  /** `GET /groups/{id}/members/microsoft.graph.device/$count` and members of any other kind. */
  readonly deviceMembers: number;
  readonly otherMembers: number;
}
