import type { CurrentRequest } from '../../http/current-request.ts';
import { currentRequest } from '../../http/current-request.ts';
import type { EntraDevice } from '../../graph/devices/table.ts';
import type { Machine } from '../../machines/machine.ts';
import type { Judging } from '../referee.ts';

/**
 * Keys and passwords go with the Entra object. A retire takes the object with it: what is lost
 * that way is lost all the same, and is laid to the request that asked for the retire.
 */
export function judgeKeys(given: Judging): void {
  const { events, machines } = given.simulation;
  const retires = new Map<string, CurrentRequest>();
  events.on('managed-device-action', ({ device }) => {
    const request = currentRequest();
    if (request !== undefined) retires.set(device.azureADDeviceId.toLowerCase(), request);
  });
  events.on('entra-device-deleted', ({ device }) => {
    const machine = device.machineId === undefined ? undefined : machines.find(device.machineId);
    const lost = [...lostKeyIds(given, device, machine), ...lostPasswords(given, device, machine)];
    const request = currentRequest() ?? retires.get(device.deviceId.toLowerCase());
    retires.delete(device.deviceId.toLowerCase());
    // What people delete themselves they have to answer for.
    if (lost.length === 0 || request === undefined) return;
    given.report('REF-KEYS-LOST', {
      subject: device.id,
      evidence: { displayName: device.displayName, lost },
      object: { store: 'entraDevices', id: device.id },
      machineId: device.machineId,
      request,
    });
  });
}

function isWipedSince(machine: Machine | undefined, instant: string): boolean {
  return machine?.lastWipedAt !== undefined && machine.lastWipedAt > instant;
}

function lostKeyIds(given: Judging, device: EntraDevice, machine: Machine | undefined): string[] {
  const { devices, recoveryKeys } = given.simulation;
  const own = recoveryKeys.ofDevice(device.deviceId);
  if (own.length === 0) return [];
  const elsewhere = new Set(
    recoveryKeys
      .all()
      .filter(
        (key) =>
          key.deviceId !== device.deviceId && devices.findByDeviceId(key.deviceId) !== undefined,
      )
      .map(({ id }) => id),
  );
  return own
    .filter((key) => !isWipedSince(machine, key.createdDateTime))
    .filter(({ id }) => !elsewhere.has(id) && !given.announcements.isExported(id))
    .map(({ id }) => id);
}

/** A password backed up later under another object of the same machine replaces this one. */
function lostPasswords(
  { simulation, announcements }: Judging,
  device: EntraDevice,
  machine: Machine | undefined,
): string[] {
  const { devices, localCredentials } = simulation;
  const own = localCredentials.find(device.deviceId);
  if (own === undefined || announcements.isExported(own.id)) return [];
  if (isWipedSince(machine, own.lastBackupDateTime)) return [];
  const siblings = machine === undefined ? [] : devices.ofMachine(machine.id);
  const isReplaced = siblings
    .filter(({ id }) => id !== device.id)
    .map(({ deviceId }) => localCredentials.find(deviceId))
    .some((other) => other !== undefined && other.lastBackupDateTime >= own.lastBackupDateTime);
  return isReplaced ? [] : [`laps:${own.id}`];
}
