import type { EntraDevice, ManagedDevice, SiteDevice } from './inventory.ts';
import type { InventoryIndex } from './inventory-index.ts';
import { isStale } from './staleness.ts';

/**
 * The one Intune record that is the PC's own. Of several with one serial number it is the newest, and only if every
 * other is proved to be an earlier life of the same hardware; otherwise two PCs may share a serial number.
 */
export function currentEnrolment(
  records: readonly ManagedDevice[],
  index: InventoryIndex,
): ManagedDevice | 'several' | undefined {
  if (records.length < 2) return records[0];
  const [newest, ...earlier] = [...records].sort((a, b) => enrolledMs(b) - enrolledMs(a));
  if (newest === undefined) return undefined;
  return earlier.every((record) => isEarlierLife(record, newest, index)) ? newest : 'several';
}

function isEarlierLife(
  earlier: ManagedDevice,
  newest: ManagedDevice,
  index: InventoryIndex,
): boolean {
  const hasEnded =
    isStale(earlier.lastSyncAt, index.takenAt) &&
    // An unreadable date makes this comparison false, which proves nothing.
    Date.parse(earlier.lastSyncAt ?? '') <= enrolledMs(newest);
  const before = index.entraByDeviceId.get(earlier.entraDeviceId ?? '');
  const now = index.entraByDeviceId.get(newest.entraDeviceId ?? '');
  return hasEnded && before !== undefined && now !== undefined && isSameHardware(before, now);
}

function isSameHardware(one: EntraDevice, other: EntraDevice): boolean {
  return (
    one.objectId === other.objectId || one.hardwareIds.some((id) => other.hardwareIds.includes(id))
  );
}

function enrolledMs({ enrolledAt }: ManagedDevice): number {
  return Date.parse(enrolledAt);
}

/** The one client of a PC: an earlier record of the same firmware or the same join counts as the same PC. */
export function currentClient(clients: readonly SiteDevice[]): SiteDevice | 'several' | undefined {
  if (clients.length < 2) return clients[0];
  // The site numbers its records upwards: the highest is the latest registration.
  const [latest, ...others] = [...clients].sort((a, b) => b.resourceId - a.resourceId);
  if (latest === undefined) return undefined;
  return others.every((other) => isSamePc(other, latest)) ? latest : 'several';
}

function isSamePc(one: SiteDevice, other: SiteDevice): boolean {
  const { entraDeviceId } = one;
  if (saysWho(one) && saysWho(other)) return one.smbiosGuid === other.smbiosGuid;
  return entraDeviceId !== undefined && entraDeviceId === other.entraDeviceId;
}

/** Boards left the factory with these in place of an id of their own, many of them. */
const placeholderGuids: ReadonlySet<string | undefined> = new Set([
  undefined,
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
]);

function saysWho({ smbiosGuid }: SiteDevice): boolean {
  return !placeholderGuids.has(smbiosGuid);
}
