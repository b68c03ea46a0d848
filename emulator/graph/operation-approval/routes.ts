import type { Simulation } from '../../simulation.ts';
import { daysBefore } from '../../clock.ts';
import { answerList } from '../query.ts';
import type { GraphRoute } from '../route.ts';

/** Multi Admin Approval: policies are listed, not yet enforced (docs/emulator-differences.md). */
export function operationApprovalRoutes(simulation: Simulation): GraphRoute[] {
  const { world, ids } = simulation;
  return [
    {
      operation: 'operationApproval.read',
      method: 'GET',
      path: '/deviceManagement/operationApprovalPolicies',
      family: 'intune',
      only: 'beta',
      handle: (request) => {
        const entries = world.operationApprovalPolicies.map((policy, index) => ({
          sequence: index + 1,
          row: {
            id: policy.id ?? ids.named(`approval-policy:${policy.displayName}`),
            displayName: policy.displayName,
            description: '',
            lastModifiedDateTime: daysBefore(world.startAt, 30),
            policyType: policy.policyType,
            policyPlatform: policy.policyPlatform,
            approverGroupIds: policy.approverGroupIds,
          },
        }));
        return answerList(request, { entries, pageSize: 100, pageSizeMax: 1000 });
      },
    },
  ];
}
