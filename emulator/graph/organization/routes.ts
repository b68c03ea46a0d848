import { daysBefore } from '../../clock.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import type { Simulation } from '../../simulation.ts';
import { directoryNotFound } from '../errors.ts';
import { answerRows } from '../list-rows.ts';
import { answerOne } from '../query.ts';
import { directoryListRules } from '../query/directory-rules.ts';
import { directoryRules } from '../query/rules.ts';
import { param } from '../route.ts';
import type { GraphRequest, GraphRoute } from '../route.ts';
import { assignedPlansOf, servicePlansOf, skuOf } from './skus.ts';

/** `mdmAuthority` 1: the only answer that `setMobileDeviceManagementAuthority` knows. */
const INTUNE = 1;

export function organizationRoutes(simulation: Simulation): GraphRoute[] {
  return [
    {
      operation: 'organization.list',
      method: 'GET',
      path: '/organization',
      family: 'directory',
      handle: (request) =>
        answerRows(request, [organizationRow(simulation)], directoryListRules('organization')),
    },
    {
      operation: 'organization.get',
      method: 'GET',
      path: '/organization/:id',
      family: 'directory',
      handle: (request) => {
        requireOwnTenant(simulation, request);
        return answerOne(request, organizationRow(simulation));
      },
    },
    {
      operation: 'organization.setMobileDeviceManagementAuthority',
      method: 'POST',
      path: '/organization/:id/setMobileDeviceManagementAuthority',
      family: 'intune',
      handle: (request) => {
        requireOwnTenant(simulation, request);
        simulation.tenantState.mdmAuthority = 'intune';
        return {
          status: 200,
          body: {
            '@odata.context': `${request.origin}/${request.version}/$metadata#Edm.Int32`,
            value: INTUNE,
          },
        };
      },
    },
    ...licenceRoutes(simulation),
    ...domainRoutes(simulation),
    {
      operation: 'deviceManagement.get',
      method: 'GET',
      path: '/deviceManagement',
      family: 'intune',
      handle: (request) => answerOne(request, deviceManagementRow(simulation)),
    },
  ];
}

/** https://learn.microsoft.com/graph/api/subscribedsku-list names no option but `$select`. */
const skuRules = directoryRules('subscribedSku', {
  filter: { unsupported: 'refused', properties: {} },
});

function licenceRoutes(simulation: Simulation): GraphRoute[] {
  return [
    {
      operation: 'subscribedSkus.list',
      method: 'GET',
      path: '/subscribedSkus',
      family: 'directory',
      handle: (request) => answerRows(request, skuRows(simulation), skuRules),
    },
  ];
}

function domainRoutes(simulation: Simulation): GraphRoute[] {
  return [
    {
      operation: 'domains.list',
      method: 'GET',
      path: '/domains',
      family: 'directory',
      handle: (request) =>
        answerRows(request, domainRows(simulation), directoryListRules('domain')),
    },
    {
      operation: 'domains.get',
      method: 'GET',
      path: '/domains/:id',
      family: 'directory',
      handle: (request) => {
        const id = param(request, 'id');
        const row = domainRows(simulation).find((domain) => domain['id'] === id.toLowerCase());
        if (row === undefined) throw directoryNotFound(id);
        return answerOne(request, row);
      },
    },
  ];
}

function requireOwnTenant({ world }: Simulation, request: GraphRequest): void {
  const id = param(request, 'id');
  if (id.toLowerCase() !== world.tenant.tenantId) throw directoryNotFound(id);
}

/** https://learn.microsoft.com/graph/api/resources/organization */
function organizationRow({ tenantState, world }: Simulation): PlainRow {
  const { tenant } = world;
  const skuPartNumbers = tenant.skus.map(({ skuPartNumber }) => skuPartNumber);
  return {
    id: tenant.tenantId,
    deletedDateTime: null,
    displayName: tenant.displayName,
    tenantType: 'AAD',
    createdDateTime: daysBefore(world.startAt, 900),
    mobileDeviceManagementAuthority: tenantState.mdmAuthority,
    onPremisesSyncEnabled: null,
    onPremisesLastSyncDateTime: null,
    partnerTenantType: null,
    countryLetterCode: 'DE',
    provisionedPlans: [],
    verifiedDomains: tenant.verifiedDomains.map((name, index) => ({
      name,
      isInitial: index === 0,
      isDefault: index === 0,
      type: 'Managed',
      capabilities: 'Email, OfficeCommunicationsOnline',
    })),
    assignedPlans: assignedPlansOf(skuPartNumbers, daysBefore(world.startAt, 900)),
  };
}

/** https://learn.microsoft.com/graph/api/resources/subscribedsku */
function skuRows({ ids, world }: Simulation): PlainRow[] {
  return world.tenant.skus.map(({ skuPartNumber, enabled, consumed }) => {
    const sku = skuOf(skuPartNumber);
    return {
      id: `${world.tenant.tenantId}_${sku.skuId}`,
      accountId: world.tenant.tenantId,
      accountName: world.tenant.displayName,
      skuId: sku.skuId,
      skuPartNumber,
      subscriptionIds: [ids.named(`subscription:${skuPartNumber}`)],
      appliesTo: 'User',
      capabilityStatus: 'Enabled',
      consumedUnits: consumed,
      prepaidUnits: { enabled, suspended: 0, warning: 0, lockedOut: 0 },
      servicePlans: servicePlansOf(sku),
    };
  });
}

/** https://learn.microsoft.com/graph/api/resources/domain */
function domainRows({ world }: Simulation): PlainRow[] {
  return world.tenant.verifiedDomains.map((id, index) => ({
    id,
    authenticationType: 'Managed',
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault: index === 0,
    isInitial: index === 0,
    isRoot: true,
    isVerified: true,
    passwordNotificationWindowInDays: null,
    passwordValidityPeriodInDays: null,
    state: null,
    supportedServices: ['Email', 'OfficeCommunicationsOnline'],
  }));
}

function deviceManagementRow({ ids, world }: Simulation): PlainRow {
  return {
    id: ids.named('deviceManagement'),
    intuneAccountId: ids.named('intuneAccount'),
    subscriptionState: world.tenant.intuneSubscriptionState,
    settings: {
      deviceComplianceCheckinThresholdDays: 30,
      isScheduledActionEnabled: true,
      secureByDefault: true,
    },
  };
}
