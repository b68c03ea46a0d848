import { and, asc, sql } from 'drizzle-orm';
import type { DeviceState } from '../../domain/device-state.ts';
import type { Database, Statements } from './database.ts';
import { enqueueSignals, ledgerMovedSignal } from './outbox.ts';
import type { DeviceMove, DevicesLedger, RunKey } from './port.ts';
import { devices } from './schema/devices.ts';
import { isAnyOf, ofRun, recordset } from './statements.ts';

interface Moves {
  readonly moves: readonly DeviceMove[];
  readonly notify: readonly string[];
}

export async function moveDevices(
  database: Database,
  key: RunKey,
  { moves, notify }: Moves,
): Promise<readonly string[]> {
  if (moves.length === 0) return [];
  return database.transaction(async (tx) => {
    const stateBefore = await lockDevices(
      tx,
      key,
      moves.map(({ deviceKey }) => deviceKey),
    );
    const there = moves.filter(({ deviceKey, to }) => stateBefore.get(deviceKey) === to);
    const moved = await update(tx, key, moves);
    if (moved.length > 0) await enqueueSignals(tx, notify, ledgerMovedSignal);
    return [...new Set([...there.map(({ deviceKey }) => deviceKey), ...moved])];
  });
}

/** In the order of their keys: two callers with the same devices wait for each other, not for ever. */
async function lockDevices(
  tx: Statements,
  key: RunKey,
  deviceKeys: readonly string[],
): Promise<ReadonlyMap<string, DeviceState>> {
  const rows = await tx
    .select({ deviceKey: devices.deviceKey, state: devices.state })
    .from(devices)
    .where(and(ofRun(devices, key), isAnyOf(devices.deviceKey, deviceKeys)))
    .orderBy(asc(devices.deviceKey))
    .for('no key update');
  return new Map(rows.map(({ deviceKey, state }) => [deviceKey, state]));
}

/** A move from a state to itself is nothing; it must not count as news. */
async function update(
  tx: Statements,
  key: RunKey,
  moves: readonly DeviceMove[],
): Promise<string[]> {
  const { rows } = await tx.execute<{ device_key: string }>(sql`
    update devices d
    set state = m."to", code = m.code, vendor_reason = m."vendorReason",
      records = d.records || coalesce(m.records, '{}')
    from ${recordset(moves)} as m("deviceKey" text, "from" text, "to" text, code text,
      "vendorReason" text, records jsonb)
    where d.tenant = ${key.tenant} and d.run = ${key.run} and d.device_key = m."deviceKey"
      and d.state = m."from" and m."from" <> m."to"
    returning d.device_key`);
  return rows.map((row) => row.device_key);
}

export async function recordDevices(
  database: Database,
  key: RunKey,
  records: Parameters<DevicesLedger['recordDevices']>[1],
): Promise<void> {
  if (records.length === 0) return;
  await database.transaction(async (tx) => {
    await lockDevices(
      tx,
      key,
      records.map(({ deviceKey }) => deviceKey),
    );
    await tx.execute(sql`
      update devices d set records = d.records || r.records
      from ${recordset(records)} as r("deviceKey" text, records jsonb)
      where d.tenant = ${key.tenant} and d.run = ${key.run} and d.device_key = r."deviceKey"`);
  });
}
