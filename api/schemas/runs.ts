import { z } from 'zod';
import {
  deviceState,
  failureCode,
  instant,
  link,
  listOf,
  pageOf,
  pageQuery,
  runId,
  stateCounts,
  track,
} from './common.ts';
import { gateSummary } from './gates.ts';
import { task } from './tasks.ts';

/** Names one wish: the same key with the same body is answered again, never done again. */
export const idempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable characters'),
});
export const optionalIdempotencyHeaders = z.looseObject({
  'idempotency-key': z.exactOptional(idempotencyHeaders.shape['idempotency-key']),
});

export const rejectedRow = z.object({
  /** As numbered in the file; the header is row 1. */
  row: z.int(),
  column: z.string(),
  code: failureCode,
  message: z.string(),
  remedy: z.string(),
});
export type RejectedRowAnswer = z.output<typeof rejectedRow>;

const rowCounts = z.object({ read: z.int(), accepted: z.int(), rejected: z.int() });

export const createRunAnswer = z.object({
  runId,
  rows: rowCounts,
  rejected: listOf(rejectedRow),
  links: listOf(link),
});
export type CreateRunAnswer = z.output<typeof createRunAnswer>;

export const runSummary = z.object({
  runId,
  name: z.string(),
  path: z.string(),
  requester: z.string(),
  phase: z.string(),
  /** What the run waits on, for people. */
  waitingOn: z.string(),
  fence: z.enum(['live', 'paused', 'undoing', 'stopped']),
  createdAt: instant,
  endedAt: z.exactOptional(instant),
  outcome: z.exactOptional(z.string()),
  links: listOf(link),
});
export type RunSummary = z.output<typeof runSummary>;
export const runList = pageOf(runSummary);

export const tenantChange = z.object({
  object: z.string(),
  name: z.string(),
  objectId: z.string(),
  change: z.enum(['created', 'adopted']),
  undo: z.exactOptional(z.enum(['undone', 'cannot-undo', 'left-to-a-human'])),
});

export const runDetail = z.object({
  ...runSummary.shape,
  /** As it was stored, whose rules may be older than those of `runSpec`: a run must be readable for ever. */
  spec: z.record(z.string(), z.unknown()),
  specHash: z.string(),
  planHash: z.exactOptional(z.string()),
  rows: rowCounts,
  devices: z.object({ total: z.int(), byState: stateCounts }),
  gates: listOf(gateSummary),
  tasks: listOf(task),
  tenantChanges: listOf(tenantChange),
  /** Vendor calls of the tenant so far: `graph`, `adminService`, `throttled`. */
  calls: z.record(z.string(), z.int()),
  /** What somebody can do now. */
  next: z.object({ text: z.string(), href: z.string() }),
});
export type RunDetail = z.output<typeof runDetail>;

export const devicesQuery = z.strictObject({
  ...pageQuery.shape,
  state: z.exactOptional(deviceState),
});
export const device = z.object({
  deviceKey: z.string(),
  row: z.int(),
  serialNumber: z.string(),
  groupTag: z.string(),
  track: z.exactOptional(track),
  wave: z.int(),
  state: deviceState,
  /** With `needs-attention`: the state it will return to. */
  parkedFrom: z.exactOptional(deviceState),
  code: z.exactOptional(failureCode),
  /** What happened and what to do next, of `code`. */
  message: z.exactOptional(z.string()),
  /** Who owes the next action, of `code`. */
  owner: z.exactOptional(z.string()),
  vendorReason: z.exactOptional(z.string()),
  entraObjectId: z.exactOptional(z.string()),
  entraDeviceId: z.exactOptional(z.string()),
  managedDeviceId: z.exactOptional(z.string()),
  autopilotIdentityId: z.exactOptional(z.string()),
  updatedAt: instant,
});
export type DeviceAnswer = z.output<typeof device>;
export const deviceList = pageOf(device);

export const rejectedRowWithSerial = z.object({ ...rejectedRow.shape, serialNumber: z.string() });
export const rejectedList = z.object({ items: listOf(rejectedRowWithSerial) });

/** As the run stored it; its shape is the report's own (`workflows/onboarding-run`). */
export const report = z.record(z.string(), z.unknown());

/** A wave is handed out in one list; 10,000 serials are below the limit of a request body. */
export const deliveryRequest = z.strictObject({
  serialNumbers: z.array(z.string().trim().min(1).max(128)).min(1).max(10_000).readonly(),
});
export const deliveryAnswer = z.object({
  uploadId: z.string(),
  /** Devices that the list named, each once. */
  listed: z.int(),
  /** Devices of this run that the list named and that were ready to ship. */
  delivered: z.int(),
});
export type DeliveryAnswer = z.output<typeof deliveryAnswer>;
