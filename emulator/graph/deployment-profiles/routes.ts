import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { GraphError, intuneBadRequest, intuneNotFound } from '../errors.ts';
import { answerList, answerOne } from '../query.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { renderAssignment, renderProfile } from './table.ts';
import type { DeploymentProfile } from './table.ts';

const PAGE_SIZE = 1000;
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
});
const assignmentSchema = z.object({
  target: z.object({
    '@odata.type': z.literal('#microsoft.graph.groupAssignmentTarget'),
    groupId: z.uuid(),
  }),
});

export function deploymentProfileRoutes(simulation: Simulation): GraphRoute[] {
  const { deploymentProfiles: table } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const read = { operation: 'autopilotProfiles.read', family: 'intune', only: 'beta' } as const;
  const write = { operation: 'autopilotProfiles.write', family: 'intune', only: 'beta' } as const;
  return [
    {
      ...read,
      method: 'GET',
      path: base,
      handle: (request) => {
        const entries = table
          .entries()
          .map(({ sequence, row }) => ({ sequence, row: render(row, request) }));
        return answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: PAGE_SIZE });
      },
    },
    { ...write, method: 'POST', path: base, handle: (request) => create(simulation, request) },
    {
      ...read,
      method: 'GET',
      path: `${base}/:id`,
      handle: (request) => answerOne(request, render(get(request), request)),
    },
    {
      ...write,
      method: 'PATCH',
      path: `${base}/:id`,
      handle: (request) => {
        const profile = get(request);
        checkName(bodySchema.parse(request.body).displayName);
        Object.assign(profile.settings, request.body);
        profile.lastModifiedDateTime = simulation.clock.nowIso();
        return answerOne(request, render(profile, request));
      },
    },
    {
      ...write,
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
    ...assignmentRoutes(simulation),
  ];
}

function assignmentRoutes(simulation: Simulation): GraphRoute[] {
  const { deploymentProfiles: table, events } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const read = { operation: 'autopilotProfiles.read', family: 'intune', only: 'beta' } as const;
  const write = { operation: 'autopilotProfiles.write', family: 'intune', only: 'beta' } as const;
  return [
    {
      ...read,
      method: 'GET',
      path: `${base}/:id/assignments`,
      handle: (request) => ({
        status: 200,
        body: { value: get(request).assignments.map(renderAssignment) },
      }),
    },
    {
      ...write,
      method: 'POST',
      path: `${base}/:id/assignments`,
      handle: (request) => {
        const profile = get(request);
        const { groupId } = assignmentSchema.parse(request.body).target;
        const assignment = { id: `${profile.id}_${groupId}_0`, groupId };
        if (profile.assignments.some(({ id }) => id === assignment.id)) {
          throw intuneBadRequest('The profile is already assigned to this group.');
        }
        profile.assignments.push(assignment);
        events.publish({ type: 'profile-assignments-changed', profileId: profile.id });
        return { status: 201, body: renderAssignment(assignment) };
      },
    },
    {
      ...write,
      method: 'DELETE',
      path: `${base}/:id/assignments/:assignmentId`,
      handle: (request) => {
        const profile = get(request);
        const assignmentId = param(request, 'assignmentId');
        const rest = profile.assignments.filter(({ id }) => id !== assignmentId);
        if (rest.length === profile.assignments.length) throw intuneNotFound(assignmentId);
        profile.assignments = rest;
        events.publish({ type: 'profile-assignments-changed', profileId: profile.id });
        return noContent;
      },
    },
  ];
}

function render(profile: DeploymentProfile, request: GraphRequest): Record<string, unknown> {
  return renderProfile(profile, request.query['$expand']?.includes('assignments') === true);
}

function create(simulation: Simulation, request: GraphRequest): GraphResponse {
  const body = bodySchema.parse(request.body);
  if (body.displayName === undefined) throw intuneBadRequest('displayName is required.');
  checkName(body.displayName);
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

function opaqueFailure(): GraphError {
  return new GraphError(500, 'InternalServerError', 'An internal server error has occurred');
}
