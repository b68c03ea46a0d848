import { and } from 'drizzle-orm';
import type { DataCipher } from './data-cipher.ts';
import type { Database } from './database.ts';
import type { DevicesLedger, RunKey } from './port.ts';
import { hardwareHashes } from './schema/devices.ts';
import { isAnyOf, ofRun } from './statements.ts';

export function hashPlace(key: RunKey, deviceKey: string): string {
  return `hardware-hash/${key.tenant}/${key.run}/${deviceKey}`;
}

export function createHardwareHashes(
  database: Database,
  cipher: DataCipher,
): Pick<DevicesLedger, 'readHardwareHashes' | 'purgeHardwareHashes'> {
  const { statements } = database;
  return {
    async readHardwareHashes(key, deviceKeys) {
      const { deviceKey, keyId, sealed } = hardwareHashes;
      const rows = await statements
        .select({ deviceKey, keyId, sealed })
        .from(hardwareHashes)
        .where(and(ofRun(hardwareHashes, key), isAnyOf(deviceKey, deviceKeys)));
      return new Map(
        rows.map((row) => [row.deviceKey, cipher.open(row, hashPlace(key, row.deviceKey))]),
      );
    },
    async purgeHardwareHashes(key, deviceKeys) {
      const { deviceKey } = hardwareHashes;
      await statements
        .delete(hardwareHashes)
        .where(and(ofRun(hardwareHashes, key), isAnyOf(deviceKey, deviceKeys)));
    },
  };
}
