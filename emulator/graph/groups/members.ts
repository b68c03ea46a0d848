import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { only } from '../../table.ts';
import { viewOf } from '../consistency/lag.ts';
import { directoryObjects, referencedObject, renderDirectoryObject } from '../directory-objects.ts';
import type { DirectoryObject } from '../directory-objects.ts';
import { deleteDevice } from '../devices/routes.ts';
import { directoryBadRequest, directoryNotFound, unsupportedQuery } from '../errors.ts';
import { answerCount, answerList } from '../query.ts';
import type { ListSource } from '../query.ts';
import { memberRules } from '../query/directory-rules.ts';
import { isAdvancedQuery } from '../query/read-filter.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { isDynamic } from './table.ts';
import type { Group } from './table.ts';

/** https://learn.microsoft.com/graph/api/group-post-members#example-2 */
const BIND_MAX = 20;

export function memberRoutes(simulation: Simulation): GraphRoute[] {
  const { replicas } = simulation;
  const direct = (request: GraphRequest) => {
    const { id } = replicas.getGroup(param(request, 'id'));
    return replicas.members.of(id, viewOf(request));
  };
  const family = 'directory';
  return [
    {
      operation: 'groupMembers.list',
      method: 'GET',
      path: '/groups/:id/members',
      family,
      handle: (request) => listObjects(simulation, request, direct(request)),
    },
    {
      operation: 'groupMembers.listDevices',
      method: 'GET',
      path: '/groups/:id/members/microsoft.graph.device',
      family,
      handle: (request) => {
        demandAdvancedCast(request);
        const source = objectSource(simulation, request, direct(request));
        const rows = only(source.rows, ({ kind }) => kind === 'device');
        return answerList(request, { ...source, rows });
      },
    },
    {
      operation: 'groupMembers.count',
      method: 'GET',
      path: '/groups/:id/members/$count',
      family,
      handle: (request) => answerCount(request, objectSource(simulation, request, direct(request))),
    },
    {
      operation: 'groupMembers.listTransitive',
      method: 'GET',
      path: '/groups/:id/transitiveMembers',
      family,
      handle: (request) => listObjects(simulation, request, transitiveMembers(simulation, request)),
    },
    ...memberChangeRoutes(simulation),
  ];
}

/** Members of the group and of the groups in it; a ring of groups is walked once. */
function transitiveMembers({ replicas }: Simulation, request: GraphRequest): Set<string> {
  const found = new Set<string>();
  const open = [replicas.getGroup(param(request, 'id')).id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const id of replicas.members.of(next, viewOf(request))) {
      if (found.has(id)) continue;
      found.add(id);
      open.push(id);
    }
  }
  return found;
}

/** https://learn.microsoft.com/graph/api/group-list-members: a cast is an advanced query. */
function demandAdvancedCast(request: GraphRequest): void {
  if (isAdvancedQuery(request)) return;
  throw unsupportedQuery(
    'OData cast is not supported because the required parameters might be missing. ' +
      'Try adding $count=true query parameter and ConsistencyLevel:eventual header. ' +
      'Refer to https://aka.ms/graph-docs/advanced-queries for more information',
  );
}

function memberChangeRoutes(simulation: Simulation): GraphRoute[] {
  const { devices, directory, groups } = simulation;
  const get = (request: GraphRequest) =>
    groups.get(simulation.replicas.getGroup(param(request, 'id')).id);
  const family = 'directory';
  return [
    {
      operation: 'groupMembers.add',
      method: 'POST',
      path: '/groups/:id/members/$ref',
      family,
      handle: (request) => {
        const body = z.object({ '@odata.id': z.string() }).parse(request.body);
        return addMembers(simulation, get(request), [body['@odata.id']]);
      },
    },
    {
      operation: 'groupMembers.remove',
      method: 'DELETE',
      path: '/groups/:id/members/:memberId/$ref',
      family,
      handle: (request) => {
        const group = get(request);
        const memberId = param(request, 'memberId').toLowerCase();
        refuseDynamic(group);
        if (!group.members.has(memberId)) throw directoryNotFound(memberId);
        directory.changeMembers(group, { removed: [memberId] });
        return noContent;
      },
    },
    {
      // Without `/$ref` the call deletes the device itself, as reported from the field.
      operation: 'groupMembers.danger',
      method: 'DELETE',
      path: '/groups/:id/members/:memberId',
      family,
      handle: (request) => {
        deleteDevice(simulation, devices.get(param(request, 'memberId')));
        return noContent;
      },
    },
  ];
}

/** All or nothing: https://learn.microsoft.com/graph/api/group-post-members */
export function addMembers(
  simulation: Simulation,
  group: Group,
  references: string[],
): GraphResponse {
  const ids = bindableIds(simulation, group, references);
  if (ids.includes(group.id)) throw directoryBadRequest('A group cannot be a member of itself.');
  if (ids.some((id) => group.members.has(id))) {
    throw directoryBadRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  }
  simulation.directory.changeMembers(group, { added: ids });
  return noContent;
}

/** The objects behind references, or the refusal of all of them. */
export function bindableIds(
  simulation: Simulation,
  group: Pick<Group, 'groupTypes'>,
  references: string[],
): string[] {
  if (references.length > BIND_MAX) {
    throw directoryBadRequest(
      `The number of object references exceeds the maximum of ${BIND_MAX} allowed in one request.`,
    );
  }
  refuseDynamic(group);
  return references.map((reference) => referencedObject(simulation, reference).id);
}

function refuseDynamic(group: Pick<Group, 'groupTypes'>): void {
  if (!isDynamic(group)) return;
  throw directoryBadRequest(
    'Insufficient privileges or unsupported: membership of a dynamic group is computed.',
  );
}

/** The objects of these ids, of whatever kind, as the view of the request has them. */
export function listObjects(
  simulation: Simulation,
  request: GraphRequest,
  ids: ReadonlySet<string>,
): GraphResponse {
  return answerList(request, objectSource(simulation, request, ids));
}

function objectSource(
  simulation: Simulation,
  request: GraphRequest,
  ids: ReadonlySet<string>,
): ListSource<DirectoryObject> {
  return {
    rows: directoryObjects(simulation, ids, viewOf(request)),
    render: (object) => renderDirectoryObject(object, request),
    rules: memberRules,
  };
}
