import { and, eq, sql } from 'drizzle-orm';
import type { DataCipher } from './data-cipher.ts';
import type { Database, Statements } from './database.ts';
import { openFence } from './fences.ts';
import { hashPlace } from './hardware-hashes.ts';
import type { RunsLedger } from './port.ts';
import { rejectedRows, runs, tenants } from './schema/runs.ts';
import { now, recordset, theOne } from './statements.ts';

type NewRun = Parameters<RunsLedger['createRun']>[0];
type CreatedRun = Awaited<ReturnType<RunsLedger['createRun']>>;

// A hash has 4 kB: a statement of 16 MB, far below what Node can hold in one string (512 MB).
const hashesPerStatement = 2_000;

export function createRun(
  database: Database,
  cipher: DataCipher,
  input: NewRun,
): Promise<CreatedRun> {
  return database.transaction(async (tx) => {
    // One new run of a tenant at a time: two of them cannot each find a device free.
    const tenant = tx.select().from(tenants).where(eq(tenants.tenant, input.tenant));
    theOne(await tenant.for('no key update'), 'tenant');

    const [earlier] = await tx
      .select({ run: runs.run, bodyHash: runs.bodyHash })
      .from(runs)
      .where(and(eq(runs.tenant, input.tenant), eq(runs.idempotencyKey, input.idempotencyKey)));
    if (earlier !== undefined) {
      if (earlier.bodyHash !== input.bodyHash) return { kind: 'conflict' };
      return { kind: 'existing', run: earlier.run };
    }
    await insertRun(tx, input);
    const refused = await insertDevices(tx, input);
    // What is refused is never imported: its hash is not kept.
    const devices = input.devices.filter(({ deviceKey }) => !refused.has(deviceKey));
    await insertHashes(tx, cipher, { ...input, devices });
    return { kind: 'created', run: input.run };
  });
}

async function insertRun(tx: Statements, input: NewRun): Promise<void> {
  const { tenant, run, requester, spec, specHash, rowsRead, idempotencyKey, bodyHash } = input;
  // A row may be wrong in several columns.
  const rowsRejected = new Set(input.rejected.map(({ row }) => row)).size;
  await tx.insert(runs).values({
    ...{ tenant, run, requester, spec, specHash, rowsRead, rowsRejected, idempotencyKey, bodyHash },
    phase: 'intake',
    waitingOn: '',
    createdAt: now,
  });
  await openFence(tx, input);
  if (input.rejected.length === 0) return;
  await tx.execute(sql`
    insert into ${rejectedRows} (tenant, run, row_number, column_name, code, serial_number)
    select ${tenant}, ${run}, r."row", r."column", r.code, r."serialNumber"
    from ${recordset(input.rejected)} as r("row" int, "column" text, code text, "serialNumber" text)
    on conflict do nothing`);
}

/** Answers the keys of those that another live run holds. */
async function insertDevices(tx: Statements, input: NewRun): Promise<ReadonlySet<string>> {
  const { tenant, run, devices } = input;
  if (devices.length === 0) return new Set();
  // The hash is sealed and stored apart.
  const rows = devices.map((device) => ({ ...device, hardwareHash: undefined }));
  const refused = await tx.execute<{ device_key: string }>(sql`
    with inserted as (
      insert into devices (tenant, run, device_key, row_number, serial_number, product_id,
        group_tag, assigned_user, state, code, holds, updated_at)
      select ${tenant}, ${run}, n."deviceKey", n."row", n."serialNumber", n."productId",
        n."groupTag", n."assignedUser",
        case when other.holds then 'refused' else 'accepted' end,
        case when other.holds then 'DeviceInAnotherRun' end,
        other.holds is null,
        now()
      from ${recordset(rows)} as n("deviceKey" text, "row" int, "serialNumber" text,
        "productId" text, "groupTag" text, "assignedUser" text)
      left join devices other
        on other.tenant = ${tenant} and other.device_key = n."deviceKey" and other.holds
      returning device_key, state
    )
    select device_key from inserted where state = 'refused'`);
  return new Set(refused.rows.map((row) => row.device_key));
}

async function insertHashes(
  tx: Statements,
  cipher: DataCipher,
  { tenant, run, devices }: Pick<NewRun, 'tenant' | 'run' | 'devices'>,
): Promise<void> {
  for (let from = 0; from < devices.length; from += hashesPerStatement) {
    const chunk = devices.slice(from, from + hashesPerStatement);
    const rows = chunk.map(({ deviceKey, hardwareHash }) => {
      const { keyId, sealed } = cipher.seal(hardwareHash, hashPlace({ tenant, run }, deviceKey));
      return { deviceKey, keyId, sealed: Buffer.from(sealed).toString('base64') };
    });
    await tx.execute(sql`
      insert into hardware_hashes (tenant, run, device_key, key_id, sealed)
      select ${tenant}, ${run}, n."deviceKey", n."keyId", decode(n.sealed, 'base64')
      from ${recordset(rows)} as n("deviceKey" text, "keyId" text, sealed text)`);
  }
}
