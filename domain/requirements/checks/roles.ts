import type { Fact, Facts } from '../facts.ts';
import { given, pass, passIf } from '../outcome.ts';
import type { CheckOutcome } from '../requirement.ts';

/** Whether a token carries each of these application roles. */
export function tokenHas(
  roles: Fact<readonly string[]>,
  ...wanted: readonly string[]
): CheckOutcome {
  return given(roles, (held) => {
    const missing = wanted.filter((role) => !held.includes(role));
    return missing.length === 0
      ? pass(`the token carries ${wanted.join(' and ')}`)
      : { status: 'fail', evidence: `the token lacks ${missing.join(' and ')}` };
  });
}

export function siteAdministrator({ site }: Facts): CheckOutcome {
  return given(site.admins, (admins) => {
    const full = admins.filter((admin) => admin.isFullAdministrator && admin.hasAllScopes);
    return passIf(full.length > 0, `${full.length} Full Administrators with all scopes`);
  });
}

/** What was attested is looked at again: the site itself names the tenants it is onboarded to. */
export function tenantConnected({ site, run }: Facts): CheckOutcome {
  return given(site.aadTenantIds, (ids) =>
    passIf(
      ids.includes(run.tenantId),
      ids.includes(run.tenantId)
        ? 'the site is onboarded to this tenant'
        : `the site is onboarded to ${ids.length} tenants, this one not among them`,
    ),
  );
}

/** Gangway sends wipes and retires; what guards other kinds of change does not hold it up. */
const interceptedTypes = ['deviceWipe', 'deviceRetire', 'deviceAction', 'unknownFutureValue'];

export function approvalPolicies({ tenant }: Facts): CheckOutcome {
  return given(tenant.operationApprovalPolicies, (policies) => {
    const hit = policies.filter(
      (policy) => interceptedTypes.includes(policy.policyType) && policy.excludesGangway !== true,
    );
    return passIf(hit.length === 0, `${hit.length} approval policies intercept wipes or retires`);
  });
}
