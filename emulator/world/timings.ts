import { z } from 'zod';

const minutes = (value: number) => z.number().nonnegative().default(value);

/**
 * How long the vendor's processes take, in vendor time. The defaults are the typical figures of
 * the field, not the promises of a page: most of these processes have no promise at all.
 */
export const timingsSchema = z
  .strictObject({
    /** From `/import` until a row is `complete` or `error`. */
    importMinutes: minutes(5),
    /** From a completed import until the Autopilot identity is listed. */
    identityMinutes: minutes(1),
    /** From the listed identity until the pre-created Entra object carries `[ZTDID]`. */
    anchorMinutes: minutes(2),
    /** From a changed device until dynamic groups have seen the change. */
    groupEvaluationMinutes: minutes(5),
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
    /** From the installed client until both sides say co-managed. */
    coManagementMinutes: minutes(10),
    /** From an accepted wipe until the online device has confirmed it. */
    wipeMinutes: minutes(10),
    /** From a confirmed wipe until the user takes the device through OOBE again. */
    resetMinutes: minutes(60),
    /** From an accepted retire until the Intune record is gone. */
    retireMinutes: minutes(10),
    /** From collection membership until an application reports success. */
    applicationMinutes: minutes(10),
    /** From a content distribution until every distribution point has it. */
    contentMinutes: minutes(5),
    /** From `RequestRefresh` or a changed resource until membership is up to date. */
    collectionEvaluationSeconds: minutes(30),
  })
  .prefault({});

export type Timings = z.infer<typeof timingsSchema>;
