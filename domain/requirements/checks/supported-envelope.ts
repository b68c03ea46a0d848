import type { Facts } from '../facts.ts';
import { everyMachine } from './fleet.ts';
import { fail, failMildly, given, pass, present, unknown } from '../outcome.ts';
import { appType, givenTrackedApps, isReached, namesOf, noProfile } from './reach.ts';
import type { CheckOutcome } from '../requirement.ts';
import { isWindowsServiced } from './windows-releases.ts';

/** The profile that Managed Desktop brings allows it and cannot be changed: there it only must not be used. */
export function noPreprovisioning(facts: Facts): CheckOutcome {
  const outcome = noProfile(facts, {
    of: ({ preprovisioningAllowed }) => preprovisioningAllowed,
    words: 'allow pre-provisioning',
  });
  const isMild = outcome.status === 'fail' && facts.run.managedDesktop;
  return isMild ? failMildly(outcome.evidence) : outcome;
}

export function noDevicePreparation(facts: Facts): CheckOutcome {
  return given(facts.tenant.deviceGroup, (group) =>
    given(facts.tenant.configurationPolicies, (policies) => {
      const preparing = policies.filter(
        ({ templateFamily, targets }) =>
          templateFamily === 'enrollmentConfiguration' &&
          (targets.some(({ kind }) => kind === 'all-users') || isReached(targets, group)),
      );
      return preparing.length === 0
        ? pass('no device preparation policy reaches all users or the device group')
        : fail(
            `device preparation: ${namesOf(preparing.map(({ name }) => ({ displayName: name })))}`,
          );
    }),
  );
}

export function noPilotWorkload(facts: Facts): CheckOutcome {
  return given(facts.site.comanagement, ({ pilotWorkloads }) =>
    pilotWorkloads.length === 0
      ? pass('no workload stands at Pilot Intune')
      : fail(`at Pilot Intune: ${pilotWorkloads.join(', ')}`),
  );
}

/** Only machines that were in use have told anybody what they run. */
export function windowsReleases(facts: Facts): CheckOutcome {
  return everyMachine(facts, {
    among: ({ isReused }) => isReused,
    isGood: ({ osVersion }) =>
      osVersion === undefined ? undefined : isWindowsServiced(osVersion, facts.clocks.vendorNow),
    words: 'run a release of Windows that is no longer serviced',
  });
}

/** Families as Intune names them; `Core` is Home. */
const editions = /^(pro|business|enterprise|education|iotenterprise|ppi)/i;

export function windowsEditions(facts: Facts): CheckOutcome {
  return everyMachine(facts, {
    among: ({ isReused }) => isReused,
    isGood: ({ skuFamily }) =>
      skuFamily === undefined || skuFamily === '' ? undefined : editions.test(skuFamily),
    words: 'run an edition that cannot enrol, such as Home',
  });
}

export function oneProviderInStatusPage(facts: Facts): CheckOutcome {
  return givenTrackedApps(facts, (apps) => {
    const win32 = apps.filter((app) => appType(app) === 'win32LobApp');
    if (win32.length === 0) return pass('the status page waits for no Win32 app');
    return present(facts.run.commandLine, 'the attested client command line', (line) =>
      /\bPROVISIONTS=/i.test(line)
        ? fail(`PROVISIONTS beside ${win32.length} Win32 apps: ${namesOf(win32)}`)
        : pass(`${win32.length} Win32 apps, and no task sequence beside them`),
    );
  });
}

/** More than this and tokens, attestation and the status page go wrong. */
const skewMinutesMax = 5;

export function clockSkew(facts: Facts): CheckOutcome {
  const { vendorNow, ourNow } = facts.clocks;
  const minutes = (Date.parse(ourNow) - Date.parse(vendorNow)) / 60_000;
  if (!Number.isFinite(minutes)) return unknown('the Date header of an answer of Graph');
  const evidence = `Gangway’s clock is ${Math.abs(minutes).toFixed(1)} minutes ${minutes < 0 ? 'behind' : 'ahead of'} the tenant’s`;
  return Math.abs(minutes) <= skewMinutesMax ? pass(evidence) : fail(evidence);
}
