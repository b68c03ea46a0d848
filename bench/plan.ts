/**
 * A plan for 100,000 devices: how many calls the five stores take, how long reading, resolving and
 * planning last, and how much memory that needs.
 *
 * The tenant and the site run in a process of their own and are read over HTTPS by the ports of
 * production, each list once. Every device is in all five stores, with the traps and bystanders of
 * a generated world in their usual shares.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { indexInventory } from '../domain/inventory-index.ts';
import type { Inventory } from '../domain/inventory.ts';
import { makePlan, type Plan } from '../domain/plan.ts';
import type { RunSpec } from '../domain/run-spec.ts';
import { serialKey } from '../domain/serial-number.ts';
import { createEmulator } from '../emulator/create-emulator.ts';
import type { WorldInput } from '../emulator/world.ts';
import { generateWorld } from '../emulator/worlds/generate.ts';
import { fixedNegotiate } from '../ports/configmgr/authentication.ts';
import { createConfigMgrPort } from '../ports/configmgr/http-admin-service.ts';
import { createGraphPort } from '../ports/graph/http-graph.ts';
import { aRunSpec } from '../test/support/run-spec.ts';
import { loadNow, machineName } from './machine.ts';

interface Tenant {
  url: string;
  caPem: string;
  /** Serial number and assigned user of each device of the list; empty: no user. */
  devices: [serialNumber: string, assignedUser: string][];
}

interface ReadFigures {
  store: string;
  rows: number;
  calls: number;
  seconds: number;
}

const TENANT_ID = '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d';
const CREDENTIALS = {
  clientId: '11111111-1111-4111-8111-111111111111',
  clientSecret: 'bench',
};
const SITE_TOKEN = 'gangway-site-token';
const ROLES = [
  'Device.Read.All',
  'User.Read.All',
  'DeviceManagementManagedDevices.Read.All',
  'DeviceManagementServiceConfig.Read.All',
];

const { values } = parseArgs({
  options: {
    machines: { type: 'string', default: '100000' },
    serve: { type: 'boolean', default: false },
  },
});

if (values.serve) await serve();
else await main();

async function main(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ['--serve', '--machines', values.machines]);
  try {
    const [tenant] = (await once(child, 'message')) as [Tenant];
    await measure(tenant);
  } finally {
    child.kill();
  }
}

async function serve(): Promise<void> {
  const world = makeWorld(Number(values.machines));
  const emulator = await createEmulator({ world, rate: 0 });
  const url = await emulator.listen();
  const devices = (world.machines ?? []).flatMap((machine): Tenant['devices'] =>
    machine.bystander === true ? [] : [[machine.serialNumber, machine.nextUserPrincipalName ?? '']],
  );
  process.send?.({ url, caPem: emulator.caPem, devices } satisfies Tenant);
}

function makeWorld(machines: number): WorldInput {
  const world = generateWorld({
    machines,
    world: {
      tenant: { tenantId: TENANT_ID },
      apps: [{ name: 'bench', ...CREDENTIALS, roles: ROLES }],
      // The bench asks faster than Microsoft would let it.
      throttling: { mode: 'off' },
    },
  });
  // New or reused, each has been through it all once: registered, joined, enrolled, with a client.
  const everywhere = (world.machines ?? []).map((machine) => ({
    ...machine,
    registered: machine.registered ?? { groupTag: 'OLD' },
    ...(machine.state === 'co-managed' ? {} : { state: 'client-installed' as const }),
    lastSyncDaysAgo: machine.lastSyncDaysAgo ?? 60,
  }));
  return { ...world, machines: everywhere };
}

async function measure({ url, caPem, devices }: Tenant): Promise<void> {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), caPem]);
  const startedAt = performance.now();
  const { inventory, figures } = await readStores(url);
  const readAt = performance.now();
  const index = indexInventory(inventory);
  const plan = makePlan(planRequest(devices), index);
  const plannedAt = performance.now();
  print({
    figures,
    plan,
    readSeconds: (readAt - startedAt) / 1000,
    planSeconds: (plannedAt - readAt) / 1000,
  });
}

async function readStores(
  url: string,
): Promise<{ inventory: Inventory; figures: readonly ReadFigures[] }> {
  let calls = 0;
  const onCall = (): void => {
    calls += 1;
  };
  const graph = createGraphPort({
    graphUrl: url,
    authorityUrl: url,
    tenantId: TENANT_ID,
    ...CREDENTIALS,
    onCall,
  });
  const site = createConfigMgrPort({
    baseUrl: `${url}/AdminService/`,
    authentication: fixedNegotiate(SITE_TOKEN),
    onCall,
  });
  const figures: ReadFigures[] = [];
  const timed = async <Row>(store: string, list: () => Promise<readonly Row[]>) => {
    const [startedAt, callsBefore] = [performance.now(), calls];
    const rows = await list();
    const seconds = (performance.now() - startedAt) / 1000;
    figures.push({ store, rows: rows.length, calls: calls - callsBefore, seconds });
    return rows;
  };
  let takenAt = '';
  const inventory = {
    entraDevices: await timed('Entra devices', async () => {
      const { rows, vendorNow } = await graph.listEntraDevices();
      takenAt = vendorNow;
      return rows;
    }),
    managedDevices: await timed('Intune', async () => (await graph.listManagedDevices()).rows),
    autopilotIdentities: await timed(
      'Autopilot',
      async () => (await graph.listAutopilotIdentities()).rows,
    ),
    siteDevices: await timed('ConfigMgr, two classes', () => site.listDevices()),
    users: await timed('users', async () => (await graph.listUsers()).rows),
  };
  return { inventory: { ...inventory, takenAt }, figures };
}

function planRequest(devices: Tenant['devices']): Parameters<typeof makePlan>[0] {
  const spec: RunSpec = {
    ...aRunSpec,
    waves: { canary: 50, size: 5_000, failureBudgetPercent: 5 },
    duplicateGrace: 'P30D',
  };
  return {
    tenant: TENANT_ID,
    run: 'bench',
    requester: 'bench',
    spec,
    specHash: 'bench',
    tenantChanges: [],
    devices: devices.map(([serialNumber, assignedUser], row) => ({
      deviceKey: `key-${row}`,
      row: row + 2,
      serialNumber,
      serialKey: serialKey(serialNumber),
      groupTag: '',
      ...(assignedUser === '' ? {} : { assignedUser }),
    })),
  };
}

function print(result: {
  figures: readonly ReadFigures[];
  plan: Plan;
  readSeconds: number;
  planSeconds: number;
}): void {
  const { figures, plan, readSeconds, planSeconds } = result;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const { devices, byTrack, duplicates } = plan.header.totals;
  console.log(`${devices.toLocaleString('en')} devices on ${machineName()}, load ${loadNow()}`);
  for (const { store, rows, calls, seconds } of figures) {
    console.log(
      `  ${store.padEnd(24)}${rows.toLocaleString('en').padStart(9)} rows${String(calls).padStart(6)} calls${seconds.toFixed(1).padStart(7)} s`,
    );
  }
  const calls = figures.reduce((sum, figure) => sum + figure.calls, 0);
  console.log(`  ${'all stores'.padEnd(24)}${String(calls).padStart(20)} calls`);
  console.log(`  reading all stores      ${readSeconds.toFixed(1).padStart(8)} s`);
  console.log(`  resolution and plan     ${planSeconds.toFixed(1).padStart(8)} s   ≤ 60 s`);
  console.log(`  memory at its peak      ${peakMb.toFixed(0).padStart(8)} MB  < 1,536 MB`);
  console.log(`  tracks ${JSON.stringify(byTrack)}, duplicates ${duplicates}`);
}
