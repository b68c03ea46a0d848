import type { Facts } from '../facts.ts';
import { fail, given, notApplicable, pass, passIf, present, unknown } from '../outcome.ts';
import {
  appType,
  givenStatusPages,
  givenTrackedApps,
  isReached,
  namesOf,
  statusPagesOf,
  type StatusPage,
} from './reach.ts';
import type { CheckOutcome } from '../requirement.ts';
import type { MobileApp } from '../tenant-facts.ts';

const oursToMake = 'no status page reaches the devices yet; the one Gangway makes shows progress';

export function showsProgress(facts: Facts): CheckOutcome {
  return givenStatusPages(facts, (pages) => {
    if (pages.length === 0) return pass(oursToMake);
    const silent = pages.filter(({ showInstallationProgress }) => !showInstallationProgress);
    return silent.length === 0
      ? pass(`all ${pages.length} status pages that reach the devices show progress`)
      : fail(`shows no progress: ${namesOf(silent)}`);
  });
}

/** The service's own default; a shorter one leaves no room for the client. */
const timeoutMinutesMin = 60;

export function timeoutIsLongEnough(facts: Facts): CheckOutcome {
  return present(facts.run.spec, 'a run with its spec', (spec) =>
    givenStatusPages(facts, (pages) => {
      const minutes = [
        spec.espProfile.timeoutMinutes,
        ...pages.map(({ installProgressTimeoutInMinutes }) => installProgressTimeoutInMinutes),
      ];
      const shortest = Math.min(...minutes);
      return passIf(shortest >= timeoutMinutesMin, `the shortest timeout is ${shortest} minutes`);
    }),
  );
}

/** The default and fifty more; a hundred apps in each. */
const pagesMax = 51;
const trackedAppsMax = 100;

export function withinLimits(facts: Facts): CheckOutcome {
  return present(facts.run.spec, 'a run with its spec', (spec) =>
    given(facts.tenant.deviceEnrollmentConfigurations, (all) => {
      const pages = statusPagesOf(all);
      const isOurs = ({ displayName }: StatusPage): boolean => displayName === spec.espProfile.name;
      const needed = pages.length + (pages.some(isOurs) ? 0 : 1);
      const apps = Math.max(0, ...pages.map((page) => page.selectedMobileAppIds.length));
      const evidence = `${needed} status pages with the run’s own, at most ${apps} apps in one`;
      return passIf(needed <= pagesMax && apps <= trackedAppsMax, evidence);
    }),
  );
}

export function noMixedInstallers(facts: Facts): CheckOutcome {
  return givenTrackedApps(facts, (apps) => {
    const msi = apps.filter((app) => appType(app) === 'windowsMobileMSI');
    const win32 = apps.filter((app) => appType(app) === 'win32LobApp');
    const evidence = `${msi.length} line-of-business and ${win32.length} Win32 apps in one status page`;
    return passIf(msi.length === 0 || win32.length === 0, evidence);
  });
}

export function noOfficeSuiteTracked(facts: Facts): CheckOutcome {
  return givenTrackedApps(facts, (apps) => {
    const office = apps.filter((app) => appType(app) === 'officeSuiteApp');
    return passIf(office.length === 0, `${office.length} apps of type Microsoft 365 Apps tracked`);
  });
}

export function noRestartsInApps(facts: Facts): CheckOutcome {
  return givenTrackedApps(facts, (apps) => {
    const win32 = apps.filter((app) => appType(app) === 'win32LobApp');
    if (win32.some(({ deviceRestartBehavior }) => deviceRestartBehavior === undefined)) {
      return unknown('installExperience.deviceRestartBehavior of the Win32 apps');
    }
    const restarting = win32.filter(
      ({ deviceRestartBehavior }) => deviceRestartBehavior !== 'suppress',
    );
    return restarting.length === 0
      ? pass(`none of ${win32.length} Win32 apps may restart the device`)
      : fail(`may restart the device: ${namesOf(restarting)}`);
  });
}

export function noQualityUpdates(facts: Facts): CheckOutcome {
  return givenStatusPages(facts, (pages) => {
    if (pages.length === 0) return notApplicable('no status page reaches the devices yet');
    if (pages.some(({ installQualityUpdates }) => installQualityUpdates === undefined)) {
      return unknown('installQualityUpdates of the status pages (beta)');
    }
    const updating = pages.filter(({ installQualityUpdates }) => installQualityUpdates === true);
    return updating.length === 0
      ? pass('no status page installs quality updates')
      : fail(`installs quality updates: ${namesOf(updating)}`);
  });
}

export function managedDesktopPages(facts: Facts): CheckOutcome {
  return given(facts.tenant.deviceEnrollmentConfigurations, (all) => {
    const showing = statusPagesOf(all).filter(
      ({ priority, showInstallationProgress }) => priority === 0 && showInstallationProgress,
    );
    if (showing.length > 0) return fail('the tenant’s default status page shows progress');
    return givenStatusPages(facts, (pages) =>
      pages.length <= 1
        ? pass(
            `the default shows no progress; ${pages.length} other status pages reach the devices`,
          )
        : fail(`beside the one of Managed Desktop: ${namesOf(pages)}`),
    );
  });
}

/** All apps of the status page together. */
const bytesMax = 1024 ** 3;

export function managedDesktopApps(facts: Facts): CheckOutcome {
  return givenTrackedApps(facts, (apps) => {
    if (apps.length === 0) return pass('the status page waits for no app');
    const unfit = apps.filter(isUnfit);
    if (unfit.length > 0)
      return fail(`user context, restart, dependency or Teams: ${namesOf(unfit)}`);
    const unsized = apps.filter(({ sizeBytes }) => sizeBytes === undefined);
    if (unsized.length > 0) return unknown(`the size of ${unsized.length} apps`);
    const bytes = apps.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
    const evidence = `${apps.length} apps of ${Math.ceil(bytes / 1024 ** 2)} MiB together`;
    return passIf(bytes < bytesMax, evidence);
  });
}

function isUnfit(app: MobileApp): boolean {
  const restarts = app.deviceRestartBehavior ?? 'suppress';
  return (
    app.runAsAccount === 'user' ||
    restarts !== 'suppress' ||
    app.hasDependencies === true ||
    /\bteams\b/i.test(app.displayName)
  );
}

/** The run's own page is assigned by Gangway; what else aims at all users waits in the user's part only. */
export function pageTargetsDevices(facts: Facts): CheckOutcome {
  return present(facts.run.spec, 'a run with its spec', (spec) =>
    given(facts.tenant.deviceGroup, (group) =>
      given(facts.tenant.deviceEnrollmentConfigurations, (all) => {
        const page = statusPagesOf(all).find(
          ({ displayName }) => displayName === spec.espProfile.name,
        );
        if (page === undefined || page.targets.length === 0) {
          return pass('not assigned yet; Gangway assigns its status page to the device group');
        }
        const evidence = `the run’s status page has ${page.targets.length} assignments`;
        return passIf(
          isReached(page.targets, group) && page.targets.every(({ kind }) => kind !== 'all-users'),
          evidence,
        );
      }),
    ),
  );
}
