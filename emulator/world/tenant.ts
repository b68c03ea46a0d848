import { z } from 'zod';
import {
  deviceRegistrationSchema,
  mamUserScopeSchema,
  mdmUserScopeSchema,
  softDeleteSchema,
} from './tenant-policies.ts';

/** https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference */
export const skuPartNumbers = [
  'SPE_E3',
  'Microsoft_365_E3_(no_Teams)',
  'SPE_E5',
  'Microsoft_365_E5_(no_Teams)',
  'SPE_F1',
  'M365_F1',
  'EMS',
  'EMSPREMIUM',
  'AAD_PREMIUM',
  'AAD_PREMIUM_P2',
  'INTUNE_A',
  'INTUNE_A_D',
  'SPB',
  'M365EDU_A3_FACULTY',
  'M365EDU_A5_FACULTY',
  'M365_G3_GOV',
  'M365_G5_GCC',
  'EMS_GOV',
  'EMSPREMIUM_GOV',
  'SPE_E3_USGOV_GCCHIGH',
  'SPE_E5_USGOV_GCCHIGH',
  'EMSPREMIUM_USGOV_GCCHIGH',
  'AAD_PREMIUM_USGOV_GCCHIGH',
  'SPE_E3_USGOV_DOD',
] as const;

export const tenantSchema = z
  .strictObject({
    tenantId: z.uuid().default('7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d'),
    displayName: z.string().default('Fabrikam'),
    /** The first is the initial and the default domain. */
    verifiedDomains: z.array(z.string()).min(1).default(['fabrikam.example']),
    mdmAuthority: z.enum(['intune', 'sccm', 'office365', 'unknown']).default('intune'),
    /** `false`: Intune was never set up, and every call of its answers 400. */
    hasIntune: z.boolean().default(true),
    intuneSubscriptionState: z
      .enum(['pending', 'active', 'warning', 'disabled', 'deleted', 'blocked', 'lockedOut'])
      .default('active'),
    skus: z
      .array(
        z.strictObject({
          skuPartNumber: z.enum(skuPartNumbers),
          enabled: z.int().default(1000),
          consumed: z.int().default(600),
        }),
      )
      .default([{ skuPartNumber: 'SPE_E3', enabled: 1000, consumed: 600 }]),
    mdmUserScope: mdmUserScopeSchema,
    mamUserScope: mamUserScopeSchema,
    deviceRegistration: deviceRegistrationSchema,
    softDelete: softDeleteSchema,
  })
  .prefault({});

export const userSchema = z.strictObject({
  userPrincipalName: z.string(),
  id: z.uuid().optional(),
  displayName: z.string().optional(),
  accountEnabled: z.boolean().default(true),
  /** With one, `grant_type=password` gives a delegated token for this person. */
  password: z.string().optional(),
  /** `false`: no licence at all. */
  licensed: z.boolean().default(true),
  /** Ignored where `licensed` is false. */
  skuPartNumbers: z.array(z.enum(skuPartNumbers)).default(['SPE_E3']),
});

export const groupSchema = z.strictObject({
  id: z.uuid().optional(),
  displayName: z.string(),
  uniqueName: z.string().optional(),
  /** A dynamic group when present. */
  membershipRule: z.string().optional(),
  securityEnabled: z.boolean().default(true),
  /** Object ids of devices, users or groups; only for an assigned group. */
  members: z.array(z.uuid()).default([]),
});

/** An Entra device object; with `machineId` and `stale` it is a leftover of that machine. */
export const entraDeviceSchema = z.strictObject({
  id: z.uuid().optional(),
  deviceId: z.uuid().optional(),
  displayName: z.string(),
  machineId: z.string().optional(),
  /** Not the machine's current object: an earlier join or registration. */
  stale: z.boolean().default(false),
  accountEnabled: z.boolean().default(true),
  trustType: z.enum(['Workplace', 'AzureAd', 'ServerAd']).nullable().default('AzureAd'),
  operatingSystem: z.string().default('Windows'),
  isManaged: z.boolean().default(false),
  onPremisesSyncEnabled: z.boolean().nullable().default(null),
  lastSignInDaysAgo: z.number().nullable().default(120),
  createdDaysAgo: z.number().default(400),
  /** Carries the machine's `[HWID]`, so that duplicates can be told. */
  hasHardwareId: z.boolean().default(true),
  /** Shows the `[HWID]` of this machine instead of its own, as an image cloned after its join does. */
  hardwareIdOfMachine: z.string().optional(),
  bitlockerKeyCount: z.int().nonnegative().default(0),
  hasLapsCredential: z.boolean().default(false),
  /** User principal names; default: the user of its machine. */
  registeredOwners: z.array(z.string()).optional(),
});

export const managedDeviceSchema = z.strictObject({
  id: z.uuid().optional(),
  deviceName: z.string(),
  serialNumber: z.string(),
  machineId: z.string().optional(),
  stale: z.boolean().default(false),
  azureADDeviceId: z.uuid().optional(),
  userPrincipalName: z.string().default(''),
  managementAgent: z
    .enum(['mdm', 'configurationManagerClient', 'configurationManagerClientMdm'])
    .default('mdm'),
  /** `managedDeviceOwnerType`: whose device Intune says it is. */
  ownerType: z.enum(['company', 'personal', 'unknown']).default('company'),
  enrolledDaysAgo: z.number().default(200),
  lastSyncDaysAgo: z.number().default(0.2),
});

/** A registration that belongs to no machine of this world. */
export const autopilotIdentitySchema = z.strictObject({
  id: z.uuid().optional(),
  serialNumber: z.string(),
  groupTag: z.string().default(''),
});

/**
 * Further keys and LAPS rows, by Entra device id. One key id may stand under several devices: a
 * machine that escrows the same protector again after another join does that.
 */
export const bitlockerKeySchema = z.strictObject({
  id: z.uuid().optional(),
  deviceId: z.uuid(),
  createdDaysAgo: z.number().default(100),
});
export const lapsCredentialSchema = z.strictObject({
  deviceId: z.uuid(),
  deviceName: z.string(),
  lastBackupDaysAgo: z.number().default(10),
});

/** An extra enrolment configuration; the five defaults of every tenant come by themselves. */
export const enrollmentConfigurationSchema = z
  .object({
    '@odata.type': z.string(),
    displayName: z.string(),
    assignedGroupIds: z.array(z.uuid()).default([]),
  })
  .catchall(z.json());

/** Whether enrolment of Windows is allowed by the default platform restriction. */
export const platformRestrictionSchema = z
  .strictObject({
    platformBlocked: z.boolean().default(false),
    personalDeviceEnrollmentBlocked: z.boolean().default(false),
  })
  .prefault({});
