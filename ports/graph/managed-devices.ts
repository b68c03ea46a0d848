import { findOne } from './answers.ts';
import type { GraphHttp } from './http.ts';
import { idSegment } from './identifiers.ts';
import { listAll } from './paging.ts';
import type { GraphGuardWrites, GraphReads } from './port.ts';
import { managedDeviceFields, managedDeviceSchema } from './schema.ts';

const base = '/deviceManagement/managedDevices';
const query = { $select: managedDeviceFields };

export function createManagedDeviceReads(
  http: GraphHttp,
): Pick<GraphReads, 'listManagedDevices' | 'findManagedDevice'> {
  return {
    // Everything is paged and joined locally: a filter of several ids answers the first only (§G1).
    listManagedDevices: () =>
      listAll(http, { operation: 'managedDevices.list', path: base, query }, managedDeviceSchema),
    findManagedDevice: async (managedDeviceId) => {
      const operation = 'managedDevices.get';
      const path = `${base}/${idSegment(operation, managedDeviceId)}`;
      const found = await findOne(http, { operation, path, query }, managedDeviceSchema);
      return found && { device: found.value, vendorNow: found.vendorNow };
    },
  };
}

/** Both are only accepted here; the device acts when it next calls in. Neither is ever in a batch. */
export function createManagedDeviceGuardWrites(
  http: GraphHttp,
): Pick<GraphGuardWrites, 'wipeManagedDevice' | 'retireManagedDevice'> {
  return {
    wipeManagedDevice: async (managedDeviceId) => {
      const operation = 'managedDevices.wipe';
      await http.send({
        operation,
        path: `${base}/${idSegment(operation, managedDeviceId)}/wipe`,
        // For reuse with Autopilot. No `macOsUnlockCode`: an empty one led to 400 (§G2).
        body: { keepEnrollmentData: false, keepUserData: false },
      });
    },
    retireManagedDevice: async (managedDeviceId) => {
      const operation = 'managedDevices.retire';
      const path = `${base}/${idSegment(operation, managedDeviceId)}/retire`;
      await http.send({ operation, path });
    },
  };
}
