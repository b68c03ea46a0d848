import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { GraphError, intuneBadRequest } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { intuneRules } from '../query/rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { profileAssignmentRoutes } from './assignment-routes.ts';
import { renderProfile } from './table.ts';
import type { DeploymentProfile } from './table.ts';

/** https://learn.microsoft.com/autopilot/profiles */
const PROFILES_MAX = 350;
const base = '/deviceManagement/windowsAutopilotDeploymentProfiles';

const bodySchema = z.object({
  '@odata.type': z.enum([
    '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
    '#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile',
  ]),
  displayName: z.string().max(200).optional(),
  description: z.string().max(1500).optional(),
  deviceNameTemplate: z.string().nullish(),
});
/** The page of the list names no option but `$expand`. */
const rules = intuneRules('windowsAutopilotDeploymentProfile', {
  filter: { unsupported: 'malformed', properties: {} },
});

export function deploymentProfileRoutes(simulation: Simulation): GraphRoute[] {
  const { deploymentProfiles: table } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const intune = { family: 'intune' } as const;
  return [
    {
      operation: 'autopilotProfiles.list',
      ...intune,
      method: 'GET',
      path: base,
      handle: (request) =>
        answerList(request, { rows: table, render: (row) => render(row, request), rules }),
    },
    {
      operation: 'autopilotProfiles.create',
      ...intune,
      method: 'POST',
      path: base,
      handle: (request) => create(simulation, request),
    },
    {
      operation: 'autopilotProfiles.get',
      ...intune,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => answerOne(request, render(get(request), request)),
    },
    {
      operation: 'autopilotProfiles.update',
      ...intune,
      method: 'PATCH',
      path: `${base}/:id`,
      handle: (request) => {
        const profile = get(request);
        const body = bodySchema.parse(request.body);
        checkName(body.displayName);
        checkTemplate(body.deviceNameTemplate ?? '');
        Object.assign(profile.settings, request.body);
        profile.lastModifiedDateTime = simulation.clock.nowIso();
        simulation.profileAssignment.edited(profile.id);
        return answerOne(request, render(profile, request));
      },
    },
    {
      operation: 'autopilotProfiles.delete',
      ...intune,
      method: 'DELETE',
      path: `${base}/:id`,
      handle: (request) => {
        const profile = get(request);
        // Assignments must go first; the vendor says so only by an opaque 500.
        if (profile.assignments.length > 0) throw opaqueFailure();
        table.delete(profile.id);
        return noContent;
      },
    },
    ...profileAssignmentRoutes(simulation),
  ];
}

function render(profile: DeploymentProfile, request: GraphRequest): Record<string, unknown> {
  return renderProfile(profile, request.query['$expand']?.includes('assignments') === true);
}

function create(simulation: Simulation, request: GraphRequest): GraphResponse {
  const body = bodySchema.parse(request.body);
  if (body.displayName === undefined) throw intuneBadRequest('displayName is required.');
  checkName(body.displayName);
  checkTemplate(body.deviceNameTemplate ?? '');
  const { deploymentProfiles: table, clock, ids } = simulation;
  if (table.size >= PROFILES_MAX) throw intuneBadRequest('The limit of profiles is reached.');
  const profile: DeploymentProfile = {
    id: ids.next('profile'),
    createdDateTime: clock.nowIso(),
    lastModifiedDateTime: clock.nowIso(),
    settings: { description: '', roleScopeTagIds: ['0'], ...(request.body as object) },
    assignments: [],
  };
  table.add(profile);
  return answerOne(request, render(profile, request), 201);
}

/** A hyphen or another forbidden character gives a generic 500, as observed in the field. */
function checkName(displayName: string | undefined): void {
  if (displayName === undefined) return;
  if (!/^[\p{L}\p{N} :"?.@$&_[\]{}|\\]+$/u.test(displayName)) throw opaqueFailure();
}

/**
 * At most 15 letters, digits and hyphens, not digits alone; `%SERIAL%` is cut to what is left.
 * https://learn.microsoft.com/autopilot/profiles#create-an-autopilot-deployment-profile
 */
function checkTemplate(template: string): void {
  const longest = template
    .replaceAll('%SERIAL%', 'S')
    .replaceAll(/%RAND:(\d{1,2})%/g, (_match, digits: string) => 'R'.repeat(Number(digits)));
  if (longest === '' || /^(?!\d+$)[A-Za-z\d-]{1,15}$/.test(longest)) return;
  throw intuneBadRequest(`The device name template '${template}' gives no valid name.`);
}

function opaqueFailure(): GraphError {
  return new GraphError(500, 'InternalServerError', 'An internal server error has occurred');
}
