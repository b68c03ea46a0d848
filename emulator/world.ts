import { z } from 'zod';
import { machineSchema } from './world/machine.ts';
import { siteSchema } from './world/site.ts';
import {
  appSchema,
  autopilotIdentitySchema,
  bitlockerKeySchema,
  enrollmentConfigurationSchema,
  entraDeviceSchema,
  groupSchema,
  lapsCredentialSchema,
  managedDeviceSchema,
  operationApprovalPolicySchema,
  platformRestrictionSchema,
  tenantSchema,
  userSchema,
} from './world/tenant.ts';
import { timingsSchema } from './world/timings.ts';

/**
 * A world file: one tenant, one ConfigMgr site and the machines between them, at the instant
 * `startAt`. Everything has a default, so that a file says only what matters. Unknown keys are
 * refused. Ids left out are derived from `seed`, so the same file always gives the same ids.
 * Ages (`…DaysAgo`) count back from `startAt`.
 */
export const worldSchema = z.strictObject({
  /** Free text for readers. */
  description: z.string().optional(),
  seed: z.int().default(1),
  /** The vendor clock's first instant. */
  startAt: z.iso.datetime().default('2026-09-01T08:00:00Z'),
  tenant: tenantSchema,
  apps: z.array(appSchema).default([]),
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
  site: siteSchema,
  timings: timingsSchema,
});

/** A world with every default filled in. */
export type World = z.infer<typeof worldSchema>;
/** A world as people write it. */
export type WorldInput = z.input<typeof worldSchema>;

/** Throws a ZodError that names every wrong field. */
export function parseWorld(json: unknown): World {
  return worldSchema.parse(json);
}
