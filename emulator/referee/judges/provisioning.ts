import { currentRequest } from '../../http/current-request.ts';
import type { CurrentRequest } from '../../http/current-request.ts';
import { assignedGroupIds } from '../../graph/enrollment-configurations/table.ts';
import type { EnrollmentConfiguration } from '../../graph/enrollment-configurations/table.ts';
import type { Machine } from '../../machines/machine.ts';
import type { MachineState } from '../../world/machine.ts';
import type { Judging } from '../referee.ts';

/** Machines on their way through a policy that have not yet reported co-management. */
const underWay: readonly MachineState[] = ['oobe', 'joined', 'enrolled', 'client-installed'];

/** What happens to machines by way of a policy, and must not. */
export function judgeProvisioning(given: Judging): void {
  judgeClients(given);
  judgeMembers(given);
  judgePilots(given);
}

/** A policy installs the client on every PC of its group, also on those long in use. */
function judgeClients({ simulation, announcements, ownership, report }: Judging): void {
  const { clock, events, machines, managedDevices } = simulation;
  const assignments = new Map<string, { atIso: string; request: CurrentRequest | undefined }>();
  events.on('configuration-assigned', ({ configuration }) => {
    const request = currentRequest();
    assignments.set(configuration.id, { atIso: clock.nowIso(), request });
  });
  events.on('machine-provisioned', ({ machineId, configurationId: id }) => {
    const assignment = assignments.get(id);
    const machine = machines.find(machineId);
    const isPeoples = ownership.makerOf('enrollmentConfigurations', id) === undefined;
    if (assignment === undefined || machine === undefined || isPeoples) return;
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

/** Leaving the group is as good as unassigning, by hand or by a changed tag. */
function judgeMembers({ simulation, report }: Judging): void {
  const { devices, enrollmentConfigurations, events, machines } = simulation;
  const retagged = new Map<string, CurrentRequest>();
  events.on('identity-changed', ({ identity, actor }) => {
    const request = currentRequest();
    if (actor !== 'caller' || identity.machineId === undefined || request === undefined) return;
    retagged.set(identity.machineId, request);
  });
  events.on('group-members-changed', ({ groupId, removed }) => {
    for (const id of removed) {
      const machineId = devices.find(id)?.machineId;
      const machine = machineId === undefined ? undefined : machines.find(machineId);
      if (machine?.provisionedBy === undefined) continue;
      const policy = enrollmentConfigurations.find(machine.provisionedBy);
      const request = currentRequest() ?? retagged.get(machine.id);
      if (policy === undefined || request === undefined) continue;
      if (!assignedGroupIds(policy).includes(groupId)) continue;
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
