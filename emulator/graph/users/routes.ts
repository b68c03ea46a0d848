import type { Simulation } from '../../simulation.ts';
import { daysBefore } from '../../clock.ts';
import { directoryNotFound } from '../errors.ts';
import { servicePlanIds, skus } from '../organization/skus.ts';
import { answerList, answerOne } from '../query.ts';
import { param } from '../route.ts';
import type { GraphRoute } from '../route.ts';
import type { User } from './table.ts';

const PAGE_SIZE = 100;
const PAGE_SIZE_MAX = 999;

export function userRoutes(simulation: Simulation): GraphRoute[] {
  const { users } = simulation;
  return [
    {
      operation: 'users.list',
      method: 'GET',
      path: '/users',
      family: 'directory',
      handle: (request) => {
        const entries = users
          .entries()
          .map(({ sequence, row }) => ({ sequence, row: renderUser(simulation, row) }));
        return answerList(request, { entries, pageSize: PAGE_SIZE, pageSizeMax: PAGE_SIZE_MAX });
      },
    },
    {
      operation: 'users.get',
      method: 'GET',
      path: '/users/:idOrUpn',
      family: 'directory',
      handle: (request) => {
        const user = users.findByIdOrUpn(param(request, 'idOrUpn'));
        if (user === undefined) throw directoryNotFound(param(request, 'idOrUpn'));
        return answerOne(request, renderUser(simulation, user));
      },
    },
  ];
}

/** https://learn.microsoft.com/graph/api/resources/user */
function renderUser({ world }: Simulation, user: User): Record<string, unknown> {
  const plans = user.licensed ? [servicePlanIds.INTUNE_A, servicePlanIds.AAD_PREMIUM] : [];
  return {
    id: user.id,
    userPrincipalName: user.userPrincipalName,
    displayName: user.displayName,
    accountEnabled: user.accountEnabled,
    usageLocation: 'DE',
    assignedLicenses: user.licensed ? [{ skuId: skus.SPE_E3.skuId, disabledPlans: [] }] : [],
    assignedPlans: plans.map((servicePlanId) => ({
      assignedDateTime: daysBefore(world.startAt, 300),
      capabilityStatus: 'Enabled',
      service: servicePlanId === servicePlanIds.INTUNE_A ? 'SCO' : 'AADPremiumService',
      servicePlanId,
    })),
  };
}
