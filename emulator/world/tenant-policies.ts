import { z } from 'zod';

const policyScopes = ['none', 'all', 'selected'] as const;

/** https://learn.microsoft.com/graph/api/resources/mobiledevicemanagementpolicy */
export const mdmUserScopeSchema = z
  .strictObject({
    appliesTo: z.enum(policyScopes).default('all'),
    includedGroupIds: z.array(z.string()).default([]),
  })
  .prefault({});

/** Its twin for applications, which takes precedence on personal devices. */
export const mamUserScopeSchema = z
  .strictObject({
    appliesTo: z.enum(policyScopes).default('none'),
    includedGroupIds: z.array(z.string()).default([]),
  })
  .prefault({});

const registrationMembershipSchema = z.union([
  z.enum(['all', 'none']),
  z.strictObject({
    users: z.array(z.string()).default([]),
    groups: z.array(z.string()).default([]),
  }),
]);

/** https://learn.microsoft.com/graph/api/resources/deviceregistrationpolicy */
export const deviceRegistrationSchema = z
  .strictObject({
    allowedToJoin: registrationMembershipSchema.default('all'),
    allowedToRegister: registrationMembershipSchema.default('all'),
    userDeviceQuota: z.int().default(50),
    multiFactorAuthConfiguration: z.enum(['notRequired', 'required']).default('notRequired'),
    lapsEnabled: z.boolean().default(false),
  })
  .prefault({});

/**
 * Whether deleted directory objects rest in `directory/deletedItems` for 30 days. Off by default:
 * for devices it is a preview, and for security groups Microsoft's pages disagree.
 */
export const softDeleteSchema = z
  .strictObject({
    devices: z.boolean().default(false),
    /** The reference says that hybrid joined devices are not covered; an article says they are. */
    hybridDevices: z.boolean().default(false),
    securityGroups: z.boolean().default(false),
  })
  .prefault({});

/** https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy */
export const conditionalAccessPolicySchema = z.strictObject({
  id: z.uuid().optional(),
  displayName: z.string(),
  state: z.enum(['enabled', 'disabled', 'enabledForReportingButNotEnforced']).default('enabled'),
  /** `All`, or application ids. */
  includeApplications: z.array(z.string()).default(['All']),
  excludeApplications: z.array(z.string()).default([]),
  /** `All`, or user ids. */
  includeUsers: z.array(z.string()).default(['All']),
  excludeUsers: z.array(z.string()).default([]),
  includeGroups: z.array(z.string()).default([]),
  excludeGroups: z.array(z.string()).default([]),
  operator: z.enum(['AND', 'OR']).default('OR'),
  builtInControls: z
    .array(z.enum(['block', 'mfa', 'compliantDevice', 'domainJoinedDevice', 'passwordChange']))
    .default(['mfa']),
  termsOfUse: z.array(z.string()).default([]),
});

/** A principal (user or service principal, by object id) in a directory role. */
export const directoryRoleAssignmentSchema = z.strictObject({
  principalId: z.string(),
  roleName: z.enum([
    'Global Administrator',
    'Global Reader',
    'Intune Administrator',
    'Cloud Device Administrator',
    'Windows 365 Administrator',
    'Security Administrator',
  ]),
});

/** Intune's own roles restrict people, never app-only tokens. */
export const intuneRoleAssignmentSchema = z.strictObject({
  id: z.uuid().optional(),
  displayName: z.string(),
  description: z.string().default(''),
  /** Ids of groups. */
  members: z.array(z.string()).default([]),
  resourceScopes: z.array(z.string()).default([]),
});

/** Of a compliance policy for Windows, what decides whether a fresh PC is let in. */
export const compliancePolicySchema = z.strictObject({
  id: z.uuid().optional(),
  displayName: z.string(),
  bitLockerEnabled: z.boolean().default(false),
  secureBootEnabled: z.boolean().default(false),
  gracePeriodHours: z.int().nonnegative().default(0),
});

/** An app of the tenant; whatever else its `@odata.type` has is taken as it stands. */
export const mobileAppSchema = z
  .object({
    '@odata.type': z.enum([
      '#microsoft.graph.winGetApp',
      '#microsoft.graph.win32LobApp',
      '#microsoft.graph.windowsMobileMSI',
    ]),
    id: z.uuid().optional(),
    displayName: z.string(),
    assignedGroupIds: z.array(z.string()).default([]),
    intent: z.enum(['available', 'required', 'uninstall']).default('required'),
  })
  .catchall(z.json());
