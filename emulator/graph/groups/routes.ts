import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { renderEntraDevice } from '../devices/table.ts';
import { deleteDevice } from '../devices/routes.ts';
import { directoryBadRequest, directoryNotFound } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { parseMembershipRule } from './membership-rule.ts';
import { isDynamic, renderGroup } from './table.ts';
import type { Group } from './table.ts';

const PAGE_SIZE = 100;
const PAGE_SIZE_MAX = 999;

const groupBodySchema = z.object({
  displayName: z.string().min(1).max(256).optional(),
  description: z.string().nullable().optional(),
  mailEnabled: z.boolean().optional(),
  mailNickname: z
    .string()
    .max(64)
    .regex(/^[^@()\\[\]";:<>, ]+$/)
    .optional(),
  securityEnabled: z.boolean().optional(),
  groupTypes: z.array(z.string()).optional(),
  membershipRule: z.string().nullable().optional(),
  membershipRuleProcessingState: z.enum(['On', 'Paused']).nullable().optional(),
});
type GroupBody = z.infer<typeof groupBodySchema>;

export function groupRoutes(simulation: Simulation): GraphRoute[] {
  const { groups } = simulation;
  const get = (request: GraphRequest) => groups.get(param(request, 'id'));
  const family = 'directory';
  return [
    {
      operation: 'groups.list',
      method: 'GET',
      path: '/groups',
      family,
      handle: (request) => list(simulation, request),
    },
    {
      operation: 'groups.create',
      method: 'POST',
      path: '/groups',
      family,
      handle: (request) => create(simulation, request, null),
    },
    {
      operation: 'groups.upsert',
      method: 'PATCH',
      path: "/groups(uniqueName=':uniqueName')",
      family,
      handle: (request) => upsert(simulation, request),
    },
    {
      operation: 'groups.get',
      method: 'GET',
      path: '/groups/:id',
      family,
      handle: (request) => answerOne(request, renderGroup(get(request))),
    },
    {
      operation: 'groups.get',
      method: 'GET',
      path: "/groups(uniqueName=':uniqueName')",
      family,
      handle: (request) => {
        const group = groups.findByUniqueName(param(request, 'uniqueName'));
        if (group === undefined) throw directoryNotFound(param(request, 'uniqueName'));
        return answerOne(request, renderGroup(group));
      },
    },
    {
      operation: 'groups.update',
      method: 'PATCH',
      path: '/groups/:id',
      family,
      handle: (request) => update(simulation, get(request), request),
    },
    {
      operation: 'groups.delete',
      method: 'DELETE',
      path: '/groups/:id',
      family,
      handle: (request) => {
        const group = get(request);
        simulation.directory.setMembers(group, new Set());
        groups.delete(group.id);
        return noContent;
      },
    },
    ...memberRoutes(simulation),
  ];
}

function list({ groups }: Simulation, request: GraphRequest): GraphResponse {
  const entries = groups
    .entries()
    .map(({ sequence, row }) => ({ sequence, row: renderGroup(row) }));
  return answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: PAGE_SIZE_MAX });
}

function memberRoutes(simulation: Simulation): GraphRoute[] {
  const { groups, devices } = simulation;
  const get = (request: GraphRequest) => groups.get(param(request, 'id'));
  const family = 'directory';
  const listMembers = (request: GraphRequest): GraphResponse => {
    const group = get(request);
    const entries = devices
      .entries()
      .filter(({ row }) => group.members.has(row.id))
      .map(({ sequence, row }) => ({
        sequence,
        row: { '@odata.type': '#microsoft.graph.device', ...renderEntraDevice(row) },
      }));
    return answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: PAGE_SIZE_MAX });
  };
  return [
    {
      operation: 'groups.members',
      method: 'GET',
      path: '/groups/:id/members',
      family,
      handle: listMembers,
    },
    {
      operation: 'groups.members',
      method: 'GET',
      path: '/groups/:id/members/microsoft.graph.device',
      family,
      handle: listMembers,
    },
    {
      operation: 'groups.addMember',
      method: 'POST',
      path: '/groups/:id/members/$ref',
      family,
      handle: (request) => addMember(simulation, get(request), request),
    },
    {
      operation: 'groups.removeMember',
      method: 'DELETE',
      path: '/groups/:id/members/:memberId/$ref',
      family,
      handle: (request) => {
        const group = get(request);
        const memberId = param(request, 'memberId');
        if (!group.members.has(memberId)) throw directoryNotFound(memberId);
        const rest = new Set([...group.members].filter((id) => id !== memberId));
        simulation.directory.setMembers(group, rest);
        return noContent;
      },
    },
    {
      // Without `/$ref` the call deletes the device itself, as reported from the field.
      operation: 'groups.memberDanger',
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

function addMember(simulation: Simulation, group: Group, request: GraphRequest): GraphResponse {
  const reference = z.object({ '@odata.id': z.string() }).parse(request.body)['@odata.id'];
  const device = simulation.devices.get(reference.split('/').at(-1) ?? '');
  if (isDynamic(group)) throw directoryBadRequest('Members of a dynamic group cannot be changed.');
  if (group.members.has(device.id)) {
    throw directoryBadRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  }
  simulation.directory.setMembers(group, new Set([...group.members, device.id]));
  return noContent;
}

/** https://learn.microsoft.com/graph/api/group-upsert: 201 when made, 204 when it was there. */
function upsert(simulation: Simulation, request: GraphRequest): GraphResponse {
  const uniqueName = param(request, 'uniqueName');
  const existing = simulation.groups.findByUniqueName(uniqueName);
  if (existing !== undefined) return update(simulation, existing, request);
  if (request.headers['prefer']?.includes('create-if-missing') !== true) {
    throw directoryNotFound(uniqueName);
  }
  return create(simulation, request, uniqueName);
}

function create(
  simulation: Simulation,
  request: GraphRequest,
  uniqueName: string | null,
): GraphResponse {
  const body = groupBodySchema.parse(request.body);
  checkRule(body);
  if (body.displayName === undefined || body.mailNickname === undefined) {
    throw directoryBadRequest('A value is required for property displayName and mailNickname.');
  }
  const group: Group = {
    id: simulation.ids.next('group'),
    displayName: body.displayName,
    description: body.description ?? null,
    uniqueName,
    mailEnabled: body.mailEnabled ?? false,
    mailNickname: body.mailNickname,
    securityEnabled: body.securityEnabled ?? true,
    groupTypes: body.groupTypes ?? [],
    membershipRule: body.membershipRule ?? null,
    membershipRuleProcessingState: body.membershipRuleProcessingState ?? null,
    createdDateTime: simulation.clock.nowIso(),
    members: new Set(),
  };
  simulation.groups.add(group);
  simulation.dynamicMembership.schedule(group);
  return answerOne(request, renderGroup(group), 201);
}

function update(simulation: Simulation, group: Group, request: GraphRequest): GraphResponse {
  const body = groupBodySchema.parse(request.body);
  checkRule(body);
  Object.assign(group, body);
  simulation.dynamicMembership.schedule(group);
  return noContent;
}

function checkRule(body: GroupBody): void {
  const rule = body.membershipRule;
  if (typeof rule !== 'string' || parseMembershipRule(rule) !== undefined) return;
  throw directoryBadRequest('Invalid query: the membership rule could not be parsed.');
}
