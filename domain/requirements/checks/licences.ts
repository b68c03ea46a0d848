import type { Facts } from '../facts.ts';
import { fail, failMildly, given, notApplicable, pass, passIf, share } from '../outcome.ts';
import type { CheckOutcome } from '../requirement.ts';
import type { SubscribedSku, UserFacts } from '../tenant-facts.ts';

/** Service plans by id, as SKUs and names change: https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference */
const intunePlans: ReadonlySet<string> = new Set([
  'c1ec4a95-1f05-45b3-a911-aa3fa01094f5', // INTUNE_A
  'd216f254-796f-4dab-bbfa-710686e646b9', // INTUNE_A_GOV
  '3e170737-c728-4eae-bbb9-3f3360f7184c', // INTUNE_A_VL
  'da24caf9-af8e-485c-b7c8-e73336da2693', // INTUNE_EDU
  '8e9ff0ff-aa7a-4b20-83c1-2f636b600ac2', // INTUNE_SMBIZ
]);
const premiumPlans: ReadonlySet<string> = new Set([
  '41781fb2-bc02-4b7c-bd55-b576c07bb09d', // AAD_PREMIUM
  'eec0eb4f-6444-4f95-aba0-50c24d67f998', // AAD_PREMIUM_P2
]);

export function hasIntunePlan(servicePlanIds: readonly string[]): boolean {
  return servicePlanIds.some((id) => intunePlans.has(id));
}

export function entraPremium({ tenant }: Facts): CheckOutcome {
  return given(tenant.subscribedSkus, (skus) => {
    const units = unitsWith(skus, (ids) => ids.some((id) => premiumPlans.has(id)));
    return passIf(units > 0, `${units} units with Microsoft Entra ID P1 or P2`);
  });
}

/** Intune's own word on its subscription counts more than the list of what was bought. */
export function intuneSubscription({ tenant }: Facts): CheckOutcome {
  if (tenant.deviceManagement.kind === 'known') {
    const { subscriptionState } = tenant.deviceManagement.value;
    return passIf(subscriptionState === 'active', `Intune's subscription is ${subscriptionState}`);
  }
  return given(tenant.subscribedSkus, (skus) => {
    const units = unitsWith(skus, hasIntunePlan);
    return passIf(units > 0, `${units} units with Intune`);
  });
}

export function operatorLicence({ tenant, run }: Facts): CheckOutcome {
  if (run.admitsUnlicensedAdmins === true) {
    return pass('the tenant is said to admit administrators without a licence');
  }
  return given(tenant.operatorServicePlanIds, (ids) =>
    hasIntunePlan(ids)
      ? pass('the account that asked for the run holds Intune')
      : fail('the account that asked for the run holds no Intune licence'),
  );
}

/** The users a list names hold a licence each; machines without a user need a free one by the time somebody signs in. */
export function userLicences({ tenant, run }: Facts): CheckOutcome {
  if (run.list === undefined) return notApplicable('no device list');
  const { rows, rowsWithUser } = run.list;
  const ofUsers = rowsWithUser === 0 ? undefined : given(tenant.users, assignedUsers);
  if (ofUsers !== undefined && ofUsers.status !== 'pass') return ofUsers;
  if (rowsWithUser === rows && ofUsers !== undefined) return ofUsers;
  return given(tenant.subscribedSkus, (skus) => freeUnits(skus, rows - rowsWithUser));
}

function assignedUsers(users: readonly UserFacts[]): CheckOutcome {
  const unfit = users.filter(
    (user) => !user.isKnown || user.hasLicenceError || !hasIntunePlan(user.servicePlanIds),
  );
  const evidence = `${share(unfit.length, users.length, 'users')} without a working Intune licence`;
  return passIf(unfit.length === 0, evidence);
}

/** Who signs in is not known yet, and users of reused machines hold a licence already: too few only warns. */
function freeUnits(skus: readonly SubscribedSku[], devices: number): CheckOutcome {
  const fit = skus.filter((sku) => isLive(sku) && hasIntunePlan(sku.servicePlanIds));
  const total = fit.reduce((sum, sku) => sum + sku.enabledUnits, 0);
  const free = fit.reduce((sum, sku) => sum + Math.max(sku.enabledUnits - sku.consumedUnits, 0), 0);
  const evidence = `${total} units with Intune, ${free} free, for ${devices} devices without a user`;
  if (total === 0) return fail(evidence);
  return free >= devices ? pass(evidence) : failMildly(evidence);
}

function unitsWith(
  skus: readonly SubscribedSku[],
  isFit: (servicePlanIds: readonly string[]) => boolean,
): number {
  return skus
    .filter((sku) => isLive(sku) && isFit(sku.servicePlanIds))
    .reduce((sum, sku) => sum + sku.enabledUnits, 0);
}

function isLive({ capabilityStatus }: SubscribedSku): boolean {
  return capabilityStatus === 'Enabled' || capabilityStatus === 'Warning';
}
