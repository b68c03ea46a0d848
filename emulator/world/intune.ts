import { z } from 'zod';

/**
 * https://learn.microsoft.com/intune/fundamentals/role-based-access-control/multi-admin-approval-graph-api
 * At most 50 applications can be excluded from one access policy.
 */
const EXCLUDED_APPS_MAX = 50;

/** Multi Admin Approval: an access policy, as `deviceManagement/operationApprovalPolicies` lists it. */
export const operationApprovalPolicySchema = z.strictObject({
  id: z.uuid().optional(),
  displayName: z.string(),
  policyType: z.string().default('deviceWipe'),
  policyPlatform: z.string().default('notApplicable'),
  approverGroupIds: z.array(z.string()).default([]),
  /** Whether app-only calls are held back too: the roll-out of June 2026. People always are. */
  enforcedForApps: z.boolean().default(false),
  /** Client ids of applications that pass unheld. */
  excludedAppIds: z.array(z.uuid()).max(EXCLUDED_APPS_MAX).default([]),
  /**
   * Further operations it holds back, by the ids of `graph/metadata`: nobody outside Microsoft
   * knows yet which policy covers Autopilot and Entra deletions or co-management settings.
   */
  alsoProtects: z.array(z.string()).default([]),
});

/** How Multi Admin Approval answers. The two pages and the field disagree. */
export const operationApprovalSchema = z
  .strictObject({
    /**
     * `field`: 400 without the justification, 412 with the outer code `BadRequest` when filed.
     * `learn-400` and `learn-403`: the two builds of the page; both answer 403 `ApprovalRequired` when filed.
     */
    variant: z.enum(['field', 'learn-400', 'learn-403']).default('field'),
    /** What of the body a replay must repeat: every byte, or only every value. */
    replay: z.enum(['bytes', 'values']).default('bytes'),
    /** Whether a caller sees other people's requests; one report has 404 for them. */
    visibility: z.enum(['all', 'own']).default('all'),
    /** Without progress a request expires after so many days of vendor time. */
    expiryDays: z.number().positive().default(3),
  })
  .prefault({});

/** What an exhausted pool or a refused repetition answers. */
const refusalSchema = (status: number, code: string, message: string) =>
  z
    .strictObject({
      status: z.int().min(400).max(599).default(status),
      code: z.string().default(code),
      message: z.string().default(message),
      retryAfterSeconds: z.int().positive().optional(),
    })
    .prefault({});

/**
 * Wipes, retires and deletions a tenant may issue per UTC day of vendor time, portal and bulk
 * actions included. The figures come from a third party's runbook that quotes Learn pages of
 * August 2026; `null`: no pools. What an exhausted pool answers is unknown.
 */
export const dailyPoolsSchema = z
  .strictObject({
    wipe: z.int().nonnegative().default(500),
    retire: z.int().nonnegative().default(1000),
    delete: z.int().nonnegative().default(1000),
    /** Deleting a Windows device sends it a retire: whether that one counts is unknown. */
    deleteSpendsRetire: z.boolean().default(false),
    refusal: refusalSchema(429, 'TooManyRequests', 'The daily limit of this action is reached.'),
  })
  .nullable()
  .default(null);

/** What nobody outside Microsoft can tell of device actions. */
export const deviceActionsSchema = z
  .strictObject({
    /** A wipe of a device whose wipe is still pending. */
    secondWipe: z.enum(['accepted', 'refused']).default('accepted'),
  })
  .prefault({});

/** Registration of Autopilot devices. */
export const registrationSchema = z
  .strictObject({
    /** Rows of the answer of `/import`: nothing promises their order. */
    answerOrder: z.enum(['as-sent', 'reversed']).default('as-sent'),
    /** When a registered device is listed: after a while, after a sync, or whichever is first. */
    identityAppears: z.enum(['delay', 'sync', 'delay-or-sync']).default('delay-or-sync'),
    /** Assigning a profile to a group it has: 400, or nothing happens. */
    repeatedProfileAssignment: z.enum(['refused', 'accepted']).default('refused'),
    /** The bodies of both refusals of sync are unconfirmed. */
    syncRunning: refusalSchema(409, 'Conflict', 'A sync is already running.'),
    syncTooSoon: refusalSchema(429, 'TooManyRequests', 'Please retry again later.'),
    /** So many syncs end `failed` before one completes. */
    failingSyncs: z.int().nonnegative().default(0),
  })
  .prefault({});

export type Refusal = z.infer<ReturnType<typeof refusalSchema>>;
