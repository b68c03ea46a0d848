/**
 * Four figures of the emulator with a world of 100,000 machines: how long it takes to load, how
 * much memory it holds, how fast it lists, how fast it answers a simple GET.
 *
 * The world is written to a file; a fresh process loads it, so that neither its making nor a warm
 * compiler flatters the figures. That process then asks itself over HTTPS, one request at a time.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Agent, fetch } from 'undici';
import { createEmulator } from '../emulator/create-emulator.ts';
import { generateWorld } from '../emulator/worlds/generate.ts';
import type { WorldInput } from '../emulator/world.ts';
import { loadNow, machineName } from './machine.ts';

interface Figures {
  machines: number;
  loadSeconds: number;
  /** Of this process, its collector's threads included: what an idle machine would need at most. */
  loadCpuSeconds: number;
  rssAfterLoadMb: number;
  rssPeakMb: number;
  /** Medians over every page of a pass through the whole list. */
  listManagedDevicesMs: number;
  listEntraDevicesMs: number;
  getP50Ms: number;
  getP95Ms: number;
}

const GETS = 2000;
const WARM_UP_GETS = 200;
const TENANT_ID = '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d';
const credentials = {
  clientId: '11111111-1111-4111-8111-111111111111',
  clientSecret: 'bench',
};

const { values } = parseArgs({
  options: {
    machines: { type: 'string', default: '100000' },
    path: { type: 'string', default: 'existing-clients' },
    json: { type: 'string' },
    load: { type: 'string' },
  },
});

if (values.load === undefined) await main();
else process.send?.(await measure(values.load));

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'emulator-bench-'));
  try {
    const worldFile = path.join(folder, 'world.json');
    await writeFile(worldFile, JSON.stringify(makeWorld(Number(values.machines))));
    const child = fork(fileURLToPath(import.meta.url), ['--load', worldFile]);
    const [figures] = (await once(child, 'message')) as [Figures];
    print(figures);
    const machine = machineName();
    const report = { measuredAt: new Date().toISOString(), machine, path: values.path, ...figures };
    if (values.json !== undefined) {
      await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** With traps and bystanders in their usual shares, and a site; or all Autopilot's. */
function makeWorld(machines: number): WorldInput {
  return generateWorld({
    machines,
    path: values.path === 'autopilot' ? 'autopilot' : 'existing-clients',
    world: {
      tenant: { tenantId: TENANT_ID },
      apps: [
        {
          name: 'bench',
          ...credentials,
          roles: ['Device.Read.All', 'DeviceManagementManagedDevices.Read.All'],
        },
      ],
      groups: [
        {
          displayName: 'Autopilot devices',
          membershipRule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:GW"))',
        },
        { displayName: 'Joined', membershipRule: '(device.deviceTrustType -eq "AzureAd")' },
      ],
      // The bench asks faster than Microsoft would let it.
      throttling: { mode: 'off' },
    },
  });
}

async function measure(worldFile: string): Promise<Figures> {
  const [startedAt, cpuAtStart] = [performance.now(), process.cpuUsage()];
  const world = JSON.parse(await readFile(worldFile, 'utf8')) as WorldInput;
  const emulator = await createEmulator({ world, rate: 0 });
  const url = await emulator.listen();
  const loadSeconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuAtStart);
  const rssAfterLoadMb = process.memoryUsage.rss() / 2 ** 20;
  const client = await connect(url, emulator.caPem);
  const managed = `/beta/deviceManagement/managedDevices?$top=1000`;
  const listManagedDevicesMs = median(await client.timePages(managed));
  const listEntraDevicesMs = median(await client.timePages('/v1.0/devices?$top=999'));
  const devices = emulator.simulation.devices.all();
  const ids = Array.from({ length: GETS }, (_, index) => devices[(index * 7919) % devices.length]);
  const gets: number[] = [];
  for (const device of [...ids.slice(0, WARM_UP_GETS), ...ids]) {
    gets.push(await client.time(`/v1.0/devices/${device?.id ?? ''}`));
  }
  const measured = gets.slice(WARM_UP_GETS).sort((left, right) => left - right);
  await client.close();
  await emulator.close();
  return {
    machines: world.machines?.length ?? 0,
    loadSeconds,
    loadCpuSeconds: (cpu.user + cpu.system) / 1e6,
    rssAfterLoadMb,
    rssPeakMb: process.resourceUsage().maxRSS / 1024,
    listManagedDevicesMs,
    listEntraDevicesMs,
    getP50Ms: measured[Math.floor(measured.length * 0.5)] ?? Number.NaN,
    getP95Ms: measured[Math.floor(measured.length * 0.95)] ?? Number.NaN,
  };
}

interface Client {
  time: (path: string) => Promise<number>;
  timePages: (path: string) => Promise<number[]>;
  close: () => Promise<void>;
}

async function connect(url: string, ca: string): Promise<Client> {
  const dispatcher = new Agent({ connect: { ca } });
  const form = {
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    scope: 'https://graph.microsoft.com/.default',
  };
  const tokenUrl = `${url}/${TENANT_ID}/oauth2/v2.0/token`;
  const body = new URLSearchParams(form);
  const answer = await fetch(tokenUrl, { method: 'POST', body, dispatcher });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (address: string): Promise<{ ms: number; next: string | undefined }> => {
    const startedAt = performance.now();
    const response = await fetch(address, { headers, dispatcher });
    const text = await response.text();
    const ms = performance.now() - startedAt;
    if (!response.ok) throw new Error(`${address}: ${response.status} ${text}`);
    const parsed = JSON.parse(text) as { '@odata.nextLink'?: string };
    return { ms, next: parsed['@odata.nextLink'] };
  };
  return {
    time: async (target) => (await ask(`${url}${target}`)).ms,
    timePages: async (target) => {
      const times: number[] = [];
      let next: string | undefined = `${url}${target}`;
      while (next !== undefined) {
        const page = await ask(next);
        times.push(page.ms);
        next = page.next;
      }
      return times;
    },
    close: () => dispatcher.close(),
  };
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function print(figures: Figures): void {
  const rows = [
    ['loads in', `${figures.loadSeconds.toFixed(1)} s`, '≤ 20 s'],
    ['of it on the processor', `${figures.loadCpuSeconds.toFixed(1)} s`, ''],
    ['memory after loading', `${figures.rssAfterLoadMb.toFixed(0)} MB`, '< 1,536 MB'],
    ['memory at its peak', `${figures.rssPeakMb.toFixed(0)} MB`, '< 1,536 MB'],
    ['1,000 managed devices', `${figures.listManagedDevicesMs.toFixed(1)} ms`, '≤ 50 ms'],
    ['999 Entra devices', `${figures.listEntraDevicesMs.toFixed(1)} ms`, '≤ 50 ms'],
    ['a simple GET, p50', `${figures.getP50Ms.toFixed(2)} ms`, '≤ 2 ms'],
    ['a simple GET, p95', `${figures.getP95Ms.toFixed(2)} ms`, ''],
  ];
  console.log(
    `${figures.machines.toLocaleString('en')} machines on ${machineName()}, load ${loadNow()}`,
  );
  for (const [what = '', figure = '', target = ''] of rows) {
    console.log(`  ${what.padEnd(24)}${figure.padStart(12)}   ${target}`);
  }
  console.log(
    'Method: a fresh process reads the world from its file and asks itself over HTTPS on the loopback interface, one request at a time; lists: median over all pages.',
  );
}
