import { z } from 'zod';

/**
 * Throttling by the published limits, in wall time, keyed by app and tenant.
 * https://learn.microsoft.com/graph/throttling-limits
 */
export const throttlingSchema = z
  .strictObject({
    mode: z.enum(['documented', 'off']).default('documented'),
    /** Every limit times this; below 1 makes throttling easy to meet. */
    scale: z.number().positive().default(1),
    /** Size of the tenant for the directory's limit; left out: S, M or L by its number of users. */
    tenantSize: z.enum(['S', 'M', 'L']).optional(),
    /** Share of every tenant-wide limit that the admin center and other tools use up. */
    otherToolsShare: z.number().min(0).max(1).default(0),
    /** Whether a 429 carries `Retry-After`. Intune's often do not, as the field reports. */
    retryAfter: z
      .strictObject({
        directory: z.boolean().default(true),
        intune: z.boolean().default(false),
      })
      .prefault({}),
    /**
     * Single POSTs to `importedWindowsAutopilotDeviceIdentities`, which stop after 60 to 70 in a
     * row: more than `requests` within `seconds`, and all are refused for as long. The figures are
     * the field's, Microsoft publishes none.
     * https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/2857
     */
    registrationPosts: z
      .strictObject({
        requests: z.int().positive().default(60),
        seconds: z.number().positive().default(60),
      })
      .prefault({}),
    /**
     * "5,000 requests per second per provider, 200 per client IP address"; what happens above is
     * not published, nor whether the 200 are per second, as taken here.
     */
    adminService: z
      .strictObject({
        requestsPerSecond: z.int().positive().default(5000),
        requestsPerSecondPerClient: z.int().positive().default(200),
        status: z.union([z.literal(429), z.literal(503)]).default(503),
      })
      .prefault({}),
  })
  .prefault({});

/** What the token endpoint hands out; wall time. */
export const tokensSchema = z
  .strictObject({
    /** Microsoft's live 60 to 90 minutes. */
    lifetimeSeconds: z.number().positive().default(3600),
  })
  .prefault({});
