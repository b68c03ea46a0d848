import fc from 'fast-check';
import type { DeviceRequest } from '../../domain/device-identity.ts';
import { indexInventory, type InventoryIndex } from '../../domain/inventory-index.ts';
import type {
  AutopilotIdentity,
  EntraDevice,
  Inventory,
  ManagedDevice,
  SiteDevice,
} from '../../domain/inventory.ts';
import type { PlanRequest } from '../../domain/plan.ts';
import { serialKey } from '../../domain/serial-number.ts';
import { aRunSpec } from '../support/run-spec.ts';

/** Rows of the five stores. Everything about device `x` bears its letter; ages count back from `takenAt`. */
export const takenAt = '2026-09-01T08:00:00Z';

export function daysAgo(days: number): string {
  return new Date(Date.parse(takenAt) - days * 86_400_000).toISOString();
}

export function aRequest(name: string, change: Partial<DeviceRequest> = {}): DeviceRequest {
  return {
    deviceKey: `key-${name}`,
    row: 2,
    serialNumber: `SN-${name}`,
    serialKey: serialKey(`SN-${name}`),
    groupTag: '',
    ...change,
  };
}

export function anEntra(name: string, change: Partial<EntraDevice> = {}): EntraDevice {
  return {
    objectId: `object-${name}`,
    deviceId: `entra-${name}`,
    displayName: `PC-${name}`,
    accountEnabled: true,
    trustType: 'AzureAd',
    lastSignInAt: daysAgo(200),
    hardwareIds: [`hw-${name}`],
    ...change,
  };
}

export function aManaged(name: string, change: Partial<ManagedDevice> = {}): ManagedDevice {
  return {
    managedDeviceId: `managed-${name}`,
    serialNumber: `SN-${name}`,
    deviceName: `PC-${name}`,
    entraDeviceId: `entra-${name}`,
    userPrincipalName: `${name}@contoso.example`,
    ownerType: 'company',
    managementAgent: 'mdm',
    enrolledAt: daysAgo(200),
    lastSyncAt: daysAgo(60),
    ...change,
  };
}

export function anIdentity(
  name: string,
  change: Partial<AutopilotIdentity> = {},
): AutopilotIdentity {
  return {
    autopilotIdentityId: `identity-${name}`,
    serialNumber: `SN-${name}`,
    groupTag: 'GW',
    entraDeviceId: `entra-${name}`,
    ...change,
  };
}

export function aSiteDevice(name: string, change: Partial<SiteDevice> = {}): SiteDevice {
  return {
    resourceId: 16_777_220,
    name: `PC-${name}`,
    serialNumber: `SN-${name}`,
    entraDeviceId: `entra-${name}`,
    isClient: true,
    isObsolete: false,
    mdmEnrolled: false,
    comgmtPolicyPresent: false,
    ...change,
  };
}

export function anInventory(change: Partial<Inventory> = {}): Inventory {
  return {
    takenAt,
    entraDevices: [],
    managedDevices: [],
    autopilotIdentities: [],
    siteDevices: [],
    users: [],
    ...change,
  };
}

export function indexed(change: Partial<Inventory> = {}): InventoryIndex {
  return indexInventory(anInventory(change));
}

/** A small tenant with all it takes to fill every track, and some that only a human can tell. */
export const inventories: fc.Arbitrary<Inventory> = fc
  .array(
    fc.record({
      isRegistered: fc.boolean(),
      isEnrolled: fc.boolean(),
      isTwice: fc.nat(9).map((die) => die === 0),
      isClient: fc.boolean(),
      isCoManaged: fc.nat(3).map((die) => die === 0),
      hasEntra: fc.nat(9).map((die) => die > 0),
      ownerType: fc.constantFrom('company', 'company', 'personal'),
      lastSyncDays: fc.nat(60),
      twins: fc.array(
        fc.record({
          lastSignInDays: fc.option(fc.nat(300), { nil: undefined }),
          trustType: fc.constantFrom('AzureAd', 'Workplace', 'ServerAd'),
          isAnchor: fc.nat(5).map((die) => die === 0),
          sharedWith: fc.option(fc.nat(6), { nil: undefined }),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 7 },
  )
  .map((machines) => {
    const entraDevices: EntraDevice[] = [];
    const managedDevices: ManagedDevice[] = [];
    const autopilotIdentities: AutopilotIdentity[] = [];
    const siteDevices: SiteDevice[] = [];
    for (const [index, machine] of machines.entries()) {
      const name = nameOf(index);
      if (machine.hasEntra) entraDevices.push(anEntra(name));
      for (const [at, twin] of machine.twins.entries()) {
        const hardware = nameOf(twin.sharedWith ?? index);
        const { lastSignInDays } = twin;
        entraDevices.push(
          anEntra(`${name}-${at}`, {
            hardwareIds: [`hw-${name}`, `hw-${hardware}`],
            trustType: twin.trustType,
            ...(twin.isAnchor ? { ztdId: `ztd-${name}` } : {}),
            ...(lastSignInDays === undefined ? {} : { lastSignInAt: daysAgo(lastSignInDays) }),
          }),
        );
      }
      const managementAgent = machine.isCoManaged ? 'configurationManagerClientMdm' : 'mdm';
      const { ownerType } = machine;
      const lastSyncAt = daysAgo(machine.lastSyncDays);
      if (machine.isEnrolled)
        managedDevices.push(aManaged(name, { managementAgent, ownerType, lastSyncAt }));
      if (machine.isEnrolled && machine.isTwice)
        managedDevices.push(aManaged(name, { managedDeviceId: `managed-${name}-2` }));
      if (machine.isRegistered) autopilotIdentities.push(anIdentity(name, { groupTag: 'OLD' }));
      const isProved = { mdmEnrolled: machine.isCoManaged, comgmtPolicyPresent: true };
      if (machine.isClient) siteDevices.push(aSiteDevice(name, isProved));
    }
    const users = [{ userPrincipalName: 'A@contoso.example', accountEnabled: true }];
    return {
      ...anInventory(),
      entraDevices,
      managedDevices,
      autopilotIdentities,
      siteDevices,
      users,
    };
  });

/** Names of machines: a, b, c, … */
export function nameOf(index: number): string {
  return String.fromCharCode(97 + index);
}

/** The same rows in another order: a vendor's lists have none. */
export function turned(inventory: Inventory): Inventory {
  const { takenAt: at, ...stores } = inventory;
  const entries = Object.entries(stores).map(([store, rows]) => [store, [...rows].reverse()]);
  return { takenAt: at, ...(Object.fromEntries(entries) as Omit<Inventory, 'takenAt'>) };
}

/** Of the machines that `inventories` may hold. */
export const machineNames = Array.from({ length: 7 }, (_, index) => nameOf(index));

/** A plan request over those machines. */
export function aPlanRequest(change: Partial<PlanRequest> = {}): PlanRequest {
  return {
    tenant: 'contoso',
    run: 'r-1',
    requester: 'oid-ada',
    spec: aRunSpec,
    specHash: 'spec-hash',
    devices: machineNames.map((name, index) => aRequest(name, { row: index + 2 })),
    tenantChanges: [],
    ...change,
  };
}
