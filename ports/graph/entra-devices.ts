import { findOne, unlessNotFound } from './answers.ts';
import type { GraphHttp } from './http.ts';
import { idSegment } from './identifiers.ts';
import { countAll, listAll } from './paging.ts';
import type { GraphGuardWrites, GraphReads } from './port.ts';
import { entraDeviceFields, entraDeviceSchema } from './schema.ts';

/** The directory's largest page: one resource unit each, whatever its size. */
const PAGE_SIZE = '999';

export function createEntraDeviceReads(
  http: GraphHttp,
): Pick<GraphReads, 'listEntraDevices' | 'countEntraDevices' | 'findEntraDevice'> {
  return {
    listEntraDevices: () =>
      listAll(
        http,
        {
          operation: 'devices.list',
          path: '/devices',
          query: { $select: entraDeviceFields, $top: PAGE_SIZE },
          // Inventories yield to what people wait for: graph-api.md §I3.
          headers: { 'x-ms-throttle-priority': 'Low' },
        },
        entraDeviceSchema,
      ),
    countEntraDevices: () => countAll(http, { operation: 'devices.list', path: '/devices' }),
    findEntraDevice: async (objectId) => {
      const operation = 'devices.get';
      const path = `/devices/${idSegment(operation, objectId)}`;
      const query = { $select: entraDeviceFields };
      const found = await findOne(http, { operation, path, query }, entraDeviceSchema);
      return found && { device: found.value, vendorNow: found.vendorNow };
    },
  };
}

export function createEntraDeviceGuardWrites(
  http: GraphHttp,
): Pick<GraphGuardWrites, 'setEntraDeviceEnabled' | 'deleteEntraDevice'> {
  return {
    setEntraDeviceEnabled: async (objectId, enabled) => {
      const operation = 'devices.update';
      const path = `/devices/${idSegment(operation, objectId)}`;
      await http.send({ operation, path, body: { accountEnabled: enabled } });
    },
    deleteEntraDevice: async (objectId) => {
      const operation = 'devices.delete';
      const path = `/devices/${idSegment(operation, objectId)}`;
      await unlessNotFound(http.send({ operation, path }));
    },
  };
}
