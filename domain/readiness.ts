/** The six checks of the first catalogue; each says what it blocks, who can mend it and how. */
export type ReadinessStatus = 'pass' | 'warn' | 'fail' | 'unknown';

export interface ReadinessResult {
  readonly requirement: string;
  readonly status: ReadinessStatus;
  readonly evidence: string;
  readonly remedy: string;
  readonly fixer: 'tenant-admin' | 'site-admin';
}

export interface TenantReadinessFacts {
  readonly mdmAuthority: string;
  readonly licences: readonly {
    readonly sku: string;
    readonly enabled: number;
    readonly consumed: number;
  }[];
  readonly windowsEnrolmentBlocked: boolean;
  readonly approvalPolicies?: readonly string[];
}

export interface SiteReadinessFacts {
  readonly buildNumber: number;
  readonly cmg?: { readonly hostName: string; readonly ready: boolean };
}

/** Build of release 2111, the first that Autopilot into co-management works with. */
export const siteBuildMin = 9068;

export function tenantReadiness(
  facts: TenantReadinessFacts,
  devices: number,
): readonly ReadinessResult[] {
  return [licences(facts, devices), authority(facts), enrolment(facts), approvalPolicies(facts)];
}

export function siteReadiness(facts: SiteReadinessFacts): readonly ReadinessResult[] {
  const release: ReadinessResult = {
    requirement: 'configmgr-version',
    status: facts.buildNumber >= siteBuildMin ? 'pass' : 'fail',
    evidence: `site build ${facts.buildNumber}`,
    remedy: `Update the site to release 2111 (build ${siteBuildMin}) or later.`,
    fixer: 'site-admin',
  };
  return [release, cmg(facts)];
}

export function isBlocked(results: readonly ReadinessResult[]): boolean {
  return results.some(({ status }) => status === 'fail' || status === 'unknown');
}

function licences(facts: TenantReadinessFacts, devices: number): ReadinessResult {
  const free = facts.licences.reduce(
    (sum, sku) => sum + Math.max(sku.enabled - sku.consumed, 0),
    0,
  );
  const total = facts.licences.reduce((sum, sku) => sum + sku.enabled, 0);
  return {
    requirement: 'licences',
    // Users of reused devices hold a licence already, so too few free units only warns.
    status: total === 0 ? 'fail' : free >= devices ? 'pass' : 'warn',
    evidence: `${total} units with Intune and Entra ID P1, ${free} free, for ${devices} devices`,
    remedy: 'Buy or free subscriptions that hold both Intune and Entra ID P1.',
    fixer: 'tenant-admin',
  };
}

function authority(facts: TenantReadinessFacts): ReadinessResult {
  return {
    requirement: 'mdm-authority',
    status: facts.mdmAuthority === 'intune' ? 'pass' : 'fail',
    evidence: `MDM authority is ${facts.mdmAuthority}`,
    remedy: 'Set the mobile device management authority to Intune in the admin center.',
    fixer: 'tenant-admin',
  };
}

function enrolment(facts: TenantReadinessFacts): ReadinessResult {
  return {
    requirement: 'enrolment-restriction',
    status: facts.windowsEnrolmentBlocked ? 'fail' : 'pass',
    evidence: facts.windowsEnrolmentBlocked
      ? 'Windows enrolment is blocked'
      : 'Windows enrolment is allowed',
    remedy: 'Allow Windows (MDM) in the default device platform restriction.',
    fixer: 'tenant-admin',
  };
}

/** Multi Admin Approval does not block; people must know that Microsoft will ask as well. */
function approvalPolicies(facts: TenantReadinessFacts): ReadinessResult {
  const policies = facts.approvalPolicies;
  return {
    requirement: 'multi-admin-approval',
    status: policies?.length === 0 ? 'pass' : 'warn',
    evidence:
      policies === undefined
        ? 'not permitted to read approval policies'
        : `${policies.length} approval policies`,
    remedy:
      'Expect Microsoft to ask for a second administrator at each wipe, or grant DeviceManagementRBAC.Read.All to tell.',
    fixer: 'tenant-admin',
  };
}

function cmg(facts: SiteReadinessFacts): ReadinessResult {
  return {
    requirement: 'cloud-management-gateway',
    status: facts.cmg?.ready === true ? 'pass' : 'fail',
    evidence:
      facts.cmg === undefined ? 'no cloud management gateway' : `gateway ready: ${facts.cmg.ready}`,
    remedy: 'Set up a cloud management gateway and wait until its state is ready.',
    fixer: 'site-admin',
  };
}
