import { continueAsNew, setHandler } from '@temporalio/workflow';
import { graphPoll, sitePolls } from '../activity-proxies.ts';
import { watchWantedSignal, type TenantWatchInput } from './contract.ts';

/** Both looks last as long as any run of the tenant is live; a run that began meanwhile keeps the watch open. */
export async function tenantWatch(input: TenantWatchInput): Promise<void> {
  const { tenant, siteCode } = input;
  let wanted = 0;
  setHandler(watchWantedSignal, () => {
    wanted += 1;
  });
  const seen = wanted;
  await Promise.all([
    graphPoll.pollTenant({ tenant }),
    sitePolls(tenant, siteCode).pollSite({ tenant }),
  ]);
  if (wanted !== seen) await continueAsNew<typeof tenantWatch>(input);
}
