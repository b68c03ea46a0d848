import type {
  EntraDevice,
  AutopilotIdentity,
  DirectoryUser,
  Inventory,
  ManagedDevice,
  SiteDevice,
} from '../domain/inventory.ts';
import type { DeviceRequest } from '../domain/device-identity.ts';
import { indexInventory } from '../domain/inventory-index.ts';
import type { TenantChange } from '../domain/plan-item.ts';
import { makePlan } from '../domain/plan.ts';
import { serialKey } from '../domain/serial-number.ts';
import type { DeviceRow, LedgerPort, RunKey, RunRow } from '../ports/ledger/port.ts';
import { failure } from './failure-mapping.ts';
import type { RunInput } from './inputs.ts';

/** Devices a shard holds at most (design §4). */
const shardSizeMax = 500;

/** Rows read from the ledger at a time; bounds memory, not the fleet. */
const pageSize = 5_000;

export interface PlanAnswer {
  readonly planHash: string;
  readonly waves: number;
}

/** Makes the plan from the stored inventory and stores it. A plan that is there already stands: it may be approved. */
export function createPlanningActivities(ledger: LedgerPort) {
  return {
    async makeRunPlan(input: RunInput): Promise<PlanAnswer> {
      const there = await ledger.findPlan(input);
      if (there !== undefined)
        return { planHash: there.planHash, waves: there.header.totals.waves };
      const run = await runOf(ledger, input);
      const plan = makePlan(
        {
          tenant: input.tenant,
          run: input.run,
          requester: run.requester,
          spec: run.spec,
          specHash: run.specHash,
          devices: await requestsOf(ledger, input),
          tenantChanges: await tenantChangesOf(ledger, input),
        },
        indexInventory(await inventoryOf(ledger, input)),
      );
      await ledger.savePlan(input, { ...plan, shardSize: shardSizeMax });
      const { totals } = plan.header;
      await ledger.appendAudit(input, {
        actor: 'gangway',
        act: 'planned',
        subject: plan.planHash,
        detail: totals,
      });
      return { planHash: plan.planHash, waves: totals.waves };
    },
    /** Devices of the wave that have no duplicate to wait for go on. */
    async clearDevices(input: RunInput & { wave: number }): Promise<{ duplicates: number }> {
      const items = await ledger.listPlanItems(input, { wave: input.wave });
      const free = items.filter((item) => item.duplicates.length === 0);
      await ledger.moveDevices(
        input,
        free.map(({ deviceKey }) => ({ deviceKey, from: 'planned', to: 'cleared' })),
      );
      return { duplicates: items.length - free.length };
    },
    /** What is co-managed already needs nothing but to be counted. */
    async settleCoManaged(input: RunInput): Promise<void> {
      const rows = await allDevices(ledger, input, {
        tracks: ['already-co-managed'],
        states: ['planned'],
      });
      await ledger.moveDevices(
        input,
        rows.map(({ deviceKey }) => ({ deviceKey, from: 'planned', to: 'co-managed' })),
      );
    },
    async readShards(
      input: RunInput & { wave: number },
    ): Promise<{ shards: number; resets: number }> {
      const rows = await allDevices(ledger, input, { wave: input.wave });
      return {
        shards: rows.reduce((max, row) => Math.max(max, row.shard), 0),
        resets: rows.filter((row) => row.track === 'reset').length,
      };
    },
  };
}

export async function runOf(ledger: LedgerPort, key: RunKey): Promise<RunRow> {
  const run = await ledger.findRun(key);
  if (run === undefined) throw failure('BrokenInvariant', `run ${key.run} is not in the ledger`);
  return run;
}

/** All devices of a filter, page by page. */
export async function allDevices(
  ledger: LedgerPort,
  key: RunKey,
  filter: Parameters<LedgerPort['listDevices']>[1],
): Promise<readonly DeviceRow[]> {
  const rows: DeviceRow[] = [];
  for (;;) {
    const after = rows.at(-1)?.deviceKey;
    const page = await ledger.listDevices(key, filter, {
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    rows.push(...page);
    if (page.length < pageSize) return rows;
  }
}

async function requestsOf(ledger: LedgerPort, key: RunKey): Promise<readonly DeviceRequest[]> {
  const rows = await allDevices(ledger, key, { states: ['accepted'] });
  return rows.map((row) => ({
    deviceKey: row.deviceKey,
    row: row.row,
    serialNumber: row.serialNumber,
    serialKey: serialKey(row.serialNumber),
    groupTag: row.groupTag,
    ...(row.assignedUser === undefined ? {} : { assignedUser: row.assignedUser }),
  }));
}

async function tenantChangesOf(ledger: LedgerPort, key: RunKey): Promise<readonly TenantChange[]> {
  const tenant = await readStore(ledger, key, 'tenantChanges');
  const site = await readStore(ledger, key, 'siteChanges');
  return [...tenant.rows, ...site.rows] as readonly TenantChange[];
}

/** Rows as the inventory activities stored them; each store holds rows of one type. */
async function readStore(
  ledger: LedgerPort,
  key: RunKey,
  store: string,
): Promise<{ takenAt: string; rows: readonly unknown[] }> {
  const stored = await ledger.readInventory(key, store);
  if (stored === undefined) throw failure('BrokenInvariant', `inventory of ${store} is missing`);
  return stored;
}

async function inventoryOf(ledger: LedgerPort, key: RunKey): Promise<Inventory> {
  const rowsOf = async (store: string): Promise<readonly unknown[]> =>
    (await readStore(ledger, key, store)).rows;
  const entraDevices = await readStore(ledger, key, 'entraDevices');
  return {
    takenAt: entraDevices.takenAt,
    entraDevices: entraDevices.rows as readonly EntraDevice[],
    managedDevices: (await rowsOf('managedDevices')) as readonly ManagedDevice[],
    autopilotIdentities: (await rowsOf('autopilotIdentities')) as readonly AutopilotIdentity[],
    siteDevices: (await rowsOf('siteDevices')) as readonly SiteDevice[],
    users: (await rowsOf('users')) as readonly DirectoryUser[],
  };
}
