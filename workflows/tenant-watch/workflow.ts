import { condition, setHandler } from '@temporalio/workflow';
import { graphPoll, sitePolls } from '../activity-proxies.ts';
import { failureType, showParked } from '../child.ts';
import { watchWantedSignal, type TenantWatchInput } from './contract.ts';

/** A look that failed for good, on a refused credential say, is tried again this often, and at once for a new run. */
const afterFailureMs = 300_000;

/**
 * Both looks last as long as any run of the tenant is live. Each ends by itself when it sees none, so a run may begin
 * between the two ends: then the one that has ended begins again, while the other never noticed.
 */
export async function tenantWatch(input: TenantWatchInput): Promise<void> {
  const { tenant, siteCode } = input;
  let wanted = 0;
  let looking = 0;
  setHandler(watchWantedSignal, () => {
    wanted += 1;
  });
  const keepLooking = async (look: () => Promise<void>): Promise<void> => {
    for (let seen = -1; seen !== wanted;) {
      seen = wanted;
      looking += 1;
      await lookOn(look, () => wanted);
      looking -= 1;
      await condition(() => looking === 0 || wanted !== seen);
    }
  };
  await Promise.all([
    keepLooking(() => graphPoll.pollTenant({ tenant })),
    keepLooking(() => sitePolls(tenant, siteCode).pollSite({ tenant })),
  ]);
}

/** The watch never dies of an answer: all runs of the tenant wait on it, and nobody else would tell their devices' news. */
async function lookOn(look: () => Promise<void>, wanted: () => number): Promise<void> {
  for (;;) {
    const seen = wanted();
    try {
      await look();
      showParked(undefined);
      return;
    } catch (error) {
      const code = failureType(error);
      if (code === undefined) throw error;
      showParked(code);
      await condition(() => wanted() !== seen, afterFailureMs);
    }
  }
}
