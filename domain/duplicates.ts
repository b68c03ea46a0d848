import { twinsOf } from './device-identity.ts';
import type { EntraDevice } from './inventory.ts';
import type { InventoryIndex } from './inventory-index.ts';
import type { DuplicateItem } from './plan-item.ts';
import { isStale } from './staleness.ts';

/** Why an object that shares the hardware of a device is left alone. */
export type KeepReason =
  'anchor' | 'synced' | 'system-managed' | 'managed' | 'not-stale' | 'not-joined';

/**
 * What may be proposed for clean-up beside a device: stale, unmanaged objects of the same hardware.
 * Never an Autopilot anchor, a synced object, a managed one, or one whose last sign-in is unknown.
 */
export function duplicatesOf(entra: EntraDevice, index: InventoryIndex): readonly DuplicateItem[] {
  return twinsOf(entra, index).flatMap((twin) => {
    if (keepReason(twin, index) !== undefined) return [];
    return [
      {
        entraObjectId: twin.objectId,
        entraDeviceId: twin.deviceId,
        displayName: twin.displayName,
        trustType: twin.trustType ?? '',
        lastSignInAt: twin.lastSignInAt ?? '',
      },
    ];
  });
}

export function keepReason(twin: EntraDevice, index: InventoryIndex): KeepReason | undefined {
  if (twin.ztdId !== undefined || index.identitiesByEntraDeviceId.has(twin.deviceId))
    return 'anchor';
  if (twin.onPremisesSyncEnabled === true || twin.trustType === 'ServerAd') return 'synced';
  if (twin.profileType !== undefined && twin.profileType !== 'RegisteredDevice')
    return 'system-managed';
  if (twin.isManaged === true || index.managedByEntraDeviceId.has(twin.deviceId)) return 'managed';
  if (twin.trustType !== 'Workplace' && twin.trustType !== 'AzureAd') return 'not-joined';
  return isStale(twin.lastSignInAt, index.takenAt) ? undefined : 'not-stale';
}
