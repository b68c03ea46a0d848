import { z } from 'zod';
import { failureCode, listOf, pageOf, pageQuery, track } from './common.ts';

const twin = {
  entraObjectId: z.string(),
  entraDeviceId: z.string(),
  displayName: z.string(),
  twinClass: z.string(),
};
const duplicate = z.object({
  ...twin,
  trustType: z.string(),
  lastSignInAt: z.string(),
  managedDeviceId: z.exactOptional(z.string()),
});

export const planItem = z.object({
  deviceKey: z.string(),
  row: z.int(),
  track,
  refusal: z.exactOptional(failureCode),
  conflicts: z.exactOptional(listOf(z.object({ kind: z.string(), records: listOf(z.string()) }))),
  evidence: listOf(z.string()),
  wave: z.int(),
  groupTag: z.string(),
  assignedUser: z.exactOptional(z.string()),
  target: z.object({
    serialNumber: z.string(),
    entraObjectId: z.exactOptional(z.string()),
    entraDeviceId: z.exactOptional(z.string()),
    managedDeviceId: z.exactOptional(z.string()),
    enrolledDateTime: z.exactOptional(z.string()),
    autopilotIdentityId: z.exactOptional(z.string()),
    previousGroupTag: z.exactOptional(z.string()),
    previousAssignedUser: z.exactOptional(z.string()),
  }),
  duplicates: listOf(duplicate),
  kept: listOf(z.object({ ...twin, reason: z.string() })),
});

const planHeader = z.object({
  version: z.literal(1),
  tenant: z.string(),
  run: z.string(),
  path: z.string(),
  requester: z.string(),
  specHash: z.string(),
  itemsRoot: z.string(),
  totals: z.object({
    devices: z.int(),
    byTrack: z.partialRecord(track, z.int()),
    duplicates: z.int(),
    waves: z.int(),
  }),
  tenantChanges: listOf(
    z.object({ object: z.string(), name: z.string(), change: z.enum(['create', 'adopt']) }),
  ),
});

export const planQuery = pageQuery;
/** The hash covers header and all items; `items` is one page of them, ordered by device key. */
export const plan = z.object({ header: planHeader, planHash: z.string(), items: pageOf(planItem) });
export type PlanAnswer = z.output<typeof plan>;
