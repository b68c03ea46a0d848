import type { Simulation } from '../simulation.ts';
import type { User } from '../graph/users/table.ts';
import type { Machine } from './machine.ts';
import { failedWith } from './obstacle.ts';
import type { Obstacle } from './obstacle.ts';

/** Who signs in: the machine's own user, or the one assigned to its registration. */
export function userOf(
  { autopilotIdentities, users }: Simulation,
  machine: Machine,
): User | undefined {
  const assigned = autopilotIdentities.findByMachine(machine.id)?.userPrincipalName;
  const name = machine.userPrincipalName ?? (assigned === '' ? undefined : assigned);
  return name === undefined ? undefined : users.findByIdOrUpn(name);
}

export function whyUserMayNotJoin(simulation: Simulation, user: User): Obstacle | undefined {
  if (!user.accountEnabled) return disabled;
  const { allowedToJoin } = simulation.world.tenant.deviceRegistration;
  return isAllowed(simulation, user, allowedToJoin) ? undefined : failedWith('0x801C0003');
}

/** With a user's token the licence and the MDM user scope count. */
export function whyUserMayNotEnroll(
  simulation: Simulation,
  user: User | undefined,
): Obstacle | undefined {
  const { appliesTo, includedGroupIds } = simulation.mobilityPolicies.intune;
  if (appliesTo === 'none') return failedWith('0x8018002B');
  if (user === undefined) return undefined;
  if (!user.accountEnabled) return disabled;
  if (!user.licensed) return failedWith('0x80180018');
  const isInScope = appliesTo === 'all' || isMember(simulation, user, includedGroupIds);
  return isInScope ? undefined : failedWith('0x8018002B');
}

const disabled: Obstacle = { code: '0x80180002', text: 'The user is disabled (0x80180002).' };

function isAllowed(
  simulation: Simulation,
  user: User,
  allowed: 'all' | 'none' | { users: string[]; groups: string[] },
): boolean {
  if (typeof allowed === 'string') return allowed === 'all';
  return (
    allowed.users.some((id) => id === user.id || id === user.userPrincipalName) ||
    isMember(simulation, user, allowed.groups)
  );
}

function isMember({ groups }: Simulation, user: User, groupIds: readonly string[]): boolean {
  return groupIds.some((id) => groups.find(id)?.members.has(user.id) === true);
}
