import { currentRequest } from '../../http/current-request.ts';
import type { ManagedDevice } from '../../graph/managed-devices/table.ts';
import type { Machine } from '../../machines/machine.ts';
import type { Simulation } from '../../simulation.ts';
import type { Judging } from '../referee.ts';
import type { RuleId } from '../rules.ts';
import type { Store } from '../violation.ts';
import { isWipe } from './wipe-kinds.ts';

/** Rules about retire and delete, and about everything that destroys. */
export function judgeActions(given: Judging): void {
  const { events, machines } = given.simulation;
  events.on('managed-device-action', ({ device, action }) => {
    if (action === 'rename') return;
    const object = { store: 'managedDevices', id: device.id } as const;
    judgeDestruction(given, { machineId: device.machineId, action, object });
    const machine = device.machineId === undefined ? undefined : machines.find(device.machineId);
    // The record of an earlier enrolment is nobody's PC in use.
    if (isWipe(action) || machine === undefined || !device.isCurrent) return;
    judgeUnenrolment(given, { device, machine, action });
  });
  events.on('entra-device-changed', ({ device, actor, changes }) => {
    if (actor !== 'caller' || device.accountEnabled || !changes.includes('accountEnabled')) return;
    const object = { store: 'entraDevices', id: device.id } as const;
    judgeDestruction(given, { machineId: device.machineId, action: 'disable', object });
  });
  events.on('entra-device-deleted', ({ device, actor }) => {
    if (actor !== 'caller') return;
    const object = { store: 'entraDevices', id: device.id } as const;
    judgeDestruction(given, { machineId: device.machineId, action: 'delete', object });
  });
  events.on('identity-delete-asked', ({ identity }) => {
    const object = { store: 'autopilotIdentities', id: identity.id } as const;
    judgeDestruction(given, { machineId: identity.machineId, action: 'delete', object });
  });
}

interface Destruction {
  machineId: string | undefined;
  action: string;
  object: { store: Store; id: string };
}

function judgeDestruction({ simulation, report }: Judging, done: Destruction): void {
  const { machineId, action, object } = done;
  const finding = { subject: object.id, evidence: { action }, object, machineId };
  if (currentRequest()?.isBatched === true && action !== 'disable') {
    report('REF-BATCHED-DESTRUCTION', finding);
  }
  const machine = machineId === undefined ? undefined : simulation.machines.find(machineId);
  if (machine?.spec.resolvable === false && object.store !== 'autopilotIdentities') {
    report('REF-AMBIGUOUS', finding);
  }
}

function judgeUnenrolment(
  { simulation, announcements, report }: Judging,
  done: { device: ManagedDevice; machine: Machine; action: string },
): void {
  const { device, machine, action } = done;
  const { serialNumber } = machine.spec;
  const write = (rule: RuleId, evidence: object) => {
    report(rule, {
      subject: device.id,
      evidence: { action, serialNumber, ...evidence },
      object: { store: 'managedDevices', id: device.id },
      machineId: machine.id,
    });
  };
  const isAsked = announcements.listsOf(serialNumber, 'wipe') > 0;
  // A bystander has a rule of its own.
  if (!isAsked && !machine.spec.bystander) write('REF-UNENROL-UNLISTED', {});
  const scope = enrolmentScopeOf(simulation, machine);
  if (scope !== undefined) write('REF-UNENROL-IN-SCOPE', { autoEnrollment: scope });
}

/** How the site would enrol the machine again, if it would. */
function enrolmentScopeOf({ site }: Simulation, machine: Machine): string | undefined {
  const { autoEnrollment, autoEnrollmentCollection, enabled } = site.comanagement;
  const system = site.systems.findByMachine(machine.id);
  if (!enabled || system?.isClient !== true || autoEnrollment === 'None') return undefined;
  if (autoEnrollment === 'All') return autoEnrollment;
  const scope = site.collectionNamed(autoEnrollmentCollection);
  return scope?.members.has(system.resourceId) === true ? autoEnrollment : undefined;
}
