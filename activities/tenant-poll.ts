import {
  nextMove,
  overdueMove,
  watchedStates,
  type ProgressMove,
  type WatchView,
} from '../domain/device-progress.ts';
import { deviceStates, type DeviceState } from '../domain/device-state.ts';
import { groupBy } from '../domain/inventory-index.ts';
import { serialKey } from '../domain/serial-number.ts';
import { wallMs } from '../domain/vendor-time.ts';
import { resetWorkflowId, runWorkflowId, shardWorkflowId } from '../domain/workflow-ids.ts';
import type { GraphReads } from '../ports/graph/port.ts';
import type { DeviceRow, LedgerPort, RunKey } from '../ports/ledger/port.ts';
import { notReady } from './failure-mapping.ts';
import { groupMembers } from './group-members.ts';

/** Vendor time between two looks at the tenant. */
const pollVendorMs = 300_000;
/** A look costs list passes; against an accelerated vendor it is still at most one a second. */
const pollWallMsMin = 1_000;

export interface PollDeps {
  readonly ledger: LedgerPort;
  readonly graph: GraphReads;
  readonly timeFactor: number;
}

/**
 * One look at the vendor's lists for all live runs of the tenant; what they prove is written in one transaction a run,
 * with the signals to whoever waits. Always "not ready", so that Temporal looks again, until no run is live.
 */
export function createTenantPollActivities(deps: PollDeps) {
  return {
    async pollTenant(input: { tenant: string }): Promise<void> {
      if ((await deps.ledger.countLiveRuns(input.tenant)) === 0) return;
      const devices = await deps.ledger.listWatchedDevices(input.tenant, watchedStates);
      const byRun = groupBy(devices, ({ run }) => [run]);
      const lists = await readLists(deps.graph, devices);
      for (const [run, rows] of byRun)
        await pollRun(deps, { tenant: input.tenant, run }, rows, lists);
      throw notReady('devices are on their way', pollIntervalMs(deps.timeFactor));
    },
  };
}

async function pollRun(
  deps: PollDeps,
  key: RunKey,
  rows: readonly DeviceRow[],
  lists: Lists,
): Promise<void> {
  const { state } = await deps.ledger.readFence(key);
  if (state === 'stopped') return;
  // Undo works on rows as they stand: only what the service still answers may move under it.
  const moving = state === 'undoing' ? rows.filter((row) => row.state === 'importing') : rows;
  await moveAll(deps, key, moving, {
    ...lists,
    groupMembers: await membersFor(deps, key, moving),
  });
}

export function pollIntervalMs(timeFactor: number): number {
  return Math.max(wallMs(pollVendorMs, timeFactor), pollWallMsMin);
}

type Lists = Omit<WatchView, 'groupMembers'>;

/** Reads only the lists that some waiting device needs. */
async function readLists(graph: GraphReads, devices: readonly DeviceRow[]): Promise<Lists> {
  const states = new Set(devices.map(({ state }) => state));
  const needs = (...any: DeviceState[]): boolean => any.some((state) => states.has(state));
  const imported = needs('importing') ? (await graph.listImportedIdentities()).rows : [];
  const identities = needs('importing', 'imported', 'grouped')
    ? (await graph.listAutopilotIdentities()).rows
    : [];
  const entra = needs('importing', 'imported') ? (await graph.listEntraDevices()).rows : [];
  const managed = needs('delivered', 'wipe-issued', 'awaiting-manual-reset', 'wiped', 'enrolling')
    ? await graph.listManagedDevices()
    : undefined;
  return {
    vendorNow: managed?.vendorNow ?? '',
    imported: new Map(imported.map((row) => [row.importedId, row])),
    identities: new Map(identities.map((row) => [row.autopilotIdentityId, row])),
    identitiesBySerial: groupBy(identities, (row) => [serialKey(row.serialNumber)]),
    entraByDeviceId: new Map(entra.map((row) => [row.deviceId, row])),
    managedBySerial: groupBy(managed?.rows ?? [], (row) => [serialKey(row.serialNumber)]),
  };
}

async function membersFor(
  deps: PollDeps,
  key: { tenant: string; run: string },
  rows: readonly DeviceRow[],
): Promise<ReadonlySet<string>> {
  if (
    !rows.some(({ state }) => state === 'imported' || state === 'anchored' || state === 'importing')
  )
    return new Set();
  const group = (await deps.ledger.listTenantObjects(key)).find(
    ({ object }) => object === 'device-group',
  );
  // Where somebody deleted this run's group, its devices stay where they are and park in time; the other runs go on.
  return new Set(group === undefined ? [] : await groupMembers(deps.graph, group.objectId));
}

/** Asks each device for its next step until none moves; a device has fewer steps than there are states. */
async function moveAll(
  deps: PollDeps,
  key: { tenant: string; run: string },
  rows: readonly DeviceRow[],
  view: WatchView,
): Promise<void> {
  let waiting = [...rows];
  for (let round = 0; round < deviceStates.length && waiting.length > 0; round += 1) {
    const moves = waiting.flatMap((row) => nextMove(row, view) ?? []);
    if (round === 0) moves.push(...(await overdueMoves(deps, key, without(waiting, moves))));
    if (moves.length === 0) return;
    const moved = new Set(await deps.ledger.moveDevices(key, moves, waiters(key, waiting, moves)));
    const done = new Map(
      moves.filter(({ deviceKey }) => moved.has(deviceKey)).map((move) => [move.deviceKey, move]),
    );
    await purgeHashes(deps, key, [...done.values()]);
    waiting = waiting.flatMap((row) => {
      const move = done.get(row.deviceKey);
      return move === undefined ? [] : [{ ...row, ...move.records, state: move.to }];
    });
  }
}

function without(rows: readonly DeviceRow[], moves: readonly ProgressMove[]): readonly DeviceRow[] {
  const moving = new Set(moves.map(({ deviceKey }) => deviceKey));
  return rows.filter((row) => !moving.has(row.deviceKey));
}

/** Devices that have waited for longer than is normal, not counting what passed before the run was last resumed. */
async function overdueMoves(
  deps: PollDeps,
  key: RunKey,
  rows: readonly DeviceRow[],
): Promise<readonly ProgressMove[]> {
  const late = rows.filter((row) => overdueSince(deps, row, row.updatedAt) !== undefined);
  if (late.length === 0 || (await deps.ledger.readFence(key)).state === 'paused') return [];
  const resumed = (await deps.ledger.listAudit(key)).findLast(({ act }) => act === 'fence-live');
  const resumedAt = resumed?.at ?? '';
  return late.flatMap((row) => {
    const since = row.updatedAt > resumedAt ? row.updatedAt : resumedAt;
    return overdueSince(deps, row, since) ?? [];
  });
}

function overdueSince(deps: PollDeps, row: DeviceRow, since: string): ProgressMove | undefined {
  return overdueMove(row, (Date.now() - Date.parse(since)) * deps.timeFactor);
}

/** A hash has served once its registration is final. */
async function purgeHashes(
  deps: PollDeps,
  key: { tenant: string; run: string },
  moves: readonly ProgressMove[],
): Promise<void> {
  const served = moves
    .filter(({ to }) => to === 'imported' || to === 'refused')
    .map(({ deviceKey }) => deviceKey);
  if (served.length > 0) await deps.ledger.purgeHardwareHashes(key, served);
}

/** The run, and the children whose devices moved. */
function waiters(
  key: { tenant: string; run: string },
  rows: readonly DeviceRow[],
  moves: readonly ProgressMove[],
): readonly string[] {
  const byKey = new Map(rows.map((row) => [row.deviceKey, row]));
  const ids = new Set([runWorkflowId(key.tenant, key.run)]);
  for (const { deviceKey, from } of moves) {
    const row = byKey.get(deviceKey);
    if (row === undefined) continue;
    if (shardStates.includes(from))
      ids.add(shardWorkflowId(key.tenant, key.run, row.wave, row.shard));
    if (resetStates.includes(from)) ids.add(resetWorkflowId(key.tenant, key.run, row.wave));
  }
  return [...ids];
}

const shardStates: readonly DeviceState[] = [
  'importing',
  'imported',
  'anchored',
  'grouped',
  'profile-assigned',
];
const resetStates: readonly DeviceState[] = ['wipe-issued', 'wiped'];
