import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { renderProfile } from '../deployment-profiles/table.ts';
import { answerOne } from '../query.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphRoute } from '../route.ts';
import { listAutopilotIdentities } from './list.ts';
import { renderIdentity } from './table.ts';
import type { AutopilotIdentity } from './table.ts';
import { requireVerifiedDomain } from './verified-domain.ts';

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
  const intune = { family: 'intune' } as const;
  return [
    {
      operation: 'autopilotDevices.list',
      ...intune,
      method: 'GET',
      path: base,
      handle: (request) => listAutopilotIdentities(simulation, request),
    },
    {
      operation: 'autopilotDevices.get',
      ...intune,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => answerOne(request, renderWithProfile(simulation, get(request), request)),
    },
    {
      operation: 'autopilotDevices.updateDeviceProperties',
      ...intune,
      method: 'POST',
      path: `${base}/:id/updateDeviceProperties`,
      handle: (request) => {
        const body = propertiesSchema.parse(request.body);
        requireVerifiedDomain(simulation, body.userPrincipalName ?? '');
        registration.updateProperties(get(request), body);
        return noContent;
      },
    },
    {
      operation: 'autopilotDevices.assignUser',
      ...intune,
      method: 'POST',
      path: `${base}/:id/assignUserToDevice`,
      handle: (request) => {
        const body = z
          .object({ userPrincipalName: z.string(), addressableUserName: z.string() })
          .parse(request.body);
        requireVerifiedDomain(simulation, body.userPrincipalName);
        registration.updateProperties(get(request), body);
        return noContent;
      },
    },
    {
      operation: 'autopilotDevices.unassignUser',
      ...intune,
      method: 'POST',
      path: `${base}/:id/unassignUserFromDevice`,
      handle: (request) => {
        const nobody = { userPrincipalName: '', addressableUserName: '' };
        registration.updateProperties(get(request), nobody);
        return noContent;
      },
    },
    {
      operation: 'autopilotDevices.delete',
      ...intune,
      method: 'DELETE',
      path: `${base}/:id`,
      handle: (request) => {
        registration.remove(get(request));
        return noContent;
      },
    },
  ];
}

function renderWithProfile(
  simulation: Simulation,
  identity: AutopilotIdentity,
  request: GraphRequest,
): Record<string, unknown> {
  const wire = renderIdentity(identity);
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
