import { z } from 'zod';
import type { Filter } from '../../http/odata-filter.ts';
import { leavesOf } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { directoryBadRequest, directoryNotFound, unsupportedQuery } from '../errors.ts';
import { answerList, answerOne, filterOf } from '../query.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { answerDelta } from './delta.ts';
import { renderEntraDevice } from './table.ts';
import type { EntraDevice } from './table.ts';

/** https://learn.microsoft.com/graph/api/device-list: 100 by default, 999 at most. */
const PAGE_SIZE = 100;
const PAGE_SIZE_MAX = 999;

const patchSchema = z.object({ accountEnabled: z.boolean().optional() });

export function deviceRoutes(simulation: Simulation): GraphRoute[] {
  const { devices } = simulation;
  const family = 'directory';
  return [
    {
      operation: 'devices.delta',
      method: 'GET',
      path: '/devices/delta',
      family,
      handle: (request) => answerDelta(simulation, request),
    },
    {
      operation: 'devices.list',
      method: 'GET',
      path: '/devices',
      family,
      handle: (request) => list(simulation, request),
    },
    {
      operation: 'devices.get',
      method: 'GET',
      path: '/devices/:id',
      family,
      handle: (request) => answerOne(request, renderEntraDevice(getDevice(simulation, request))),
    },
    {
      operation: 'devices.getByDeviceId',
      method: 'GET',
      path: "/devices(deviceId=':deviceId')",
      family,
      handle: (request) => {
        const device = devices.findByDeviceId(param(request, 'deviceId'));
        if (device === undefined) throw directoryNotFound(param(request, 'deviceId'));
        return answerOne(request, renderEntraDevice(device));
      },
    },
    {
      operation: 'devices.update',
      method: 'PATCH',
      path: '/devices/:id',
      family,
      handle: (request) => {
        const device = getDevice(simulation, request);
        const { accountEnabled } = patchSchema.parse(request.body);
        if (accountEnabled !== undefined) device.accountEnabled = accountEnabled;
        const changes = Object.keys(request.body as object);
        simulation.events.publish({
          type: 'entra-device-changed',
          device,
          changes,
          actor: 'caller',
        });
        return noContent;
      },
    },
    {
      operation: 'devices.delete',
      method: 'DELETE',
      path: '/devices/:id',
      family,
      handle: (request) => {
        deleteDevice(simulation, getDevice(simulation, request));
        return noContent;
      },
    },
  ];
}

function list(simulation: Simulation, request: GraphRequest): GraphResponse {
  demandAdvancedQuery(request);
  const entries = simulation.devices
    .entries()
    .map(({ sequence, row }) => ({ sequence, row: renderEntraDevice(row) }));
  return answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: PAGE_SIZE_MAX });
}

/**
 * The API does not guard objects with `[ZTDID]`; only the admin centre does.
 * https://learn.microsoft.com/graph/api/device-delete
 */
export function deleteDevice(simulation: Simulation, device: EntraDevice): void {
  simulation.directory.removeDevice(device, 'caller');
}

function getDevice(simulation: Simulation, request: GraphRequest): EntraDevice {
  const id = param(request, 'id');
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw directoryBadRequest(`Invalid object identifier '${id}'.`);
  return simulation.devices.get(id);
}

/** https://learn.microsoft.com/graph/aad-advanced-queries */
function demandAdvancedQuery(request: GraphRequest): void {
  const isAdvanced =
    request.headers['consistencylevel'] === 'eventual' && request.query['$count'] === 'true';
  if (isAdvanced) return;
  const filter = filterOf(request);
  const needsIt =
    request.query['$orderby'] !== undefined ||
    request.query['$search'] !== undefined ||
    (filter !== undefined && usesAdvancedOperator(filter));
  if (needsIt)
    throw unsupportedQuery('Operator is not supported without ConsistencyLevel: eventual.');
}

function usesAdvancedOperator(filter: Filter): boolean {
  if (filter.kind === 'not') return true;
  if (filter.kind === 'and' || filter.kind === 'or') {
    return usesAdvancedOperator(filter.left) || usesAdvancedOperator(filter.right);
  }
  return leavesOf(filter).some(
    (leaf) =>
      (leaf.kind === 'compare' && leaf.operator === 'ne') ||
      (leaf.kind === 'text' && leaf.name !== 'startswith'),
  );
}
