import { isSharedTag } from '../../group-tag.ts';
import type { Facts } from '../facts.ts';
import { everyMachine } from './fleet.ts';
import { given, passIf, present } from '../outcome.ts';
import type { CheckOutcome } from '../requirement.ts';
import type { MachineFacts } from '../run-facts.ts';

/** Exactly so, case included: https://github.com/MicrosoftDocs/Managed-Desktop (device registration). Shared ones are no co-managed ones. */
const tags: readonly string[] = [
  'Microsoft365Managed_Standard',
  'Microsoft365Managed_SensitiveData',
  'Microsoft365Managed_PowerUser',
  'Microsoft365Managed_Kiosk',
];

export function tagsAreManagedDesktops(facts: Facts): CheckOutcome {
  const { spec, list } = facts.run;
  return present(spec, 'a run with its spec', ({ groupTag }) =>
    present(list, 'a run with its device list', ({ groupTags }) => {
      const asked = [groupTag, ...groupTags.filter((tag) => tag !== '')];
      const wrong = new Set(asked.filter((tag) => !tags.includes(tag)));
      return passIf(wrong.size === 0, `${wrong.size} group tags are none of Managed Desktop’s`);
    }),
  );
}

export function noTagIsReplaced(facts: Facts): CheckOutcome {
  return present(facts.run.spec, 'a run with its spec', (spec) =>
    everyMachine(facts, {
      among: ({ isRegisteredInAutopilot }) => isRegisteredInAutopilot,
      isGood: ({ groupTag = '' }) =>
        groupTag === spec.groupTag || (!isSharedTag(groupTag) && !tags.includes(groupTag)),
      words: 'carry another tag of Managed Desktop, or one of shared devices',
    }),
  );
}

export function recordsArePurged(facts: Facts): CheckOutcome {
  return everyMachine(facts, {
    among: ({ isReused }) => isReused,
    isGood: (machine) => !hasRecords(machine),
    words: 'were in use and still have records in a store',
  });
}

function hasRecords(machine: MachineFacts): boolean {
  return (
    machine.isRegisteredInAutopilot ||
    machine.trustType !== undefined ||
    machine.managementAgent !== undefined ||
    machine.hasSiteRecord === true
  );
}

const makers = /^(dell|hp|hewlett|lenovo|microsoft)/i;
const gibibyte = 1024 ** 3;
/** Firmware and graphics keep some of the 8 GB, and 128 GB of a maker are 119 GiB. */
const memoryBytesMin = 7 * gibibyte;
const storageBytesMin = 115 * gibibyte;

export function hardwareFloor(facts: Facts): CheckOutcome {
  return everyMachine(facts, {
    isGood: ({ manufacturer, physicalMemoryInBytes, totalStorageSpaceInBytes }) => {
      if (manufacturer === undefined) return undefined;
      // Intune shows 0 where it was told nothing.
      const memory = physicalMemoryInBytes ?? 0;
      const storage = totalStorageSpaceInBytes ?? 0;
      return (
        makers.test(manufacturer) &&
        (memory === 0 || memory >= memoryBytesMin) &&
        (storage === 0 || storage >= storageBytesMin)
      );
    },
    words: 'are below the hardware that Managed Desktop takes',
  });
}

export function managedDesktopIsLeftAlone(facts: Facts): CheckOutcome {
  const { conditionalAccessPolicies, windowsAutopilotDeploymentProfiles } = facts.tenant;
  return given(conditionalAccessPolicies, (policies) =>
    given(windowsAutopilotDeploymentProfiles, (profiles) => {
      const forAllUsers = policies.filter(
        ({ state, includeUsers, excludeGroupIds, excludeUserCount }) =>
          state === 'enabled' &&
          includeUsers.includes('All') &&
          excludeGroupIds.length + excludeUserCount === 0,
      ).length;
      const forAllDevices = profiles.filter(({ targets }) =>
        targets.some(({ kind }) => kind === 'all-devices'),
      ).length;
      const evidence = `${forAllUsers} conditional access policies for all users exclude nobody; ${forAllDevices} deployment profiles reach all devices`;
      return passIf(forAllUsers + forAllDevices === 0, evidence);
    }),
  );
}

export function usersAreStillThere(facts: Facts): CheckOutcome {
  return everyMachine(facts, {
    among: ({ isReused }) => isReused,
    isGood: ({ isUserGone }) => (isUserGone === undefined ? undefined : !isUserGone),
    words: 'belong to a user whose account is gone',
  });
}
