import type { Simulation } from '../simulation.ts';
import { whyNotAutoEnroll } from './auto-enrollment-guard.ts';
import { mistakeOf, commandLineOf } from './command-line.ts';
import type { Machine } from './machine.ts';
import { failedWith } from './obstacle.ts';
import type { Obstacle } from './obstacle.ts';
import { comanagementPolicyOf, isWindowsBlockedFor } from './policies.ts';
import { meetTrouble } from './troubles.ts';
import { userOf, whyUserMayNotEnroll, whyUserMayNotJoin } from './user-rules.ts';

export type Guard = (simulation: Simulation, machine: Machine) => Obstacle | undefined;

export type GuardName =
  'mayJoin' | 'mayEnroll' | 'mayInstallClient' | 'mayAutoEnroll' | 'mayReport' | 'mayReset';

/** Why a transition does not start. */
export const guards: Readonly<Record<GuardName, Guard>> = {
  mayJoin: whyNotJoined,
  mayEnroll: whyNotEnrolled,
  mayInstallClient: whyNoClient,
  mayAutoEnroll: whyNotAutoEnroll,
  mayReport: whyNotReported,
  mayReset: (_simulation, machine) => {
    if (machine.isUnbootable) return { text: 'A protected wipe has left it unable to start.' };
    if (machine.spec.resetsAfterWipe) return undefined;
    return { text: 'Nobody takes it through OOBE again.' };
  },
};

/**
 * Joining is a matter of the user and the tenant's device settings. A machine whose user the world
 * does not name is spared all that.
 * https://learn.microsoft.com/entra/identity/devices/manage-device-identities#configure-device-settings
 */
function whyNotJoined(simulation: Simulation, machine: Machine): Obstacle | undefined {
  if (meetTrouble(simulation, machine, 'user-abandons') !== undefined) {
    return failedWith('0x8018002A');
  }
  const user = userOf(simulation, machine);
  if (user === undefined) return undefined;
  const refusal = whyUserMayNotJoin(simulation, user);
  if (refusal !== undefined) return refusal;
  const { userDeviceQuota } = simulation.world.tenant.deviceRegistration;
  const owned = simulation.machines
    .ofUser(user.userPrincipalName)
    .filter((other) => other !== machine && hasEntraJoin(other));
  return owned.length >= userDeviceQuota ? failedWith('0x801C000E') : undefined;
}

/** https://learn.microsoft.com/intune/intune-service/enrollment/enrollment-restrictions-set */
function whyNotEnrolled(simulation: Simulation, machine: Machine): Obstacle | undefined {
  if (simulation.tenantState.mdmAuthority !== 'intune') {
    return { code: '0x8000FFFF', text: 'The MDM authority is not Intune (0x8000FFFF).' };
  }
  const user = userOf(simulation, machine);
  if (isWindowsBlockedFor(simulation, user)) return failedWith('0x80180014');
  const trouble = meetTrouble(simulation, machine, 'enrollment-error');
  if (trouble !== undefined) return failedWith(trouble.code ?? '0x80180005');
  return whyUserMayNotEnroll(simulation, user);
}

function whyNoClient(simulation: Simulation, machine: Machine): Obstacle | undefined {
  if (machine.lacksProfile) return { text: 'It went through OOBE without an Autopilot profile.' };
  if (machine.clientApp !== undefined) return whyNotFromGateway(simulation, machine.clientApp);
  const policy = comanagementPolicyOf(simulation, machine);
  if (policy === undefined) return { text: 'No co-management policy reaches it.' };
  if (policy.settings['installConfigurationManagerAgent'] !== true) {
    return { text: 'The co-management policy does not install the client.' };
  }
  if (meetTrouble(simulation, machine, 'client-setup-error') !== undefined) {
    return failedWith('0x80070643');
  }
  return whyNotFromGateway(simulation, commandLineOf(policy));
}

/** The client comes from the gateway named in its command line, or not at all. */
function whyNotFromGateway(simulation: Simulation, commandLine: string): Obstacle | undefined {
  const { cmg } = simulation.site.spec;
  if (cmg?.state !== 0) {
    return { text: 'The cloud management gateway is not ready.', retriesItself: true };
  }
  if (!cmg.hasContent) {
    return { text: 'The gateway does not hold the content of the client.', retriesItself: true };
  }
  const mistake = mistakeOf(simulation, commandLine);
  return mistake === undefined ? undefined : { text: mistake };
}

/** Devices that are merely registered cannot be co-managed, whatever runs on them. */
function whyNotReported({ site }: Simulation, machine: Machine): Obstacle | undefined {
  if (machine.isJoinPoisoned || machine.join === 'registered') {
    return { text: 'It is registered, not joined: a Workplace record has fixed its join type.' };
  }
  if (!site.comanagement.enabled) return { text: 'Co-management is not enabled at the site.' };
  return undefined;
}

function hasEntraJoin(machine: Machine): boolean {
  return !['boxed', 'shipped', 'oobe'].includes(machine.state) && machine.join === 'entra';
}
