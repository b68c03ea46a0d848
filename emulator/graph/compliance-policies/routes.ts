import { daysBefore } from '../../clock.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import type { World } from '../../world.ts';
import { answerRows } from '../list-rows.ts';
import { intuneRules } from '../query/rules.ts';
import type { GraphRequest, GraphRoute } from '../route.ts';

/** Read only, for the check that BitLocker and Secure Boot rules leave a grace period. */
export function compliancePolicyRoutes(simulation: Simulation): GraphRoute[] {
  return [
    {
      operation: 'deviceCompliancePolicies.list',
      method: 'GET',
      path: '/deviceManagement/deviceCompliancePolicies',
      family: 'intune',
      handle: (request) =>
        answerRows(
          request,
          simulation.world.compliancePolicies.map((policy) => render(simulation, policy, request)),
          intuneRules('deviceCompliancePolicy'),
        ),
    },
  ];
}

/** https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows10compliancepolicy */
function render(
  { ids, world }: Simulation,
  policy: World['compliancePolicies'][number],
  request: GraphRequest,
): PlainRow {
  const id = policy.id ?? ids.named(`compliance-policy:${policy.displayName}`);
  const row: PlainRow = {
    '@odata.type': '#microsoft.graph.windows10CompliancePolicy',
    id,
    displayName: policy.displayName,
    description: '',
    createdDateTime: daysBefore(world.startAt, 300),
    lastModifiedDateTime: daysBefore(world.startAt, 300),
    version: 1,
    bitLockerEnabled: policy.bitLockerEnabled,
    secureBootEnabled: policy.secureBootEnabled,
  };
  if (request.query['$expand']?.includes('scheduledActionsForRule') === true) {
    const block = {
      id: ids.named(`compliance-action:${id}`),
      actionType: 'block',
      gracePeriodHours: policy.gracePeriodHours,
      notificationTemplateId: '',
      notificationMessageCCList: [],
    };
    row['scheduledActionsForRule'] = [
      {
        id: ids.named(`compliance-rule:${id}`),
        ruleName: 'PasswordRequired',
        scheduledActionConfigurations: [block],
      },
    ];
  }
  return row;
}
