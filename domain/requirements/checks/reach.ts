import type { Facts } from '../facts.ts';
import { given, pass, present } from '../outcome.ts';
import type { CheckOutcome } from '../requirement.ts';
import type {
  AssignmentTarget,
  DeploymentProfile,
  DeviceGroup,
  EnrollmentConfiguration,
  MobileApp,
} from '../tenant-facts.ts';

/** What Intune would hand to the run's devices: whatever aims at their group or at every device, and what bears the run's names. */

export type StatusPage = Extract<EnrollmentConfiguration, { kind: 'enrollment-status-page' }>;

const needsRun = 'a run with its spec';

/** A group that is excluded stays excluded, whatever else is aimed at. */
export function isReached(
  targets: readonly AssignmentTarget[],
  group: DeviceGroup | undefined,
): boolean {
  const isOurs = (target: AssignmentTarget): boolean =>
    group !== undefined && target.groupId === group.groupId;
  if (targets.some((target) => target.kind === 'excluded-group' && isOurs(target))) return false;
  return targets.some(
    (target) => target.kind === 'all-devices' || (target.kind === 'group' && isOurs(target)),
  );
}

/** Deployment profiles that reach the run's devices; where none does, Gangway makes its own as the path wants it. */
export function givenProfiles(
  facts: Facts,
  judge: (profiles: readonly DeploymentProfile[]) => CheckOutcome,
): CheckOutcome {
  const { deviceGroup, windowsAutopilotDeploymentProfiles } = facts.tenant;
  return present(facts.run.spec, needsRun, (spec) =>
    given(deviceGroup, (group) =>
      given(windowsAutopilotDeploymentProfiles, (all) => {
        const found = all.filter(
          (profile) =>
            profile.displayName === spec.autopilotProfile.name || isReached(profile.targets, group),
        );
        return found.length === 0
          ? pass('no profile reaches the devices yet; the one Gangway makes is as it must be')
          : judge(found);
      }),
    ),
  );
}

/** Passes when no profile that reaches the devices has the fault. */
export function noProfile(
  facts: Facts,
  fault: { of: (profile: DeploymentProfile) => boolean; words: string },
): CheckOutcome {
  return givenProfiles(facts, (profiles) => {
    const bad = profiles.filter((profile) => fault.of(profile));
    const evidence = `${bad.length} of ${profiles.length} profiles that reach the devices ${fault.words}`;
    return bad.length === 0
      ? pass(evidence)
      : { status: 'fail', evidence: `${evidence}: ${namesOf(bad)}` };
  });
}

/** Enrolment status pages that reach the run's devices, without the tenant's default, which anything else outranks. */
export function givenStatusPages(
  facts: Facts,
  judge: (pages: readonly StatusPage[]) => CheckOutcome,
): CheckOutcome {
  const { deviceGroup, deviceEnrollmentConfigurations } = facts.tenant;
  return present(facts.run.spec, needsRun, (spec) =>
    given(deviceGroup, (group) =>
      given(deviceEnrollmentConfigurations, (all) =>
        judge(
          statusPagesOf(all).filter(
            (page) =>
              page.displayName === spec.espProfile.name ||
              (page.priority > 0 && isReached(page.targets, group)),
          ),
        ),
      ),
    ),
  );
}

export function statusPagesOf(all: readonly EnrollmentConfiguration[]): readonly StatusPage[] {
  return all.filter((configuration) => configuration.kind === 'enrollment-status-page');
}

/** Intune apps that the status page waits for: those that reach the devices, unless every page names others. */
export function givenTrackedApps(
  facts: Facts,
  judge: (apps: readonly MobileApp[]) => CheckOutcome,
): CheckOutcome {
  return givenStatusPages(facts, (pages) =>
    given(facts.tenant.deviceGroup, (group) =>
      given(facts.tenant.mobileApps, (apps) =>
        judge(apps.filter((app) => isReached(app.targets, group) && isTracked(app, pages))),
      ),
    ),
  );
}

/** A page that names no app waits for all that are required. */
function isTracked(app: MobileApp, pages: readonly StatusPage[]): boolean {
  if (pages.length === 0) return true;
  return pages.some(
    ({ selectedMobileAppIds }) =>
      selectedMobileAppIds.length === 0 || selectedMobileAppIds.includes(app.id),
  );
}

export function appType(app: MobileApp): string {
  return app.odataType.replace(/^.*\./, '');
}

/** Of objects that an administrator has named: at most three, for whoever has to find them. */
export function namesOf(objects: readonly { readonly displayName: string }[]): string {
  const shown = objects.slice(0, 3).map(({ displayName }) => displayName);
  return objects.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
}
