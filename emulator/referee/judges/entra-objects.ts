import { physicalIdOf } from '../../graph/devices/table.ts';
import type { EntraDevice } from '../../graph/devices/table.ts';
import type { Judging } from '../referee.ts';
import type { RuleId } from '../rules.ts';

/**
 * A sign-in date is written again only after 14 days, give or take 5: younger says nothing.
 * https://learn.microsoft.com/entra/identity/devices/manage-stale-devices
 */
const ACTIVE_DAYS = 21;
const DAY_MS = 86_400_000;

/** Which Entra objects a caller may disable and delete, and when. */
export function judgeEntraObjects(given: Judging): void {
  const { events } = given.simulation;
  events.on('entra-device-changed', ({ device, actor, changes }) => {
    if (actor !== 'caller' || device.accountEnabled || !changes.includes('accountEnabled')) return;
    judgeTouch(given, device, 'disabled');
  });
  events.on('entra-device-deleted', ({ device, actor }) => {
    if (actor === 'caller') judgeTouch(given, device, 'deleted');
  });
}

function judgeTouch(given: Judging, device: EntraDevice, how: 'disabled' | 'deleted'): void {
  const ztdId = physicalIdOf(device, 'ZTDID');
  const write = (rule: RuleId, evidence: object) => {
    given.report(rule, {
      subject: device.id,
      evidence: { displayName: device.displayName, how, ...evidence },
      object: { store: 'entraDevices', id: device.id },
      machineId: device.machineId,
    });
  };
  if (ztdId !== undefined) {
    write(how === 'deleted' ? 'REF-ZTDID-DELETED' : 'REF-ZTDID-DISABLED', { ztdId });
    return;
  }
  judgeKind(device, write);
  judgeAge(given, device, write);
  const records = recordsOf(given, device);
  if (records.length > 0) write('REF-ENTRA-BEFORE-INTUNE', { managedDeviceIds: records });
  if (how !== 'deleted') return;
  if (device.accountEnabled) write('REF-DELETED-ENABLED', {});
  if (isLastOfItsMachine(given, device)) write('REF-LAST-OBJECT', {});
}

type Write = (rule: RuleId, evidence: object) => void;

function judgeKind(device: EntraDevice, write: Write): void {
  const { onPremisesSyncEnabled, profileType, systemLabels, trustType } = device;
  if (onPremisesSyncEnabled === true || trustType === 'ServerAd') {
    write('REF-SYNCED-OBJECT', { onPremisesSyncEnabled, trustType });
  }
  if (profileType !== 'RegisteredDevice' || systemLabels.length > 0) {
    write('REF-SYSTEM-OBJECT', { profileType, systemLabels });
  }
}

/** A wipe since then makes the date meaningless: nobody works on that Windows any more. */
function judgeAge({ simulation }: Judging, device: EntraDevice, write: Write): void {
  const { approximateLastSignInDateTime: lastSignIn, machineId } = device;
  const machine = machineId === undefined ? undefined : simulation.machines.find(machineId);
  if (lastSignIn === null) {
    if (machine?.lastWipedAt === undefined) write('REF-UNDATED-OBJECT', {});
    return;
  }
  const days = (simulation.clock.nowMs() - Date.parse(lastSignIn)) / DAY_MS;
  const isWipedSince = machine?.lastWipedAt !== undefined && machine.lastWipedAt > lastSignIn;
  if (days < ACTIVE_DAYS && !isWipedSince) {
    write('REF-ACTIVE-OBJECT', { lastSignIn, days: Math.round(days * 10) / 10 });
  }
}

function recordsOf({ simulation }: Judging, { deviceId }: EntraDevice): string[] {
  const { managedDevices } = simulation;
  const candidates = managedDevices.lookUp('azureADDeviceId', deviceId) ?? managedDevices.entries();
  return candidates
    .filter(({ row }) => row.azureADDeviceId.toLowerCase() === deviceId.toLowerCase())
    .map(({ row }) => row.id);
}

function isLastOfItsMachine({ simulation }: Judging, device: EntraDevice): boolean {
  if (device.machineId === undefined) return false;
  const machine = simulation.machines.find(device.machineId);
  if (machine === undefined || machine.lastWipedAt !== undefined) return false;
  return simulation.devices.ofMachine(machine.id).every(({ id }) => id === device.id);
}
