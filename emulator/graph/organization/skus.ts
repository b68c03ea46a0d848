import licensing from '../metadata/licensing.json' with { type: 'json' };
import type { skuPartNumbers } from '../../world/tenant.ts';

type SkuPartNumber = (typeof skuPartNumbers)[number];
type ServicePlan = keyof typeof licensing.servicePlans;

export interface Sku {
  skuId: string;
  skuPartNumber: SkuPartNumber;
  plans: ServicePlan[];
}

/** https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference */
export const servicePlanIds: Readonly<Record<ServicePlan, string>> = licensing.servicePlans;

const skus = new Map(licensing.skus.map((sku) => [sku.skuPartNumber, sku as unknown as Sku]));

export function skuOf(skuPartNumber: SkuPartNumber): Sku {
  const sku = skus.get(skuPartNumber);
  if (sku === undefined) throw new Error(`No SKU ${skuPartNumber} in the licensing data.`);
  return sku;
}

/** `servicePlanInfo` rows of a SKU: https://learn.microsoft.com/graph/api/resources/serviceplaninfo */
export function servicePlansOf(sku: Sku): Record<string, unknown>[] {
  return sku.plans.map((plan) => ({
    servicePlanId: servicePlanIds[plan],
    servicePlanName: plan,
    provisioningStatus: 'Success',
    appliesTo: 'User',
  }));
}

/** Names of the services behind the plans, as `assignedPlans` tells them. */
const services: Partial<Record<ServicePlan, string>> = {
  AAD_PREMIUM: 'AADPremiumService',
  AAD_PREMIUM_P2: 'AADPremiumService',
  MFA_PREMIUM: 'MultiFactorService',
  WIN10_PRO_ENT_SUB: 'Windows',
};

/** `assignedPlan` rows, one a plan whatever the number of SKUs that bring it. */
export function assignedPlansOf(
  given: readonly SkuPartNumber[],
  assignedDateTime: string,
): Record<string, unknown>[] {
  const plans = new Set(given.flatMap((skuPartNumber) => skuOf(skuPartNumber).plans));
  return Array.from(plans, (plan) => ({
    assignedDateTime,
    capabilityStatus: 'Enabled',
    // Intune's plans show the name of its first incarnation.
    service: services[plan] ?? 'SCO',
    servicePlanId: servicePlanIds[plan],
  }));
}
