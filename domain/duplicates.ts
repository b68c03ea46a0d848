import type { EntraDevice } from './inventory.ts';
import { isClaimedByAnother, twinsOf, type InventoryIndex } from './inventory-index.ts';
import type { DuplicateItem, KeepReason, KeptObject, TwinClass } from './plan-item.ts';
import { daysSince, inUseDays, isStale } from './staleness.ts';

/** The device beside which duplicates are looked for. */
export interface DuplicateOwner {
  readonly entra: EntraDevice;
  readonly serialKey: string;
}

/** The objects of one device's hardware besides its own. */
export interface Duplicates {
  readonly proposed: readonly DuplicateItem[];
  /** Left alone; synced ones are the Active Directory team's to clean up. */
  readonly kept: readonly KeptObject[];
}

/**
 * What stands beside a device: only objects of the same hardware, and never its own, so that the last object of a
 * serial number stays. Proposed is what is stale or left over and nobody's.
 */
export function duplicatesOf(owner: DuplicateOwner, index: InventoryIndex): Duplicates {
  const beside = { owner, index };
  const proposed: DuplicateItem[] = [];
  const kept: KeptObject[] = [];
  for (const twin of twinsOf(owner.entra, index)) {
    const reason = keepReason(twin, beside);
    const seen = {
      entraObjectId: twin.objectId,
      entraDeviceId: twin.deviceId,
      displayName: twin.displayName,
      twinClass: classify(twin, beside),
    };
    if (reason !== undefined) kept.push({ ...seen, reason });
    else {
      const { trustType = '', lastSignInAt = '' } = twin;
      proposed.push({ ...seen, trustType, lastSignInAt });
    }
  }
  return { proposed, kept };
}

interface Beside {
  readonly owner: DuplicateOwner;
  readonly index: InventoryIndex;
}

/** What the object is, whatever may be done to it: https://learn.microsoft.com/entra/identity/devices/manage-stale-devices */
export function classify(twin: EntraDevice, { owner, index }: Beside): TwinClass {
  if (isAnchor(twin, index)) return 'anchor';
  const idleDays = daysSince(twin.lastSignInAt, index.takenAt);
  if (idleDays === undefined) return isSynced(twin) ? 'pending-hybrid' : 'unknown';
  if (idleDays < inUseDays) return 'active';
  if (twin.trustType === 'Workplace' && isJoinInUse(owner.entra, index)) return 'workplace-twin';
  return isStale(twin.lastSignInAt, index.takenAt) ? 'stale' : 'active';
}

/** Why the object is left alone, or nothing. */
export function keepReason(twin: EntraDevice, beside: Beside): KeepReason | undefined {
  const { index } = beside;
  if (isAnchor(twin, index)) return 'anchor';
  if (isSynced(twin)) return 'synced';
  if (twin.profileType !== undefined && twin.profileType !== 'RegisteredDevice')
    return 'system-managed';
  if (twin.isManaged === true || index.managedByEntraDeviceId.has(twin.deviceId)) return 'managed';
  if (twin.trustType !== 'Workplace' && twin.trustType !== 'AzureAd') return 'not-joined';
  if (hasHardwareOfAnother(twin, beside)) return 'hardware-of-another';
  if (hasNameOfAnother(twin, beside)) return 'name-of-another';
  const twinClass = classify(twin, beside);
  if (twinClass === 'unknown') return 'sign-in-unknown';
  return twinClass === 'stale' || twinClass === 'workplace-twin' ? undefined : 'not-stale';
}

function isAnchor(twin: EntraDevice, index: InventoryIndex): boolean {
  return twin.ztdId !== undefined || index.identitiesByEntraDeviceId.has(twin.deviceId);
}

function isSynced(twin: EntraDevice): boolean {
  return twin.onPremisesSyncEnabled === true || twin.trustType === 'ServerAd';
}

/** The owner's join signed in lately, so that a registration from before it is known to be left over. */
function isJoinInUse({ trustType, lastSignInAt }: EntraDevice, index: InventoryIndex): boolean {
  if (trustType !== 'AzureAd' && trustType !== 'ServerAd') return false;
  const days = daysSince(lastSignInAt, index.takenAt);
  return days !== undefined && days < inUseDays;
}

/** An image cloned from a PC shows that PC's hardware id. */
function hasHardwareOfAnother(twin: EntraDevice, { owner, index }: Beside): boolean {
  const { serialKey } = owner;
  return twinsOf(twin, index).some((other) => isClaimedByAnother(other, { serialKey, index }));
}

/** A name proves nothing for clean-up, but an object that bears another PC's name in Intune, and not this device's, is not touched. */
function hasNameOfAnother(twin: EntraDevice, { owner, index }: Beside): boolean {
  const { entra, serialKey } = owner;
  const name = twin.displayName.toLowerCase();
  if (name === entra.displayName.toLowerCase()) return false;
  const bearers = index.managedByName.get(name) ?? [];
  const own = index.managedBySerial.get(serialKey) ?? [];
  return bearers.length > 0 && !bearers.some((bearer) => own.includes(bearer));
}
