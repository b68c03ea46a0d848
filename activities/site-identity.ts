import type { ConfigMgrPort } from '../ports/configmgr/port.ts';
import { failure } from './failure-mapping.ts';

type SiteActivity = (input: never) => Promise<unknown>;

/**
 * Site codes repeat across companies: before each activity the worker compares its input's tenant with its own, and once
 * what the site says of itself with its configuration.
 */
export function onOwnSite<T extends Readonly<Record<string, SiteActivity>>>(
  activities: T,
  own: { configmgr: ConfigMgrPort; tenantId: string; siteCode: string },
): T {
  let proved = false;
  const prove = async (): Promise<void> => {
    const { siteCode } = await own.configmgr.readSiteFacts();
    if (siteCode !== own.siteCode)
      throw failure('SiteMismatch', `configured for ${own.siteCode}, the site says ${siteCode}`);
    proved = true;
  };
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (input: never): Promise<unknown> => {
      const { tenant } = input as { tenant: string };
      if (tenant !== own.tenantId) throw failure('SiteMismatch', 'the work is for another tenant');
      if (!proved) await prove();
      return activity(input);
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
