import { and, asc, eq, gt, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import type { DataCipher } from './data-cipher.ts';
import type { Database } from './database.ts';
import { createDeliveries } from './deliveries.ts';
import { createHardwareHashes } from './hardware-hashes.ts';
import { moveDevices, recordDevices } from './device-moves.ts';
import type { DeviceFilter, DeviceRow, DevicesLedger, RunKey } from './port.ts';
import { devices } from './schema/devices.ts';
import { runs } from './schema/runs.ts';
import { ofRun, withoutNulls } from './statements.ts';

const rowColumns = {
  tenant: devices.tenant,
  run: devices.run,
  deviceKey: devices.deviceKey,
  row: devices.row,
  serialNumber: devices.serialNumber,
  productId: devices.productId,
  groupTag: devices.groupTag,
  assignedUser: devices.assignedUser,
  state: devices.state,
  parkedFrom: devices.parkedFrom,
  code: devices.code,
  vendorReason: devices.vendorReason,
  track: devices.track,
  wave: devices.wave,
  shard: devices.shard,
  records: devices.records,
  updatedAt: devices.updatedAt,
};

export function createDevicesLedger(database: Database, cipher: DataCipher): DevicesLedger {
  const { statements } = database;
  const selectDevices = () => statements.select(rowColumns).from(devices);
  return {
    ...createHardwareHashes(database, cipher),
    ...createDeliveries(database),
    moveDevices: (key, moves, notify) =>
      moveDevices(database, key, { moves, notify: notify ?? [] }),
    recordDevices: (key, records) => recordDevices(database, key, records),
    async countDevices(key, filter) {
      const rows = await statements
        .select({ state: devices.state, count: sql<number>`count(*)::int` })
        .from(devices)
        .where(matches(key, filter ?? {}))
        .groupBy(devices.state);
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },
    async listDevices(key, filter, page) {
      const isLater = page.after === undefined ? undefined : gt(devices.deviceKey, page.after);
      const rows = await selectDevices()
        .where(and(matches(key, filter), isLater))
        .orderBy(asc(devices.deviceKey))
        .limit(page.limit);
      return rows.map(toDeviceRow);
    },
    async findDevice(key, deviceKey) {
      const [row] = await selectDevices().where(
        and(ofRun(devices, key), eq(devices.deviceKey, deviceKey)),
      );
      return row === undefined ? undefined : toDeviceRow(row);
    },
    async listWatchedDevices(tenant, states) {
      const rows = await selectDevices()
        .innerJoin(runs, and(eq(runs.tenant, devices.tenant), eq(runs.run, devices.run)))
        .where(
          and(
            eq(devices.tenant, tenant),
            isNull(runs.endedAt),
            inArray(devices.state, [...states]),
          ),
        )
        .orderBy(asc(devices.run), asc(devices.deviceKey));
      return rows.map(toDeviceRow);
    },
  };
}

function matches(key: RunKey, filter: DeviceFilter): SQL | undefined {
  const { wave, shard, tracks, states } = filter;
  return and(
    ofRun(devices, key),
    wave === undefined ? undefined : eq(devices.wave, wave),
    shard === undefined ? undefined : eq(devices.shard, shard),
    tracks === undefined ? undefined : inArray(devices.track, [...tracks]),
    states === undefined ? undefined : inArray(devices.state, [...states]),
  );
}

type SelectedDevice = { [K in keyof typeof rowColumns]: (typeof devices.$inferSelect)[K] };

function toDeviceRow({ records, ...row }: SelectedDevice): DeviceRow {
  return { ...records, ...withoutNulls(row) };
}
