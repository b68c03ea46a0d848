import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { PlansLedger } from './port.ts';
import { tenantObjects } from './schema/plans.ts';
import { runs } from './schema/runs.ts';
import { ofRun, withoutNulls } from './statements.ts';

export function createTenantObjects(
  database: Database,
): Pick<PlansLedger, 'saveTenantObject' | 'listTenantObjects' | 'isUsedByOtherRun'> {
  const { statements } = database;
  return {
    /**
     * About the same object, the first word on `change` stands (an attempt that finds what an
     * earlier one made did not adopt it), and what was known stays known.
     */
    async saveTenantObject(key, row) {
      await statements.execute(sql`
        insert into ${tenantObjects} as o
          (tenant, run, object, name, object_id, change, undo, assigned_at)
        values (${key.tenant}, ${key.run}, ${row.object}, ${row.name}, ${row.objectId},
          ${row.change}, ${row.undo ?? null}, ${row.assignedAt ?? null})
        on conflict (tenant, run, object, name) do update set
          object_id = excluded.object_id,
          change = case when o.object_id = excluded.object_id
            then o.change else excluded.change end,
          undo = case when o.object_id = excluded.object_id
            then coalesce(excluded.undo, o.undo) else excluded.undo end,
          assigned_at = case when o.object_id = excluded.object_id
            then coalesce(excluded.assigned_at, o.assigned_at) else excluded.assigned_at end`);
    },
    async isUsedByOtherRun(key, objectId) {
      const others = await statements
        .select({ run: runs.run })
        .from(tenantObjects)
        .innerJoin(
          runs,
          and(eq(runs.tenant, tenantObjects.tenant), eq(runs.run, tenantObjects.run)),
        )
        .where(
          and(
            eq(tenantObjects.tenant, key.tenant),
            ne(tenantObjects.run, key.run),
            eq(tenantObjects.objectId, objectId),
            isNull(runs.endedAt),
          ),
        )
        .limit(1);
      return others.length > 0;
    },
    async listTenantObjects(key) {
      const { object, name, objectId, change, undo, assignedAt } = tenantObjects;
      const rows = await statements
        .select({ object, name, objectId, change, undo, assignedAt })
        .from(tenantObjects)
        .where(ofRun(tenantObjects, key))
        .orderBy(asc(object), asc(name));
      return rows.map((row) => withoutNulls(row));
    },
  };
}
