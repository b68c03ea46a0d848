import { z } from 'zod';

/** What goes wrong with one machine on its way, besides what its world makes go wrong. */
export const troubleKinds = [
  /** The client takes longer than the 30 minutes that the status page grants it. */
  'client-install-slow',
  /** ccmsetup ends with an error. */
  'client-setup-error',
  /** The status page looks for a provider `Sidecar` and finds `ConfigMgr`. */
  'esp-identifying-hang',
  /** The provisioning task sequence of the command line fails or takes too long. */
  'provisioning-sequence-failed',
  /** Enrolment answers `code` (a key of the catalogue of failures). */
  'enrollment-error',
  /** The device token is refused; a signed-in user is needed. */
  'device-token-refused',
  /** The synchronised computer never completes its hybrid registration. */
  'hybrid-registration-stuck',
  /** The user switches off before OOBE is through. */
  'user-abandons',
] as const;
export type TroubleKind = (typeof troubleKinds)[number];

/** https://learn.microsoft.com/mem/configmgr/comanage/how-to-monitor and what it links to */
export const troubleSchema = z.strictObject({
  kind: z.enum(troubleKinds),
  /** How many attempts it spoils; left out: every one. */
  attempts: z.int().positive().optional(),
  /** For `enrollment-error`: a code of `machines/failures.ts`. */
  code: z.string().optional(),
  /** For `client-install-slow`: how long the installation takes. */
  minutes: z.number().positive().optional(),
});
export type Trouble = z.infer<typeof troubleSchema>;

const rate = z.number().min(0).max(1).default(0);

/** The share of machines that meet a trouble by themselves, drawn from the seed. Default: none. */
export const failureRatesSchema = z
  .strictObject({
    clientInstallSlow: rate,
    clientSetupError: rate,
    espIdentifyingHang: rate,
    provisioningSequenceFailed: rate,
    /** A transient enrolment error (0x80180005), once. */
    enrollmentError: rate,
    deviceTokenRefused: rate,
    hybridRegistrationStuck: rate,
    userAbandons: rate,
    /** A duplicate of the machine's Entra object makes automatic enrolment fail. */
    duplicateBreaksEnrollment: rate,
  })
  .prefault({});
export type FailureRates = z.infer<typeof failureRatesSchema>;
