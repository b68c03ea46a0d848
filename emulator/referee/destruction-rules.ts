import { physicalIdOf } from '../graph/devices/table.ts';
import type { EntraDevice } from '../graph/devices/table.ts';
import type { Simulation } from '../simulation.ts';
import type { Referee, Report } from './referee.ts';

/** Rules about objects and machines that must not be touched, or not like this. */
export function judgeDestruction(simulation: Simulation, referee: Referee, report: Report): void {
  judgeEntraObjects(simulation, referee, report);
  judgeBystanders(simulation, report);
  judgeWipes(simulation, referee, report);
  simulation.events.on('identity-delete-asked', ({ identity, isEnrolled }) => {
    if (!isEnrolled) return;
    const { serialNumber, managedDeviceId } = identity;
    report('identity-deleted-while-enrolled', identity.id, { serialNumber, managedDeviceId });
  });
}

function judgeEntraObjects(simulation: Simulation, referee: Referee, report: Report): void {
  const { events } = simulation;
  events.on('entra-device-changed', ({ device, actor }) => {
    const ztdId = physicalIdOf(device, 'ZTDID');
    if (actor !== 'caller' || device.accountEnabled || ztdId === undefined) return;
    report('ztdid-object-disabled', device.id, { displayName: device.displayName, ztdId });
  });
  events.on('entra-device-deleted', ({ device, actor }) => {
    const ztdId = physicalIdOf(device, 'ZTDID');
    if (actor === 'caller' && ztdId !== undefined) {
      report('ztdid-object-deleted', device.id, { displayName: device.displayName, ztdId });
    }
    // A retire takes the object with it: keys lost that way are lost all the same.
    const lost = lostKeyIds(simulation, referee, device);
    if (lost.length > 0) report('keys-lost', device.id, { displayName: device.displayName, lost });
  });
}

/** Keys of the object that stand nowhere else, were not exported and whose disk still exists. */
function lostKeyIds(simulation: Simulation, referee: Referee, device: EntraDevice): string[] {
  const { devices, machines, recoveryKeys } = simulation;
  const machine = device.machineId === undefined ? undefined : machines.find(device.machineId);
  const survives = (keyId: string) =>
    recoveryKeys
      .all()
      .some(
        (key) =>
          key.id === keyId &&
          key.deviceId !== device.deviceId &&
          devices.findByDeviceId(key.deviceId) !== undefined,
      );
  return recoveryKeys
    .ofDevice(device.deviceId)
    .filter((key) => {
      const isWipedSince =
        machine?.lastWipedAt !== undefined && machine.lastWipedAt > key.createdDateTime;
      return !isWipedSince && !survives(key.id) && !referee.isKeyExported(key.id);
    })
    .map((key) => key.id);
}

function judgeBystanders(simulation: Simulation, report: Report): void {
  const { events, machines } = simulation;
  const judge = (machineId: string | undefined, what: string, id: string) => {
    const machine = machineId === undefined ? undefined : machines.find(machineId);
    if (machine?.spec.bystander !== true) return;
    report('bystander-changed', machine.id, { what, id });
  };
  events.on('entra-device-changed', ({ device, actor, changes }) => {
    if (actor === 'caller')
      judge(device.machineId, `Entra object: ${changes.join(', ')}`, device.id);
  });
  events.on('entra-device-deleted', ({ device, actor }) => {
    if (actor === 'caller') judge(device.machineId, 'Entra object deleted', device.id);
  });
  events.on('managed-device-action', ({ device, action }) => {
    judge(device.machineId, `Intune record: ${action}`, device.id);
  });
  events.on('identity-changed', ({ identity, actor }) => {
    if (actor === 'caller') judge(identity.machineId, 'Autopilot identity changed', identity.id);
  });
  events.on('identity-delete-asked', ({ identity }) => {
    judge(identity.machineId, 'Autopilot identity deleted', identity.id);
  });
  events.on('system-deleted', ({ machineId, resourceId }) => {
    judge(machineId, 'ConfigMgr record deleted', String(resourceId));
  });
  events.on('import-accepted', ({ machineIds }) => {
    for (const id of machineIds) judge(id, 'imported', id);
  });
}

/** One list entitles to one wipe of each device on it, whatever is enrolled afterwards. */
function judgeWipes(simulation: Simulation, referee: Referee, report: Report): void {
  const wipes = new Map<string, number>();
  simulation.events.on('managed-device-action', ({ device, action }) => {
    if (action !== 'wipe') return;
    const subject = device.machineId ?? device.id;
    const { serialNumber } = device;
    const count = (wipes.get(subject) ?? 0) + 1;
    wipes.set(subject, count);
    const allowed = referee.announcementsOf(serialNumber);
    const evidence = { serialNumber, managedDeviceId: device.id, wipes: count, lists: allowed };
    if (allowed === 0) report('wiped-without-list', subject, evidence);
    if (count > Math.max(1, allowed)) report('wiped-twice', subject, evidence);
  });
}
