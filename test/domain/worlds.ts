import { AdminService } from '../../emulator/configmgr/admin-service.ts';
import { parseGraphUrl } from '../../emulator/graph/parse-url.ts';
import { GraphRouter } from '../../emulator/graph/router.ts';
import { graphRoutes } from '../../emulator/graph/routes.ts';
import { Faults } from '../../emulator/http/faults.ts';
import type { VendorCall } from '../../emulator/http/vendor-call.ts';
import { VendorExchange } from '../../emulator/http/vendor-exchange.ts';
import { Simulation } from '../../emulator/simulation.ts';
import { parseWorld, type WorldInput } from '../../emulator/world.ts';
import { deviceListOf } from '../../emulator/worlds/generate.ts';
import type { DeviceRequest } from '../../domain/device-identity.ts';
import type { Inventory } from '../../domain/inventory.ts';
import { serialKey } from '../../domain/serial-number.ts';
import { createDeviceReads } from '../../ports/configmgr/devices.ts';
import type { AdminHttp } from '../../ports/configmgr/http.ts';
import { createAutopilotIdentityReads } from '../../ports/graph/autopilot-identities.ts';
import {
  createEntraDeviceGuardWrites,
  createEntraDeviceReads,
} from '../../ports/graph/entra-devices.ts';
import type { GraphCall, GraphHttp } from '../../ports/graph/http.ts';
import {
  createManagedDeviceGuardWrites,
  createManagedDeviceReads,
} from '../../ports/graph/managed-devices.ts';
import { methodOf, versionOf } from '../../ports/graph/operations.ts';
import { createUserReads } from '../../ports/graph/users.ts';

/**
 * A world in this process, read and written through our own ports: what lies between them and the
 * vendor's routers is left out (TLS, tokens, sockets), so that hundreds of worlds take seconds.
 */
export interface PlayedWorld {
  readonly simulation: Simulation;
  readonly requests: readonly DeviceRequest[];
  readInventory(): Promise<Inventory>;
  setEntraDeviceEnabled(objectId: string, enabled: boolean): Promise<void>;
  deleteEntraDevice(objectId: string): Promise<void>;
  wipeManagedDevice(managedDeviceId: string): Promise<void>;
}

const origin = 'https://localhost';
const neverGone = new AbortController().signal;
const caller = {
  appId: 'planner',
  roles: [
    'Device.ReadWrite.All',
    'User.Read.All',
    'DeviceManagementManagedDevices.ReadWrite.All',
    'DeviceManagementManagedDevices.PrivilegedOperations.All',
    'DeviceManagementServiceConfig.Read.All',
  ],
};

/** The clock stands still until it is advanced, and the directory shows at once what was written. */
export function playWorld(input: WorldInput): PlayedWorld {
  const timings = { ...input.timings, directoryLagSeconds: 0 };
  const world = parseWorld({ ...input, timings, throttling: { mode: 'off' } });
  const simulation = new Simulation(world, { rate: 0 });
  const exchange = new VendorExchange(simulation, new Faults(() => simulation.clock.nowMs()));
  const graph = graphHttp(simulation, exchange);
  const site = createDeviceReads(adminHttp(simulation, exchange));
  const reads = {
    ...createEntraDeviceReads(graph),
    ...createManagedDeviceReads(graph),
    ...createAutopilotIdentityReads(graph),
    ...createUserReads(graph),
  };
  return {
    simulation,
    requests: requestsOf(input),
    readInventory: async () => {
      const entra = await reads.listEntraDevices();
      return {
        takenAt: entra.vendorNow,
        entraDevices: entra.rows,
        managedDevices: (await reads.listManagedDevices()).rows,
        autopilotIdentities: (await reads.listAutopilotIdentities()).rows,
        siteDevices: await site.listDevices(),
        users: (await reads.listUsers()).rows,
      };
    },
    ...createEntraDeviceGuardWrites(graph),
    wipeManagedDevice: createManagedDeviceGuardWrites(graph).wipeManagedDevice,
  };
}

/** The rows of the list that a run over this world is given. */
function requestsOf(world: WorldInput): readonly DeviceRequest[] {
  return [...deviceListOf(world)].map((row, index) => ({
    deviceKey: `key-${row.machineId}`,
    row: index + 2,
    serialNumber: row.serialNumber,
    serialKey: serialKey(row.serialNumber),
    groupTag: '',
    ...(row.assignedUser === '' ? {} : { assignedUser: row.assignedUser }),
  }));
}

function graphHttp(simulation: Simulation, exchange: VendorExchange): GraphHttp {
  const router = new GraphRouter(simulation, graphRoutes(simulation));
  const ask = async (call: GraphCall, url: string) => {
    const version = versionOf(call.operation) === 'beta' ? 'beta' : 'v1.0';
    const method = methodOf(call.operation);
    const { path, query } = parseGraphUrl(url);
    const { body } = call;
    const outer: VendorCall = {
      ...fromHere,
      surface: 'graph',
      caller: caller.appId,
      method,
      path: `/${version}${path}`,
      query,
      body,
    };
    const headers = { ...call.headers };
    const bodyText = body === undefined ? '' : JSON.stringify(body);
    const answer = await exchange.run(outer, () =>
      router.answer({
        version,
        method,
        path,
        query,
        params: {},
        headers,
        body,
        bodyText,
        caller,
        origin,
      }),
    );
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    const vendorNow = simulation.clock.nowIso();
    return { status: answer.status, body: onWire(answer.body), vendorNow, requestId: 'here' };
  };
  return {
    send: (call) => ask(call, `${call.path}?${new URLSearchParams(call.query).toString()}`),
    follow: (call, nextLink) =>
      ask(call, nextLink.slice(`${origin}/${versionOf(call.operation)}`.length)),
  };
}

function adminHttp(simulation: Simulation, exchange: VendorExchange): AdminHttp {
  const service = new AdminService(simulation);
  const authorization = 'Negotiate gangway-site-token';
  const baseUrl = `${origin}/AdminService/wmi`;
  return {
    send: async ({ method, path, query = {}, body }) => {
      const outer: VendorCall = {
        ...fromHere,
        surface: 'adminService',
        caller: authorization,
        method,
        path: `/AdminService/wmi/${path}`,
        query,
        body,
      };
      const credentials = { kind: 'windows', authorization } as const;
      const answer = await exchange.run(outer, () =>
        service.answer({ method, route: 'wmi', path, query, credentials, body, baseUrl }),
      );
      if (answer.status >= 300)
        throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
      return onWire(answer.body);
    },
    follow: () => Promise.reject(new Error('The site sends no next links.')),
  };
}

const fromHere = {
  clientRequestId: undefined,
  part: 'request',
  clientAddress: '127.0.0.1',
  gone: neverGone,
} as const;

/** What JSON leaves of a value. */
function onWire(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
