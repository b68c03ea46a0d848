import tls from 'node:tls';
import { ClientSecretCredential } from '@azure/identity';
import { Client, RetryHandlerOptions } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { createEmulator } from '../../emulator/create-emulator.ts';
import type { Emulator } from '../../emulator/create-emulator.ts';
import { allOperations } from '../../emulator/graph/metadata/operations.ts';
import { makeHardwareHash } from '../../emulator/hardware-hash.ts';
import type { Violation } from '../../emulator/referee/violation.ts';
import type { WorldInput } from '../../emulator/world.ts';

export const TAG = 'GW';
export const COMMAND_LINE =
  'CCMSETUPCMD="CCMHOSTNAME=cmg.fabrikam.example/CCM_Proxy_MutualAuth/72057594037927941 SMSSITECODE=PS1"';

/** Every role that opens anything, so that no test stumbles over consent it is not about. */
const allRoles = [...new Set(allOperations().flatMap(({ roles }) => roles))];
export const app = {
  name: 'everything',
  clientId: '11111111-1111-4111-8111-111111111111',
  clientSecret: 'secret',
  roles: allRoles,
};
/** Somebody else’s script in the same tenant. */
export const stranger = {
  ...app,
  name: 'somebody else',
  clientId: '33333333-3333-4333-8333-333333333333',
};
export const powerless = {
  name: 'nothing',
  clientId: '22222222-2222-4222-8222-222222222222',
  clientSecret: 'secret',
  roles: [],
};

/** What tests read of a row of a vendor's list. */
export interface WireRow {
  id: string;
  displayName: string;
  deviceName: string;
  serialNumber: string;
  lastContactedDateTime: string;
  priority: number;
  state: { deviceImportStatus: string; deviceErrorName: string };
  deploymentProfileAssignmentStatus: string;
  deploymentProfileAssignedDateTime: string;
  CI_ID: number;
  ModelName: string;
  PackageID: string;
  GroupID: string;
  ResourceID: number;
  SDMPackageXML: string;
}

/** What tests read of an answer: one entity, a list, a batch or an error. Only named, not checked. */
export interface WireBody extends WireRow {
  value: WireRow[];
  '@odata.nextLink': string;
  '@odata.deltaLink': string;
  '@odata.count': number;
  error: { code: string; message: string };
  responses: { id: string; status: number; headers: Record<string, string>; body: WireBody }[];
  byRoute: Record<string, number>;
  managementAgent: string;
  managementState: string;
  CollectionID: string;
  AssignmentID: number;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: WireBody;
}

export interface Ask {
  body?: unknown;
  headers?: Record<string, string>;
}

/** An emulator whose clock stands still until a test moves it, and how to talk to it. */
export interface Laboratory {
  emulator: Emulator;
  graph: (method: string, path: string, ask?: Ask) => Promise<Answer>;
  site: (method: string, path: string, ask?: Ask) => Promise<Answer>;
  admin: (method: string, path: string, body?: unknown) => Promise<Answer>;
  advance: (minutes: number) => void;
  verdict: () => readonly Violation[];
  /** The verdict when everything is said to be over: whoever is missing counts as lost. */
  verdictAtEnd: () => Promise<readonly Violation[]>;
  /** With a person: what the app may do in that person's name. */
  tokenOf: (credentials: Credentials, person?: Person) => Promise<string>;
  client: (credentials?: { clientId: string; clientSecret: string }) => Client;
  /** `Bearer …` with a token fetched now. */
  authorization: () => Promise<string>;
}

interface Credentials {
  clientId: string;
  clientSecret: string;
}

interface Person {
  userPrincipalName: string;
  password: string;
}

const opened: Emulator[] = [];

export async function openLaboratory(
  world: WorldInput = {},
  options: { wallNow?: () => number } = {},
): Promise<Laboratory> {
  const emulator = await createEmulator({
    world: {
      apps: [app, stranger, powerless],
      ...world,
      // At a clock that stands still a directory that lags would never catch up.
      timings: { directoryLagSeconds: 0, ...world.timings },
    },
    rate: 0,
    ...options,
  });
  const url = await emulator.listen();
  opened.push(emulator);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), emulator.caPem]);
  const token = await tokenOf(emulator, app);
  const ask = async (method: string, path: string, { body, headers }: Ask): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: parsed as WireBody };
  };
  return {
    emulator,
    graph: (method, path, { body, headers } = {}) =>
      ask(method, path, { body, headers: { authorization: `Bearer ${token}`, ...headers } }),
    site: (method, path, { body, headers } = {}) => {
      const authorization = 'Negotiate gangway-site-token';
      return ask(method, `/AdminService/wmi/${path}`, {
        body,
        headers: { authorization, ...headers },
      });
    },
    admin: (method, path, body) => ask(method, `/_emulator/${path}`, { body }),
    advance: (minutes) => {
      emulator.simulation.clock.advance(minutes * 60);
    },
    verdict: () => emulator.simulation.referee.violations,
    verdictAtEnd: async () => {
      const { body } = await ask('GET', '/_emulator/verdict?ended=1', {});
      return body as unknown as readonly Violation[];
    },
    tokenOf: (credentials, person) => tokenOf(emulator, credentials, person),
    client: (credentials = app) => graphClient(emulator, credentials),
    authorization: async () => `Bearer ${await tokenOf(emulator, app)}`,
  };
}

export async function closeLaboratories(): Promise<void> {
  await Promise.all(opened.splice(0).map((emulator) => emulator.close()));
}

async function tokenOf(
  emulator: Emulator,
  credentials: Credentials,
  person?: Person,
): Promise<string> {
  const { tenantId } = emulator.simulation.world.tenant;
  const grant =
    person === undefined
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'password', username: person.userPrincipalName, password: person.password };
  const response = await fetch(`${emulator.url}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...grant,
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  if (!response.ok) throw new Error(`No token: ${response.status}.`);
  return ((await response.json()) as { access_token: string }).access_token;
}

/** The very client of production: Microsoft's own, with Microsoft's credential. */
function graphClient(
  emulator: Emulator,
  credentials: { clientId: string; clientSecret: string },
): Client {
  const credential = new ClientSecretCredential(
    emulator.simulation.world.tenant.tenantId,
    credentials.clientId,
    credentials.clientSecret,
    { authorityHost: emulator.url, disableInstanceDiscovery: true },
  );
  const scopes = ['https://graph.microsoft.com/.default'];
  return Client.initWithMiddleware({
    authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes }),
    baseUrl: emulator.url,
    customHosts: new Set(['localhost']),
    defaultVersion: 'v1.0',
  });
}

export const noRetries = [new RetryHandlerOptions(0, 0)];

export function hashOf(machineId: string, serialNumber = machineId): string {
  const make = { manufacturer: 'Contoso Devices', model: 'Contoso Book 14', seed: machineId };
  return makeHardwareHash({ serialNumber, ...make });
}

export const autopilot = '/deviceManagement/windowsAutopilotDeviceIdentities';
export const imported = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';
export const profiles = '/deviceManagement/windowsAutopilotDeploymentProfiles';
export const configurations = '/deviceManagement/deviceEnrollmentConfigurations';
export const managed = '/deviceManagement/managedDevices';

export function importBody(rows: { machineId: string; hash?: string }[]): object {
  return {
    importedWindowsAutopilotDeviceIdentities: rows.map(({ machineId, hash }) => ({
      '@odata.type': '#microsoft.graph.importedWindowsAutopilotDeviceIdentity',
      serialNumber: machineId,
      groupTag: TAG,
      hardwareIdentifier: hash ?? hashOf(machineId),
    })),
  };
}

export const groupTarget = (groupId: string) => ({
  target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId },
});

/** The rows of a list and of all pages behind it, by the links the vendor gives. */
export async function pagesOf(lab: Laboratory, path: string, ask: Ask = {}): Promise<WireRow[][]> {
  const pages: WireRow[][] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const { body, status }: Answer = await lab.graph('GET', next, ask);
    if (status !== 200 || pages.length > 100) throw new Error(`${status} ${JSON.stringify(body)}`);
    pages.push(body.value);
    const link = body['@odata.nextLink'] as string | undefined;
    next = link?.slice(lab.emulator.url.length);
  }
  return pages;
}

/** The only row of a list, or a failure that says so. */
export function onlyRow({ body }: Answer): WireRow {
  const [row, ...others] = body.value;
  if (row === undefined || others.length > 0) {
    throw new Error(`Expected one row, not ${body.value.length}.`);
  }
  return row;
}

/** Group, profile and co-management policy, assigned; answers their ids. */
export async function prepareTenant(lab: Laboratory) {
  const group = await lab.graph('PATCH', "/v1.0/groups(uniqueName='gangway')", {
    headers: { prefer: 'create-if-missing' },
    body: {
      displayName: 'Gangway devices',
      mailEnabled: false,
      mailNickname: 'gangway',
      securityEnabled: true,
      groupTypes: ['DynamicMembership'],
      membershipRule: `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${TAG}"))`,
      membershipRuleProcessingState: 'On',
    },
  });
  const groupId = group.body.id;
  const profile = await lab.graph('POST', `/beta${profiles}`, {
    body: {
      '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
      displayName: 'Autopilot into comanagement',
    },
  });
  const profileId = profile.body.id;
  await lab.graph('POST', `/beta${profiles}/${profileId}/assignments`, {
    body: groupTarget(groupId),
  });
  const statusPage = await lab.graph('POST', `/beta${configurations}`, {
    body: {
      '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
      displayName: 'Enrollment status page',
      showInstallationProgress: true,
      installProgressTimeoutInMinutes: 60,
    },
  });
  await assignConfiguration(lab, statusPage.body.id, groupId);
  await lab.admin('POST', 'site/cloud-attach', { autoEnrollment: 'None' });
  const policyId = await addPolicy(lab, groupId);
  return { groupId, profileId, policyId };
}

export async function addPolicy(lab: Laboratory, groupId: string): Promise<string> {
  const policy = await lab.graph('POST', `/beta${configurations}`, {
    body: {
      '@odata.type': '#microsoft.graph.deviceComanagementAuthorityConfiguration',
      displayName: 'Autopilot into co-management',
      managedDeviceAuthority: 1,
      installConfigurationManagerAgent: true,
      configurationManagerAgentCommandLineArgument: COMMAND_LINE,
    },
  });
  const policyId = policy.body.id;
  await assignConfiguration(lab, policyId, groupId);
  return policyId;
}

async function assignConfiguration(lab: Laboratory, id: string, groupId: string): Promise<void> {
  await lab.graph('POST', `/beta${configurations}/${id}/assign`, {
    body: { enrollmentConfigurationAssignments: [groupTarget(groupId)] },
  });
}

/** From the box to an assigned profile. */
export async function register(lab: Laboratory, machineIds: string[]): Promise<void> {
  const rows = machineIds.map((machineId) => ({ machineId }));
  await lab.graph('POST', `/v1.0${imported}/import`, { body: importBody(rows) });
  lab.advance(60);
}

export function machineOf(lab: Laboratory, machineId: string) {
  const found = lab.emulator.simulation.machines.find(machineId);
  if (found === undefined) throw new Error(`No machine ${machineId}.`);
  return found;
}

export function deviceOf(lab: Laboratory, machineId: string) {
  const found = lab.emulator.simulation.devices.findByMachine(machineId);
  if (found === undefined) throw new Error(`No Entra object of ${machineId}.`);
  return found;
}
