import type { FailureCode } from './failures.ts';
import type { AutopilotIdentity, EntraDevice, ManagedDevice } from './inventory.ts';
import type { InventoryIndex } from './inventory-index.ts';
import { isInUse } from './staleness.ts';

/** A row of the device list, as far as resolving needs it. */
export interface DeviceRequest {
  readonly deviceKey: string;
  readonly row: number;
  readonly serialNumber: string;
  readonly serialKey: string;
  /** Empty: the run's own. */
  readonly groupTag: string;
  readonly assignedUser?: string;
}

/** What the stores say about one device. Several answers, or a doubtful one, is `refused`: guessing never is right. */
export type DeviceIdentity =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'registered';
      readonly identity: AutopilotIdentity;
      readonly entra?: EntraDevice;
    }
  | {
      readonly kind: 'enrolled';
      readonly managed: ManagedDevice;
      readonly entra: EntraDevice;
      readonly identity?: AutopilotIdentity;
      readonly isCoManaged: boolean;
    }
  /** A ConfigMgr client that Intune does not know. */
  | { readonly kind: 'site-client' }
  | { readonly kind: 'refused'; readonly code: FailureCode };

/** Resolves by serial number and ids joined from it; a display name never identifies anything. */
export function resolveDevice(request: DeviceRequest, index: InventoryIndex): DeviceIdentity {
  const identities = index.identitiesBySerial.get(request.serialKey) ?? [];
  const managed = index.managedBySerial.get(request.serialKey) ?? [];
  if (identities.length > 1 || managed.length > 1) return refused('AmbiguousIdentity');
  if (request.assignedUser !== undefined && !index.users.has(request.assignedUser.toLowerCase())) {
    return refused('AssignedUserNotFound');
  }
  const [identity] = identities;
  const [enrolled] = managed;
  if (enrolled !== undefined) return resolveEnrolled(enrolled, identity, index);
  if (identity !== undefined) return resolveRegistered(identity, index);
  const clients = (index.siteBySerial.get(request.serialKey) ?? []).filter(
    (row) => row.isClient && !row.isObsolete,
  );
  return clients.length > 0 ? { kind: 'site-client' } : { kind: 'unknown' };
}

function resolveRegistered(identity: AutopilotIdentity, index: InventoryIndex): DeviceIdentity {
  const entra =
    identity.entraDeviceId === undefined
      ? undefined
      : index.entraByDeviceId.get(identity.entraDeviceId);
  return entra === undefined
    ? { kind: 'registered', identity }
    : { kind: 'registered', identity, entra };
}

function resolveEnrolled(
  managed: ManagedDevice,
  identity: AutopilotIdentity | undefined,
  index: InventoryIndex,
): DeviceIdentity {
  const entra =
    managed.entraDeviceId === undefined
      ? undefined
      : index.entraByDeviceId.get(managed.entraDeviceId);
  // Without its Entra object the device has one identifier only; the guard asks for two that agree.
  if (entra === undefined) return refused('AmbiguousIdentity');
  if (identity?.entraDeviceId !== undefined && identity.entraDeviceId !== entra.deviceId)
    return refused('AmbiguousIdentity');
  if (managed.ownerType.toLowerCase() === 'personal') return refused('DevicePersonal');
  if (entra.trustType === 'ServerAd' || entra.onPremisesSyncEnabled === true)
    return refused('DeviceHybridJoined');
  if (hasClone(managed, entra, index)) return refused('AmbiguousIdentity');
  const isCoManaged = isCoManagedOnBothSides(managed, entra, index);
  if (!isCoManaged && isSomebodys(managed, index)) return refused('DeviceInUse');
  return {
    kind: 'enrolled',
    managed,
    entra,
    isCoManaged,
    ...(identity === undefined ? {} : { identity }),
  };
}

/** The same hardware id under another enrolled serial number: an image copied from a registered PC (REQ-209). */
function hasClone(managed: ManagedDevice, entra: EntraDevice, index: InventoryIndex): boolean {
  return twinsOf(entra, index).some((twin) =>
    (index.managedByEntraDeviceId.get(twin.deviceId) ?? []).some(
      (other) => other.managedDeviceId !== managed.managedDeviceId,
    ),
  );
}

/** Other Entra objects of the same hardware. */
export function twinsOf(entra: EntraDevice, index: InventoryIndex): readonly EntraDevice[] {
  const twins = new Map<string, EntraDevice>();
  for (const hardwareId of entra.hardwareIds) {
    for (const twin of index.entraByHardwareId.get(hardwareId) ?? []) {
      if (twin.objectId !== entra.objectId) twins.set(twin.objectId, twin);
    }
  }
  return [...twins.values()].sort((a, b) => (a.objectId < b.objectId ? -1 : 1));
}

export function isCoManagedAgent(managementAgent: string): boolean {
  return (
    managementAgent === 'configurationManagerClientMdm' ||
    managementAgent === 'configurationManagerClientMdmEas'
  );
}

function isCoManagedOnBothSides(
  managed: ManagedDevice,
  entra: EntraDevice,
  index: InventoryIndex,
): boolean {
  const site = (index.siteByEntraDeviceId.get(entra.deviceId) ?? []).some(
    (row) => row.mdmEnrolled && row.comgmtPolicyPresent,
  );
  return site && isCoManagedAgent(managed.managementAgent);
}

/** Seen within 21 days under an enabled account: somebody works on it today. */
function isSomebodys(managed: ManagedDevice, index: InventoryIndex): boolean {
  if (!isInUse(managed.lastSyncAt, index.takenAt)) return false;
  const user = managed.userPrincipalName?.toLowerCase() ?? '';
  return index.users.get(user) === true;
}

function refused(code: FailureCode): DeviceIdentity {
  return { kind: 'refused', code };
}
