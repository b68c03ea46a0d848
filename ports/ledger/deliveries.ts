import { and, eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { LedgerError } from './errors.ts';
import type { DevicesLedger } from './port.ts';
import { deliveries } from './schema/devices.ts';
import { now, ofRun, theOne } from './statements.ts';

export function createDeliveries(
  database: Database,
): Pick<DevicesLedger, 'saveDelivery' | 'readDelivery'> {
  const { statements } = database;
  const readDelivery: DevicesLedger['readDelivery'] = async (key, uploadId) => {
    const rows = await statements
      .select({ deviceKeys: deliveries.deviceKeys })
      .from(deliveries)
      .where(and(ofRun(deliveries, key), eq(deliveries.uploadId, uploadId)));
    return theOne(rows, 'delivery').deviceKeys;
  };
  return {
    readDelivery,
    async saveDelivery(key, uploadId, deviceKeys) {
      const { tenant, run } = key;
      await statements
        .insert(deliveries)
        .values({ tenant, run, uploadId, deviceKeys: [...deviceKeys], savedAt: now })
        .onConflictDoNothing();
      const stored = await readDelivery(key, uploadId);
      if (stored.join() !== deviceKeys.join()) {
        throw new LedgerError('refused', 'another list is stored under this upload');
      }
    },
  };
}
