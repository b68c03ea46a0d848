import type { DeviceState } from './device-state.ts';
import { isCoManagedAgent } from './device-identity.ts';
import type { FailureCode } from './failures.ts';
import { importOutcome } from './import-outcome.ts';
import type {
  AutopilotIdentity,
  EntraDevice,
  ImportedIdentity,
  ManagedDevice,
} from './inventory.ts';
import type { Track } from './plan-item.ts';
import { serialKey } from './serial-number.ts';

/** A device the watcher waits for, as far as deciding its next state needs it. */
export interface WatchedDevice {
  readonly deviceKey: string;
  readonly serialNumber: string;
  readonly state: DeviceState;
  readonly track?: Track;
  readonly groupTag: string;
  readonly entraObjectId?: string;
  readonly entraDeviceId?: string;
  readonly managedDeviceId?: string;
  readonly autopilotIdentityId?: string;
  readonly importedId?: string;
  readonly siteEvidenceAt?: string;
}

/** The vendors' lists as read in one poll, indexed. A store that was not read is empty and moves nothing. */
export interface WatchView {
  readonly vendorNow: string;
  readonly imported: ReadonlyMap<string, ImportedIdentity>;
  readonly identities: ReadonlyMap<string, AutopilotIdentity>;
  readonly identitiesBySerial: ReadonlyMap<string, readonly AutopilotIdentity[]>;
  readonly entraByDeviceId: ReadonlyMap<string, EntraDevice>;
  readonly managedBySerial: ReadonlyMap<string, readonly ManagedDevice[]>;
  /** Entra object ids of the members of the run's device group. */
  readonly groupMembers: ReadonlySet<string>;
}

export interface ProgressMove {
  readonly deviceKey: string;
  readonly from: DeviceState;
  readonly to: DeviceState;
  readonly code?: FailureCode;
  readonly vendorReason?: string;
  readonly records?: {
    readonly entraObjectId?: string;
    readonly entraDeviceId?: string;
    readonly managedDeviceId?: string;
    readonly enrolledAt?: string;
    readonly autopilotIdentityId?: string;
    readonly identityIsOurs?: boolean;
  };
}

/** States in which a device waits for a vendor or a user, and so for the watcher. */
export const watchedStates = [
  'importing',
  'imported',
  'anchored',
  'grouped',
  'profile-assigned',
  'delivered',
  'wipe-issued',
  'awaiting-manual-reset',
  'wiped',
  'enrolling',
] as const satisfies readonly DeviceState[];

/** The next state the evidence proves, or nothing. One step at a time: the caller asks again until nothing moves. */
export function nextMove(device: WatchedDevice, view: WatchView): ProgressMove | undefined {
  switch (device.state) {
    case 'importing':
      return afterImport(device, view);
    case 'imported':
      return afterAnchor(device, view);
    case 'anchored':
      return device.entraObjectId !== undefined && view.groupMembers.has(device.entraObjectId)
        ? to(device, 'grouped')
        : undefined;
    case 'grouped':
      return hasProfile(device, view) ? to(device, 'profile-assigned') : undefined;
    case 'profile-assigned':
      return afterProfile(device);
    case 'delivered':
      return afterEnrolment(device, view, 'enrolling');
    case 'wipe-issued':
    case 'awaiting-manual-reset':
      return afterEnrolment(device, view, 'wiped');
    case 'wiped':
      return to(device, 'enrolling');
    case 'enrolling':
      return afterClient(device, view);
    default:
      return undefined;
  }
}

function afterImport(device: WatchedDevice, view: WatchView): ProgressMove | undefined {
  // Before the import was answered there is no id to look for; the registering activity owns the device still.
  if (device.importedId === undefined) return undefined;
  const row = view.imported.get(device.importedId);
  const identity = onlyIdentity(device, view);
  if (row === undefined) {
    // Somebody cleaned the import rows up: the identity itself is the proof, but not that it is ours.
    return identity === undefined
      ? undefined
      : imported(device, identity.autopilotIdentityId, undefined);
  }
  const outcome = importOutcome(row);
  const reason = { vendorReason: `${row.errorName} ${row.errorCode}`.trim() };
  switch (outcome.kind) {
    case 'waiting':
      return undefined;
    case 'imported':
      return imported(device, row.registrationId ?? identity?.autopilotIdentityId, true);
    case 'already-here':
      if (identity === undefined) return undefined;
      return identity.groupTag?.toLowerCase() === device.groupTag.toLowerCase()
        ? imported(device, identity.autopilotIdentityId, false)
        : { ...to(device, 'needs-attention'), code: 'ConflictingChange', ...reason };
    case 'refused':
      return { ...to(device, 'refused'), code: outcome.code, ...reason };
    case 'attention':
      return { ...to(device, 'needs-attention'), code: outcome.code, ...reason };
  }
}

function imported(
  device: WatchedDevice,
  identityId: string | undefined,
  ours: boolean | undefined,
): ProgressMove | undefined {
  if (identityId === undefined) return undefined;
  const records = { autopilotIdentityId: identityId };
  return {
    ...to(device, 'imported'),
    records: ours === undefined ? records : { ...records, identityIsOurs: ours },
  };
}

function afterAnchor(device: WatchedDevice, view: WatchView): ProgressMove | undefined {
  const identity = identityOf(device, view);
  const entra =
    identity?.entraDeviceId === undefined
      ? undefined
      : view.entraByDeviceId.get(identity.entraDeviceId);
  if (entra?.ztdId === undefined) return undefined;
  return {
    ...to(device, 'anchored'),
    records: { entraObjectId: entra.objectId, entraDeviceId: entra.deviceId },
  };
}

/** Ready to ship only with a date: the status alone may come first (REQ-173). */
function hasProfile(device: WatchedDevice, view: WatchView): boolean {
  const identity = identityOf(device, view);
  return (
    identity?.profileAssignmentStatus?.startsWith('assigned') === true &&
    identity.profileAssignedAt !== undefined
  );
}

function afterProfile(device: WatchedDevice): ProgressMove | undefined {
  if (device.track === 'register' || device.track === 'adopt') return to(device, 'ready-to-ship');
  return device.track === 'manual-reset' ? to(device, 'awaiting-manual-reset') : undefined;
}

/** A new enrolment: another Intune record than the one known before. A vanished record alone proves nothing. */
function afterEnrolment(
  device: WatchedDevice,
  view: WatchView,
  state: 'enrolling' | 'wiped',
): ProgressMove | undefined {
  const fresh = (view.managedBySerial.get(serialKey(device.serialNumber)) ?? []).filter(
    (row) => row.managedDeviceId !== device.managedDeviceId,
  );
  // Setup that was begun twice leaves two records; the latest is the one the user works on.
  const [managed] = [...fresh].sort((a, b) => (a.enrolledAt > b.enrolledAt ? -1 : 1));
  if (managed === undefined) return undefined;
  const records = { managedDeviceId: managed.managedDeviceId, enrolledAt: managed.enrolledAt };
  return { ...to(device, state), records };
}

/** Co-managed on evidence from both sides: Intune's agent here, the site's report in `siteEvidenceAt`. */
function afterClient(device: WatchedDevice, view: WatchView): ProgressMove | undefined {
  const managed = (view.managedBySerial.get(serialKey(device.serialNumber)) ?? []).find(
    (row) => row.managedDeviceId === device.managedDeviceId,
  );
  const isProved =
    managed !== undefined &&
    isCoManagedAgent(managed.managementAgent) &&
    device.siteEvidenceAt !== undefined;
  return isProved ? to(device, 'co-managed') : undefined;
}

function identityOf(device: WatchedDevice, view: WatchView): AutopilotIdentity | undefined {
  return device.autopilotIdentityId === undefined
    ? undefined
    : view.identities.get(device.autopilotIdentityId);
}

function onlyIdentity(device: WatchedDevice, view: WatchView): AutopilotIdentity | undefined {
  const found = view.identitiesBySerial.get(serialKey(device.serialNumber)) ?? [];
  return found.length === 1 ? found[0] : undefined;
}

function to(
  device: WatchedDevice,
  state: DeviceState,
): { deviceKey: string; from: DeviceState; to: DeviceState } {
  return { deviceKey: device.deviceKey, from: device.state, to: state };
}

const hourMs = 3_600_000;

/** Vendor time after which a waiting device is shown to a person; generous, because parking early costs trust. */
const patienceMs: Partial<Readonly<Record<DeviceState, { ms: number; code: FailureCode }>>> = {
  // An import takes 1–15 minutes, an hour at worst; a day means it will not come.
  importing: { ms: 24 * hourMs, code: 'ImportFailed' },
  imported: { ms: 24 * hourMs, code: 'ProfileNotAssigned' },
  // Dynamic membership takes up to 24 h in large tenants, the profile follows.
  anchored: { ms: 36 * hourMs, code: 'ProfileNotAssigned' },
  grouped: { ms: 24 * hourMs, code: 'ProfileNotAssigned' },
  // An offline PC wipes at its next contact; after two weeks somebody should look whether there will be one.
  'wipe-issued': { ms: 14 * 24 * hourMs, code: 'WipeNotConfirmed' },
  // The client reports its co-management state up to a day after enrolment.
  enrolling: { ms: 72 * hourMs, code: 'NotCoManaged' },
};

/** Parks a device that has waited in one state for longer than is normal. */
export function overdueMove(
  device: WatchedDevice,
  waitedVendorMs: number,
): ProgressMove | undefined {
  const patience = patienceMs[device.state];
  if (patience === undefined || waitedVendorMs < patience.ms) return undefined;
  return { ...to(device, 'needs-attention'), code: patience.code };
}
