import { z } from 'zod';
import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { directoryBadRequest, directoryNotFound } from '../errors.ts';
import { renderGroup } from '../groups/table.ts';
import { answerRows } from '../list-rows.ts';
import { answerOne } from '../query.ts';
import { directoryListRules } from '../query/directory-rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { renderMobilityPolicy } from './table.ts';
import type { MobilityPolicy } from './table.ts';

const base = '/policies/mobileDeviceManagementPolicies';

const patchSchema = z.object({
  appliesTo: z.enum(['none', 'all']).optional(),
  complianceUrl: z.string().optional(),
  discoveryUrl: z.string().optional(),
  termsOfUseUrl: z.string().optional(),
});

/** The MDM user scope. No application may even read it: the metadata has no role for it. */
export function mobilityPolicyRoutes(simulation: Simulation): GraphRoute[] {
  const { mobilityPolicies } = simulation;
  const common = { family: 'directory' } as const;
  return [
    {
      ...common,
      operation: 'mobileDeviceManagementPolicies.list',
      method: 'GET',
      path: base,
      handle: (request) => {
        const row = render(simulation, mobilityPolicies.intune, request);
        return answerRows(request, [row], directoryListRules('mobileDeviceManagementPolicy'));
      },
    },
    {
      ...common,
      operation: 'mobileAppManagementPolicies.list',
      method: 'GET',
      path: '/policies/mobileAppManagementPolicies',
      handle: (request) => {
        const row = render(simulation, mobilityPolicies.intuneApps, request);
        return answerRows(request, [row], directoryListRules('mobilityManagementPolicy'));
      },
    },
    {
      ...common,
      operation: 'mobileDeviceManagementPolicies.get',
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => {
        return answerOne(request, render(simulation, policyOf(simulation, request), request));
      },
    },
    {
      ...common,
      operation: 'mobileDeviceManagementPolicies.update',
      method: 'PATCH',
      path: `${base}/:id`,
      handle: (request) => {
        return update(policyOf(simulation, request), request);
      },
    },
    {
      ...common,
      operation: 'mobileDeviceManagementPolicies.addGroup',
      method: 'POST',
      path: `${base}/:id/includedGroups/$ref`,
      handle: (request) => {
        return addGroup(simulation, policyOf(simulation, request), request);
      },
    },
    {
      ...common,
      operation: 'mobileDeviceManagementPolicies.removeGroup',
      method: 'DELETE',
      path: `${base}/:id/includedGroups/:groupId/$ref`,
      handle: (request) => {
        return removeGroup(policyOf(simulation, request), param(request, 'groupId'));
      },
    },
  ];
}

function policyOf({ mobilityPolicies }: Simulation, request: GraphRequest): MobilityPolicy {
  const id = param(request, 'id').toLowerCase();
  if (id !== mobilityPolicies.intune.id) throw directoryNotFound(id);
  return mobilityPolicies.intune;
}

function render(simulation: Simulation, policy: MobilityPolicy, request: GraphRequest): PlainRow {
  const row = renderMobilityPolicy(policy);
  if (request.query['$expand']?.includes('includedGroups') !== true) return row;
  const groups = policy.includedGroupIds.flatMap((id) => simulation.groups.find(id) ?? []);
  return { ...row, includedGroups: groups.map(renderGroup) };
}

/** https://learn.microsoft.com/graph/api/mobiledevicemanagementpolicies-update */
function update(policy: MobilityPolicy, request: GraphRequest): GraphResponse {
  const { appliesTo, ...urls } = patchSchema.parse(request.body);
  if (appliesTo !== undefined && Object.keys(urls).length > 0) {
    throw directoryBadRequest(
      'Simultaneous patch requests on both the appliesTo and URL properties are currently not supported.',
    );
  }
  Object.assign(policy, urls);
  if (appliesTo !== undefined) {
    policy.appliesTo = appliesTo;
    policy.includedGroupIds = [];
  }
  return noContent;
}

function addGroup(
  { groups }: Simulation,
  policy: MobilityPolicy,
  request: GraphRequest,
): GraphResponse {
  const reference = z.object({ '@odata.id': z.string() }).parse(request.body)['@odata.id'];
  const id = /groups\/?\(?'?([0-9a-f-]{36})/i.exec(reference)?.[1] ?? '';
  const group = groups.get(id);
  if (!policy.includedGroupIds.includes(group.id)) policy.includedGroupIds.push(group.id);
  policy.appliesTo = 'selected';
  return noContent;
}

/** The scope stays `selected` when its last group goes: nobody is enrolled then. */
function removeGroup(policy: MobilityPolicy, groupId: string): GraphResponse {
  const rest = policy.includedGroupIds.filter((id) => id !== groupId.toLowerCase());
  if (rest.length === policy.includedGroupIds.length) throw directoryNotFound(groupId);
  policy.includedGroupIds = rest;
  return noContent;
}
