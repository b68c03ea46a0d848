import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { viewOf } from '../consistency/lag.ts';
import { directoryBadRequest, directoryNotFound } from '../errors.ts';
import { countedList } from '../list-rows.ts';
import { answerOne } from '../query.ts';
import type { ListSource } from '../query.ts';
import { deviceRules } from '../query/directory-rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphRoute } from '../route.ts';
import { answerDelta } from './delta.ts';
import { renderEntraDevice } from './table.ts';
import type { EntraDevice } from './table.ts';

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
    ...countedList({ operation: 'devices.list', path: '/devices' }, (request) =>
      source(simulation, request),
    ),
    {
      operation: 'devices.get',
      method: 'GET',
      path: '/devices/:id',
      family,
      handle: (request) =>
        answerOne(request, renderEntraDevice(simulation.replicas.getDevice(idOf(request)))),
    },
    {
      operation: 'devices.getByDeviceId',
      method: 'GET',
      path: "/devices(deviceId=':deviceId')",
      family,
      handle: (request) => {
        const id = devices.findByDeviceId(param(request, 'deviceId'))?.id;
        if (id === undefined) throw directoryNotFound(param(request, 'deviceId'));
        return answerOne(request, renderEntraDevice(simulation.replicas.getDevice(id)));
      },
    },
    ...writeRoutes(simulation),
  ];
}

function writeRoutes(simulation: Simulation): GraphRoute[] {
  const family = 'directory';
  return [
    {
      operation: 'devices.update',
      method: 'PATCH',
      path: '/devices/:id',
      family,
      handle: (request) => {
        const device = getDevice(simulation, request);
        const { accountEnabled } = patchSchema.parse(request.body);
        if (accountEnabled === undefined || accountEnabled === device.accountEnabled) {
          return noContent;
        }
        device.accountEnabled = accountEnabled;
        const changes = ['accountEnabled'];
        const { events } = simulation;
        events.publish({ type: 'entra-device-changed', device, changes, actor: 'caller' });
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

function source({ replicas }: Simulation, request: GraphRequest): ListSource<EntraDevice> {
  const rows = replicas.devices.rows(viewOf(request));
  return { rows, render: renderEntraDevice, rules: deviceRules, isPlain: true };
}

/**
 * The API does not guard objects with `[ZTDID]`; only the admin centre does.
 * https://learn.microsoft.com/graph/api/device-delete
 */
export function deleteDevice(simulation: Simulation, device: EntraDevice): void {
  simulation.directory.removeDevice(device, 'caller');
}

/** To write to: it must be known to the replica that is asked, and still be there. */
function getDevice({ devices, replicas }: Simulation, request: GraphRequest): EntraDevice {
  const id = idOf(request);
  return devices.get(replicas.getDevice(id).id);
}

function idOf(request: GraphRequest): string {
  const id = param(request, 'id');
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw directoryBadRequest(`Invalid object identifier '${id}'.`);
  return id;
}
