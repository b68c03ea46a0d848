import type { WorldInput } from '../../../emulator/world.ts';
import { allOperations } from '../../../emulator/graph/metadata/operations.ts';
import { app, openLaboratory, powerless, prepareTenant, register, stranger } from '../support.ts';
import type { Laboratory } from '../support.ts';

export const PILOT = '00000000-0000-4000-8000-0000000000a1';
export const NESTED = '00000000-0000-4000-8000-0000000000a2';
export const REGISTERED = 'BOX1';
export const COMANAGED = 'CO1';
export const USER = 'maria@fabrikam.example';
export const CONFIGURATION_APP = '00000000-0000-4000-8000-0000000000b1';
const PASSWORD = 'secret';
const COMANAGED_OBJECT = '00000000-0000-4000-8000-0000000000c1';

/** The app through which a person signs in, with every consent there is. */
const portal = {
  name: 'portal',
  clientId: '55555555-5555-4555-8555-555555555555',
  clientSecret: 'secret',
  delegatedScopes: [
    ...new Set(allOperations().flatMap(({ roles, scopes }) => [...(scopes ?? []), ...roles])),
  ],
};

const machines: WorldInput['machines'] = [
  { serialNumber: REGISTERED, userPrincipalName: USER },
  { serialNumber: 'BOX2', userPrincipalName: USER },
  { serialNumber: 'BOX3', registered: { groupTag: 'GW' } },
  { serialNumber: 'BOX4', registered: { groupTag: 'GW' } },
  {
    serialNumber: COMANAGED,
    state: 'co-managed',
    userPrincipalName: USER,
    bitlockerKeyCount: 1,
    hasLapsCredential: true,
    registered: { groupTag: 'GW', assignedUserPrincipalName: USER },
    entraObjectId: COMANAGED_OBJECT,
  },
  ...['EN1', 'EN2', 'EN3', 'EN4', 'EN5', 'EN6', 'EN7', 'EN8'].map((serialNumber) => ({
    serialNumber,
    state: 'enrolled' as const,
    userPrincipalName: USER,
  })),
  { serialNumber: 'CL1', state: 'client-only', join: 'hybrid' },
  { serialNumber: 'CL2', state: 'client-only' },
  { serialNumber: 'GONE', state: 'retired' },
];

/** One of everything the tenant can hold, each in more than one state where it has several. */
export const richWorld: WorldInput = {
  tenant: {
    softDelete: { devices: true, securityGroups: true },
    mdmUserScope: { appliesTo: 'selected', includedGroupIds: [PILOT] },
    deviceRegistration: { allowedToJoin: { users: [], groups: [PILOT] } },
  },
  apps: [app, stranger, powerless, portal],
  users: [
    { userPrincipalName: USER, password: PASSWORD },
    { userPrincipalName: 'no@fabrikam.example', licensed: false },
  ],
  groups: [
    { id: PILOT, displayName: 'Pilot', uniqueName: 'pilot', members: [COMANAGED_OBJECT, NESTED] },
    { id: NESTED, displayName: 'Nested' },
    { displayName: 'Doomed', uniqueName: 'doomed' },
  ],
  machines,
  managedDevices: [{ deviceName: 'EN1-OLD', serialNumber: 'EN1', machineId: 'EN1', stale: true }],
  enrollmentConfigurations: [
    {
      '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
      displayName: 'ESP',
      showInstallationProgress: true,
    },
    {
      '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
      displayName: 'ESP of another',
    },
  ],
  conditionalAccessPolicies: [{ displayName: 'Terms first', termsOfUse: ['t'] }],
  directoryRoleAssignments: [{ principalId: PILOT, roleName: 'Intune Administrator' }],
  intuneRoleAssignments: [{ displayName: 'Helpdesk', members: [PILOT], resourceScopes: [PILOT] }],
  compliancePolicies: [{ displayName: 'BitLocker', bitLockerEnabled: true }],
  mobileApps: [
    {
      '@odata.type': '#microsoft.graph.winGetApp',
      displayName: 'Company Portal',
      packageIdentifier: '9WZDNCRFJ3PZ',
      assignedGroupIds: [PILOT],
    },
    {
      '@odata.type': '#microsoft.graph.windowsMobileMSI',
      id: CONFIGURATION_APP,
      displayName: 'ConfigMgr client',
      fileName: 'ccmsetup.msi',
      commandLine: 'CCMSETUPCMD="…"',
    },
    {
      '@odata.type': '#microsoft.graph.win32LobApp',
      displayName: 'Tool',
      fileName: 'tool.intunewin',
      installCommandLine: 'setup.exe',
    },
  ],
  operationApprovalPolicies: [
    { displayName: 'Four eyes for retire', policyType: 'deviceRetire', approverGroupIds: [PILOT] },
    { displayName: 'Four eyes for wipe', policyType: 'deviceWipe', enforcedForApps: true },
  ],
  throttling: { mode: 'off' },
  timings: { directoryLagSeconds: 0 },
};

/** The rich world when its processes have run: something registered, assigned, co-managed. */
export async function openRichWorld(): Promise<Laboratory> {
  const lab = await openLaboratory(richWorld);
  await prepareTenant(lab);
  await register(lab, [REGISTERED]);
  // Somebody else's wipes wait for approval, so that there are requests to look at.
  for (const serialNumber of ['EN7', 'EN8']) await fileWipe(lab, serialNumber);
  return lab;
}

async function fileWipe(lab: Laboratory, serialNumber: string): Promise<void> {
  const { managedDevices } = lab.emulator.simulation;
  const id = managedDevices.all().find((device) => device.serialNumber === serialNumber)?.id;
  const justification = Buffer.from('It has a new owner.').toString('base64');
  await lab.graph('POST', `/v1.0/deviceManagement/managedDevices/${id ?? ''}/wipe`, {
    body: { keepEnrollmentData: false },
    headers: {
      authorization: `Bearer ${await lab.tokenOf(stranger)}`,
      'x-msft-approval-justification': justification,
    },
  });
}

/** The token of a person, for what an application alone may not ask. */
export async function personalAuthorization({ emulator }: Laboratory): Promise<string> {
  const { tenantId } = emulator.simulation.world.tenant;
  const response = await fetch(`${emulator.url}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: portal.clientId,
      client_secret: portal.clientSecret,
      username: USER,
      password: PASSWORD,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  return `Bearer ${((await response.json()) as { access_token: string }).access_token}`;
}
