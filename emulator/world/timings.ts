import { z } from 'zod';

const minutes = (value: number) => z.number().nonnegative().default(value);

/**
 * How long the vendor's processes take, in vendor time. The defaults are the typical figures of
 * the field, not the promises of a page: most of these processes have no promise at all.
 */
export const timingsSchema = z
  .strictObject({
    /**
     * By how much imports, profile assignments and device actions differ from these figures, each
     * drawn from the seed: 0.2 is up to a fifth more or less. 0: not at all.
     */
    jitter: z.number().min(0).max(1).default(0),
    /** From `/import` until a row is `complete` or `error`. */
    importMinutes: minutes(5),
    /** From a completed import until the Autopilot identity is listed. */
    identityMinutes: minutes(1),
    /** From the listed identity until the pre-created Entra object carries `[ZTDID]`. */
    anchorMinutes: minutes(2),
    /** From a changed device until dynamic groups have seen the change. */
    groupEvaluationMinutes: minutes(5),
    /**
     * How far lists of devices, groups and members are behind, about: single objects are less,
     * advanced queries more, and each object a little different (graph/consistency/lag.ts).
     * No page promises a figure.
     */
    directoryLagSeconds: minutes(10),
    /** From group membership until `deploymentProfileAssignmentStatus` is assigned. */
    profileAssignmentMinutes: minutes(10),
    /** How long a manual Autopilot sync runs. */
    syncMinutes: minutes(2),
    /** From a deletion of an Autopilot identity until the list forgets it. */
    deregistrationMinutes: minutes(30),
    /** From `deliver` until the box stands on the desk and OOBE begins. */
    shippingMinutes: minutes(60),
    /** From the start of OOBE until the device is joined. */
    oobeMinutes: minutes(20),
    /** From the join until the Intune record exists. */
    enrollMinutes: minutes(5),
    /** From the enrolment until the ConfigMgr client is installed. */
    clientInstallMinutes: minutes(20),
    /** ESP: from the installed client until device setup is through, a task sequence apart. */
    espDeviceSetupMinutes: minutes(5),
    /** ESP: from device setup until account setup is through. */
    espAccountSetupMinutes: minutes(5),
    /** How long the task sequence named by PROVISIONTS takes. */
    provisioningSequenceMinutes: minutes(20),
    /** From a failure in OOBE until the user tries again. */
    userRetryMinutes: minutes(15),
    /** From due automatic enrolment until the Intune record exists. */
    autoEnrollMinutes: minutes(5),
    /** Automatic enrolment of many at once is spread over this long for each 1,000 of them. */
    autoEnrollMinutesPerThousand: minutes(60),
    /** From a synchronised computer until it is registered in Entra ID. */
    hybridRegistrationMinutes: minutes(60),
    /** Within this long every client has asked the site for new policy. */
    clientPolicyMinutes: minutes(60),
    /** From a refused device token until a user signs in. */
    userSignInMinutes: minutes(480),
    /** From the installed client until both sides say co-managed. */
    coManagementMinutes: minutes(10),
    /** From an accepted wipe until the online device has confirmed it. */
    wipeMinutes: minutes(10),
    /** From a confirmed wipe until the user takes the device through OOBE again. */
    resetMinutes: minutes(60),
    /** From an accepted retire until the Intune record is gone. */
    retireMinutes: minutes(10),
    /** From an accepted deletion until the list forgets the record. */
    deletedRecordMinutes: minutes(1),
    /** From an accepted restart, sync or renaming until the online device has done it. */
    remoteActionMinutes: minutes(5),
    /** An MDM certificate lasts a year and renews itself while the device calls in. */
    certificateDays: minutes(365),
    /** From the expiry of the certificate until Intune forgets the device. */
    expiredRecordDays: minutes(180),
    /** How long a finished import row stays listed (unconfirmed). */
    importedRowDays: minutes(30),
    /** From a lost assignment until the identity lets go of its profile. */
    profileReleaseMinutes: minutes(10),
    /** From collection membership until an application reports success. */
    applicationMinutes: minutes(10),
    /** From a content distribution until every distribution point has it. */
    contentMinutes: minutes(5),
    /** From one summary of the site's deployments to the next. */
    summarizationMinutes: minutes(15),
    /** From a created Store app until it is published and can be assigned. */
    appPublishingMinutes: minutes(0.5),
    /** From a change until the audit lists tell of it. */
    auditMinutes: minutes(2),
    /** From `RequestRefresh` or a changed resource until membership is up to date. */
    collectionEvaluationSeconds: minutes(30),
  })
  .prefault({});

export type Timings = z.infer<typeof timingsSchema>;
