import { importBody, importedIdentities } from './device-row.ts';
import type { RegistrationRow } from './device-row.ts';
import type { GraphSession } from './graph-session.ts';

const ROWS_PER_BODY = 500;
const POLL_SECONDS = 15;
/** Ours, so that a bench ends: two hours of polls. */
const POLLS_MAX = 480;

export interface ImportCollectionResult {
  complete: string[];
  /** Serial number and the error's name. */
  failed: { serialNumber: string; error: string }[];
}

/**
 * R7: FleetMate's way, the collection action `/import`, in bodies of 500 and with the list polled
 * every 15 seconds instead of each id: the strongest baseline there is.
 */
export async function importCollection(
  session: GraphSession,
  rows: readonly RegistrationRow[],
): Promise<ImportCollectionResult> {
  const ours = new Set<string>();
  for (let start = 0; start < rows.length; start += ROWS_PER_BODY) {
    const body = {
      importedWindowsAutopilotDeviceIdentities: rows
        .slice(start, start + ROWS_PER_BODY)
        .map(importBody),
    };
    const answer = await session.invoke('POST', `${importedIdentities}/import`, body);
    for (const { id } of answer.value ?? []) ours.add(id);
  }
  const result: ImportCollectionResult = { complete: [], failed: [] };
  for (let poll = 0; poll < POLLS_MAX && ours.size > 0; poll += 1) {
    await session.pause(POLL_SECONDS);
    for (const row of await session.list(importedIdentities)) {
      if (!ours.has(row.id)) continue;
      const state = row['state'] as { deviceImportStatus: string; deviceErrorName?: string };
      const serialNumber = String(row['serialNumber']);
      if (state.deviceImportStatus === 'complete') result.complete.push(serialNumber);
      else if (state.deviceImportStatus === 'error') {
        result.failed.push({ serialNumber, error: state.deviceErrorName ?? '' });
      } else continue;
      ours.delete(row.id);
    }
  }
  return result;
}
