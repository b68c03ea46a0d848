import { canonicalHash } from '../domain/canonical-json.ts';
import { importOutcome } from '../domain/import-outcome.ts';
import { groupBy } from '../domain/inventory-index.ts';
import type { ImportedIdentity } from '../domain/inventory.ts';
import { serialKey } from '../domain/serial-number.ts';
import type { GraphPort, ImportRow } from '../ports/graph/port.ts';
import type { DeviceRow, JournalEntry, LedgerPort, RunKey } from '../ports/ledger/port.ts';
import { GraphError } from '../ports/graph/errors.ts';
import { effectKey, performEffect, waitUntilOver, type EffectDeps } from './effect.ts';
import { failure } from './failure-mapping.ts';
import type { EffectInput, ShardInput } from './inputs.ts';
import { allDevices } from './planning.ts';

export interface ImportDeps extends EffectDeps {
  readonly graph: GraphPort;
}

/** Rows of one `/import` call: what the portal takes per file (REQ-153). */
const importRowsMax = 500;

/** The vendor refuses a manual sync within ten minutes of the last one (REQ-160). */
const syncIntervalMs = 600_000;

const step = 'autopilot/import';

/** What an import was about, kept in the journal so that a crash cannot change it. */
interface ImportBatch {
  readonly deviceKeys: readonly string[];
  /** Import rows that were listed for these serials before: not ours. */
  readonly earlierIds: readonly string[];
}

export function createImportActivities(deps: ImportDeps) {
  return {
    /** Imports what is cleared, one batch a call. Answers how many devices it handed over. */
    async importDevices(input: ShardInput): Promise<{ imported: number }> {
      const entry = (await openBatch(deps, input)) ?? (await newBatch(deps, input));
      if (entry === undefined) return { imported: 0 };
      const batch = entry.before as ImportBatch;
      await sendBatch(deps, input, entry, batch);
      await requestSync(deps, input.tenant);
      return { imported: batch.deviceKeys.length };
    },
  };
}

/** A batch that an earlier attempt began; it is finished before another begins. */
async function openBatch(deps: ImportDeps, input: ShardInput): Promise<JournalEntry | undefined> {
  const entries = await deps.ledger.listEntries(input, [step]);
  return entries.find(
    (entry) => entry.key.startsWith(batchPrefix(input)) && entry.state !== 'answered',
  );
}

function batchPrefix(input: ShardInput): string {
  return effectKey(input.run, `wave-${input.wave}-shard-${input.shard}`, `${step}/`);
}

async function newBatch(deps: ImportDeps, input: ShardInput): Promise<JournalEntry | undefined> {
  const filter = { wave: input.wave, shard: input.shard, states: ['cleared' as const] };
  const cleared = await deps.ledger.listDevices(input, filter, { limit: importRowsMax });
  const devices = cleared.filter((row) => row.autopilotIdentityId === undefined);
  if (devices.length === 0) return undefined;
  const serials = new Set(devices.map((row) => serialKey(row.serialNumber)));
  const listed = await deps.graph.listImportedIdentities();
  const batch: ImportBatch = {
    deviceKeys: devices.map(({ deviceKey }) => deviceKey),
    earlierIds: listed.rows
      .filter((row) => serials.has(serialKey(row.serialNumber)))
      .map(({ importedId }) => importedId),
  };
  const name = canonicalHash(batch.deviceKeys).slice(0, 12);
  return deps.ledger.intend(input, {
    key: `${batchPrefix(input)}${name}`,
    step,
    target: `${devices.length} devices`,
    bodyHash: canonicalHash(batch.deviceKeys),
    before: batch,
    epoch: input.epoch,
  });
}

async function sendBatch(
  deps: ImportDeps,
  input: ShardInput,
  entry: JournalEntry,
  batch: ImportBatch,
): Promise<void> {
  const { ledger } = deps;
  const wanted = new Set(batch.deviceKeys);
  const all = await allDevices(ledger, input, { wave: input.wave, shard: input.shard });
  const devices = all.filter((row) => wanted.has(row.deviceKey));
  const cleared = devices.filter((row) => row.state === 'cleared');
  await ledger.moveDevices(
    input,
    cleared.map(({ deviceKey }) => ({ deviceKey, from: 'cleared', to: 'importing' })),
  );
  // Only what is still on its way: a device that was parked or skipped meanwhile is nobody's to import.
  const missing = new Map(
    devices
      .filter((row) => row.state === 'cleared' || row.state === 'importing')
      .filter((row) => row.importedId === undefined)
      .map((row) => [row.deviceKey, row]),
  );
  await performEffect(deps, {
    key: input,
    intent: entry,
    repeatable: true,
    readBack: async () => {
      const listed = await deps.graph.listImportedIdentities();
      const ours = listed.rows.filter((row) => !batch.earlierIds.includes(row.importedId));
      await recordRows(ledger, input, missing, ours);
      return missing.size === 0 ? `${batch.deviceKeys.length} rows` : undefined;
    },
    send: async () => {
      if (missing.size === 0) return 'nothing left to send';
      const rows = await deps.graph.importAutopilotIdentities(
        await importRows(ledger, input, [...missing.values()]),
      );
      await recordRows(ledger, input, missing, rows);
      if (missing.size > 0)
        throw failure('OutcomeUnknown', `${missing.size} rows of an import were not answered`);
      return `${batch.deviceKeys.length} rows`;
    },
  });
}

/**
 * For undo: finds the import rows of batches that died in the act, and answers the devices of which the service knows
 * nothing, because their batch was never sent.
 */
export async function settleImports(
  deps: ImportDeps,
  input: EffectInput,
  rows: readonly DeviceRow[],
): Promise<ReadonlySet<string>> {
  const waiting = rows.filter((row) => row.state === 'importing' && row.importedId === undefined);
  const missing = new Map(waiting.map((row) => [row.deviceKey, row]));
  if (missing.size === 0) return new Set();
  const entries = await deps.ledger.listEntries(input, [step]);
  for (const entry of entries.filter(({ state }) => state === 'sending')) {
    waitUntilOver(deps, entry);
    const { earlierIds } = entry.before as ImportBatch;
    const listed = await deps.graph.listImportedIdentities();
    const ours = listed.rows.filter((row) => !earlierIds.includes(row.importedId));
    await recordRows(deps.ledger, input, missing, ours);
  }
  return new Set(missing.keys());
}

async function importRows(
  ledger: LedgerPort,
  input: ShardInput,
  devices: readonly DeviceRow[],
): Promise<readonly ImportRow[]> {
  const hashes = await ledger.readHardwareHashes(
    input,
    devices.map(({ deviceKey }) => deviceKey),
  );
  return devices.map((device) => {
    const hardwareHash = hashes.get(device.deviceKey);
    if (hardwareHash === undefined)
      throw failure('BrokenInvariant', 'a hardware hash was purged before its import');
    return {
      serialNumber: device.serialNumber,
      hardwareHash,
      productId: device.productId,
      groupTag: device.groupTag,
      assignedUser: device.assignedUser ?? '',
    };
  });
}

/** Notes the import row of each device, by serial; of several the one that went best. Found devices leave `missing`. */
async function recordRows(
  ledger: LedgerPort,
  input: RunKey,
  missing: Map<string, DeviceRow>,
  rows: readonly ImportedIdentity[],
): Promise<void> {
  const bySerial = groupBy(rows, (row) => [serialKey(row.serialNumber)]);
  const found: { deviceKey: string; records: { importedId: string } }[] = [];
  for (const [deviceKey, device] of missing) {
    const row = bestRow(bySerial.get(serialKey(device.serialNumber)) ?? []);
    if (row === undefined) continue;
    found.push({ deviceKey, records: { importedId: row.importedId } });
  }
  await ledger.recordDevices(input, found);
  for (const { deviceKey } of found) missing.delete(deviceKey);
}

/** A second sending of the same device ends in "already assigned": the first row tells the truth. */
function bestRow(rows: readonly ImportedIdentity[]): ImportedIdentity | undefined {
  const rank = (row: ImportedIdentity): number => {
    const { kind } = importOutcome(row);
    return kind === 'imported' ? 0 : kind === 'waiting' ? 1 : kind === 'already-here' ? 3 : 2;
  };
  return [...rows].sort((a, b) => rank(a) - rank(b))[0];
}

/** Asks the tenant to sync, at most once in ten minutes for all runs. It only speeds things up, so a refusal is no failure. */
async function requestSync(deps: ImportDeps, tenant: string): Promise<void> {
  const { vendorNow, lastTriggeredAt } = await deps.graph.readAutopilotSync();
  const since =
    lastTriggeredAt === undefined
      ? syncIntervalMs
      : Date.parse(vendorNow) - Date.parse(lastTriggeredAt);
  if (since < syncIntervalMs) return;
  if (!(await deps.ledger.takeTurn(tenant, 'autopilot-sync', vendorNow, syncIntervalMs))) return;
  try {
    await deps.graph.triggerAutopilotSync();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
  }
}
