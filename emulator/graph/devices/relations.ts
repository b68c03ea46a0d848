import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { viewOf } from '../consistency/lag.ts';
import { directoryBadRequest } from '../errors.ts';
import { listObjects } from '../groups/members.ts';
import { param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import type { EntraDevice } from './table.ts';

/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups */
const CHECKED_GROUPS_MAX = 20;

const checkSchema = z.object({ groupIds: z.array(z.string()) });

/** Whose a device is, and which groups it is in. */
export function deviceRelationRoutes(simulation: Simulation): GraphRoute[] {
  const { directory, replicas } = simulation;
  const get = (request: GraphRequest) => replicas.getDevice(param(request, 'id'));
  const list = (request: GraphRequest, ids: readonly string[]): GraphResponse =>
    listObjects(simulation, request, new Set(ids));
  const family = 'directory';
  return [
    {
      operation: 'devices.registeredOwners',
      method: 'GET',
      path: '/devices/:id/registeredOwners',
      family,
      handle: (request) => list(request, ownerIdsOf(simulation, get(request))),
    },
    {
      operation: 'devices.registeredUsers',
      method: 'GET',
      path: '/devices/:id/registeredUsers',
      family,
      handle: (request) => list(request, ownerIdsOf(simulation, get(request))),
    },
    {
      operation: 'devices.memberOf',
      method: 'GET',
      path: '/devices/:id/memberOf',
      family,
      handle: (request) => list(request, replicas.groupIdsOf(get(request).id, viewOf(request))),
    },
    {
      operation: 'devices.transitiveMemberOf',
      method: 'GET',
      path: '/devices/:id/transitiveMemberOf',
      family,
      handle: (request) => list(request, directory.groupIdsOf(get(request).id)),
    },
    {
      operation: 'devices.checkMemberGroups',
      method: 'POST',
      path: '/devices/:id/checkMemberGroups',
      family,
      handle: (request) => {
        const { groupIds } = checkSchema.parse(request.body);
        if (groupIds.length > CHECKED_GROUPS_MAX) {
          throw directoryBadRequest(`At most ${CHECKED_GROUPS_MAX} groupIds can be checked.`);
        }
        const holding = new Set(directory.groupIdsOf(get(request).id));
        const context = `${request.origin}/${request.version}/$metadata#Collection(Edm.String)`;
        const value = groupIds.filter((id) => holding.has(id.toLowerCase()));
        return { status: 200, body: { '@odata.context': context, value } };
      },
    },
  ];
}

/** The world's word, or the user of the machine it is joined with; the one who joined is both. */
function ownerIdsOf(simulation: Simulation, device: EntraDevice): string[] {
  const { machines, registeredOwners, users } = simulation;
  const machine = device.machineId === undefined ? undefined : machines.find(device.machineId);
  const ofMachine = device.trustType === null ? undefined : machine?.spec.userPrincipalName;
  const names = registeredOwners.get(device.id) ?? (ofMachine === undefined ? [] : [ofMachine]);
  return names.flatMap((name) => users.findByIdOrUpn(name)?.id ?? []);
}
