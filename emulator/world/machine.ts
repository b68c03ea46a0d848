import { z } from 'zod';
import { duplicateSchema } from './duplicate.ts';
import { troubleSchema } from './trouble.ts';

/**
 * Where a physical machine stands at the start. The states of the Autopilot path imply the
 * records of the earlier ones; `client-only` is a PC that the site manages and Intune does not
 * know, `retired` one that has left Intune.
 */
export const machineStates = [
  'boxed',
  'shipped',
  'oobe',
  'joined',
  'enrolled',
  'client-installed',
  'co-managed',
  'wiped',
  'client-only',
  'retired',
] as const;

/**
 * How a machine stands to Entra ID and Active Directory while it is in use. `hybrid-pending` is
 * synchronised but not registered yet, `domain` not even that; `registered` is a personal
 * registration only. https://learn.microsoft.com/entra/identity/devices/overview
 */
export const joinKinds = [
  'entra',
  'hybrid',
  'hybrid-pending',
  'domain',
  'workgroup',
  'registered',
] as const;
export type JoinKind = (typeof joinKinds)[number];

/** When a machine answers: drawn from the seed for each day. */
export const onlinePatterns = ['always', 'office-hours', 'rare'] as const;
export type OnlinePattern = (typeof onlinePatterns)[number];

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
  /** Which kind of machine or trap it is, in the words of whoever made the world. */
  kind: z.string().optional(),
  /** What a run over the fleet should end with for this machine; free text for tests. */
  expectedEnd: z.string().optional(),
  /** Already registered with Autopilot in this tenant. */
  registered: z
    .strictObject({
      groupTag: z.string().default(''),
      assignedUserPrincipalName: z.string().default(''),
      /** When it last asked the registration service in OOBE; left out: never. */
      lastContactedDaysAgo: z.number().nonnegative().optional(),
    })
    .optional(),
  /** Import answers 808. */
  registeredInOtherTenant: z.boolean().default(false),
  /** Import answers 814 while a stale Entra object of this machine exists. */
  answers814: z.boolean().default(false),
  /** Import answers this error, whatever the hash says; for example StorageError. */
  importError: z
    .strictObject({
      code: z.int(),
      name: z.string(),
      /** So many attempts fail; left out: every one. */
      times: z.int().positive().optional(),
    })
    .optional(),
  /** Overrides `timings.shippingMinutes` for this machine. */
  oobeDelayMinutes: z.number().nonnegative().optional(),
  /** Without WinRE every kind of reset fails (0x80070032). */
  hasRecoveryEnvironment: z.boolean().default(true),
  /** Whether Intune hears of a finished wipe: one that it never hears of stays pending for ever. */
  reportsWipe: z.boolean().default(true),
  /** A protected wipe leaves it unable to start. */
  protectedWipeBreaksIt: z.boolean().default(false),
  /** Import goes through `partial` and takes twice as long. */
  importsInParts: z.boolean().default(false),
  /** A profile can not be assigned: the detail of the failure. */
  profileAssignmentError: z
    .enum(['hardwareRequirementsNotMet', 'windowsPcProfileNotSupported'])
    .optional(),
  /** Whether its user takes it through OOBE again after a wipe. */
  resetsAfterWipe: z.boolean().default(true),
  entraObjectId: z.uuid().optional(),
  entraDeviceId: z.uuid().optional(),
  managedDeviceId: z.uuid().optional(),
  enrolledDaysAgo: z.number().default(200),
  /** `null`: Entra ID has no sign-in on record, as for many machines without a user. */
  lastSignInDaysAgo: z.number().nullable().default(1),
  lastSyncDaysAgo: z.number().default(0.2),
  /** BitLocker keys escrowed on its current Entra object. */
  bitlockerKeyCount: z.int().nonnegative().default(0),
  hasLapsCredential: z.boolean().default(false),
  /** How it is joined, for states in which it is in use. */
  join: z.enum(joinKinds).default('entra'),
  osVersion: z.string().default('10.0.26100.4349'),
  /** Besides `online`: machines that sleep answer nothing either, and catch up when they wake. */
  onlinePattern: z.enum(onlinePatterns).default('always'),
  troubles: z.array(troubleSchema).default([]),
  /** How often its user tries again after a failure in OOBE. */
  userRetries: z.int().nonnegative().default(0),
  /** Who signs in after the next wipe or reset: the device has changed hands. */
  nextUserPrincipalName: z.string().optional(),
  /** Its user resets it by hand this long after `startAt`; Intune is not asked. */
  userResetsAfterMinutes: z.number().nonnegative().optional(),
  /** What earlier lives have left in the stores; `entraDevices` with `stale` are the long form. */
  duplicates: z.array(duplicateSchema).default([]),
});

export type MachineSpec = z.infer<typeof machineSchema>;
export type MachineState = (typeof machineStates)[number];
