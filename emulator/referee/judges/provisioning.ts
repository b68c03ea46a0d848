import { currentRequest } from '../../http/current-request.ts';
import type { CurrentRequest } from '../../http/current-request.ts';
import { assignedGroupIds } from '../../graph/enrollment-configurations/table.ts';
import type { EnrollmentConfiguration } from '../../graph/enrollment-configurations/table.ts';
import type { Machine } from '../../machines/machine.ts';
import type { MachineState } from '../../world/machine.ts';
import type { Judging } from '../referee.ts';
import { machinesReached, targetKey, targetsOf } from '../targets.ts';

/** Machines on their way through a policy that have not yet reported co-management. */
const underWay: readonly MachineState[] = ['oobe', 'joined', 'enrolled', 'client-installed'];

/** What happens to machines by way of a policy, and must not. */
export function judgeProvisioning(given: Judging): void {
  judgeClients(given);
  judgeMembers(given);
  judgePilots(given);
}

/** A policy installs the client on every PC of its group, also on those long in use. */
function judgeClients(given: Judging): void {
  const { simulation, announcements, report } = given;
  const { clock, events, machines, managedDevices } = simulation;
  const assigned = new Map<string, { atIso: string; request: CurrentRequest | undefined }>();
  events.on('configuration-assigned', ({ configuration }) => {
    const request = currentRequest();
    assigned.set(configuration.id, { atIso: clock.nowIso(), request });
  });
  events.on('machine-provisioned', ({ machineId, configurationId: id }) => {
    const assignment = assigned.get(id);
    const machine = machines.find(machineId);
    if (assignment === undefined || machine === undefined) return;
    if (isPeoples(given, { id, machineId })) return;
    const { bystander, serialNumber } = machine.spec;
    const enrolledAt = managedDevices.findByMachine(machineId)?.enrolledDateTime;
    const wasInUse = enrolledAt !== undefined && enrolledAt < assignment.atIso;
    if (!wasInUse || bystander || announcements.isListed(serialNumber)) return;
    report('REF-CLIENT-UNLISTED', {
      subject: machineId,
      evidence: { enrolledAt, assignedAt: assignment.atIso },
      object: { store: 'enrollmentConfigurations', id },
      machineId,
      request: currentRequest() ?? assignment.request,
    });
  });
}

/** They made it, and their own assignment reaches the machine. */
function isPeoples(
  { assignments, ownership, simulation }: Judging,
  { id, machineId }: { id: string; machineId: string },
): boolean {
  const store = 'enrollmentConfigurations';
  if (ownership.makerOf(store, id) !== undefined) return false;
  const byCallers = new Set(assignments.addedOf(store, id).map(({ target }) => targetKey(target)));
  const own = targetsOf(simulation, store, id).filter((each) => !byCallers.has(targetKey(each)));
  return machinesReached(simulation, own).has(machineId);
}

/** Leaving the group is as good as unassigning, by hand or by a changed tag. */
function judgeMembers({ simulation, report, ruleChanges }: Judging): void {
  const { devices, directory, enrollmentConfigurations, events, machines } = simulation;
  const retagged = new Map<string, CurrentRequest>();
  events.on('identity-changed', ({ identity, actor }) => {
    const request = currentRequest();
    if (actor !== 'caller' || identity.machineId === undefined || request === undefined) return;
    retagged.set(identity.machineId, request);
  });
  events.on('group-members-changed', ({ groupId, removed }) => {
    for (const device of removed.flatMap((id) => devices.find(id) ?? [])) {
      const machine = device.machineId === undefined ? undefined : machines.find(device.machineId);
      const policy = enrollmentConfigurations.find(machine?.provisionedBy ?? '');
      if (machine === undefined || policy === undefined) continue;
      const request =
        currentRequest() ??
        ruleChanges.culpritOf(groupId, device, 'out') ??
        retagged.get(machine.id);
      const left = [groupId, ...directory.groupIdsOf(groupId)];
      const assigned = assignedGroupIds(policy);
      if (request === undefined || !assigned.some((id) => left.includes(id))) continue;
      // Another group still brings the policy to it.
      if (directory.groupIdsOf(device.id).some((id) => assigned.includes(id))) continue;
      report('REF-PROVISIONED-UNGROUPED', {
        subject: machine.id,
        evidence: { groupId, configurationId: policy.id },
        object: { store: 'groups', id: groupId },
        machineId: machine.id,
        request,
      });
    }
  });
}

/**
 * A policy that gives all workloads to Intune overrides the sliders; any other one leaves a
 * provisioned device to collections that are evaluated only after the client is there.
 * https://learn.microsoft.com/mem/configmgr/comanage/autopilot-enrollment#limitations
 */
function judgePilots({ simulation, report }: Judging): void {
  const { enrollmentConfigurations, events, machines, site } = simulation;
  const judge = (machine: Machine, pilotWorkloads: readonly string[]) => {
    const policy = enrollmentConfigurations.find(machine.provisionedBy ?? '');
    if (pilotWorkloads.length === 0 || policy === undefined || isOverride(policy)) return;
    const evidence = { pilotWorkloads, configurationId: policy.id };
    report('REF-PILOT-PROVISIONING', { subject: machine.id, evidence, machineId: machine.id });
  };
  events.on('machine-provisioned', ({ machineId }) => {
    const machine = machines.find(machineId);
    if (machine !== undefined) judge(machine, site.comanagement.pilotWorkloads);
  });
  events.on('cloud-attached', ({ before, after }) => {
    const added = after.pilotWorkloads.filter((each) => !before.pilotWorkloads.includes(each));
    if (added.length === 0) return;
    for (const machine of machines.all()) {
      if (underWay.includes(machine.state)) judge(machine, added);
    }
  });
}

function isOverride({ settings }: EnrollmentConfiguration): boolean {
  return settings['managedDeviceAuthority'] === 1;
}
