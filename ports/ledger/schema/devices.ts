import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { deviceStates, endStates, type DeviceState } from '../../../domain/device-state.ts';
import type { FailureCode } from '../../../domain/failures.ts';
import { tracks, type Track } from '../../../domain/plan-item.ts';
import type { DeviceRecords } from '../port.ts';
import { bytes, checkOneOf, instant, jsonObject, keyText, literals } from './columns.ts';
import { belongsToRun, runColumns } from './runs.ts';

/** The pairs of `deviceTransitions()`, filled by the migration that also makes the trigger. */
export const deviceTransitions = pgTable(
  'device_transitions',
  {
    from: keyText('from_state').$type<DeviceState>().notNull(),
    to: keyText('to_state').$type<DeviceState>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.from, t.to] })],
);

/**
 * One device of one run. A trigger keeps `parked_from`, `holds` and `updated_at` and refuses moves
 * that `device_transitions` does not hold.
 */
export const devices = pgTable(
  'devices',
  {
    ...runColumns(),
    deviceKey: keyText().notNull(),
    row: integer('row_number').notNull(),
    serialNumber: text().notNull(),
    productId: text().notNull(),
    groupTag: text().notNull(),
    assignedUser: text(),
    state: text().$type<DeviceState>().notNull(),
    parkedFrom: text().$type<DeviceState>(),
    code: text().$type<FailureCode>(),
    vendorReason: text(),
    track: text().$type<Track>(),
    wave: integer().notNull().default(0),
    shard: integer().notNull().default(0),
    records: jsonObject().$type<DeviceRecords>().notNull().default({}),
    /** Whether this run keeps other runs off the device: until its own end or the run's. */
    holds: boolean().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.deviceKey] }),
    belongsToRun('devices_run', t),
    uniqueIndex('devices_held_once')
      .on(t.tenant, t.deviceKey)
      .where(sql`${t.holds}`),
    // The run stands last in both: with it in front and no statistics yet (a run's first minute),
    // PostgreSQL may prefer one of them to the primary key and read the whole run for each device.
    index('devices_by_state').on(t.tenant, t.state, t.run),
    index('devices_by_shard').on(t.tenant, t.wave, t.shard, t.run),
    checkOneOf('devices_state', t.state, deviceStates),
    checkOneOf('devices_parked_from', t.parkedFrom, deviceStates),
    checkOneOf('devices_track', t.track, tracks),
    check(
      'devices_parked_knows_where_from',
      sql`(${t.state} = 'needs-attention') = (${t.parkedFrom} is not null)`,
    ),
    check(
      'devices_ended_holds_nothing',
      sql`not ${t.holds} or ${t.state} not in (${literals(endStates)})`,
    ),
  ],
);

/** Apart from the device, so that a purge is a DELETE and a move never rewrites four kilobytes. */
export const hardwareHashes = pgTable(
  'hardware_hashes',
  {
    ...runColumns(),
    deviceKey: keyText().notNull(),
    keyId: text().notNull(),
    sealed: bytes().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.deviceKey] }),
    foreignKey({
      name: 'hardware_hashes_device',
      columns: [t.tenant, t.run, t.deviceKey],
      foreignColumns: [devices.tenant, devices.run, devices.deviceKey],
    }),
  ],
);

/** A list of devices that somebody says were handed over, as it was uploaded. */
export const deliveries = pgTable(
  'deliveries',
  {
    ...runColumns(),
    uploadId: keyText().notNull(),
    deviceKeys: text().array().notNull(),
    savedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.uploadId] }),
    belongsToRun('deliveries_run', t),
  ],
);
