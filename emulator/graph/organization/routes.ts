import type { Simulation } from '../../simulation.ts';
import { daysBefore } from '../../clock.ts';
import { answerList } from '../query.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from '../route.ts';
import { servicePlanIds, skus } from './skus.ts';

const PAGE_SIZE = 100;

export function organizationRoutes(simulation: Simulation): GraphRoute[] {
  const { world } = simulation;
  const list = (request: GraphRequest, rows: PlainRow[]): GraphResponse =>
    answerList(request, {
      entries: rows.map((row, index) => ({ sequence: index + 1, row })),
      pageSize: PAGE_SIZE,
      pageSizeMax: PAGE_SIZE,
    });
  return [
    {
      operation: 'organization.list',
      method: 'GET',
      path: '/organization',
      family: 'directory',
      handle: (request) => {
        const row = organizationRow(simulation);
        // Not reliably returned without being selected.
        const isAsked = request.query['$select']?.includes('mobileDeviceManagementAuthority');
        if (isAsked !== true) delete row['mobileDeviceManagementAuthority'];
        return list(request, [row]);
      },
    },
    {
      operation: 'subscribedSkus.list',
      method: 'GET',
      path: '/subscribedSkus',
      family: 'directory',
      handle: (request) => list(request, skuRows(simulation)),
    },
    {
      operation: 'domains.list',
      method: 'GET',
      path: '/domains',
      family: 'directory',
      handle: (request) =>
        list(
          request,
          world.tenant.verifiedDomains.map((id, index) => ({
            id,
            isVerified: true,
            isInitial: index === 0,
            isDefault: index === 0,
            authenticationType: 'Managed',
          })),
        ),
    },
    {
      operation: 'deviceManagement.get',
      method: 'GET',
      path: '/deviceManagement',
      family: 'intune',
      handle: () => ({
        status: 200,
        body: {
          id: simulation.ids.named('deviceManagement'),
          intuneAccountId: simulation.ids.named('intuneAccount'),
          subscriptionState: world.tenant.intuneSubscriptionState,
          settings: { deviceComplianceCheckinThresholdDays: 30, secureByDefault: true },
        },
      }),
    },
  ];
}

/** https://learn.microsoft.com/graph/api/resources/organization */
function organizationRow({ world }: Simulation): PlainRow {
  return {
    id: world.tenant.tenantId,
    displayName: world.tenant.displayName,
    tenantType: 'AAD',
    mobileDeviceManagementAuthority: world.tenant.mdmAuthority,
    onPremisesSyncEnabled: null,
    countryLetterCode: 'DE',
    verifiedDomains: world.tenant.verifiedDomains.map((name, index) => ({
      name,
      isInitial: index === 0,
      isDefault: index === 0,
      type: 'Managed',
      capabilities: 'Email, OfficeCommunicationsOnline',
    })),
    assignedPlans: [
      {
        assignedDateTime: daysBefore(world.startAt, 900),
        capabilityStatus: 'Enabled',
        service: 'SCO',
        servicePlanId: servicePlanIds.INTUNE_A,
      },
    ],
  };
}

/** https://learn.microsoft.com/graph/api/resources/subscribedsku */
function skuRows({ world }: Simulation): PlainRow[] {
  return world.tenant.skus.map(({ skuPartNumber, enabled, consumed }) => ({
    id: `${world.tenant.tenantId}_${skus[skuPartNumber].skuId}`,
    skuId: skus[skuPartNumber].skuId,
    skuPartNumber,
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits: consumed,
    prepaidUnits: { enabled, suspended: 0, warning: 0, lockedOut: 0 },
    servicePlans: skus[skuPartNumber].plans.map((plan) => ({
      servicePlanId: servicePlanIds[plan],
      servicePlanName: plan,
      provisioningStatus: 'Success',
      appliesTo: 'User',
    })),
  }));
}
