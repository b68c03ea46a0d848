import { z } from 'zod';
import { leavesOf } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { renderProfile } from '../deployment-profiles/table.ts';
import { GraphError, intuneBadRequest } from '../errors.ts';
import { answerList, answerOne, filterOf } from '../query.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { renderIdentity } from './table.ts';
import type { AutopilotIdentity } from './table.ts';

const PAGE_SIZE = 1000;
const base = '/deviceManagement/windowsAutopilotDeviceIdentities';

const propertiesSchema = z.object({
  groupTag: z.string().optional(),
  userPrincipalName: z.string().optional(),
  addressableUserName: z.string().optional(),
  displayName: z
    .string()
    .max(15)
    .regex(/^(?!\d+$)[A-Za-z0-9-]*$/)
    .optional(),
});

export function autopilotIdentityRoutes(simulation: Simulation): GraphRoute[] {
  const { autopilotIdentities: table, registration } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const read = { operation: 'autopilotDevices.read', family: 'intune' } as const;
  const write = { operation: 'autopilotDevices.write', family: 'intune' } as const;
  return [
    { ...read, method: 'GET', path: base, handle: (request) => list(simulation, request) },
    {
      ...read,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => answerOne(request, renderWithProfile(simulation, get(request), request)),
    },
    {
      ...write,
      method: 'POST',
      path: `${base}/:id/updateDeviceProperties`,
      handle: (request) => {
        registration.updateProperties(get(request), propertiesSchema.parse(request.body));
        return noContent;
      },
    },
    {
      ...write,
      method: 'POST',
      path: `${base}/:id/assignUserToDevice`,
      handle: (request) => {
        const body = z
          .object({ userPrincipalName: z.string(), addressableUserName: z.string() })
          .parse(request.body);
        registration.updateProperties(get(request), body);
        return noContent;
      },
    },
    {
      ...write,
      method: 'POST',
      path: `${base}/:id/unassignUserFromDevice`,
      handle: (request) => {
        const nobody = { userPrincipalName: '', addressableUserName: '' };
        registration.updateProperties(get(request), nobody);
        return noContent;
      },
    },
    {
      ...write,
      method: 'DELETE',
      path: `${base}/:id`,
      handle: (request) => {
        registration.remove(get(request));
        return noContent;
      },
    },
  ];
}

/**
 * Only `contains(serialNumber,'X')` is understood, without a hyphen; `$select` answers 500.
 * Observed in the field; the reference does not say so.
 */
function list(simulation: Simulation, request: GraphRequest): GraphResponse {
  if (request.query['$select'] !== undefined) {
    throw new GraphError(500, 'InternalServerError', 'An internal server error has occurred');
  }
  const filter = filterOf(request);
  for (const leaf of filter === undefined ? [] : leavesOf(filter)) {
    const isContains =
      leaf.kind === 'text' && leaf.name === 'contains' && leaf.property === 'serialNumber';
    if (!isContains || leaf.value.includes('-')) {
      throw intuneBadRequest('Invalid filter clause');
    }
  }
  const isBeta = request.version === 'beta';
  const entries = simulation.autopilotIdentities
    .entries()
    .map(({ sequence, row }) => ({ sequence, row: renderIdentity(row, isBeta) }));
  return answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: PAGE_SIZE });
}

function renderWithProfile(
  simulation: Simulation,
  identity: AutopilotIdentity,
  request: GraphRequest,
): Record<string, unknown> {
  const wire = renderIdentity(identity, request.version === 'beta');
  const expand = request.query['$expand'] ?? '';
  const profileOf = (id: string | undefined) => {
    const profile = id === undefined ? undefined : simulation.deploymentProfiles.find(id);
    return profile === undefined ? null : renderProfile(profile, false);
  };
  if (/\bdeploymentProfile\b/.test(expand)) {
    wire['deploymentProfile'] = profileOf(identity.deploymentProfileId);
  }
  if (expand.includes('intendedDeploymentProfile')) {
    wire['intendedDeploymentProfile'] = profileOf(identity.wantedProfileId);
  }
  return wire;
}
