import { parseBody } from './answers.ts';
import { GraphError } from './errors.ts';
import type { GraphHttp } from './http.ts';
import type { GraphReads, GraphWrites } from './port.ts';
import { present } from '../present.ts';
import { autopilotSettingsSchema } from './schema.ts';

const path = '/deviceManagement/windowsAutopilotSettings';

export function createAutopilotSyncReads(http: GraphHttp): Pick<GraphReads, 'readAutopilotSync'> {
  return {
    readAutopilotSync: async () => {
      const operation = 'autopilotSettings.get';
      const answer = await http.send({ operation, path });
      const settings = parseBody(operation, autopilotSettingsSchema, answer);
      return present({
        status: settings.syncStatus ?? 'unknown',
        lastTriggeredAt: settings.lastManualSyncTriggerDateTime,
        vendorNow: answer.vendorNow,
      });
    },
  };
}

export function createAutopilotSyncWrites(
  http: GraphHttp,
): Pick<GraphWrites, 'triggerAutopilotSync'> {
  return {
    triggerAutopilotSync: async () => {
      try {
        await http.send({ operation: 'autopilotSettings.sync', path: `${path}/sync` });
      } catch (error) {
        // 409: one is running, and it will see what we want seen. 429: the last was under ten
        // minutes ago, often without `Retry-After`; the caller reads `lastTriggeredAt` (§F3).
        if (!(error instanceof GraphError) || error.status !== 409) throw error;
      }
    },
  };
}
