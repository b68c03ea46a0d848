import type { MachineFacts, RunFacts } from '../../../domain/requirements/run-facts.ts';
import type {
  ConditionalAccessPolicy,
  DeploymentProfile,
  EnrollmentConfiguration,
  MobileApp,
} from '../../../domain/requirements/tenant-facts.ts';
import { aSpec, groupId, known, unread, type FactsChange } from './facts.ts';

/** A member that is absent, as when readiness runs without a run. */
export function lacking(member: keyof RunFacts): FactsChange {
  return { run: { [member]: undefined } };
}

export const group = { kind: 'group', groupId } as const;
export const allDevices = { kind: 'all-devices' } as const;
export const elsewhere = { kind: 'group', groupId: 'group-z' } as const;

export const aProfile: DeploymentProfile = {
  id: 'profile-1',
  displayName: aSpec.autopilotProfile.name,
  odataType: '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
  deviceUsageType: 'singleUser',
  preprovisioningAllowed: false,
  hardwareHashExtractionEnabled: false,
  targets: [group],
};
export const profiles = (...changes: Partial<DeploymentProfile>[]): FactsChange => ({
  tenant: {
    windowsAutopilotDeploymentProfiles: known(changes.map((one) => ({ ...aProfile, ...one }))),
  },
});
export const noProfiles = { tenant: { windowsAutopilotDeploymentProfiles: unread } };
export const other = { displayName: 'Somebody’s', targets: [allDevices] };

type StatusPage = Extract<EnrollmentConfiguration, { kind: 'enrollment-status-page' }>;
const aPage: StatusPage = {
  kind: 'enrollment-status-page',
  id: 'page-1',
  displayName: aSpec.espProfile.name,
  priority: 1,
  targets: [group],
  showInstallationProgress: true,
  installProgressTimeoutInMinutes: 90,
  selectedMobileAppIds: [],
  installQualityUpdates: false,
};
/** A member that is undefined is one the vendor's answer lacks. */
export const pages = (...changes: { [M in keyof StatusPage]?: unknown }[]): FactsChange => ({
  tenant: {
    deviceEnrollmentConfigurations: known(
      changes.map((one) => ({ ...aPage, ...one }) as StatusPage),
    ),
  },
});
export const noPages = {
  'configurations unread': { tenant: { deviceEnrollmentConfigurations: unread } },
};
export const defaultPage = { id: 'page-0', displayName: 'All users and all devices', priority: 0 };

export const win32: MobileApp = {
  id: 'app-1',
  odataType: '#microsoft.graph.win32LobApp',
  displayName: 'Editor',
  installText: 'setup.exe',
  deviceRestartBehavior: 'suppress',
  sizeBytes: 1024,
  runAsAccount: 'system',
  targets: [group],
};
export const msi: MobileApp = {
  id: 'app-2',
  odataType: '#microsoft.graph.windowsMobileMSI',
  displayName: 'Viewer',
  installText: 'viewer.msi',
  sizeBytes: 1024,
  targets: [group],
};
export const office = { ...msi, id: 'app-3', odataType: '#microsoft.graph.officeSuiteApp' };
export const apps = (...found: MobileApp[]): FactsChange => ({
  tenant: { mobileApps: known(found) },
});
export const noApps = { 'apps unread': { tenant: { mobileApps: unread } } };
export const both = (one: FactsChange, two: FactsChange): FactsChange => ({
  tenant: { ...one.tenant, ...two.tenant },
  site: { ...one.site, ...two.site },
  run: { ...one.run, ...two.run },
});

export const aReused: MachineFacts = {
  isReused: true,
  hasWorkplaceTwin: false,
  isRegisteredInAutopilot: true,
  remediationState: 'noRemediationRequired',
  groupTag: aSpec.groupTag,
  trustType: 'AzureAd',
  ownerType: 'company',
  managementAgent: 'mdm',
  osVersion: '10.0.26100.2894',
  skuFamily: 'Enterprise',
  manufacturer: 'LENOVO',
  physicalMemoryInBytes: 16 * 1024 ** 3,
  totalStorageSpaceInBytes: 238 * 1024 ** 3,
  isUserGone: false,
};
export const boxed: MachineFacts = {
  isReused: false,
  hasWorkplaceTwin: false,
  isRegisteredInAutopilot: false,
};
export const machines = (...changes: Partial<MachineFacts>[]): FactsChange => ({
  run: { machines: changes.map((one) => ({ ...aReused, ...one })) },
});
export const onlyBoxed: FactsChange = { run: { machines: [boxed] } };
export const noMachines = { 'no inventory': lacking('machines') };

export const comanagement = (workloadFlags: number, ...pilotWorkloads: string[]): FactsChange => ({
  site: {
    comanagement: known({
      isEnabled: true,
      automaticEnrolment: 'none',
      workloadFlags,
      pilotWorkloads,
    }),
  },
});
export const noComanagement = { 'policies unread': { site: { comanagement: unread } } };

export const asksForCompliance: ConditionalAccessPolicy = {
  state: 'enabled',
  includeApplications: ['All'],
  excludeApplications: [],
  builtInControls: ['compliantDevice'],
  termsOfUseCount: 0,
  includeUsers: ['All'],
  excludeGroupIds: ['group-service'],
  excludeUserCount: 0,
};
export const access = (change: Partial<ConditionalAccessPolicy> = {}): FactsChange => ({
  tenant: { conditionalAccessPolicies: known([{ ...asksForCompliance, ...change }]) },
});
export const noAccess = { 'policies unread': { tenant: { conditionalAccessPolicies: unread } } };

export const standard = 'Microsoft365Managed_Standard';
export const ofManagedDesktop = { ...aSpec, groupTag: standard };
export const tagged = (groupTag: string, ...groupTags: string[]): FactsChange => ({
  run: { spec: { ...aSpec, groupTag }, list: { rows: 9, rowsWithUser: 0, groupTags } },
});
export const registeredAs = (groupTag: string): FactsChange =>
  both({ run: { spec: ofManagedDesktop } }, machines({ groupTag }));

export const content = (isOnGateway: boolean | undefined, hasContent = true): FactsChange => ({
  site: {
    applications: known([
      {
        displayName: 'Editor',
        matches: 1,
        isDeployable: true,
        hasContent,
        ...(isOnGateway === undefined ? {} : { isOnGateway }),
      },
    ]),
  },
});
export const deployed = (isUninstall: boolean): FactsChange => ({
  run: { spec: { ...aSpec, applications: ['Editor'] } },
  site: { applicationAssignments: known([{ applicationName: 'Editor', isUninstall }]) },
});
export const approval = (policyType: string, excludesGangway?: boolean): FactsChange => ({
  tenant: {
    operationApprovalPolicies: known([
      {
        displayName: 'Four eyes',
        policyType,
        ...(excludesGangway === undefined ? {} : { excludesGangway }),
      },
    ]),
  },
});
export const clock = (ourNow: string): FactsChange => ({
  clocks: { vendorNow: '2026-03-02T08:00:00Z', ourNow },
});
export const preparation = (templateFamily: string, target: object): FactsChange => ({
  tenant: {
    configurationPolicies: known([
      {
        name: 'v2',
        templateFamily,
        settingDefinitionIds: [],
        targets: [target as typeof group],
      },
    ]),
  },
});
export const flagsOnClients = (...flags: number[]): FactsChange => ({
  site: { workloadFlagsOnClients: known(flags.map((one) => ({ flags: one, clients: 2 }))) },
});
export const updates = (isOn: boolean): FactsChange => ({
  site: {
    clientSettingsDefault: known({ softwareUpdatesEnabled: true }),
    clientSettings: known([{ softwareUpdatesEnabled: isOn }]),
  },
});
