import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { only } from '../../table.ts';
import { renderIdentity } from '../autopilot-identities/table.ts';
import { intuneBadRequest, intuneNotFound } from '../errors.ts';
import { answerList } from '../query.ts';
import { intuneRules } from '../query/rules.ts';
import { noContent, param } from '../route.ts';
import type { GraphRequest, GraphRoute } from '../route.ts';
import { renderAssignment } from './table.ts';

const base = '/deviceManagement/windowsAutopilotDeploymentProfiles';

const assignmentSchema = z.object({
  target: z.object({
    '@odata.type': z.literal('#microsoft.graph.groupAssignmentTarget'),
    groupId: z.guid().toLowerCase(),
  }),
});

export function profileAssignmentRoutes(simulation: Simulation): GraphRoute[] {
  const { deploymentProfiles: table, events } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const intune = { family: 'intune' } as const;
  return [
    {
      operation: 'autopilotProfiles.assignments',
      ...intune,
      method: 'GET',
      path: `${base}/:id/assignments`,
      handle: (request) => ({
        status: 200,
        body: { value: get(request).assignments.map(renderAssignment) },
      }),
    },
    {
      operation: 'autopilotProfiles.addAssignment',
      ...intune,
      method: 'POST',
      path: `${base}/:id/assignments`,
      handle: (request) => {
        const profile = get(request);
        const { groupId } = assignmentSchema.parse(request.body).target;
        const assignment = { id: `${profile.id}_${groupId}_0`, groupId };
        if (profile.assignments.some(({ id }) => id === assignment.id)) {
          // What a repetition answers is not established: the world decides.
          if (simulation.world.registration.repeatedProfileAssignment === 'refused') {
            throw intuneBadRequest('The profile is already assigned to this group.');
          }
          return { status: 201, body: renderAssignment(assignment) };
        }
        profile.assignments.push(assignment);
        events.publish({ type: 'profile-assignments-changed', profileId: profile.id });
        return { status: 201, body: renderAssignment(assignment) };
      },
    },
    {
      operation: 'autopilotProfiles.removeAssignment',
      ...intune,
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
    ...deviceRoutes(simulation),
  ];
}

/** Devices of a profile, and devices bound to it without a group. */
function deviceRoutes(simulation: Simulation): GraphRoute[] {
  const { deploymentProfiles: table } = simulation;
  const get = (request: GraphRequest) => table.get(param(request, 'id'));
  const intune = { family: 'intune' } as const;
  return [
    {
      operation: 'autopilotProfiles.assignDevices',
      ...intune,
      method: 'POST',
      path: `${base}/:id/assign`,
      handle: (request) => {
        const profile = get(request);
        const { deviceIds } = z.object({ deviceIds: z.array(z.string()) }).parse(request.body);
        const identities = deviceIds.map((id) => simulation.autopilotIdentities.get(id));
        for (const identity of identities) {
          simulation.profileAssignment.assignDirectly(identity, profile.id);
        }
        return noContent;
      },
    },
    {
      operation: 'autopilotProfiles.assignedDevices',
      ...intune,
      method: 'GET',
      path: `${base}/:id/assignedDevices`,
      handle: (request) => {
        const { id } = get(request);
        return answerList(request, {
          rows: only(simulation.autopilotIdentities, (row) => row.deploymentProfileId === id),
          render: renderIdentity,
          rules: intuneRules('windowsAutopilotDeviceIdentity'),
        });
      },
    },
  ];
}
