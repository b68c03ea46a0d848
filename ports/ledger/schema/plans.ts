import {
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import { tracks, type PlanHeader, type PlanItem, type Track } from '../../../domain/plan-item.ts';
import type { TenantObjectRow } from '../port.ts';
import { checkOneOf, foreignInstant, jsonDocument, keyText } from './columns.ts';
import { devices } from './devices.ts';
import { belongsToRun, runColumns } from './runs.ts';

/** What one vendor store listed, until the plan is made of it. */
export const inventories = pgTable(
  'inventories',
  {
    ...runColumns(),
    store: keyText().notNull(),
    takenAt: foreignInstant().notNull(),
    rows: jsonDocument().$type<readonly unknown[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.run, t.store] }), belongsToRun('inventories_run', t)],
);

export const plans = pgTable(
  'plans',
  {
    ...runColumns(),
    planHash: text().notNull(),
    header: jsonDocument().$type<PlanHeader>().notNull(),
    shardSize: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.run] }), belongsToRun('plans_run', t)],
);

export const planItems = pgTable(
  'plan_items',
  {
    ...runColumns(),
    deviceKey: keyText().notNull(),
    track: text().$type<Track>().notNull(),
    wave: integer().notNull(),
    hasDuplicates: boolean().notNull(),
    /** The whole item as it was hashed; the columns beside it are for finding it. */
    item: jsonDocument().$type<PlanItem>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.deviceKey] }),
    foreignKey({
      name: 'plan_items_plan',
      columns: [t.tenant, t.run],
      foreignColumns: [plans.tenant, plans.run],
    }),
    foreignKey({
      name: 'plan_items_device',
      columns: [t.tenant, t.run, t.deviceKey],
      foreignColumns: [devices.tenant, devices.run, devices.deviceKey],
    }),
    index('plan_items_by_wave').on(t.tenant, t.run, t.wave, t.deviceKey),
    checkOneOf('plan_items_track', t.track, tracks),
  ],
);

export const tenantObjects = pgTable(
  'tenant_objects',
  {
    ...runColumns(),
    object: keyText().notNull(),
    name: keyText().notNull(),
    objectId: text().notNull(),
    change: text().$type<TenantObjectRow['change']>().notNull(),
    undo: text().$type<NonNullable<TenantObjectRow['undo']>>(),
    assignedAt: foreignInstant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenant, t.run, t.object, t.name] }),
    belongsToRun('tenant_objects_run', t),
    checkOneOf('tenant_objects_change', t.change, ['created', 'adopted']),
    checkOneOf('tenant_objects_undo', t.undo, ['undone', 'cannot-undo', 'left-to-a-human']),
  ],
);
