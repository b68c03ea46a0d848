import type { SiteSystem } from '../../configmgr/systems/table.ts';
import type { PlainRow } from '../../http/odata-match.ts';
import { eligibilityOf } from '../../machines/eligibility.ts';
import type { Eligibility } from '../../machines/eligibility.ts';
import type { Simulation } from '../../simulation.ts';

/** What the site tells Intune of its clients, once it is connected to the tenant. */
export function eligibleDevices(simulation: Simulation): PlainRow[] {
  const { site } = simulation;
  if (!site.spec.hasTenantConnection) return [];
  return site.systems
    .all()
    .filter((system) => system.isClient && !system.isObsolete)
    .map((system) => render(simulation, system));
}

/** https://learn.microsoft.com/graph/api/resources/intune-devices-comanagementeligibledevice */
function render(simulation: Simulation, system: SiteSystem): PlainRow {
  const { machines, managedDevices, users } = simulation;
  const machine = system.machineId === undefined ? undefined : machines.find(system.machineId);
  const managed = machine === undefined ? undefined : managedDevices.findByMachine(machine.id);
  const status = machine === undefined ? statusOf(system) : eligibilityOf(simulation, machine);
  const user = users.findByIdOrUpn(machine?.spec.userPrincipalName ?? '');
  return {
    id: system.smsId.replace(/^GUID:/i, '').toLowerCase(),
    deviceName: system.name,
    deviceType: 'desktop',
    clientRegistrationStatus: system.aadDeviceId === null ? 'notRegistered' : 'registered',
    ownerType: 'company',
    managementAgents: managed?.managementAgent ?? 'configurationManagerClient',
    managementState: managed?.managementState ?? 'managed',
    referenceId: system.aadDeviceId,
    mdmStatus: managed === undefined ? 'None' : 'Managed',
    osVersion: machine?.spec.osVersion ?? null,
    osDescription: 'Windows',
    serialNumber: system.serialNumber,
    manufacturer: machine?.spec.manufacturer ?? null,
    model: machine?.spec.model ?? null,
    status,
    upn: user?.userPrincipalName ?? null,
    userId: user?.id ?? null,
    userName: user?.displayName ?? null,
    userEmail: user?.userPrincipalName ?? null,
    entitySource: 0,
  };
}

/** Of a client that no machine of this world stands behind. */
function statusOf({ aadDeviceId, comanagement }: SiteSystem): Eligibility {
  if (comanagement?.mdmEnrolled === 1) return 'comanaged';
  return aadDeviceId === null ? 'eligibleButNotAzureAdJoined' : 'eligible';
}
