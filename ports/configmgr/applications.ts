import type { z } from 'zod';
import { listRows } from './answers.ts';
import type { AdminHttp } from './http.ts';
import { quoted } from './odata.ts';
import type { Application, ConfigMgrPort } from './port.ts';
import {
  applicationFields,
  applicationSchema,
  contentStatusFields,
  contentStatusSchema,
} from './schema.ts';
import { listGateways } from './site.ts';

/** `MessageState` 1 success, 2 in progress, 3 and more failed. */
const DISTRIBUTED = 1;

export function createApplicationReads(http: AdminHttp): Pick<ConfigMgrPort, 'findApplications'> {
  return {
    findApplications: async (displayName) => {
      // One instance a revision: the latest is the application (§7).
      const $filter = `LocalizedDisplayName eq ${quoted(displayName)} and IsLatest eq true`;
      const query = { $filter, $select: applicationFields };
      const rows = await listRows(http, 'SMS_Application', query, applicationSchema);
      const gateways = await listGateways(http);
      const gatewayHosts = new Set(gateways.map(({ hostName }) => hostName.toLowerCase()));
      const applications: Application[] = [];
      for (const row of rows) {
        applications.push({
          ciId: row.CI_ID,
          modelName: row.ModelName,
          displayName: row.LocalizedDisplayName,
          // A retired application still says that it has a deployment type.
          isDeployable: row.IsDeployable && !row.IsExpired,
          contentReady: await isContentReady(http, row, gatewayHosts),
        });
      }
      return applications;
    },
  };
}

/**
 * Devices on the internet take content from the gateway, so the gateway's copy decides (§8). A site
 * without one serves from its distribution points: then all of them must have it.
 */
async function isContentReady(
  http: AdminHttp,
  application: z.infer<typeof applicationSchema>,
  gatewayHosts: ReadonlySet<string>,
): Promise<boolean> {
  if (!application.HasContent) return true;
  const $filter = `ObjectID eq ${quoted(application.ModelName)}`;
  const query = { $filter, $select: contentStatusFields };
  const points = await listRows(http, 'SMS_DistributionDPStatus', query, contentStatusSchema);
  const hasContent = (point: z.infer<typeof contentStatusSchema>) =>
    point.MessageState === DISTRIBUTED;
  if (gatewayHosts.size === 0) return points.length > 0 && points.every(hasContent);
  return points.some((point) => gatewayHosts.has(point.Name.toLowerCase()) && hasContent(point));
}
