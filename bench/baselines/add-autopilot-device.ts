import { importBody, importedIdentities } from './device-row.ts';
import type { RegistrationRow } from './device-row.ts';
import type { GraphSession } from './graph-session.ts';

const POLL_SECONDS = 20;
/** Ours, so that a bench ends: two hours of polls. */
const POLLS_MAX = 360;

/**
 * R4: RealmJoin's `add-autopilot-device` runbook (github.com/realmjoin/realmjoin-runbooks,
 * f26a3db9): one job per device, which posts, polls its row, throws on an error and leaves the row.
 * Resolves with the error's name, or nothing when the row is complete.
 */
export async function addAutopilotDevice(
  session: GraphSession,
  row: RegistrationRow,
): Promise<string | undefined> {
  let imported = await session.invoke('POST', importedIdentities, importBody(row));
  for (let poll = 0; poll < POLLS_MAX; poll += 1) {
    const state = imported['state'] as { deviceImportStatus?: string; deviceErrorName?: string };
    if (state.deviceImportStatus === 'complete') return undefined;
    if (state.deviceImportStatus === 'error') return state.deviceErrorName ?? 'unknown';
    await session.pause(POLL_SECONDS);
    imported = await session.invoke('GET', `${importedIdentities}/${String(imported['id'])}`);
  }
  return 'still running';
}
