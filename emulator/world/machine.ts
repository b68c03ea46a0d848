import { z } from 'zod';

/** Where a physical machine stands at the start. Later states imply the records of the earlier. */
export const machineStates = [
  'boxed',
  'shipped',
  'oobe',
  'joined',
  'enrolled',
  'client-installed',
  'co-managed',
  'wiped',
] as const;

/**
 * A physical machine. The emulator makes the records its state implies (Entra object, Intune
 * record, ConfigMgr client), unless `entraDevices` or `managedDevices` name this machine and are
 * not `stale`. Ages are days before `startAt`.
 */
export const machineSchema = z.strictObject({
  /** The world's own name of the machine; default: the serial number. */
  machineId: z.string().optional(),
  serialNumber: z.string(),
  manufacturer: z.string().default('Contoso Devices'),
  model: z.string().default('Contoso Book 14'),
  /** Host name; default: the serial number. */
  name: z.string().optional(),
  state: z.enum(machineStates).default('boxed'),
  /** An offline machine answers nothing: no wipe, no OOBE, no client. */
  online: z.boolean().default(true),
  /** Who signs in at OOBE, and the primary user of an enrolled machine. */
  userPrincipalName: z.string().optional(),
  /** A trap: no list names it, and nothing of it may change. */
  bystander: z.boolean().default(false),
  /** Whether a careful engineer can tell this machine apart from all others. */
  resolvable: z.boolean().default(true),
  /** What a run over the fleet should end with for this machine; free text for tests. */
  expectedEnd: z.string().optional(),
  /** Already registered with Autopilot in this tenant. */
  registered: z
    .strictObject({
      groupTag: z.string().default(''),
      assignedUserPrincipalName: z.string().default(''),
    })
    .optional(),
  /** Import answers 808. */
  registeredInOtherTenant: z.boolean().default(false),
  /** Import answers 814 while a stale Entra object of this machine exists. */
  answers814: z.boolean().default(false),
  /** Import answers this error, whatever the hash says; for example StorageError. */
  importError: z.strictObject({ code: z.int(), name: z.string() }).optional(),
  /** Overrides `timings.shippingMinutes` for this machine. */
  oobeDelayMinutes: z.number().nonnegative().optional(),
  /** Whether its user takes it through OOBE again after a wipe. */
  resetsAfterWipe: z.boolean().default(true),
  entraObjectId: z.uuid().optional(),
  entraDeviceId: z.uuid().optional(),
  managedDeviceId: z.uuid().optional(),
  enrolledDaysAgo: z.number().default(200),
  lastSignInDaysAgo: z.number().default(1),
  lastSyncDaysAgo: z.number().default(0.2),
  /** BitLocker keys escrowed on its current Entra object. */
  bitlockerKeyCount: z.int().nonnegative().default(0),
  hasLapsCredential: z.boolean().default(false),
});

export type MachineSpec = z.infer<typeof machineSchema>;
export type MachineState = (typeof machineStates)[number];
