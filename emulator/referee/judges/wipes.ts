import { currentRequest } from '../../http/current-request.ts';
import type { ManagedDevice } from '../../graph/managed-devices/table.ts';
import type { Judging } from '../referee.ts';
import type { RuleId } from '../rules.ts';
import { isWipe } from './wipe-kinds.ts';

/** Rules about wipes: whose, how often, how, and after what. */
export function judgeWipes(given: Judging): void {
  const { events, machines } = given.simulation;
  const counts = new Map<string, number>();
  events.on('managed-device-action', ({ device, action }) => {
    if (!isWipe(action) || currentRequest()?.isRepeat === true) return;
    const machine = device.machineId === undefined ? undefined : machines.find(device.machineId);
    const subject = machine?.id ?? device.id;
    // The machine's own number counts: a record may say another's.
    const serialNumber = machine?.spec.serialNumber ?? device.serialNumber;
    const count = (counts.get(subject) ?? 0) + 1;
    counts.set(subject, count);
    const lists = given.announcements.listsOf(serialNumber, 'wipe');
    const write = (rule: RuleId, evidence: object = {}) => {
      given.report(rule, {
        subject,
        evidence: {
          serialNumber,
          managedDeviceId: device.id,
          action,
          wipes: count,
          lists,
          ...evidence,
        },
        object: { store: 'managedDevices', id: device.id },
        machineId: device.machineId,
      });
    };
    if (lists === 0) write('REF-WIPE-UNLISTED');
    if (count > Math.max(1, lists)) write('REF-WIPE-TWICE');
    if (device.managedDeviceOwnerType !== 'company') {
      write('REF-WIPE-PERSONAL', { ownerType: device.managedDeviceOwnerType });
    }
    const kept = keptByWipe();
    if (kept.length > 0) write('REF-WIPE-KEEPS-DATA', { kept });
    if (lists > 0) judgeOwner(given, device, { serialNumber, write });
    if (lists > 0 && count === 1 && given.announcements.listsOf(serialNumber, 'register') > 0) {
      judgeRegistration(given, device, write);
    }
  });
}

type Write = (rule: RuleId, evidence?: object) => void;

/** https://learn.microsoft.com/graph/api/intune-devices-manageddevice-wipe */
function keptByWipe(): string[] {
  const body = currentRequest()?.body;
  if (typeof body !== 'object' || body === null) return [];
  const flags = body as Record<string, unknown>;
  return ['keepEnrollmentData', 'keepUserData'].filter((name) => flags[name] === true);
}

function judgeOwner(
  { announcements }: Judging,
  device: ManagedDevice,
  { serialNumber, write }: { serialNumber: string; write: Write },
): void {
  const { enrolledDateTime, userPrincipalName } = device;
  const known = announcements.knownRecord(device.id);
  const listedAt = announcements.lastListedAt(serialNumber) ?? '';
  if (known === undefined && enrolledDateTime > listedAt) {
    write('REF-WIPE-CHANGED-HANDS', { enrolledDateTime, listedAt });
  } else if (known !== undefined && known.userPrincipalName !== userPrincipalName) {
    write('REF-WIPE-CHANGED-HANDS', { listedAt, userChanged: true });
  }
}

/** https://learn.microsoft.com/autopilot/add-devices: the hash is read while Windows still runs. */
function judgeRegistration({ simulation }: Judging, device: ManagedDevice, write: Write): void {
  if (device.machineId === undefined) return;
  const identity = simulation.autopilotIdentities.findByMachine(device.machineId);
  if (identity?.deploymentProfileAssignedDateTime !== undefined) return;
  const status = identity?.deploymentProfileAssignmentStatus ?? null;
  write('REF-WIPE-UNREGISTERED', { isRegistered: identity !== undefined, profileStatus: status });
}
