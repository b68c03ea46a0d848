import type { ConfigMgrPort } from '../ports/configmgr/port.ts';
import type { LedgerPort } from '../ports/ledger/port.ts';
import { groupBy } from '../domain/inventory-index.ts';
import { notReady } from './failure-mapping.ts';
import { pollIntervalMs } from './tenant-poll.ts';

export interface SitePollDeps {
  readonly ledger: LedgerPort;
  readonly configmgr: ConfigMgrPort;
  readonly timeFactor: number;
}

/** The site's half of the proof: which enrolling devices report `MDMEnrolled` and `ComgmtPolicyPresent`. */
export function createSitePollActivities(deps: SitePollDeps) {
  return {
    async pollSite(input: { tenant: string }): Promise<void> {
      if ((await deps.ledger.countLiveRuns(input.tenant)) === 0) return;
      const enrolling = await deps.ledger.listWatchedDevices(input.tenant, ['enrolling']);
      const waiting = enrolling.filter(
        (row) => row.siteEvidenceAt === undefined && row.entraDeviceId !== undefined,
      );
      if (waiting.length > 0) await recordEvidence(deps, input.tenant, waiting);
      throw notReady('clients are on their way', pollIntervalMs(deps.timeFactor));
    },
  };
}

async function recordEvidence(
  deps: SitePollDeps,
  tenant: string,
  waiting: readonly { run: string; deviceKey: string; entraDeviceId?: string }[],
): Promise<void> {
  const reported = (await deps.configmgr.listDevices()).filter(
    (row) => row.isClient && !row.isObsolete && row.mdmEnrolled && row.comgmtPolicyPresent,
  );
  const proved = new Set(reported.map((row) => row.entraDeviceId));
  const siteEvidenceAt = new Date().toISOString();
  for (const [run, rows] of groupBy(waiting, (row) => [row.run])) {
    const records = rows
      .filter((row) => proved.has(row.entraDeviceId))
      .map(({ deviceKey }) => ({ deviceKey, records: { siteEvidenceAt } }));
    await deps.ledger.recordDevices({ tenant, run }, records);
  }
}
