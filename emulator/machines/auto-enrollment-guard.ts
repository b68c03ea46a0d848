import type { Simulation } from '../simulation.ts';
import type { Machine } from './machine.ts';
import { failedWith } from './obstacle.ts';
import type { Obstacle } from './obstacle.ts';
import { isWindowsBlockedFor } from './policies.ts';
import { isUnlucky, meetTrouble, troubleOf } from './troubles.ts';
import { userOf, whyUserMayNotEnroll } from './user-rules.ts';

/**
 * Automatic enrolment of a client with the device's own token: the MDM user scope is not asked,
 * and of the restrictions only the default one counts.
 * https://learn.microsoft.com/mem/configmgr/comanage/tutorial-co-manage-clients
 */
export function whyNotAutoEnroll(simulation: Simulation, machine: Machine): Obstacle | undefined {
  const { devices, tenantState } = simulation;
  if (tenantState.mdmAuthority !== 'intune') return failedWith('0x8000FFFF');
  if (isWindowsBlockedFor(simulation, undefined)) return failedWith('0x80180014');
  if (devices.findByMachine(machine.id)?.accountEnabled !== true) return failedWith('0xCAA20003');
  if (hasBlockingDuplicate(simulation, machine)) return failedWith('0x8018000A');
  const trouble = meetTrouble(simulation, machine, 'enrollment-error');
  if (trouble !== undefined) return failedWith(trouble.code ?? '0x80180005');
  if (troubleOf(simulation, machine, 'device-token-refused') === undefined) return undefined;
  // The fallback is the user's token, and that waits for a user.
  if (!machine.hasUserSignedIn) return failedWith('0xCAA10001');
  return whyUserMayNotEnroll(simulation, userOf(simulation, machine));
}

/** https://learn.microsoft.com/mem/configmgr/comanage/how-to-enable: stale devices may fail to enrol. */
function hasBlockingDuplicate(simulation: Simulation, machine: Machine): boolean {
  const others = simulation.devices.ofMachine(machine.id).filter((device) => !device.isCurrent);
  const isBlocking = (id: string) => machine.blockingDeviceIds.has(id);
  return others.some(
    ({ id, accountEnabled }) =>
      accountEnabled &&
      (isBlocking(id) || isUnlucky(simulation.world, machine, 'duplicateBreaksEnrollment')),
  );
}
