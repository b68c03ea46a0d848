import { daysBefore } from '../../clock.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import type { World } from '../../world.ts';
import { GraphError } from '../errors.ts';
import { answerRows } from '../list-rows.ts';
import { answerOne } from '../query.ts';
import { directoryListRules } from '../query/directory-rules.ts';
import { param } from '../route.ts';
import type { GraphRoute } from '../route.ts';

const base = '/identity/conditionalAccess/policies';

/** Read only: they tell what may stand in the way of an enrolment; the emulator enforces none. */
export function conditionalAccessRoutes(simulation: Simulation): GraphRoute[] {
  const rows = () => simulation.world.conditionalAccessPolicies.map((p) => render(simulation, p));
  return [
    {
      operation: 'conditionalAccessPolicies.list',
      method: 'GET',
      path: base,
      family: 'directory',
      handle: (request) =>
        answerRows(request, rows(), directoryListRules('conditionalAccessPolicy')),
    },
    {
      operation: 'conditionalAccessPolicies.get',
      method: 'GET',
      path: `${base}/:id`,
      family: 'directory',
      handle: (request) => {
        const id = param(request, 'id').toLowerCase();
        const row = rows().find((each) => each['id'] === id);
        if (row === undefined) {
          throw new GraphError(404, 'NotFound', `Policy with id '${id}' was not found.`);
        }
        return answerOne(request, row);
      },
    },
  ];
}

/** https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy */
function render(
  { ids, world }: Simulation,
  policy: World['conditionalAccessPolicies'][number],
): PlainRow {
  return {
    id: policy.id ?? ids.named(`conditional-access:${policy.displayName}`),
    displayName: policy.displayName,
    state: policy.state,
    createdDateTime: daysBefore(world.startAt, 300),
    modifiedDateTime: null,
    conditions: {
      clientAppTypes: ['all'],
      signInRiskLevels: [],
      userRiskLevels: [],
      applications: {
        includeApplications: policy.includeApplications,
        excludeApplications: policy.excludeApplications,
        includeUserActions: [],
      },
      users: {
        includeUsers: policy.includeUsers,
        excludeUsers: policy.excludeUsers,
        includeGroups: policy.includeGroups,
        excludeGroups: policy.excludeGroups,
        includeRoles: [],
        excludeRoles: [],
      },
    },
    grantControls: {
      operator: policy.operator,
      builtInControls: policy.builtInControls,
      customAuthenticationFactors: [],
      termsOfUse: policy.termsOfUse,
    },
    sessionControls: null,
  };
}
