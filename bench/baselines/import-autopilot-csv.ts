import { importBody, importedIdentities } from './device-row.ts';
import type { RegistrationRow } from './device-row.ts';
import { GraphCallError } from './graph-session.ts';
import type { GraphSession } from './graph-session.ts';

const POLL_SECONDS = 15;
/** Ours, so that a bench ends: two hours of polls. */
const POLLS_MAX = 480;

export interface ImportAutopilotCsvResult {
  /** Rows that were sent before the first failure ended the loop. */
  sent: number;
  /** Rows that nobody sent, and nobody names. */
  neverSent: number;
}

/**
 * R1: `Import-AutopilotCSV` of WindowsAutopilotIntune and its community heirs
 * (github.com/andrew-s-taylor/WindowsAutopilotInfo, a0d2a1c), the loop with its two habits: `break`
 * in the catch leaves the loop over the rows, and what is polled and deleted is the whole tenant's
 * list.
 */
export async function importAutopilotCsv(
  session: GraphSession,
  rows: readonly RegistrationRow[],
): Promise<ImportAutopilotCsvResult> {
  let sent = 0;
  for (const row of rows) {
    try {
      await session.invoke('POST', importedIdentities, importBody(row));
      sent += 1;
    } catch (error) {
      if (!(error instanceof GraphCallError)) throw error;
      break;
    }
  }
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    const all = await session.list(importedIdentities);
    if (!all.some(isUnknown)) break;
    await session.pause(POLL_SECONDS);
  }
  for (const { id } of await session.list(importedIdentities)) {
    await session.invoke('DELETE', `${importedIdentities}/${id}`);
  }
  return { sent, neverSent: rows.length - sent };
}

/** `pending` and `partial` count as finished. */
function isUnknown(row: Record<string, unknown>): boolean {
  const state = row['state'] as { deviceImportStatus?: string } | undefined;
  return state?.deviceImportStatus === 'unknown';
}
