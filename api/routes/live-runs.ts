import type { LedgerPort, RunKey } from '../../ports/ledger/port.ts';
import type { Caller } from '../authentication.ts';

/** More runs at once than a tenant's people could follow; older ones are found by naming the run. */
const runsLookedAtMax = 100;

/** The caller's runs that have not ended, for lists that name no run. */
export async function liveRuns(ledger: LedgerPort, caller: Caller): Promise<readonly RunKey[]> {
  const rows = await ledger.listRuns(caller.tenant, { limit: runsLookedAtMax });
  return rows
    .filter(({ endedAt }) => endedAt === undefined)
    .map(({ tenant, run }) => ({ tenant, run }));
}
