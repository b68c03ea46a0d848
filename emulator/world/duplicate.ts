import { z } from 'zod';

/**
 * What earlier lives of a machine have left in the stores.
 * https://learn.microsoft.com/entra/identity/devices/manage-stale-devices
 */
export const duplicateKinds = [
  /** An earlier Entra join of a machine that was imaged again. */
  'stale',
  /** Its user registered it before it was joined: dual state. */
  'workplaceTwin',
  /** Synchronised from Active Directory and never registered: no registration date. */
  'pendingHybrid',
  /** The computer account of an earlier life, synchronised and registered. */
  'staleHybrid',
  /** Pre-created by an earlier Autopilot registration of the same hardware, which is gone. */
  'anchorOfOldLife',
  /** Another machine imaged from this one after its join: it shows this hardware id. */
  'clonedImage',
  /** An Intune record of an earlier enrolment. */
  'staleIntune',
  /** A ConfigMgr record of an earlier client. */
  'obsoleteClient',
] as const;
export type DuplicateKind = (typeof duplicateKinds)[number];

/** Ids and names left out are derived; ages are days before `startAt`. */
export const duplicateSchema = z.strictObject({
  kind: z.enum(duplicateKinds),
  id: z.uuid().optional(),
  deviceId: z.uuid().optional(),
  /** Default: the machine's name. */
  displayName: z.string().optional(),
  lastSignInDaysAgo: z.number().nullable().default(200),
  createdDaysAgo: z.number().default(600),
  accountEnabled: z.boolean().default(true),
  hasHardwareId: z.boolean().default(true),
  bitlockerKeyCount: z.int().nonnegative().default(0),
  hasLapsCredential: z.boolean().default(false),
  /** An Intune record hangs on it (`workplaceTwin`: enrolled by the registration). */
  isManaged: z.boolean().default(false),
  /** While it exists, automatic enrolment of the machine fails. */
  blocksEnrollment: z.boolean().default(false),
});
export type DuplicateSpec = z.infer<typeof duplicateSchema>;
