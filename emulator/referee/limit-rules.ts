import type { Simulation } from '../simulation.ts';
import type { Report } from './referee.ts';

/** https://learn.microsoft.com/autopilot/add-devices */
const IMPORT_ROWS_MAX = 500;
/** https://learn.microsoft.com/graph/json-batching#batch-size-limitations */
const SUB_REQUESTS_MAX = 20;
/** https://learn.microsoft.com/graph/api/intune-enrollment-windowsautopilotsettings-sync */
const SYNC_INTERVAL_MS = 10 * 60_000;

/** Rules about the vendor's limits, which a good client keeps without being told. */
export function judgeLimits({ events }: Simulation, report: Report): void {
  events.on('import-accepted', ({ rowCount }) => {
    if (rowCount > IMPORT_ROWS_MAX) report('too-many-rows', 'import', { rowCount });
  });
  events.on('batch-received', ({ requestCount }) => {
    if (requestCount > SUB_REQUESTS_MAX) {
      report('too-many-sub-requests', '$batch', { requestCount });
    }
  });
  events.on('sync-asked', ({ sinceLastMs }) => {
    if (sinceLastMs >= SYNC_INTERVAL_MS) return;
    report('sync-within-ten-minutes', 'windowsAutopilotSettings', {
      sinceLastSeconds: Math.round(sinceLastMs / 1000),
    });
  });
  events.on('called-too-early', ({ key, remainingMs }) => {
    report('called-before-retry-after', key, { remainingMs });
  });
}
