import { createGraphPort, createGuardGraphPort } from '../../../ports/graph/http-graph.ts';
import type { GraphConfig } from '../../../ports/graph/graph-config.ts';
import type { GraphPort, GuardGraphPort } from '../../../ports/graph/port.ts';
import type { WorldInput } from '../../../emulator/world.ts';
import { lendEmulator } from '../emulator-lease.ts';
import type { LentEmulator } from '../emulator-lease.ts';

export const TENANT_ID = '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d';

const readRoles = [
  'Organization.Read.All',
  'LicenseAssignment.Read.All',
  'Domain.Read.All',
  'Device.Read.All',
  'GroupMember.Read.All',
  'User.Read.All',
  'DeviceManagementManagedDevices.Read.All',
  'BitlockerKey.ReadBasic.All',
  'DeviceLocalCredential.ReadBasic.All',
];

/** The sets of graph-api.md §0.2, and an application without any consent. */
const apps = {
  graph: {
    name: 'Gangway',
    clientId: '00000000-0000-4000-8000-000000000001',
    clientSecret: 'graph-secret',
    party: 'gangway',
    roles: [...readRoles, 'DeviceManagementServiceConfig.ReadWrite.All', 'Group.ReadWrite.All'],
  },
  guard: {
    name: 'Gangway guard',
    clientId: '00000000-0000-4000-8000-000000000002',
    clientSecret: 'guard-secret',
    party: 'gangway',
    roles: [
      ...readRoles,
      'DeviceManagementServiceConfig.Read.All',
      'Device.ReadWrite.All',
      'DeviceManagementManagedDevices.ReadWrite.All',
      'DeviceManagementManagedDevices.PrivilegedOperations.All',
    ],
  },
  nobody: {
    name: 'No consent',
    clientId: '00000000-0000-4000-8000-000000000003',
    clientSecret: 'nobody-secret',
    roles: [],
  },
};

export interface EmulatedTenant {
  readonly emulator: LentEmulator;
  readonly graph: GraphPort;
  readonly guard: GuardGraphPort;
  /** A port of the application without consent. */
  readonly nobody: GraphPort;
  /** Another port of the same application, for its own options. */
  graphWith(change: Partial<GraphConfig>): GraphPort;
  close(): Promise<void>;
}

export async function lendTenant(world: WorldInput): Promise<EmulatedTenant> {
  const emulator = await lendEmulator({ ...world, apps: Object.values(apps) });
  const configOf = (app: keyof typeof apps): GraphConfig => ({
    graphUrl: emulator.url,
    authorityUrl: emulator.url,
    tenantId: TENANT_ID,
    clientId: apps[app].clientId,
    clientSecret: apps[app].clientSecret,
  });
  return {
    emulator,
    graph: createGraphPort(configOf('graph')),
    guard: createGuardGraphPort(configOf('guard')),
    nobody: createGraphPort(configOf('nobody')),
    graphWith: (change) => createGraphPort({ ...configOf('graph'), ...change }),
    close: () => emulator.close(),
  };
}
