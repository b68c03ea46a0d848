import type { AutopilotIdentity, EntraDevice, ManagedDevice } from './inventory.ts';
import { isInUse } from './staleness.ts';

/**
 * Rules that no plan and no approval can override. The guard asks them of live records, right before it acts.
 * Each answers why not, or nothing.
 */
export type NeverReason =
  | 'anchor'
  | 'synced'
  | 'system-managed'
  | 'in-use'
  | 'changed'
  | 'enabled-again'
  | 'managed'
  | 'keys-would-be-lost'
  | 'personal'
  | 'wipe-pending';

export interface LiveDuplicate {
  readonly device: EntraDevice;
  readonly identities: readonly AutopilotIdentity[];
  readonly managed: readonly ManagedDevice[];
  readonly vendorNow: string;
}

/** What the plan said the duplicate was. */
export interface PlannedDuplicate {
  readonly entraDeviceId: string;
  readonly trustType?: string;
  readonly lastSignInAt?: string;
}

export function neverDisable(
  live: LiveDuplicate,
  planned: PlannedDuplicate,
): NeverReason | undefined {
  const { device } = live;
  if (
    device.ztdId !== undefined ||
    live.identities.some((row) => row.entraDeviceId === device.deviceId)
  )
    return 'anchor';
  if (device.onPremisesSyncEnabled === true || device.trustType === 'ServerAd') return 'synced';
  if (device.profileType !== undefined && device.profileType !== 'RegisteredDevice')
    return 'system-managed';
  if (device.deviceId !== planned.entraDeviceId) return 'changed';
  if (live.managed.some((row) => row.entraDeviceId === device.deviceId)) return 'managed';
  if (isInUse(device.lastSignInAt, live.vendorNow)) return 'in-use';
  return device.lastSignInAt === planned.lastSignInAt ? undefined : 'in-use';
}

/** Deleting asks all that disabling asks, and that nobody enabled the object again meanwhile. */
export function neverDelete(
  live: LiveDuplicate,
  planned: PlannedDuplicate,
  keys: { onObject: readonly string[]; onSurvivor: readonly string[]; hasLaps: boolean },
): NeverReason | undefined {
  const never = neverDisable(live, planned);
  if (never !== undefined) return never;
  if (live.device.accountEnabled) return 'enabled-again';
  const lost = keys.onObject.some((keyId) => !keys.onSurvivor.includes(keyId));
  return lost || keys.hasLaps ? 'keys-would-be-lost' : undefined;
}

/** The target of a wipe by two independent identifiers and the enrolment that was approved. */
export function neverWipe(
  live: ManagedDevice,
  approved: { serialKey: string; entraDeviceId: string; enrolledDateTime: string },
  serialKeyOf: (serial: string) => string,
): NeverReason | undefined {
  if (
    serialKeyOf(live.serialNumber) !== approved.serialKey ||
    live.entraDeviceId !== approved.entraDeviceId
  )
    return 'changed';
  if (Date.parse(live.enrolledAt) !== Date.parse(approved.enrolledDateTime)) return 'changed';
  if (live.ownerType.toLowerCase() !== 'company') return 'personal';
  return live.managementState !== undefined && live.managementState !== 'managed'
    ? 'wipe-pending'
    : undefined;
}
