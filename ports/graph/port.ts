import type {
  AutopilotIdentity,
  DirectoryUser,
  EntraDevice,
  ImportedIdentity,
  ManagedDevice,
} from '../../domain/inventory.ts';

/**
 * Microsoft Graph in our words. Every method throws only `GraphError` (`errors.ts`) and never retries:
 * Temporal does, so that a throttle is visible and durable. Lists follow every page, within `pagesMax`.
 * Vendor `null`s and 0001-01-01 dates become absent members; unknown enum members pass through as text.
 * `vendorNow` is the `Date` header of the answer: the only clock vendor instants may be compared with.
 */
export interface Listed<T> {
  readonly rows: readonly T[];
  readonly vendorNow: string;
}

export interface TenantFacts {
  /** `intune`, `sccm`, `office365` or `unknown`. */
  readonly mdmAuthority: string;
  /** Free and total units of subscriptions whose service plans hold both Intune and Entra ID P1, by SKU part number. */
  readonly licences: readonly {
    readonly sku: string;
    readonly enabled: number;
    readonly consumed: number;
  }[];
  readonly verifiedDomains: readonly string[];
  /** Whether Windows enrolment is blocked by the default platform restriction. */
  readonly windowsEnrolmentBlocked: boolean;
  /** Multi Admin Approval policies that intercept device actions, by display name; absent: not permitted to look. */
  readonly approvalPolicies?: readonly string[];
  readonly vendorNow: string;
}

export interface DeviceGroup {
  readonly groupId: string;
  readonly displayName: string;
  readonly membershipRule?: string;
}

/** A policy or profile with the groups it is assigned to. */
export interface Assigned<Body> {
  readonly id: string;
  readonly body: Body;
  readonly groupIds: readonly string[];
}

export interface EspProfileBody {
  readonly displayName: string;
  readonly showInstallationProgress: boolean;
  readonly installProgressTimeoutInMinutes: number;
}

export interface AutopilotProfileBody {
  readonly displayName: string;
  readonly deviceNameTemplate?: string;
  /** `singleUser` = user-driven, `shared` = self-deploying. */
  readonly deviceUsageType: string;
  readonly preprovisioningAllowed: boolean;
  /** True registers every PC of the group by itself, listed or not. */
  readonly hardwareHashExtractionEnabled: boolean;
}

export interface ComanagementPolicyBody {
  readonly displayName: string;
  readonly description: string;
  /** 1 = override with Intune for all workloads, 0 = not. */
  readonly managedDeviceAuthority: number;
  readonly installConfigurationManagerAgent: boolean;
  readonly configurationManagerAgentCommandLineArgument: string;
}

export interface ImportRow {
  readonly serialNumber: string;
  readonly hardwareHash: string;
  readonly productId: string;
  readonly groupTag: string;
  readonly assignedUser: string;
}

/** Reads: need read permissions only. */
export interface GraphReads {
  readTenantFacts(): Promise<TenantFacts>;
  /** Only the users named; a user that does not exist is left out. */
  findUsers(userPrincipalNames: readonly string[]): Promise<readonly DirectoryUser[]>;
  listUsers(): Promise<Listed<DirectoryUser>>;
  /** How many there are by the directory's own count, to compare a list with. */
  countUsers(): Promise<number>;
  countEntraDevices(): Promise<number>;
  listEntraDevices(): Promise<Listed<EntraDevice>>;
  listManagedDevices(): Promise<Listed<ManagedDevice>>;
  listAutopilotIdentities(): Promise<Listed<AutopilotIdentity>>;
  listImportedIdentities(): Promise<Listed<ImportedIdentity>>;
  /** Entra object ids of the devices in the group. */
  listGroupDevices(groupId: string): Promise<Listed<string>>;
  findEntraDevice(
    objectId: string,
  ): Promise<{ device: EntraDevice; vendorNow: string } | undefined>;
  findManagedDevice(
    managedDeviceId: string,
  ): Promise<{ device: ManagedDevice; vendorNow: string } | undefined>;
  findAutopilotIdentity(autopilotIdentityId: string): Promise<AutopilotIdentity | undefined>;
  /** Ids of BitLocker keys that stand on the object with this Entra device id. The keys themselves are never read. */
  listBitlockerKeyIds(
    entraDeviceId: string,
  ): Promise<readonly { readonly keyId: string; readonly createdAt: string }[]>;
  hasLapsCredential(entraDeviceId: string): Promise<boolean>;
  findDeviceGroups(displayName: string): Promise<readonly DeviceGroup[]>;
  /** The group that carries our immutable key, whatever it is called by now. */
  findDeviceGroupByUniqueName(uniqueName: string): Promise<DeviceGroup | undefined>;
  listEspProfiles(): Promise<readonly Assigned<EspProfileBody>[]>;
  listAutopilotProfiles(): Promise<readonly Assigned<AutopilotProfileBody>[]>;
  /** Devices hold a profile for a while after its assignment has gone. An absent profile has none. */
  hasAssignedDevices(profileId: string): Promise<boolean>;
  listComanagementPolicies(): Promise<readonly Assigned<ComanagementPolicyBody>[]>;
  readAutopilotSync(): Promise<{
    readonly status: string;
    readonly lastTriggeredAt?: string;
    readonly vendorNow: string;
  }>;
}

/**
 * Writes that can be undone or repeated. None looks before it acts: the activity reads first, journals, writes, reads back.
 * A lost answer is a `GraphError` of kind `outcome-unknown`.
 */
export interface GraphWrites {
  /** Repeatable: `uniqueName` makes the second call find the first one's group. */
  upsertDynamicDeviceGroup(group: {
    uniqueName: string;
    displayName: string;
    membershipRule: string;
  }): Promise<DeviceGroup>;
  /** Undo of the above; an absent group is success. */
  deleteGroup(groupId: string): Promise<void>;
  /** Not repeatable: a second call makes a second profile. */
  createEspProfile(body: EspProfileBody): Promise<string>;
  createAutopilotProfile(body: AutopilotProfileBody): Promise<string>;
  createComanagementPolicy(body: ComanagementPolicyBody): Promise<string>;
  /** Replaces the whole assignment list of an enrolment configuration (ESP or co-management policy). Repeatable. */
  assignEnrollmentConfiguration(id: string, groupIds: readonly string[]): Promise<void>;
  /** Adds one assignment unless it is there; repeatable. */
  assignAutopilotProfile(id: string, groupId: string): Promise<void>;
  /** Removes every assignment; repeatable. */
  unassignAutopilotProfile(id: string): Promise<void>;
  /** Deletions: an absent object is success. */
  deleteEnrollmentConfiguration(id: string): Promise<void>;
  deleteAutopilotProfile(id: string): Promise<void>;
  setEnrollmentConfigurationPriority(id: string, priority: number): Promise<void>;
  /** At most 500 rows. Repeatable in effect: a device already there ends in error 806. Answers the import rows made. */
  importAutopilotIdentities(rows: readonly ImportRow[]): Promise<readonly ImportedIdentity[]>;
  /** Absent is success. Does not touch the registration. */
  deleteImportedIdentity(importedId: string): Promise<void>;
  /** 409 (one is running) is success; 429 comes out as `throttled`. */
  triggerAutopilotSync(): Promise<void>;
  updateAutopilotIdentity(autopilotIdentityId: string, change: { groupTag: string }): Promise<void>;
  assignUserToAutopilotIdentity(
    autopilotIdentityId: string,
    userPrincipalName: string,
  ): Promise<void>;
  unassignUserFromAutopilotIdentity(autopilotIdentityId: string): Promise<void>;
  /** Undo of an import. Refused by the vendor while the device is enrolled. Absent is success. */
  deleteAutopilotIdentity(autopilotIdentityId: string): Promise<void>;
}

/** What only the guard's own application registration may do. */
export interface GraphGuardWrites {
  /** PATCH accountEnabled; repeatable. */
  setEntraDeviceEnabled(objectId: string, enabled: boolean): Promise<void>;
  /** Absent is success. */
  deleteEntraDevice(objectId: string): Promise<void>;
  /** keepEnrollmentData = keepUserData = false. Never repeated by a machine. */
  wipeManagedDevice(managedDeviceId: string): Promise<void>;
  retireManagedDevice(managedDeviceId: string): Promise<void>;
}

export type GraphPort = GraphReads & GraphWrites;
export type GuardGraphPort = GraphReads & GraphGuardWrites;
