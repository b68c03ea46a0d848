import { currentRequest } from '../../http/current-request.ts';
import type { Judging } from '../referee.ts';

/** https://learn.microsoft.com/autopilot/add-devices */
const IMPORT_ROWS_MAX = 500;
/** https://learn.microsoft.com/graph/json-batching#batch-size-limitations */
const SUB_REQUESTS_MAX = 20;
/** https://learn.microsoft.com/graph/api/intune-enrollment-windowsautopilotsettings-sync */
const SYNC_INTERVAL_MS = 10 * 60_000;

/** Rules about the vendor's limits, which a good client keeps without being told. */
export function judgeLimits({ simulation: { events }, report }: Judging): void {
  events.on('import-accepted', ({ rowCount }) => {
    if (rowCount <= IMPORT_ROWS_MAX) return;
    report('REF-IMPORT-ROWS', { subject: 'import', evidence: { rowCount } });
  });
  events.on('batch-received', ({ requestCount }) => {
    if (requestCount <= SUB_REQUESTS_MAX) return;
    report('REF-BATCH-SIZE', { subject: '$batch', evidence: { requestCount } });
  });
  events.on('sync-asked', ({ sinceLastMs }) => {
    if (sinceLastMs >= SYNC_INTERVAL_MS) return;
    const evidence = { sinceLastSeconds: Math.round(sinceLastMs / 1000) };
    report('REF-SYNC-INTERVAL', { subject: 'windowsAutopilotSettings', evidence });
  });
  events.on('called-too-early', ({ remainingMs }) => {
    const request = currentRequest();
    const subject = request === undefined ? 'unknown' : `${request.method} ${request.path}`;
    report('REF-RETRY-AFTER', { subject, evidence: { remainingMs } });
  });
}
