import { z } from 'zod';
import type { Filter } from '../../http/odata-filter.ts';
import { leavesOf } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { answerList, answerOne, filterOf } from '../query.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { renderManagedDevice } from './table.ts';

const PAGE_SIZE = 1000;
const base = '/deviceManagement/managedDevices';

const wipeSchema = z.object({
  keepEnrollmentData: z.boolean().nullish(),
  keepUserData: z.boolean().nullish(),
});

export function managedDeviceRoutes(simulation: Simulation): GraphRoute[] {
  const { managedDevices: table, deviceActions } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const family = 'intune';
  const read = { operation: 'managedDevices.read', family } as const;
  return [
    { ...read, method: 'GET', path: base, handle: (request) => list(simulation, request) },
    {
      ...read,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) =>
        answerOne(request, renderManagedDevice(get(request), request.version === 'beta')),
    },
    {
      operation: 'managedDevices.wipe',
      method: 'POST',
      path: `${base}/:id/wipe`,
      family,
      handle: (request) => {
        wipeSchema.parse(request.body ?? {});
        deviceActions.wipe(get(request));
        return noContent;
      },
    },
    {
      operation: 'managedDevices.retire',
      method: 'POST',
      path: `${base}/:id/retire`,
      family,
      handle: (request) => {
        deviceActions.retire(get(request));
        return noContent;
      },
    },
    {
      operation: 'managedDevices.syncDevice',
      method: 'POST',
      path: `${base}/:id/syncDevice`,
      family,
      handle: (request) => {
        deviceActions.sync(get(request));
        return noContent;
      },
    },
    {
      operation: 'managedDevices.delete',
      method: 'DELETE',
      path: `${base}/:id`,
      family,
      handle: (request) => {
        deviceActions.delete(get(request));
        return noContent;
      },
    },
  ];
}

function list(simulation: Simulation, request: GraphRequest): GraphResponse {
  const filter = filterOf(request);
  const isBeta = request.version === 'beta';
  const entries = simulation.managedDevices
    .entries()
    .map(({ sequence, row }) => ({ sequence, row: renderManagedDevice(row, isBeta) }));
  const answer = answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: PAGE_SIZE });
  return filter !== undefined && isEntraIdAlternative(filter) ? firstRowOnly(answer) : answer;
}

/** `azureADDeviceId eq 'a' or azureADDeviceId eq 'b'` yields only the first, as observed. */
function isEntraIdAlternative(filter: Filter): boolean {
  return (
    filter.kind === 'or' &&
    leavesOf(filter).every((leaf) => 'property' in leaf && leaf.property === 'azureADDeviceId')
  );
}

function firstRowOnly(answer: GraphResponse): GraphResponse {
  const body = answer.body as { value: unknown[] };
  return { ...answer, body: { ...body, value: body.value.slice(0, 1) } };
}
