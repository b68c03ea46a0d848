/** What the stores say, as rows joined locally. Instants are ISO strings in vendor time; absent means the vendor said nothing. */
export interface EntraDevice {
  readonly objectId: string;
  readonly deviceId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  /** `Workplace` registered, `AzureAd` joined, `ServerAd` hybrid joined; absent while only pre-created. */
  readonly trustType?: string;
  readonly profileType?: string;
  readonly isManaged?: boolean;
  readonly onPremisesSyncEnabled?: boolean;
  readonly lastSignInAt?: string;
  readonly ztdId?: string;
  readonly orderId?: string;
  /** Values of `[HWID]`: two objects with the same one are the same hardware. */
  readonly hardwareIds: readonly string[];
}

export interface ManagedDevice {
  readonly managedDeviceId: string;
  readonly serialNumber: string;
  readonly deviceName: string;
  readonly entraDeviceId?: string;
  readonly userPrincipalName?: string;
  /** `company`, `personal` or `unknown`. */
  readonly ownerType: string;
  /** `mdm`, `configurationManagerClientMdm` (co-managed), … */
  readonly managementAgent: string;
  readonly managementState?: string;
  readonly enrolledAt: string;
  readonly lastSyncAt?: string;
}

export interface AutopilotIdentity {
  readonly autopilotIdentityId: string;
  readonly serialNumber: string;
  readonly groupTag?: string;
  readonly entraDeviceId?: string;
  readonly managedDeviceId?: string;
  readonly assignedUser?: string;
  /** `notAssigned`, `pending`, `assignedInSync`, `assignedUnkownSyncState`, … */
  readonly profileAssignmentStatus?: string;
  readonly profileAssignedAt?: string;
}

export interface ImportedIdentity {
  readonly importedId: string;
  readonly serialNumber: string;
  /** `unknown`, `pending`, `partial`, `complete`, `error`. */
  readonly status: string;
  readonly registrationId?: string;
  readonly errorCode: number;
  readonly errorName: string;
}

/** A discovery record of the site with what its client reports. */
export interface SiteDevice {
  readonly resourceId: number;
  readonly name: string;
  readonly serialNumber?: string;
  readonly entraDeviceId?: string;
  /** The firmware's own id, upper case: the same after the PC was imaged again. */
  readonly smbiosGuid?: string;
  readonly isClient: boolean;
  readonly isObsolete: boolean;
  readonly mdmEnrolled: boolean;
  readonly comgmtPolicyPresent: boolean;
}

export interface DirectoryUser {
  readonly userPrincipalName: string;
  readonly accountEnabled: boolean;
}

export interface Inventory {
  /** Vendor now when the lists were read. */
  readonly takenAt: string;
  readonly entraDevices: readonly EntraDevice[];
  readonly managedDevices: readonly ManagedDevice[];
  readonly autopilotIdentities: readonly AutopilotIdentity[];
  readonly siteDevices: readonly SiteDevice[];
  readonly users: readonly DirectoryUser[];
}
