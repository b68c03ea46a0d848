import type { Fact } from './facts.ts';

/** Configuration Manager over the AdminService: one member for each class, named after it. */
export interface SiteFacts {
  /** Whether the AdminService answers a read of `SMS_Site`; a problem in words that name no person. */
  readonly adminService: Fact<{ readonly problem?: string }>;
  /** `SMS_Site`: our own primary site. */
  readonly site: Fact<{ readonly siteCode: string; readonly buildNumber: number }>;
  /** `SMS_Admin`: who administers the site. */
  readonly admins: Fact<readonly SiteAdmin[]>;
  /** `SMS_ConfigurationPolicy` named CoMgmtSettings…, with the XML of the two that carry automatic enrolment. */
  readonly comanagement: Fact<ComanagementSettings>;
  /** `SMS_ConfigurationPolicy` of resource access (certificates, VPN, Wi-Fi, e-mail): how many are left. */
  readonly resourceAccessPolicies: Fact<number>;
  /** `SMS_AzureService` of type CloudProxyService. */
  readonly gateways: Fact<readonly Gateway[]>;
  /** `SMS_CloudProxyConnector`: connection points of the gateways. */
  readonly gatewayConnectors: Fact<number>;
  /** `SMS_CloudProxyRoleEndpoint`: roles that answer through a gateway, e.g. `SMS_MP`. */
  readonly gatewayEndpoints: Fact<readonly string[]>;
  /** `SMS_AAD_Tenant_Ex`: Entra tenant ids the site is onboarded to. */
  readonly aadTenantIds: Fact<readonly string[]>;
  /** `SMS_Azure_CloudService`: `ServiceType` of each connection (1 cloud management, 5 device upload). */
  readonly cloudServiceTypes: Fact<readonly number[]>;
  /** `SMS_SCI_SysResUse`: management points. */
  readonly managementPoints: Fact<readonly ManagementPoint[]>;
  /** `SMS_SCI_Component` of the discovery agents. */
  readonly discovery: Fact<{ readonly adUsers: boolean; readonly entraUsers: boolean }>;
  /** `SMS_ClientSettingsDefault` with its `AgentConfigurations`. */
  readonly clientSettingsDefault: Fact<ClientSettings>;
  /** `SMS_ClientSettings`: custom settings, deployed ones only. */
  readonly clientSettings: Fact<readonly ClientSettings[]>;
  /** `SMS_FullCollectionMembership` of the automatic enrolment collection against each staging collection. */
  readonly stagingCollections: Fact<readonly StagingCollection[]>;
  /** `SMS_Collection` counted. */
  readonly collections: Fact<{ readonly total: number; readonly incremental: number }>;
  /** `SMS_Collection` of the run's name; undefined: there is none yet. */
  readonly deviceCollection: Fact<{ readonly isReady: boolean } | undefined>;
  /** `SMS_Application` for each application of the run spec, with its content status. */
  readonly applications: Fact<readonly ApplicationFacts[]>;
  /** `SMS_ApplicationAssignment` on the run's collection. */
  readonly applicationAssignments: Fact<readonly ApplicationAssignment[]>;
  /** `SMS_R_System` and `SMS_Client_ComanagementState`: `MDMWorkloads` of co-managed clients, each value with its count. */
  readonly workloadFlagsOnClients: Fact<
    readonly { readonly flags: number; readonly clients: number }[]
  >;
  /** A TLS handshake with each gateway's name, against the public roots only: no AdminService call. */
  readonly gatewayCertificates: Fact<readonly GatewayCertificate[]>;
}

export interface SiteAdmin {
  readonly isFullAdministrator: boolean;
  readonly hasAllScopes: boolean;
}

/** The co-management object as the console shows it, read from the policies' XML. */
export interface ComanagementSettings {
  /** Whether `CoMgmtSettingsProd` is assigned. */
  readonly isEnabled: boolean;
  readonly automaticEnrolment: 'none' | 'pilot' | 'all';
  /** Workloads at Pilot Intune, by policy name. */
  readonly pilotWorkloads: readonly string[];
  /** Bits of the workloads at Intune for everybody. */
  readonly workloadFlags: number;
}

export interface Gateway {
  readonly hostName: string;
  readonly isReady: boolean;
  /** Whether it hands out content; undefined: the site does not say. */
  readonly servesContent?: boolean;
}

export interface ManagementPoint {
  readonly isHttps: boolean;
  readonly usesEnhancedHttp: boolean;
  readonly allowsGateway: boolean;
}

/** Absent members: the site does not say. */
export interface ClientSettings {
  /** Agent 22. */
  readonly allowGateway?: boolean;
  readonly allowCloudDistributionPoint?: boolean;
  /** Client policy agent. */
  readonly userPolicyOnInternet?: boolean;
  /** Software updates agent. */
  readonly softwareUpdatesEnabled?: boolean;
  /** Agent 30: 0 Software Center, 1 Company Portal. */
  readonly userPortal?: number;
}

export interface StagingCollection {
  readonly name: string;
  readonly members: number;
  /** Members that the automatic enrolment collection lacks. */
  readonly outsideAutoEnrolment: number;
}

export interface ApplicationFacts {
  readonly displayName: string;
  /** How many of that name there are. */
  readonly matches: number;
  readonly isDeployable: boolean;
  readonly hasContent: boolean;
  /** Whether the content is on a gateway; undefined: the site does not say. */
  readonly isOnGateway?: boolean;
}

export interface ApplicationAssignment {
  readonly applicationName: string;
  /** `DesiredConfigType`: 1 install, 2 uninstall. */
  readonly isUninstall: boolean;
}

export interface GatewayCertificate {
  readonly hostName: string;
  readonly isTrusted: boolean;
  /** What the handshake said when not. */
  readonly problem?: string;
  readonly expiresAt?: string;
}
