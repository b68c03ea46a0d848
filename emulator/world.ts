import { z } from 'zod';
import { appSchema, defaultApp } from './world/app.ts';
import { freezeHazardSchema } from './world/freeze-hazard.ts';
import {
  dailyPoolsSchema,
  deviceActionsSchema,
  operationApprovalPolicySchema,
  operationApprovalSchema,
  registrationSchema,
} from './world/intune.ts';
import { machineSchema } from './world/machine.ts';
import { refereeSchema } from './world/referee.ts';
import { siteSchema } from './world/site.ts';
import {
  autopilotIdentitySchema,
  bitlockerKeySchema,
  enrollmentConfigurationSchema,
  entraDeviceSchema,
  groupSchema,
  lapsCredentialSchema,
  managedDeviceSchema,
  platformRestrictionSchema,
  tenantSchema,
  userSchema,
} from './world/tenant.ts';
import {
  compliancePolicySchema,
  conditionalAccessPolicySchema,
  directoryRoleAssignmentSchema,
  intuneRoleAssignmentSchema,
  mobileAppSchema,
} from './world/tenant-policies.ts';
import { throttlingSchema, tokensSchema } from './world/throttling.ts';
import { timingsSchema } from './world/timings.ts';
import { failureRatesSchema } from './world/trouble.ts';
import { unknownUsers } from './world/user-names.ts';

/**
 * A world file: one tenant, one ConfigMgr site and the machines between them, at the instant
 * `startAt`. Everything has a default, so that a file says only what matters. Unknown keys are
 * refused. Ids left out are derived from `seed`, so the same file always gives the same ids.
 * Ages (`…DaysAgo`) count back from `startAt`.
 */
const worldSchema = z.strictObject({
  /** Free text for readers. */
  description: z.string().optional(),
  seed: z.int().default(1),
  /** The vendor clock's first instant. */
  startAt: z.iso.datetime().default('2026-09-01T08:00:00Z'),
  tenant: tenantSchema,
  /** Left out: one app that holds every permission. */
  apps: z.array(appSchema).prefault([defaultApp]),
  users: z.array(userSchema).default([]),
  groups: z.array(groupSchema).default([]),
  machines: z.array(machineSchema).default([]),
  entraDevices: z.array(entraDeviceSchema).default([]),
  managedDevices: z.array(managedDeviceSchema).default([]),
  autopilotIdentities: z.array(autopilotIdentitySchema).default([]),
  bitlockerKeys: z.array(bitlockerKeySchema).default([]),
  lapsCredentials: z.array(lapsCredentialSchema).default([]),
  enrollmentConfigurations: z.array(enrollmentConfigurationSchema).default([]),
  platformRestriction: platformRestrictionSchema,
  operationApprovalPolicies: z.array(operationApprovalPolicySchema).default([]),
  operationApproval: operationApprovalSchema,
  dailyPools: dailyPoolsSchema,
  deviceActions: deviceActionsSchema,
  registration: registrationSchema,
  conditionalAccessPolicies: z.array(conditionalAccessPolicySchema).default([]),
  directoryRoleAssignments: z.array(directoryRoleAssignmentSchema).default([]),
  intuneRoleAssignments: z.array(intuneRoleAssignmentSchema).default([]),
  compliancePolicies: z.array(compliancePolicySchema).default([]),
  mobileApps: z.array(mobileAppSchema).default([]),
  site: siteSchema,
  referee: refereeSchema,
  throttling: throttlingSchema,
  tokens: tokensSchema,
  timings: timingsSchema,
  failureRates: failureRatesSchema,
  /** What changing a co-management policy does to the machines that came through it. */
  freezeHazard: freezeHazardSchema,
});

/** Also that the parts of a world fit together. */
const soundSchema = worldSchema.superRefine((world, context) => {
  for (const issue of unknownUsers(world)) context.addIssue({ code: 'custom', ...issue });
});

/** A world with every default filled in. */
export type World = z.infer<typeof worldSchema>;
/** A world as people write it. */
export type WorldInput = z.input<typeof worldSchema>;

/** Throws a ZodError that names every wrong field. */
export function parseWorld(json: unknown): World {
  return soundSchema.parse(json);
}
