import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { viewOf } from '../consistency/lag.ts';
import { directoryBadRequest, directoryNotFound } from '../errors.ts';
import { countedList } from '../list-rows.ts';
import { answerOne } from '../query.ts';
import type { ListSource } from '../query.ts';
import { groupRules } from '../query/directory-rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { addMembers, bindableIds, memberRoutes } from './members.ts';
import { parseMembershipRule } from './membership-rule.ts';
import { ownerIds, ownsGroup, requireWriter } from './owners.ts';
import { isDynamic, renderGroup } from './table.ts';
import type { Group } from './table.ts';

const groupBodySchema = z.object({
  displayName: z.string().min(1).max(256).optional(),
  description: z.string().nullable().optional(),
  mailEnabled: z.boolean().optional(),
  mailNickname: z
    .string()
    .max(64)
    // ASCII without blank, and without @ ( ) \ [ ] " ; : < > ,
    .regex(/^(?:(?![@()\\[\]";:<>,])[!-~])+$/)
    .optional(),
  securityEnabled: z.boolean().optional(),
  groupTypes: z.array(z.string()).optional(),
  membershipRule: z.string().nullable().optional(),
  membershipRuleProcessingState: z.enum(['On', 'Paused']).nullable().optional(),
});
type GroupBody = z.infer<typeof groupBodySchema>;
const extraSchema = z.object({
  'members@odata.bind': z.array(z.string()).optional(),
  'owners@odata.bind': z.array(z.string()).max(20).optional(),
  uniqueName: z.string().nullish(),
});

export function groupRoutes(simulation: Simulation): GraphRoute[] {
  const { groups, replicas } = simulation;
  const get = (request: GraphRequest) => groups.get(replicas.getGroup(param(request, 'id')).id);
  const family = 'directory';
  return [
    ...countedList({ operation: 'groups.list', path: '/groups' }, (request) =>
      source(simulation, request),
    ),
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
      handle: (request) => answerOne(request, renderGroup(replicas.getGroup(param(request, 'id')))),
    },
    {
      operation: 'groups.getByUniqueName',
      method: 'GET',
      path: "/groups(uniqueName=':uniqueName')",
      family,
      handle: (request) => {
        const group = groups.findByUniqueName(param(request, 'uniqueName'));
        if (group === undefined) throw directoryNotFound(param(request, 'uniqueName'));
        return answerOne(request, renderGroup(replicas.getGroup(group.id)));
      },
    },
    {
      operation: 'groups.update',
      // Adding members this way asks for other permissions than changing the group.
      operationFor: (request) => updateOf(simulation, request),
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
        simulation.directory.removeGroup(get(request));
        return noContent;
      },
    },
    ...memberRoutes(simulation),
  ];
}

function source({ replicas }: Simulation, request: GraphRequest): ListSource<Group> {
  return { rows: replicas.groups.rows(viewOf(request)), render: renderGroup, rules: groupRules };
}

/** An application that owns the group may change it by the permission that made it. */
function updateOf(simulation: Simulation, request: GraphRequest): string {
  if (bindsMembers(request)) return 'groupMembers.addBulk';
  const group = simulation.groups.find(param(request, 'id'));
  const isOwner = group !== undefined && ownsGroup(simulation, request.caller, group);
  return isOwner ? 'groups.upsert' : 'groups.update';
}

function bindsMembers({ body }: GraphRequest): boolean {
  return typeof body === 'object' && body !== null && 'members@odata.bind' in body;
}

/** https://learn.microsoft.com/graph/api/group-upsert: 201 when made, 204 when it was there. */
function upsert(simulation: Simulation, request: GraphRequest): GraphResponse {
  const uniqueName = param(request, 'uniqueName');
  const existing = simulation.groups.findByUniqueName(uniqueName);
  if (existing !== undefined) {
    requireWriter(simulation, request.caller, existing);
    return update(simulation, existing, request);
  }
  if (request.headers['prefer']?.includes('create-if-missing') !== true) {
    throw directoryNotFound(uniqueName);
  }
  return create(simulation, request, uniqueName);
}

/** Names are not unique: the same request twice makes two groups. */
function create(
  simulation: Simulation,
  request: GraphRequest,
  byName: string | null,
): GraphResponse {
  const body = groupBodySchema.parse(request.body);
  checkRule(body);
  const { displayName, mailEnabled, mailNickname, securityEnabled } = given(body);
  checkKind({ ...body, mailEnabled, securityEnabled });
  const bound = extraSchema.parse(request.body);
  const uniqueName = byName ?? bound.uniqueName ?? null;
  if (uniqueName !== null && simulation.groups.findByUniqueName(uniqueName) !== undefined) {
    throw directoryBadRequest(
      'Another object with the same value for property uniqueName already exists.',
    );
  }
  const memberReferences = bound['members@odata.bind'] ?? [];
  const group: Group = {
    id: simulation.ids.next('group'),
    displayName,
    description: body.description ?? null,
    uniqueName,
    mailEnabled,
    mailNickname,
    securityEnabled,
    groupTypes: body.groupTypes ?? [],
    membershipRule: body.membershipRule ?? null,
    membershipRuleProcessingState: body.membershipRuleProcessingState ?? null,
    createdDateTime: simulation.clock.nowIso(),
    members: new Set(),
    owners: ownerIds(simulation, bound['owners@odata.bind'] ?? []),
  };
  const memberIds =
    memberReferences.length === 0 ? [] : bindableIds(simulation, group, memberReferences);
  simulation.groups.add(group);
  simulation.events.publish({ type: 'group-added', group });
  simulation.directory.setMembers(group, new Set(memberIds));
  simulation.dynamicMembership.schedule(group);
  return answerOne(request, renderGroup(group), 201);
}

function update(simulation: Simulation, group: Group, request: GraphRequest): GraphResponse {
  const body = groupBodySchema.parse(request.body);
  checkRule(body);
  const { uniqueName, 'members@odata.bind': references } = extraSchema.parse(request.body);
  // https://learn.microsoft.com/graph/api/resources/group#properties: immutable.
  if (uniqueName !== undefined && uniqueName !== group.uniqueName && group.uniqueName !== null) {
    throw directoryBadRequest("Property 'uniqueName' is read-only and cannot be set.");
  }
  if (references !== undefined) addMembers(simulation, group, references);
  Object.assign(group, body);
  simulation.events.publish({ type: 'group-changed', group });
  if (isDynamic(group)) simulation.dynamicMembership.schedule(group);
  return noContent;
}

/** https://learn.microsoft.com/graph/api/group-post-groups#request-body: what every group needs. */
function given({ displayName, mailEnabled, mailNickname, securityEnabled }: GroupBody) {
  const missing = (name: string) =>
    directoryBadRequest(`A value is required for property '${name}' of resource 'Group'.`);
  if (displayName === undefined) throw missing('displayName');
  if (mailEnabled === undefined) throw missing('mailEnabled');
  if (mailNickname === undefined) throw missing('mailNickname');
  if (securityEnabled === undefined) throw missing('securityEnabled');
  return { displayName, mailEnabled, mailNickname, securityEnabled };
}

/** https://learn.microsoft.com/graph/api/resources/groups-overview: the kinds that can be made. */
function checkKind({ groupTypes = [], mailEnabled, membershipRule, securityEnabled }: GroupBody) {
  const isUnified = groupTypes.includes('Unified');
  if (mailEnabled === true && !isUnified) {
    throw directoryBadRequest(
      'The service does not currently support writes of mail-enabled groups. Please ensure that ' +
        'the mail-enablement property is unset and the security-enablement property is set.',
    );
  }
  if (mailEnabled === false && securityEnabled === false) {
    throw directoryBadRequest('A group must be mail-enabled or security-enabled.');
  }
  if (groupTypes.includes('DynamicMembership') && (membershipRule ?? '') === '') {
    throw directoryBadRequest(
      "A value is required for property 'membershipRule' of resource 'Group'.",
    );
  }
}

/** https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership#rules-for-devices */
const RULE_LENGTH_MAX = 3072;

function checkRule(body: GroupBody): void {
  const rule = body.membershipRule;
  if ((rule?.length ?? 0) > RULE_LENGTH_MAX) {
    throw directoryBadRequest(
      "Invalid value specified for property 'membershipRule' of resource 'Group'.",
    );
  }
  if (typeof rule !== 'string' || parseMembershipRule(rule) !== undefined) return;
  throw directoryBadRequest('Invalid query: the membership rule could not be parsed.');
}
