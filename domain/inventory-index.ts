import type {
  AutopilotIdentity,
  EntraDevice,
  Inventory,
  ManagedDevice,
  SiteDevice,
} from './inventory.ts';
import { parseSerialNumber, serialKey } from './serial-number.ts';

/** The stores joined locally: each list is walked once, however many devices are asked for. */
export interface InventoryIndex {
  readonly takenAt: string;
  readonly managedBySerial: ReadonlyMap<string, readonly ManagedDevice[]>;
  readonly identitiesBySerial: ReadonlyMap<string, readonly AutopilotIdentity[]>;
  /** Present clients of the site; an obsolete record, or one without a client, proves nothing. */
  readonly clientsBySerial: ReadonlyMap<string, readonly SiteDevice[]>;
  readonly entraByDeviceId: ReadonlyMap<string, EntraDevice>;
  readonly entraByZtdId: ReadonlyMap<string, readonly EntraDevice[]>;
  readonly entraByHardwareId: ReadonlyMap<string, readonly EntraDevice[]>;
  readonly managedByEntraDeviceId: ReadonlyMap<string, readonly ManagedDevice[]>;
  /** By lower-case name: weak evidence, which only contradicts. */
  readonly managedByName: ReadonlyMap<string, readonly ManagedDevice[]>;
  readonly identityById: ReadonlyMap<string, AutopilotIdentity>;
  readonly identitiesByEntraDeviceId: ReadonlyMap<string, readonly AutopilotIdentity[]>;
  readonly siteByEntraDeviceId: ReadonlyMap<string, readonly SiteDevice[]>;
  /** Lower-case user principal name → whether the account is enabled. */
  readonly users: ReadonlyMap<string, boolean>;
}

export function indexInventory(inventory: Inventory): InventoryIndex {
  return {
    takenAt: inventory.takenAt,
    managedBySerial: groupBy(inventory.managedDevices, (device) => [
      serialKey(device.serialNumber),
    ]),
    identitiesBySerial: groupBy(inventory.autopilotIdentities, (identity) => [
      serialKey(identity.serialNumber),
    ]),
    clientsBySerial: groupBy(inventory.siteDevices, (device) =>
      isPresentClient(device) && device.serialNumber !== undefined
        ? [serialKey(device.serialNumber)]
        : [],
    ),
    entraByDeviceId: new Map(inventory.entraDevices.map((device) => [device.deviceId, device])),
    entraByZtdId: groupBy(inventory.entraDevices, (device) => present(device.ztdId)),
    entraByHardwareId: groupBy(inventory.entraDevices, (device) => device.hardwareIds),
    managedByEntraDeviceId: groupBy(inventory.managedDevices, (device) =>
      present(device.entraDeviceId),
    ),
    managedByName: groupBy(inventory.managedDevices, (device) =>
      present(device.deviceName.toLowerCase()),
    ),
    identityById: new Map(
      inventory.autopilotIdentities.map((identity) => [identity.autopilotIdentityId, identity]),
    ),
    identitiesByEntraDeviceId: groupBy(inventory.autopilotIdentities, (identity) =>
      present(identity.entraDeviceId),
    ),
    siteByEntraDeviceId: groupBy(inventory.siteDevices, (device) => present(device.entraDeviceId)),
    users: new Map(
      inventory.users.map((user) => [user.userPrincipalName.toLowerCase(), user.accountEnabled]),
    ),
  };
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

/** The serial numbers of all records that point at an Entra object. A placeholder is nobody's. */
export function serialsAt(entra: EntraDevice, index: InventoryIndex): readonly string[] {
  const { deviceId, ztdId } = entra;
  const registered = ztdId === undefined ? undefined : index.identityById.get(ztdId);
  const serials = [
    ...(index.managedByEntraDeviceId.get(deviceId) ?? []),
    ...(index.identitiesByEntraDeviceId.get(deviceId) ?? []),
    ...(index.siteByEntraDeviceId.get(deviceId) ?? []).filter(isPresentClient),
    ...(registered === undefined ? [] : [registered]),
  ].map(({ serialNumber = '' }) => serialNumber);
  const genuine = serials.filter((serial) => parseSerialNumber(serial).kind === 'ok');
  return [...new Set(genuine.map(serialKey))];
}

/** Whether a record of another serial number points at an Entra object. */
export function isClaimedByAnother(
  entra: EntraDevice,
  { serialKey: own, index }: { readonly serialKey: string; readonly index: InventoryIndex },
): boolean {
  return serialsAt(entra, index).some((serial) => serial !== own);
}

function isPresentClient(device: SiteDevice): boolean {
  return device.isClient && !device.isObsolete;
}

export function groupBy<T>(
  rows: readonly T[],
  keysOf: (row: T) => readonly string[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    for (const key of keysOf(row)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [row]);
      else group.push(row);
    }
  }
  return groups;
}

function present(id: string | undefined): readonly string[] {
  return id === undefined || id === '' ? [] : [id];
}
