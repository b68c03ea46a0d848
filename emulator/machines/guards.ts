import type { Simulation } from '../simulation.ts';
import type { EnrollmentConfiguration } from '../graph/enrollment-configurations/table.ts';
import { assignedGroupIds, isComanagement } from '../graph/enrollment-configurations/table.ts';
import type { Machine } from './machine.ts';
import type { TransitionName } from './transitions.ts';

type Guard = (simulation: Simulation, machine: Machine) => string | undefined;

/** Why a transition does not start; left out means that nothing stands in its way. */
const guards: Partial<Record<TransitionName, Guard>> = {
  reset: (_simulation, machine) =>
    machine.spec.resetsAfterWipe ? undefined : 'Nobody takes it through OOBE again.',
  enroll: (simulation, machine) => whyNotEnrolled(simulation, machine),
  installClient: (simulation, machine) => whyNoClient(simulation, machine),
  reportCoManaged: ({ site }) =>
    site.comanagement.enabled ? undefined : 'Co-management is not enabled at the site.',
};

export function whyNot(
  simulation: Simulation,
  machine: Machine,
  name: TransitionName,
): string | undefined {
  return guards[name]?.(simulation, machine);
}

/** https://learn.microsoft.com/intune/intune-service/enrollment/enrollment-restrictions-set */
function whyNotEnrolled(simulation: Simulation, machine: Machine): string | undefined {
  const { world, users, autopilotIdentities } = simulation;
  if (world.tenant.mdmAuthority !== 'intune') return 'The MDM authority is not Intune.';
  if (world.platformRestriction.platformBlocked) return 'Enrolment of Windows is blocked.';
  const assigned = autopilotIdentities.findByMachine(machine.id)?.userPrincipalName;
  const upn = machine.spec.userPrincipalName ?? (assigned === '' ? undefined : assigned);
  const user = upn === undefined ? undefined : users.findByIdOrUpn(upn);
  if (user === undefined) return undefined;
  if (!user.accountEnabled) return 'The user is disabled.';
  return user.licensed ? undefined : 'The user has no licence (0x80180018).';
}

function whyNoClient(simulation: Simulation, machine: Machine): string | undefined {
  if (machine.lacksProfile) return 'It went through OOBE without an Autopilot profile.';
  const policy = comanagementPolicyOf(simulation, machine);
  if (policy === undefined) return 'No co-management policy reaches it.';
  if (policy.settings['installConfigurationManagerAgent'] !== true) {
    return 'The co-management policy does not install the client.';
  }
  return whyCommandLineFails(simulation, policy);
}

/** The client finds its site through the gateway named in the command line, or not at all. */
function whyCommandLineFails(
  { site }: Simulation,
  policy: EnrollmentConfiguration,
): string | undefined {
  const commandLine = policy.settings['configurationManagerAgentCommandLineArgument'];
  const text = typeof commandLine === 'string' ? commandLine : '';
  const host = /CCMHOSTNAME=["']?([^/\s"']+)/i.exec(text)?.[1];
  const siteCode = /SMSSITECODE=["']?([A-Za-z0-9]+)/i.exec(text)?.[1];
  if (site.spec.cmg?.state !== 0) return 'The cloud management gateway is not ready.';
  if (host?.toLowerCase() !== site.spec.cmg.serviceCName.toLowerCase()) {
    return 'The command line does not name the cloud management gateway.';
  }
  if (siteCode?.toUpperCase() !== site.spec.siteCode) return 'The command line names another site.';
  return undefined;
}

/** The strongest co-management policy assigned to a group of the machine's Entra object. */
export function comanagementPolicyOf(
  { devices, directory, enrollmentConfigurations }: Simulation,
  machine: Machine,
): EnrollmentConfiguration | undefined {
  const device = devices.findByMachine(machine.id);
  if (device === undefined) return undefined;
  const groupIds = directory.groupIdsOf(device.id);
  return enrollmentConfigurations
    .all()
    .filter(isComanagement)
    .sort((left, right) => left.priority - right.priority)
    .find((policy) => assignedGroupIds(policy).some((id) => groupIds.includes(id)));
}
