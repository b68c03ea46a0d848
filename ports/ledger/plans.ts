import { and, asc, eq, sql } from 'drizzle-orm';
import type { Database, Statements } from './database.ts';
import { LedgerError } from './errors.ts';
import type { PlansLedger, RunKey } from './port.ts';
import { inventories, planItems, plans } from './schema/plans.ts';
import { ofRun, recordset } from './statements.ts';
import { createTenantObjects } from './tenant-objects.ts';

type NewPlan = Parameters<PlansLedger['savePlan']>[1];

export function createPlansLedger(database: Database): PlansLedger {
  const { statements } = database;
  return {
    ...createTenantObjects(database),
    async saveInventory(key, store, inventory) {
      const { tenant, run } = key;
      const { takenAt, rows } = inventory;
      await statements
        .insert(inventories)
        .values({ tenant, run, store, takenAt, rows })
        .onConflictDoUpdate({
          target: [inventories.tenant, inventories.run, inventories.store],
          set: { takenAt, rows },
        });
    },
    async readInventory(key, store) {
      const { takenAt, rows } = inventories;
      const [found] = await statements
        .select({ takenAt, rows })
        .from(inventories)
        .where(and(ofRun(inventories, key), eq(inventories.store, store)));
      return found;
    },
    savePlan: (key, plan) => savePlan(database, key, plan),
    findPlan: (key) => findPlan(statements, key),
    async listPlanItems(key, filter) {
      const { wave, withDuplicates } = filter;
      const rows = await statements
        .select({ item: planItems.item })
        .from(planItems)
        .where(
          and(
            ofRun(planItems, key),
            wave === undefined ? undefined : eq(planItems.wave, wave),
            withDuplicates === true ? planItems.hasDuplicates : undefined,
          ),
        )
        .orderBy(asc(planItems.deviceKey));
      return rows.map(({ item }) => item);
    },
  };
}

async function findPlan(statements: Statements, key: RunKey): ReturnType<PlansLedger['findPlan']> {
  const { header, planHash } = plans;
  const [found] = await statements
    .select({ header, planHash })
    .from(plans)
    .where(ofRun(plans, key));
  return found;
}

async function savePlan(database: Database, key: RunKey, plan: NewPlan): Promise<void> {
  const { tenant, run } = key;
  const { header, planHash, shardSize } = plan;
  await database.transaction(async (tx) => {
    // Waits for another attempt that stores the same plan, then sees what it stored.
    const inserted = await tx
      .insert(plans)
      .values({ tenant, run, planHash, header, shardSize })
      .onConflictDoNothing()
      .returning({ planHash: plans.planHash });
    if (inserted.length === 0) {
      const stored = await findPlan(tx, key);
      if (stored?.planHash === planHash) return;
      throw new LedgerError('refused', 'the run has another plan already');
    }
    await insertItems(tx, key, plan);
    await placeDevices(tx, key, shardSize);
  });
}

async function insertItems(tx: Statements, key: RunKey, { items }: NewPlan): Promise<void> {
  const rows = items.map((item) => ({
    deviceKey: item.deviceKey,
    track: item.track,
    wave: item.wave,
    hasDuplicates: item.duplicates.length > 0,
    item,
  }));
  await tx.execute(sql`
    insert into plan_items (tenant, run, device_key, track, wave, has_duplicates, item)
    select ${key.tenant}, ${key.run}, n."deviceKey", n.track, n.wave, n."hasDuplicates", n.item
    from ${recordset(rows)} as n("deviceKey" text, track text, wave int, "hasDuplicates" boolean,
      item json)`);
}

/**
 * Shards are counted from 1 in each wave; wave 0, to which nothing is done, has shard 0. Devices
 * that left the run while the plan was made stay where they are.
 */
async function placeDevices(tx: Statements, key: RunKey, shardSize: number): Promise<void> {
  await tx.execute(sql`
    update devices d
    set track = p.track, wave = p.wave,
      shard = case when p.wave = 0 then 0 else (p.place - 1) / ${shardSize}::int + 1 end,
      state = case when p.track = 'refused' then 'refused' else 'planned' end,
      code = p.item ->> 'refusal',
      records = d.records || jsonb_strip_nulls(jsonb_build_object(
        'entraObjectId', p.target ->> 'entraObjectId',
        'entraDeviceId', p.target ->> 'entraDeviceId',
        'managedDeviceId', p.target ->> 'managedDeviceId',
        'enrolledAt', p.target ->> 'enrolledDateTime',
        'autopilotIdentityId', p.target ->> 'autopilotIdentityId',
        'previousGroupTag', p.target ->> 'previousGroupTag',
        'previousAssignedUser', p.target ->> 'previousAssignedUser'))
    from (
      select device_key, track, wave, item, item -> 'target' as target,
        row_number() over (partition by wave order by device_key)::int as place
      from plan_items where tenant = ${key.tenant} and run = ${key.run}
    ) p
    where d.tenant = ${key.tenant} and d.run = ${key.run} and d.device_key = p.device_key
      and d.state = 'accepted'`);
}
