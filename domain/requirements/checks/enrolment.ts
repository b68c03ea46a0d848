import type { Facts } from '../facts.ts';
import { fail, given, pass, passIf, share, unknown } from '../outcome.ts';
import type { CheckOutcome } from '../requirement.ts';
import type {
  ConditionalAccessPolicy,
  DeviceRegistrationPolicy,
  EnrollmentConfiguration,
  MobilityPolicy,
  UserFacts,
} from '../tenant-facts.ts';

/** The application that stands for Intune among the mobility policies, and in Conditional Access. */
const intuneAppId = '0000000a-0000-0000-c000-000000000000';
/** The application 'Microsoft Intune Enrollment'. */
const intuneEnrolmentAppId = 'd4ebce55-015a-49b5-a083-c84d1797ae8c';
/** Encryption and Secure Boot are unknown until the first restart; a quarter of a day is what the vendor names. */
const complianceGraceHoursMin = 6;

export function mdmAuthority({ tenant }: Facts): CheckOutcome {
  return given(tenant.organization, ({ mobileDeviceManagementAuthority: authority }) =>
    passIf(authority === 'intune', `the MDM authority is ${authority}`),
  );
}

export function mdmUserScope({ tenant }: Facts): CheckOutcome {
  return given(tenant.mobileDeviceManagementPolicies, (policies) => {
    const policy = ofIntune(policies);
    if (policy === undefined) return fail('Intune is not among the mobility policies');
    if (policy.appliesTo === 'all') return pass('the MDM user scope is All');
    if (policy.appliesTo !== 'selected') return fail(`the MDM user scope is ${policy.appliesTo}`);
    return given(tenant.users, (users) => everyUserIn(users, policy.includedGroupIds, 'MDM scope'));
  });
}

export function mamUserScope({ tenant }: Facts): CheckOutcome {
  return given(tenant.mobileDeviceManagementPolicies, (mdm) =>
    given(tenant.mobileAppManagementPolicies, (mam) => overlap(ofIntune(mdm), ofIntune(mam))),
  );
}

function overlap(mdm: MobilityPolicy | undefined, mam: MobilityPolicy | undefined): CheckOutcome {
  if (mam === undefined || mam.appliesTo === 'none') return pass('the MAM user scope is None');
  if (mdm === undefined || mdm.appliesTo === 'none') return pass('the MDM user scope is None');
  if (mam.appliesTo === 'all' || mdm.appliesTo === 'all') {
    return fail(`MDM user scope ${mdm.appliesTo}, MAM user scope ${mam.appliesTo}`);
  }
  const shared = mam.includedGroupIds.filter((id) => mdm.includedGroupIds.includes(id));
  return passIf(shared.length === 0, `${shared.length} groups in both scopes`);
}

/** Blocking personally owned Windows is fine: user-driven Autopilot devices count as corporate. */
export function windowsAllowed({ tenant }: Facts): CheckOutcome {
  return given(tenant.deviceEnrollmentConfigurations, (configurations) => {
    const blocking = configurations.filter(
      (one) => one.kind === 'platform-restriction' && one.windowsPlatformBlocked === true,
    );
    if (blocking.some(({ priority }) => priority === 0)) {
      return fail('the default platform restriction blocks Windows');
    }
    const assigned = blocking.filter(({ targets }) => targets.length > 0);
    if (assigned.length === 0) return pass('no platform restriction blocks Windows');
    return given(tenant.users, (users) => restrictionsOn(users, assigned));
  });
}

function restrictionsOn(
  users: readonly UserFacts[],
  blocking: readonly EnrollmentConfiguration[],
): CheckOutcome {
  const groups = new Set(
    blocking.flatMap(({ targets }) =>
      targets.flatMap(({ kind, groupId }) => (kind === 'group' && groupId ? [groupId] : [])),
    ),
  );
  const hit = users.filter(({ groupIds }) => groupIds.some((id) => groups.has(id)));
  return passIf(
    hit.length === 0,
    `${share(hit.length, users.length, 'users')} under a platform restriction that blocks Windows`,
  );
}

export function joinAllowed({ tenant }: Facts): CheckOutcome {
  return given(tenant.deviceRegistrationPolicy, (policy) => {
    if (policy.allowedToJoin === 'none') return fail('nobody may join devices');
    return given(tenant.users, (users) => {
      const outside = policy.allowedToJoin === 'all' ? pass('') : mayJoin(users, policy);
      return outside.status === 'pass' ? withinQuota(users, policy.userDeviceQuota) : outside;
    });
  });
}

function mayJoin(users: readonly UserFacts[], policy: DeviceRegistrationPolicy): CheckOutcome {
  const outcome = everyUserIn(users, policy.allowedGroupIds, 'the groups that may join devices');
  if (outcome.status === 'pass' || policy.allowedUserCount === 0) return outcome;
  return unknown(`a look at the ${policy.allowedUserCount} users that may join by name`);
}

function withinQuota(users: readonly UserFacts[], quota: number): CheckOutcome {
  const full = users.filter(({ registeredDevices }) => (registeredDevices ?? 0) >= quota);
  const evidence = `${share(full.length, users.length, 'users')} at their quota of ${quota} devices`;
  if (full.length > 0) return fail(evidence);
  return users.every(({ registeredDevices }) => registeredDevices !== undefined)
    ? pass(evidence)
    : unknown('a count of the devices of each user');
}

export function conditionalAccess({ tenant }: Facts): CheckOutcome {
  return given(tenant.conditionalAccessPolicies, (policies) => {
    const obstacles = policies.filter(obstructsEnrolment);
    const evidence = `${share(obstacles.length, policies.length, 'policies')} stand between a user and enrolment`;
    return passIf(obstacles.length === 0, evidence);
  });
}

function obstructsEnrolment(policy: ConditionalAccessPolicy): boolean {
  if (policy.state !== 'enabled') return false;
  const isRestrictive =
    policy.termsOfUseCount > 0 ||
    policy.builtInControls.some((control) => ['mfa', 'compliantDevice', 'block'].includes(control));
  if (!isRestrictive) return false;
  return [intuneAppId, intuneEnrolmentAppId].some(
    (app) =>
      (policy.includeApplications.includes('All') || policy.includeApplications.includes(app)) &&
      !policy.excludeApplications.includes(app),
  );
}

export function complianceGrace({ tenant }: Facts): CheckOutcome {
  return given(tenant.deviceCompliancePolicies, (policies) => {
    const early = policies.filter(
      (policy) =>
        policy.isWindows &&
        policy.targets.length > 0 &&
        (policy.bitLockerEnabled || policy.secureBootEnabled) &&
        policy.blockGracePeriodHours !== undefined &&
        policy.blockGracePeriodHours < complianceGraceHoursMin,
    );
    const evidence = `${share(early.length, policies.length, 'compliance policies')} judge encryption or Secure Boot in less than ${complianceGraceHoursMin} hours`;
    return passIf(early.length === 0, evidence);
  });
}

function everyUserIn(
  users: readonly UserFacts[],
  groups: readonly string[],
  what: string,
): CheckOutcome {
  const outside = users.filter(({ groupIds }) => !groupIds.some((id) => groups.includes(id)));
  return passIf(
    outside.length === 0,
    `${share(outside.length, users.length, 'users')} outside ${what}`,
  );
}

/** A tenant may have several services under mobility; ours is Intune's. */
function ofIntune(policies: readonly MobilityPolicy[]): MobilityPolicy | undefined {
  return policies.find(({ id }) => id.toLowerCase() === intuneAppId);
}
