import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { afterEach, beforeEach, vi } from 'vitest';
import {
  createGraphActivities,
  createLedgerActivities,
  createSiteActivities,
} from '../../../activities/create-activities.ts';
import type { RunLiveness } from '../../../activities/effect.ts';
import { createGuardActivities } from '../../../activities/guard-activities.ts';
import { createSitePollActivities } from '../../../activities/site-poll.ts';
import { createTenantPollActivities } from '../../../activities/tenant-poll.ts';
import type { TrustedKey } from '../../../domain/approval.ts';
import { canonicalHash, type Json } from '../../../domain/canonical-json.ts';
import type { RunSpec } from '../../../domain/run-spec.ts';
import { fixedNegotiate } from '../../../ports/configmgr/authentication.ts';
import { createConfigMgrPort } from '../../../ports/configmgr/http-admin-service.ts';
import { createGraphPort, createGuardGraphPort } from '../../../ports/graph/http-graph.ts';
import type { LedgerPort, RunKey } from '../../../ports/ledger/port.ts';
import type { LedgerLease } from '../../support/database.ts';
import { lendEmulator, type LentEmulator } from '../../ports/emulator-lease.ts';
import { requester, trustList } from '../../domain/approvals.ts';
import { Crash, mortal, noMishap, type Fate } from './crashes.ts';
import { spec, type SmallWorld } from './small-world.ts';

const readRoles = [
  'Organization.Read.All',
  'LicenseAssignment.Read.All',
  'Domain.Read.All',
  'Device.Read.All',
  'GroupMember.Read.All',
  'User.Read.All',
  'DeviceManagementManagedDevices.Read.All',
  'BitlockerKey.ReadBasic.All',
  'DeviceLocalCredential.ReadBasic.All',
];
const apps = {
  graph: {
    name: 'Gangway',
    clientId: '00000000-0000-4000-8000-000000000001',
    clientSecret: 'graph-secret',
    party: 'gangway',
    roles: [...readRoles, 'DeviceManagementServiceConfig.ReadWrite.All', 'Group.ReadWrite.All'],
  },
  guard: {
    name: 'Gangway guard',
    clientId: '00000000-0000-4000-8000-000000000002',
    clientSecret: 'guard-secret',
    party: 'gangway',
    roles: [
      ...readRoles,
      'DeviceManagementServiceConfig.Read.All',
      'Device.ReadWrite.All',
      'DeviceManagementManagedDevices.ReadWrite.All',
      'DeviceManagementManagedDevices.PrivilegedOperations.All',
    ],
  },
};

/** So fast that the settle time of an effect is a millisecond of ours. */
const timeFactor = 60_000;

/** One small world, one run over it, all activities, and the fate of the process they run in. */
export interface Laboratory {
  readonly key: RunKey;
  readonly emulator: LentEmulator;
  /** The ledger itself: what tests look into never dies. */
  readonly ledger: LedgerPort;
  readonly ports: Ports;
  readonly fate: Fate;
  /** What Temporal says of the run. */
  readonly temporal: { says: 'running' | 'closed' | 'nothing' };
  /** The guard's own file. */
  readonly trust: { keys: readonly TrustedKey[] };
  readonly activities: Activities;
  readonly serials: readonly string[];
  /** Vendor time goes on. */
  advance(minutes: number): void;
  /** Wall time goes on, for us and for the requests that the database knows to be under way. */
  passTime(ms: number): Promise<void>;
  close(): Promise<void>;
}

type Ports = Awaited<ReturnType<typeof portsOf>>;
export type Activities = ReturnType<typeof activitiesOf>;

let laboratories = 0;

export async function openLaboratory(
  lease: LedgerLease,
  small: SmallWorld,
  change: Partial<RunSpec> = {},
): Promise<Laboratory> {
  laboratories += 1;
  const { ledger } = lease;
  const key = { tenant: randomUUID(), run: `r-${laboratories}` };
  const emulator = await lendEmulator({
    ...small.world,
    apps: Object.values(apps),
    tenant: { ...small.world.tenant, tenantId: key.tenant },
  });
  await startRun(ledger, key, small, change);
  emulator.simulation.referee.announceList([...small.serials]);
  const fate: Fate = { decide: noMishap };
  const temporal: Laboratory['temporal'] = { says: 'running' };
  const trust = { keys: trustList };
  const ports = await portsOf(emulator, key.tenant, ledger, fate);
  const liveness: RunLiveness = {
    isRunning: async () => {
      if (temporal.says === 'nothing') throw new Error('Temporal does not answer');
      return temporal.says === 'running';
    },
  };
  const readTrustList = () => Promise.resolve(trust.keys);
  return {
    key,
    emulator,
    ledger,
    ports,
    fate,
    temporal,
    trust,
    activities: activitiesOf(ports, key.tenant, { liveness, readTrustList }),
    serials: small.serials,
    advance: (minutes) => {
      emulator.simulation.clock.advance(minutes * 60);
    },
    passTime: (ms) => passTime(lease, ms),
    close: () => emulator.close(),
  };
}

/** The database tells how long a request has been under way; its clock cannot be moved, so the request is made older. */
export async function passTime(lease: LedgerLease, ms: number): Promise<void> {
  vi.setSystemTime(Date.now() + ms);
  await lease.query(
    `update journal set sending_at = sending_at - $1 * interval '1 millisecond'
     where sending_at is not null`,
    [ms],
  );
}

/** Lends a laboratory and closes it, whatever happened. */
export async function withLaboratory<T>(
  lease: LedgerLease,
  small: SmallWorld,
  use: (lab: Laboratory) => Promise<T>,
  change: Partial<RunSpec> = {},
): Promise<T> {
  const lab = await openLaboratory(lease, small, change);
  try {
    return await use(lab);
  } finally {
    await lab.close();
  }
}

async function startRun(
  ledger: LedgerPort,
  key: RunKey,
  { devices }: SmallWorld,
  change: Partial<RunSpec>,
): Promise<void> {
  const wanted: RunSpec = { ...spec, ...change };
  await ledger.ensureTenant(key.tenant, 'Fabrikam');
  await ledger.createRun({
    ...key,
    requester: requester.oid,
    spec: wanted,
    specHash: canonicalHash(wanted as unknown as Json),
    devices,
    rejected: [],
    rowsRead: devices.length,
    idempotencyKey: `create-${key.run}`,
    bodyHash: 'body',
  });
}

async function portsOf(emulator: LentEmulator, tenantId: string, ledger: LedgerPort, fate: Fate) {
  const graphConfig = (app: keyof typeof apps) => ({
    graphUrl: emulator.url,
    authorityUrl: emulator.url,
    tenantId,
    clientId: apps[app].clientId,
    clientSecret: apps[app].clientSecret,
  });
  const configmgr = createConfigMgrPort({
    baseUrl: `${emulator.url}/AdminService/`,
    authentication: fixedNegotiate('gangway-site-token'),
  });
  return {
    ledger: mortal(ledger, 'ledger', fate),
    graph: mortal(createGraphPort(graphConfig('graph')), 'graph', fate),
    guard: mortal(createGuardGraphPort(graphConfig('guard')), 'graph', fate),
    configmgr: mortal(configmgr, 'site', fate),
  };
}

function activitiesOf(
  { ledger, graph, guard, configmgr }: Ports,
  tenantId: string,
  own: { liveness: RunLiveness; readTrustList: () => Promise<readonly TrustedKey[]> },
) {
  const deps = { ledger, liveness: own.liveness, timeFactor };
  return {
    ledger: createLedgerActivities({
      ledger,
      ensureWatch: () => Promise.resolve(),
      readWorkflow: () => Promise.resolve({ isOpen: false }),
    }),
    graph: createGraphActivities({ ...deps, graph }),
    site: createSiteActivities({ ...deps, configmgr, tenantId, siteCode: 'PS1' }),
    guard: createGuardActivities({
      ...deps,
      graph: guard,
      tenantId,
      readTrustList: own.readTrustList,
    }),
    // The watcher compares the ledger's clock with ours: patience is wall time here.
    watch: {
      ...createTenantPollActivities({ ledger, graph, timeFactor: 1 }),
      ...createSitePollActivities({ ledger, configmgr, timeFactor: 1 }),
    },
  };
}

/** Date, and nothing else, stands still until a test or a retry moves it: timers and sockets run on. */
export function useStandingClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** More attempts than any honest fate needs: a step that never ends fails here. */
const attemptsMax = 80;

/**
 * What Temporal does with an activity: called again after a crash, and after a retryable failure once its delay has
 * passed. Vendor time goes on a minute with each.
 */
export async function insist<T>(lab: Laboratory, step: () => Promise<T>): Promise<T> {
  let last: unknown;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      last = error;
      const isFailure = error instanceof ApplicationFailure;
      if (!(error instanceof Crash) && (!isFailure || error.nonRetryable === true)) throw error;
      if (isFailure) {
        await lab.passTime(Number(error.nextRetryDelay ?? 0));
        lab.advance(1);
      }
    }
  }
  throw new Error(`a step did not end within ${attemptsMax} attempts`, { cause: last });
}

/** One look of both pollers; each always ends in "not ready" while the run lives. */
export async function look(lab: Laboratory): Promise<void> {
  const { watch } = lab.activities;
  const input = { tenant: lab.key.tenant };
  for (const poll of [() => watch.pollTenant(input), () => watch.pollSite(input)]) {
    try {
      await insistOnCrash(poll);
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.type !== 'NotReady') throw error;
    }
  }
}

async function insistOnCrash(step: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    try {
      await step();
      return;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}
