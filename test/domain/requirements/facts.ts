import type { Fact, Facts } from '../../../domain/requirements/facts.ts';
import type { MachineFacts, RunFacts } from '../../../domain/requirements/run-facts.ts';
import type { SiteFacts } from '../../../domain/requirements/site-facts.ts';
import type {
  AssignmentTarget,
  EnrollmentConfiguration,
  TenantFacts,
  UserFacts,
} from '../../../domain/requirements/tenant-facts.ts';
import type { RunSpec } from '../../../domain/run-spec.ts';
import { aRunSpec } from '../../support/run-spec.ts';

/** What a test changes about the facts in which every requirement is met. */
export interface FactsChange {
  readonly tenant?: Partial<TenantFacts>;
  readonly site?: Partial<SiteFacts>;
  readonly run?: Partial<RunFacts>;
  readonly clocks?: Partial<Facts['clocks']>;
}

export const intunePlan = 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5';
export const premiumPlan = '41781fb2-bc02-4b7c-bd55-b576c07bb09d';
export const intuneApp = '0000000a-0000-0000-c000-000000000000';
export const tenantId = '11111111-2222-4333-8444-555555555555';
export const groupId = 'group-1';

export function known<T>(value: T): Fact<T> {
  return { kind: 'known', value };
}

/** What an application without the permission gets. */
export const unread: Fact<never> = {
  kind: 'unknown',
  needs: 'permission Anything.Read.All',
};

export const ofGroup: readonly AssignmentTarget[] = [{ kind: 'group', groupId }];
export const ofAllDevices: readonly AssignmentTarget[] = [{ kind: 'all-devices' }];

export const aSpec: RunSpec = {
  ...aRunSpec,
  comanagementPolicy: { name: 'Gangway co-management', description: 'Made by Gangway' },
  deviceCollection: { name: 'Gangway clients', limitToCollectionId: 'SMS00001' },
  applications: ['Company Portal'],
  waves: { canary: 1, size: 100, failureBudgetPercent: 5 },
  duplicateGrace: 'P30D',
};

export const aUser: UserFacts = {
  isKnown: true,
  accountEnabled: true,
  servicePlanIds: [intunePlan, premiumPlan],
  hasLicenceError: false,
  groupIds: ['users-of-the-run'],
  registeredDevices: 2,
};

export const aMachine: MachineFacts = {
  isReused: false,
  groupTag: 'GW',
  trustType: 'AzureAd',
  hasWorkplaceTwin: false,
  isRegisteredInAutopilot: false,
  ownerType: 'company',
  osVersion: '10.0.26100.4061',
};

export function aComanagementPolicy(
  change: Partial<EnrollmentConfiguration> = {},
): EnrollmentConfiguration {
  return {
    kind: 'comanagement-authority',
    id: 'policy-of-the-run',
    displayName: aSpec.comanagementPolicy.name,
    priority: 1,
    targets: ofGroup,
    managedDeviceAuthority: 1,
    installConfigurationManagerAgent: true,
    configurationManagerAgentCommandLineArgument: aCommandLine,
    ...change,
  } as EnrollmentConfiguration;
}

export const aCommandLine =
  'CCMSETUPCMD="CCMHOSTNAME=cmg.contoso.example/CCM_Proxy_MutualAuth/72057594037928000 SMSSITECODE=PS1"';

export const aTenant: TenantFacts = {
  organization: known({ mobileDeviceManagementAuthority: 'intune' }),
  deviceManagement: known({ subscriptionState: 'active' }),
  subscribedSkus: known([
    {
      skuPartNumber: 'SPE_E3',
      capabilityStatus: 'Enabled',
      enabledUnits: 100,
      consumedUnits: 10,
      servicePlanIds: [intunePlan, premiumPlan],
    },
  ]),
  verifiedDomains: known(['contoso.example']),
  users: known([aUser]),
  operatorServicePlanIds: known([intunePlan]),
  mobileDeviceManagementPolicies: known([
    { id: intuneApp, displayName: 'Microsoft Intune', appliesTo: 'all', includedGroupIds: [] },
  ]),
  mobileAppManagementPolicies: known([
    { id: intuneApp, displayName: 'Microsoft Intune', appliesTo: 'none', includedGroupIds: [] },
  ]),
  deviceRegistrationPolicy: known({
    userDeviceQuota: 50,
    allowedToJoin: 'all',
    allowedGroupIds: [],
    allowedUserCount: 0,
  }),
  conditionalAccessPolicies: known([]),
  deviceEnrollmentConfigurations: known([
    {
      kind: 'platform-restriction',
      id: 'default-restriction',
      displayName: 'All users and all devices',
      priority: 0,
      targets: [],
      windowsPlatformBlocked: false,
      windowsPersonalBlocked: true,
    },
    {
      kind: 'enrollment-status-page',
      id: 'page-of-the-run',
      displayName: aSpec.espProfile.name,
      priority: 1,
      targets: ofGroup,
      showInstallationProgress: true,
      installProgressTimeoutInMinutes: 60,
      selectedMobileAppIds: [],
      installQualityUpdates: false,
    },
    aComanagementPolicy(),
  ]),
  deviceCompliancePolicies: known([
    {
      displayName: 'Encrypted',
      isWindows: true,
      bitLockerEnabled: true,
      secureBootEnabled: true,
      blockGracePeriodHours: 6,
      targets: ofAllDevices,
    },
  ]),
  operationApprovalPolicies: known([]),
  configurationPolicies: known([]),
  windowsAutopilotDeploymentProfiles: known([
    {
      id: 'profile-of-the-run',
      displayName: aSpec.autopilotProfile.name,
      odataType: '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
      deviceUsageType: 'singleUser',
      preprovisioningAllowed: false,
      hardwareHashExtractionEnabled: false,
      targets: ofGroup,
    },
  ]),
  windowsAutopilotSettings: known({ syncStatus: 'completed' }),
  mobileApps: known([]),
  siteServicePrincipals: known([
    { appId: 'server-app', accountEnabled: true, hasAdminConsent: true },
    { appId: 'client-app', accountEnabled: true, hasAdminConsent: true },
  ]),
  deviceGroup: known({ groupId, securityEnabled: true, deviceMembers: 1, otherMembers: 0 }),
  tokenRoles: {
    reader: known(['Device.Read.All']),
    writer: known([
      'DeviceManagementServiceConfig.ReadWrite.All',
      'DeviceManagementConfiguration.ReadWrite.All',
    ]),
    guard: known([
      'Device.ReadWrite.All',
      'DeviceManagementManagedDevices.PrivilegedOperations.All',
    ]),
  },
};

export const aSite: SiteFacts = {
  adminService: known({}),
  site: known({ siteCode: 'PS1', buildNumber: 9135 }),
  admins: known([{ isFullAdministrator: true, hasAllScopes: true }]),
  comanagement: known({
    isEnabled: true,
    automaticEnrolment: 'pilot',
    pilotWorkloads: [],
    workloadFlags: 8193,
  }),
  resourceAccessPolicies: known(0),
  gateways: known([{ hostName: 'cmg.contoso.example', isReady: true, servesContent: true }]),
  gatewayConnectors: known(1),
  gatewayEndpoints: known(['SMS_MP']),
  aadTenantIds: known([tenantId]),
  cloudServiceTypes: known([1]),
  managementPoints: known([{ isHttps: false, usesEnhancedHttp: true, allowsGateway: true }]),
  discovery: known({ adUsers: true, entraUsers: true }),
  clientSettingsDefault: known({
    allowGateway: true,
    allowCloudDistributionPoint: true,
    userPolicyOnInternet: true,
    softwareUpdatesEnabled: false,
    userPortal: 1,
  }),
  clientSettings: known([]),
  stagingCollections: known([{ name: 'Pilot', members: 5, outsideAutoEnrolment: 0 }]),
  collections: known({ total: 50, incremental: 20 }),
  deviceCollection: known({ isReady: true }),
  applications: known([
    {
      displayName: 'Company Portal',
      matches: 1,
      isDeployable: true,
      hasContent: true,
      isOnGateway: true,
    },
  ]),
  applicationAssignments: known([{ applicationName: 'Company Portal', isUninstall: false }]),
  workloadFlagsOnClients: known([{ flags: 8193, clients: 5 }]),
  gatewayCertificates: known([{ hostName: 'cmg.contoso.example', isTrusted: true }]),
};

export const aRun: RunFacts = {
  path: 'autopilot',
  managedDesktop: false,
  cloud: 'public',
  tenantId,
  spec: aSpec,
  commandLine: aCommandLine,
  list: { rows: 1, rowsWithUser: 1, groupTags: ['GW'] },
  machines: [aMachine],
};

const clocks = { vendorNow: '2026-09-01T08:00:00Z', ourNow: '2026-09-01T08:00:01Z' };

/** Facts in which every requirement is met, but for what is changed. */
export function aFacts(change: FactsChange = {}): Facts {
  return {
    tenant: { ...aTenant, ...change.tenant },
    site: { ...aSite, ...change.site },
    run: { ...aRun, ...change.run },
    clocks: { ...clocks, ...change.clocks },
  };
}

/** Facts of an application that may read nothing, without a run. */
export function noFacts(): Facts {
  const { path, managedDesktop, cloud } = aRun;
  const allLost = (facts: object): object =>
    Object.fromEntries(
      Object.entries(facts).map(([name, fact]) => [
        name,
        'kind' in (fact as object) ? unread : allLost(fact as object),
      ]),
    );
  return {
    tenant: allLost(aTenant) as TenantFacts,
    site: allLost(aSite) as SiteFacts,
    run: { path, managedDesktop, cloud, tenantId },
    clocks,
  };
}
