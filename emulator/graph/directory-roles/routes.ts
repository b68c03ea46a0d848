import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import type { World } from '../../world.ts';
import { answerRows } from '../list-rows.ts';
import { directoryListRules } from '../query/directory-rules.ts';
import type { GraphRequest, GraphRoute } from '../route.ts';
import { roleTemplates } from './role-templates.ts';

type Assignment = World['directoryRoleAssignments'][number];

/** Who holds which directory role; applications need permissions, not roles. */
export function directoryRoleRoutes(simulation: Simulation): GraphRoute[] {
  const assignments = simulation.world.directoryRoleAssignments;
  return [
    {
      operation: 'directoryRoles.list',
      method: 'GET',
      path: '/directoryRoles',
      family: 'directory',
      handle: (request) => {
        const names = new Set(assignments.map(({ roleName }) => roleName));
        return answerRows(
          request,
          Array.from(names, (name) => activatedRole(simulation, name)),
          directoryListRules('directoryRole'),
        );
      },
    },
    {
      operation: 'roleAssignments.list',
      method: 'GET',
      path: '/roleManagement/directory/roleAssignments',
      family: 'directory',
      handle: (request) =>
        answerRows(
          request,
          assignments.map((assignment) => roleAssignment(simulation, assignment, request)),
          directoryListRules('unifiedRoleAssignment'),
        ),
    },
  ];
}

/** Only activated roles are listed: https://learn.microsoft.com/graph/api/directoryrole-list */
function activatedRole({ ids }: Simulation, roleName: Assignment['roleName']): PlainRow {
  return {
    id: ids.named(`directory-role:${roleName}`),
    deletedDateTime: null,
    displayName: roleName,
    description: roleTemplates[roleName].description,
    roleTemplateId: roleTemplates[roleName].id,
  };
}

/** https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments */
function roleAssignment(
  { ids, world }: Simulation,
  { principalId, roleName }: Assignment,
  request: GraphRequest,
): PlainRow {
  const { id: roleDefinitionId, description } = roleTemplates[roleName];
  const row: PlainRow = {
    id: ids.named(`role-assignment:${principalId}:${roleName}`),
    principalId,
    principalOrganizationId: world.tenant.tenantId,
    roleDefinitionId,
    directoryScopeId: '/',
    resourceScope: '/',
    appScopeId: null,
    condition: null,
  };
  if (request.query['$expand']?.includes('roleDefinition') === true) {
    row['roleDefinition'] = {
      id: roleDefinitionId,
      templateId: roleDefinitionId,
      displayName: roleName,
      description,
      isBuiltIn: true,
      isEnabled: true,
    };
  }
  return row;
}
