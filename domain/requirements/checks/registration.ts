import type { Facts } from '../facts.ts';
import { everyMachine } from './fleet.ts';
import { fail, given, passIf, present } from '../outcome.ts';
import { isReached, namesOf, noProfile } from './reach.ts';
import type { CheckOutcome } from '../requirement.ts';

/** Registered with Entra ID only, or personal: such a device is somebody’s own. */
export function noForeignDevices(facts: Facts): CheckOutcome {
  return everyMachine(facts, {
    isGood: ({ trustType, ownerType }) =>
      trustType !== 'Workplace' && ownerType?.toLowerCase() !== 'personal',
    words: 'are only registered with Entra ID, or personal',
  });
}

export function noWorkplaceTwins(facts: Facts): CheckOutcome {
  return everyMachine(facts, {
    isGood: ({ hasWorkplaceTwin, isRegisteredInAutopilot, trustType }) =>
      !hasWorkplaceTwin && !(isRegisteredInAutopilot && trustType === 'Workplace'),
    words: 'have a record that is only registered with Entra ID',
  });
}

/** Of a tenant: https://learn.microsoft.com/autopilot/profiles */
const profilesMax = 350;

export function oneProfileReaches(facts: Facts): CheckOutcome {
  return present(facts.run.spec, 'a run with its spec', (spec) =>
    given(facts.tenant.deviceGroup, (group) =>
      given(facts.tenant.windowsAutopilotDeploymentProfiles, (profiles) => {
        const isOurs = ({ displayName }: { displayName: string }): boolean =>
          displayName === spec.autopilotProfile.name;
        const others = profiles.filter(
          (profile) => !isOurs(profile) && isReached(profile.targets, group),
        );
        if (others.length > 0) return fail(`also reaches the devices: ${namesOf(others)}`);
        const needed = profiles.length + (profiles.some(isOurs) ? 0 : 1);
        return passIf(
          needed <= profilesMax,
          `no other profile reaches the devices; ${needed} profiles with the run’s own`,
        );
      }),
    ),
  );
}

export function nothingIsConverted(facts: Facts): CheckOutcome {
  return noProfile(facts, {
    of: ({ hardwareHashExtractionEnabled }) => hardwareHashExtractionEnabled,
    words: 'convert every device they reach',
  });
}

/** `automaticRemediationRequired` mends itself: the portal calls it “Fix pending”. */
export function noHardwareChanges(facts: Facts): CheckOutcome {
  return everyMachine(facts, {
    among: ({ isRegisteredInAutopilot }) => isRegisteredInAutopilot,
    isGood: ({ remediationState }) =>
      remediationState === undefined ? undefined : !remediationState.startsWith('manual'),
    words: 'need attention after a change of hardware',
  });
}
