import { z } from 'zod';

/**
 * What nobody outside Microsoft has confirmed about the AdminService. The defaults are this
 * emulator's guess, listed in docs/emulator-differences.md.
 */
export const siteBehaviourSchema = z
  .strictObject({
    /**
     * Class names on `wmi`: without case since 2006, with case before.
     * https://learn.microsoft.com/mem/configmgr/develop/adminservice/overview
     */
    classNames: z.enum(['insensitive', 'exact']).default('insensitive'),
    /** How a write or a method without the right is refused. */
    deniedStatus: z.union([z.literal(404), z.literal(403)]).default(404),
    /** What an accepted PUT or PATCH answers: the entity, or nothing. */
    updateStatus: z.union([z.literal(200), z.literal(204)]).default(200),
    /** A second collection of the same name. */
    duplicateNames: z.enum(['accepted', 'refused']).default('accepted'),
    /** The same direct rule again. */
    duplicateDirectRule: z.enum(['ignored', 'refused']).default('ignored'),
    /** The same application to the same collection again. */
    duplicateDeployment: z.enum(['accepted', 'refused']).default('accepted'),
    /** Deleting a collection that others are limited to, include or exclude. */
    deleteWithDependents: z.enum(['accepted', 'refused']).default('refused'),
    /** Rows of a list until an `@odata.nextLink` appears; `null`: everything at once. */
    pageSize: z.int().positive().nullable().default(null),
    /** Whether `SMS_Client_ComanagementState` is reachable over REST. */
    servesComanagementState: z.boolean().default(true),
  })
  .prefault({});
