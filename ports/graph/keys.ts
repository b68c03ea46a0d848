import type { z } from 'zod';
import { unlessNotFound } from './answers.ts';
import type { GraphHttp } from './http.ts';
import { idSegment, quoted } from './identifiers.ts';
import { listAll } from './paging.ts';
import type { GraphReads } from './port.ts';
import { bitlockerKeySchema } from './schema.ts';

/** Existence only: the port holds no permission to read a key or a password, and never asks. */
export function createKeyReads(
  http: GraphHttp,
): Pick<GraphReads, 'listBitlockerKeyIds' | 'hasLapsCredential'> {
  return {
    listBitlockerKeyIds: async (entraDeviceId) => {
      const { rows } = await listAll(
        http,
        {
          operation: 'bitlockerKeys.list',
          path: '/informationProtection/bitlocker/recoveryKeys',
          query: { $filter: `deviceId eq ${quoted(entraDeviceId)}` },
        },
        bitlockerKeySchema,
      );
      // Keys of another device would pass for this one's if the filter were ignored.
      return rows.filter((row) => row.deviceId === entraDeviceId.toLowerCase()).map(toKey);
    },
    hasLapsCredential: async (entraDeviceId) => {
      const operation = 'laps.get';
      const path = `/directory/deviceLocalCredentials/${idSegment(operation, entraDeviceId)}`;
      // Without `credentials` in `$select` the answer holds no password.
      const query = { $select: 'id,deviceName,lastBackupDateTime,refreshDateTime' };
      return (await unlessNotFound(http.send({ operation, path, query }))) !== undefined;
    },
  };
}

function toKey({ keyId, createdAt }: z.infer<typeof bitlockerKeySchema>) {
  return { keyId, createdAt };
}
