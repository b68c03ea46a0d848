import type { Simulation } from '../../simulation.ts';
import { answerRows } from '../list-rows.ts';
import { intuneRules } from '../query/rules.ts';
import type { GraphRoute } from '../route.ts';

/** Intune's own roles. They restrict people; an app-only token is judged by its permissions. */
export function intuneRoleRoutes({ ids, world }: Simulation): GraphRoute[] {
  return [
    {
      operation: 'intuneRoleAssignments.list',
      method: 'GET',
      path: '/deviceManagement/roleAssignments',
      family: 'intune',
      handle: (request) =>
        answerRows(
          request,
          world.intuneRoleAssignments.map(({ id, ...assignment }) => ({
            id: id ?? ids.named(`intune-role-assignment:${assignment.displayName}`),
            ...assignment,
          })),
          intuneRules('deviceAndAppManagementRoleAssignment'),
        ),
    },
  ];
}
