import type { Simulation } from '../../simulation.ts';
import { answerOne } from '../query.ts';
import { param } from '../route.ts';
import type { GraphRequest, GraphRoute } from '../route.ts';
import { managedDeviceActionRoutes } from './action-routes.ts';
import { listManagedDevices } from './list.ts';
import { renderManagedDevice } from './render.ts';

const base = '/deviceManagement/managedDevices';

export function managedDeviceRoutes(simulation: Simulation): GraphRoute[] {
  const { managedDevices: table } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const intune = { family: 'intune' } as const;
  return [
    {
      operation: 'managedDevices.list',
      ...intune,
      method: 'GET',
      path: base,
      handle: (request) => listManagedDevices(simulation, request),
    },
    {
      operation: 'managedDevices.get',
      ...intune,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => answerOne(request, renderManagedDevice(get(request))),
    },
    ...managedDeviceActionRoutes(simulation),
  ];
}
