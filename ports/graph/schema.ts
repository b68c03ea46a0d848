import { z } from 'zod';
import type {
  AutopilotIdentity,
  DirectoryUser,
  EntraDevice,
  ImportedIdentity,
  ManagedDevice,
} from '../../domain/inventory.ts';
import { present } from '../present.ts';
import { parsePhysicalIds } from './physical-ids.ts';

/**
 * What the port reads of Graph's answers; everything else passes by. `null`, empty text, zero GUIDs
 * and 0001-01-01 all mean "nothing" somewhere in Graph (`graph-api.md` §0) and become absent.
 */
const NO_GUID = '00000000-0000-0000-0000-000000000000';

const text = z
  .string()
  .nullish()
  .transform((value) => (value === '' ? undefined : (value ?? undefined)));
/** Casing of GUIDs differs between the stores, and they are joined as text. */
const id = z.string().min(1).toLowerCase();
const optionalId = text.transform((value) =>
  value === undefined || value === NO_GUID ? undefined : value.toLowerCase(),
);
const instant = text.transform((value) => (value?.startsWith('0001-01-01') ? undefined : value));
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? undefined);

export const userSchema = z
  .object({ userPrincipalName: z.string(), accountEnabled: flag })
  .transform((wire): DirectoryUser => ({
    userPrincipalName: wire.userPrincipalName,
    accountEnabled: wire.accountEnabled ?? false,
  }));

/** https://learn.microsoft.com/graph/api/resources/device */
export const entraDeviceSchema = z
  .object({
    id,
    deviceId: id,
    displayName: text,
    accountEnabled: flag,
    trustType: text,
    profileType: text,
    isManaged: flag,
    onPremisesSyncEnabled: flag,
    approximateLastSignInDateTime: instant,
    physicalIds: z.array(z.string()).nullish(),
  })
  .transform((wire): EntraDevice => {
    const { id, approximateLastSignInDateTime, physicalIds, ...same } = wire;
    return present({
      ...same,
      objectId: id,
      displayName: wire.displayName ?? '',
      // Not said: taken as enabled, since only disabled objects are ever deleted.
      accountEnabled: wire.accountEnabled ?? true,
      lastSignInAt: approximateLastSignInDateTime,
      ...parsePhysicalIds(physicalIds ?? []),
    });
  });
export const entraDeviceFields =
  'id,deviceId,displayName,accountEnabled,trustType,profileType,isManaged,onPremisesSyncEnabled,approximateLastSignInDateTime,physicalIds';

/** https://learn.microsoft.com/graph/api/resources/intune-devices-manageddevice */
export const managedDeviceSchema = z
  .object({
    id,
    serialNumber: text,
    deviceName: text,
    azureADDeviceId: optionalId,
    userPrincipalName: text,
    managedDeviceOwnerType: text,
    managementAgent: text,
    managementState: text,
    enrolledDateTime: instant,
    lastSyncDateTime: instant,
  })
  .transform((wire): ManagedDevice =>
    present({
      managedDeviceId: wire.id,
      serialNumber: wire.serialNumber ?? '',
      deviceName: wire.deviceName ?? '',
      entraDeviceId: wire.azureADDeviceId,
      userPrincipalName: wire.userPrincipalName,
      ownerType: wire.managedDeviceOwnerType ?? 'unknown',
      managementAgent: wire.managementAgent ?? 'unknown',
      managementState: wire.managementState,
      // Empty when Intune says year 1: no date to compare with, so every comparison fails.
      enrolledAt: wire.enrolledDateTime ?? '',
      lastSyncAt: wire.lastSyncDateTime,
    }),
  );
export const managedDeviceFields =
  'id,serialNumber,deviceName,azureADDeviceId,userPrincipalName,managedDeviceOwnerType,managementAgent,managementState,enrolledDateTime,lastSyncDateTime';

/** https://learn.microsoft.com/graph/api/resources/intune-enrollment-windowsautopilotdeviceidentity */
export const autopilotIdentitySchema = z
  .object({
    id,
    serialNumber: text,
    groupTag: text,
    azureActiveDirectoryDeviceId: optionalId,
    managedDeviceId: optionalId,
    userPrincipalName: text,
    deploymentProfileAssignmentStatus: text,
    deploymentProfileAssignedDateTime: instant,
  })
  .transform((wire): AutopilotIdentity =>
    present({
      autopilotIdentityId: wire.id,
      serialNumber: wire.serialNumber ?? '',
      groupTag: wire.groupTag,
      entraDeviceId: wire.azureActiveDirectoryDeviceId,
      managedDeviceId: wire.managedDeviceId,
      assignedUser: wire.userPrincipalName,
      profileAssignmentStatus: wire.deploymentProfileAssignmentStatus,
      profileAssignedAt: wire.deploymentProfileAssignedDateTime,
    }),
  );

/** https://learn.microsoft.com/graph/api/resources/intune-enrollment-importedwindowsautopilotdeviceidentity */
export const importedIdentitySchema = z
  .object({
    id,
    serialNumber: text,
    state: z
      .object({
        deviceImportStatus: text,
        deviceRegistrationId: optionalId,
        deviceErrorCode: z.number().nullish(),
        deviceErrorName: text,
      })
      .nullish(),
  })
  .transform((wire): ImportedIdentity =>
    present({
      importedId: wire.id,
      serialNumber: wire.serialNumber ?? '',
      status: wire.state?.deviceImportStatus ?? 'unknown',
      registrationId: wire.state?.deviceRegistrationId,
      errorCode: wire.state?.deviceErrorCode ?? 0,
      errorName: wire.state?.deviceErrorName ?? '',
    }),
  );

export const importAnswerSchema = z.object({ value: z.array(importedIdentitySchema) });

export const autopilotSettingsSchema = z.object({
  syncStatus: text,
  lastManualSyncTriggerDateTime: instant,
});

export const groupSchema = z
  .object({
    id,
    displayName: z.string(),
    uniqueName: text,
    membershipRule: text,
    securityEnabled: flag,
  })
  .transform(({ id, displayName, uniqueName, membershipRule, securityEnabled }) => ({
    uniqueName,
    isSecurityGroup: securityEnabled ?? false,
    group: present({ groupId: id, displayName, membershipRule }),
  }));

export const objectIdSchema = z.object({ id }).transform((wire) => wire.id);
/** Ids of policies and profiles keep their casing: they carry a suffix that is no GUID. */
export const createdSchema = z.object({ id: z.string().min(1) });

export const bitlockerKeySchema = z
  .object({ id, createdDateTime: z.string(), deviceId: optionalId })
  .transform((wire) => ({
    keyId: wire.id,
    createdAt: wire.createdDateTime,
    deviceId: wire.deviceId,
  }));

export const assignmentSchema = z.object({
  id: z.string(),
  target: z.object({ '@odata.type': z.string(), groupId: text }),
});
const assignments = z.array(assignmentSchema).nullish();

/** Every kind in one list; the members of the kinds we know are optional here. */
export const enrollmentConfigurationSchema = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  displayName: text,
  description: text,
  priority: z.number().nullish(),
  assignments,
  showInstallationProgress: flag,
  installProgressTimeoutInMinutes: z.number().nullish(),
  managedDeviceAuthority: z.number().nullish(),
  installConfigurationManagerAgent: flag,
  configurationManagerAgentCommandLineArgument: text,
  windowsRestriction: z.object({ platformBlocked: flag }).nullish(),
});
export type EnrollmentConfiguration = z.infer<typeof enrollmentConfigurationSchema>;

export const autopilotProfileSchema = z.object({
  id: z.string(),
  displayName: text,
  deviceNameTemplate: text,
  preprovisioningAllowed: flag,
  hardwareHashExtractionEnabled: flag,
  outOfBoxExperienceSetting: z.object({ deviceUsageType: text }).nullish(),
  assignments,
});

export const organizationSchema = z.object({ mobileDeviceManagementAuthority: text });
export const domainSchema = z.object({ id: z.string(), isVerified: flag });
export const approvalPolicySchema = z.object({ displayName: text, policyType: text });
export const subscribedSkuSchema = z.object({
  skuPartNumber: z.string(),
  capabilityStatus: text,
  consumedUnits: z.number().nullish(),
  prepaidUnits: z.object({ enabled: z.number().nullish() }).nullish(),
  servicePlans: z.array(z.object({ servicePlanId: id, provisioningStatus: text })).nullish(),
});

export const pageSchema = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().nullish(),
});

export const errorEnvelopeSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().nullish(),
    innerError: z.object({ 'request-id': z.string().optional() }).nullish(),
  }),
});
/** The JSON text inside Intune's `message`. */
export const nestedErrorSchema = z.object({
  ErrorCode: z.string().optional(),
  RetryAfter: z.unknown().optional(),
});
