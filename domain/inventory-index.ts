import type {
  AutopilotIdentity,
  EntraDevice,
  Inventory,
  ManagedDevice,
  SiteDevice,
} from './inventory.ts';
import { serialKey } from './serial-number.ts';

/** The stores joined locally: each list is walked once, however many devices are asked for. */
export interface InventoryIndex {
  readonly takenAt: string;
  readonly managedBySerial: ReadonlyMap<string, readonly ManagedDevice[]>;
  readonly identitiesBySerial: ReadonlyMap<string, readonly AutopilotIdentity[]>;
  readonly siteBySerial: ReadonlyMap<string, readonly SiteDevice[]>;
  readonly entraByDeviceId: ReadonlyMap<string, EntraDevice>;
  readonly entraByHardwareId: ReadonlyMap<string, readonly EntraDevice[]>;
  readonly managedByEntraDeviceId: ReadonlyMap<string, readonly ManagedDevice[]>;
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
    siteBySerial: groupBy(inventory.siteDevices, (device) =>
      device.serialNumber === undefined ? [] : [serialKey(device.serialNumber)],
    ),
    entraByDeviceId: new Map(inventory.entraDevices.map((device) => [device.deviceId, device])),
    entraByHardwareId: groupBy(inventory.entraDevices, (device) => device.hardwareIds),
    managedByEntraDeviceId: groupBy(inventory.managedDevices, (device) =>
      present(device.entraDeviceId),
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
