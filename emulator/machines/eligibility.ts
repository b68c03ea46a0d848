import type { Simulation } from '../simulation.ts';
import type { Machine } from './machine.ts';

/** https://learn.microsoft.com/graph/api/resources/intune-devices-comanagementeligibletype */
export type Eligibility =
  | 'comanaged'
  | 'eligible'
  | 'eligibleButNotAzureAdJoined'
  | 'needsOsUpdate'
  | 'ineligible'
  | 'scheduledForEnrollment';

/** Windows 10 1709. */
const BUILD_MIN = 16_299;

/** How the machine stands to automatic enrolment, in Intune's words. */
export function eligibilityOf(simulation: Simulation, machine: Machine): Eligibility {
  if (machine.state === 'co-managed') return 'comanaged';
  if (simulation.site.systems.findByMachine(machine.id)?.isClient !== true) return 'ineligible';
  if (Number(machine.spec.osVersion.split('.')[2] ?? 0) < BUILD_MIN) return 'needsOsUpdate';
  if (!isJoinRegistered(simulation, machine)) return 'eligibleButNotAzureAdJoined';
  return machine.enrollmentDueMs === undefined ? 'eligible' : 'scheduledForEnrollment';
}

/** Joined, or hybrid joined and registered; a synchronised object alone is pending. */
function isJoinRegistered({ devices }: Simulation, machine: Machine): boolean {
  if (machine.join !== 'entra' && machine.join !== 'hybrid') return false;
  const device = devices.findByMachine(machine.id);
  return device !== undefined && device.registrationDateTime !== null;
}

/** Whether the site's automatic enrolment reaches it now. */
export function isInScope({ site }: Simulation, machine: Machine): boolean {
  const { autoEnrollment, autoEnrollmentCollection, enabled } = site.comanagement;
  if (!enabled || autoEnrollment === 'None') return false;
  if (autoEnrollment === 'All') return true;
  const system = site.systems.findByMachine(machine.id);
  const members = site.collectionNamed(autoEnrollmentCollection)?.members;
  return system !== undefined && members?.has(system.resourceId) === true;
}
