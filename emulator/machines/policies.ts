import type { Simulation } from '../simulation.ts';
import type {
  EnrollmentConfiguration,
  EnrollmentConfigurationKind,
} from '../graph/enrollment-configurations/table.ts';
import { assignedGroupIds, excludedGroupIds } from '../graph/enrollment-configurations/table.ts';
import type { User } from '../graph/users/table.ts';
import type { Machine } from './machine.ts';

/** The strongest co-management policy assigned to a group of the machine's Entra object. */
export function comanagementPolicyOf(
  simulation: Simulation,
  machine: Machine,
): EnrollmentConfiguration | undefined {
  return strongest(simulation, machine, 'deviceComanagementAuthorityConfiguration');
}

/**
 * The status page that the machine gets: the strongest one assigned to its device group, else the
 * tenant's default. https://learn.microsoft.com/intune/intune-service/enrollment/windows-enrollment-status
 */
export function statusPageOf(
  simulation: Simulation,
  machine: Machine,
): EnrollmentConfiguration | undefined {
  const kind = 'windows10EnrollmentCompletionPageConfiguration';
  return (
    strongest(simulation, machine, kind) ??
    simulation.enrollmentConfigurations.ofKind(kind).find(({ priority }) => priority === 0)
  );
}

/**
 * The strongest restriction of the user's groups says whether Windows may enrol, else the default
 * one. A device token has no user, and meets the default alone.
 * https://learn.microsoft.com/intune/intune-service/enrollment/enrollment-restrictions-set
 */
export function isWindowsBlockedFor(
  { enrollmentConfigurations, groups }: Simulation,
  user: User | undefined,
): boolean {
  const single = enrollmentConfigurations
    .ofKind('deviceEnrollmentPlatformRestrictionConfiguration')
    .filter(({ settings }) => settings['platformType'] === 'windows');
  const all = enrollmentConfigurations.ofKind('deviceEnrollmentPlatformRestrictionsConfiguration');
  const isMember = (id: string) =>
    user !== undefined && groups.find(id)?.members.has(user.id) === true;
  const assigned = [...single, ...all]
    .filter((each) => each.priority > 0 && assignedGroupIds(each).some(isMember))
    .sort((left, right) => left.priority - right.priority)[0];
  const found = assigned ?? all.find(({ priority }) => priority === 0);
  return found !== undefined && blocksWindows(found.settings);
}

function blocksWindows(settings: Record<string, unknown>): boolean {
  const restriction = (settings['platformRestriction'] ?? settings['windowsRestriction']) as
    { platformBlocked?: boolean } | undefined;
  return restriction?.platformBlocked === true;
}

function strongest(
  { devices, directory, enrollmentConfigurations }: Simulation,
  machine: Machine,
  kind: EnrollmentConfigurationKind,
): EnrollmentConfiguration | undefined {
  const device = devices.findByMachine(machine.id);
  if (device === undefined) return undefined;
  const candidates = enrollmentConfigurations
    .ofKind(kind)
    .filter(({ targets }) => targets.length > 0);
  if (candidates.length === 0) return undefined;
  const groupIds = directory.groupIdsOf(device.id);
  return candidates
    .filter(({ priority }) => priority > 0)
    .sort((left, right) => left.priority - right.priority)
    .find(
      (policy) =>
        assignedGroupIds(policy).some((id) => groupIds.includes(id)) &&
        !excludedGroupIds(policy).some((id) => groupIds.includes(id)),
    );
}
