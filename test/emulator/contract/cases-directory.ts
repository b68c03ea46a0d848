import { COMANAGED, NESTED, PILOT, USER } from './rich-world.ts';
import type { Case, Walker } from './walk.ts';

const INTUNE = '0000000a-0000-0000-c000-000000000000';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const mobility = `/policies/mobileDeviceManagementPolicies/${INTUNE}`;
const eventual = { ConsistencyLevel: 'eventual' };

function deviceOf({ simulation }: Walker, machineId: string) {
  const device = simulation.devices.findByMachine(machineId);
  if (device === undefined) throw new Error(`No Entra object of ${machineId}.`);
  return device;
}

const comanaged = (walker: Walker) => `/devices/${deviceOf(walker, COMANAGED).id}`;

function doomedGroup({ simulation }: Walker): string {
  return simulation.groups.findByUniqueName('doomed')?.id ?? '';
}

function principal({ simulation }: Walker): string {
  return `/servicePrincipals(appId='${simulation.world.apps[0]?.clientId ?? ''}')`;
}

/** The row of a list that says so itself: ids nobody can know beforehand. */
async function firstOf({ lab }: Walker, path: string): Promise<string> {
  const { body } = await lab.graph('GET', `/beta${path}`);
  return body.value[0]?.id ?? '';
}

const tenantReads: Record<string, Case> = {
  'GET /organization': () => [
    { path: '/organization' },
    { path: '/organization?$select=id,mobileDeviceManagementAuthority,tenantType' },
  ],
  'GET /organization/:id': ({ simulation }) => ({
    path: `/organization/${simulation.world.tenant.tenantId}`,
  }),
  'GET /subscribedSkus': () => ({ path: '/subscribedSkus' }),
  'GET /domains': () => ({ path: '/domains' }),
  'GET /domains/:id': () => ({ path: '/domains/fabrikam.example' }),
  'GET /users': () => [
    { path: '/users' },
    { path: '/users?$select=id,accountEnabled,assignedLicenses,assignedPlans,usageLocation' },
  ],
  'GET /users/$count': () => ({ path: '/users/$count', headers: eventual }),
  'GET /users/:idOrUpn': () => ({ path: `/users/${USER}` }),
  'GET /users/:idOrUpn/licenseDetails': () => ({ path: `/users/${USER}/licenseDetails` }),
  'GET /servicePrincipals': () => ({ path: '/servicePrincipals' }),
  "GET /servicePrincipals(appId=':appId')": (walker) => [
    { path: principal(walker) },
    { path: `/servicePrincipals(appId='${GRAPH}')?$select=id,appRoles` },
  ],
  'GET /servicePrincipals/:id': async (walker) => ({
    path: `/servicePrincipals/${await firstOf(walker, '/servicePrincipals')}`,
  }),
  'GET /servicePrincipals/:id/appRoleAssignments': async ({ lab, ...walker }) => {
    const { body } = await lab.graph('GET', `/beta${principal({ lab, ...walker })}`);
    return { path: `/servicePrincipals/${body.id}/appRoleAssignments` };
  },
  'GET /applications': () => ({ path: '/applications' }),
  'GET /directoryRoles': () => ({ path: '/directoryRoles' }),
  'GET /roleManagement/directory/roleAssignments': () => [
    { path: '/roleManagement/directory/roleAssignments' },
  ],
  'GET /policies/mobileDeviceManagementPolicies': () => ({
    path: '/policies/mobileDeviceManagementPolicies',
    isPersonal: true,
  }),
  'GET /policies/mobileDeviceManagementPolicies/:id': () => ({ path: mobility, isPersonal: true }),
  'GET /policies/mobileAppManagementPolicies': () => ({
    path: '/policies/mobileAppManagementPolicies',
    isPersonal: true,
  }),
  'GET /policies/deviceRegistrationPolicy': () => ({ path: '/policies/deviceRegistrationPolicy' }),
  'GET /identity/conditionalAccess/policies': () => ({
    path: '/identity/conditionalAccess/policies',
  }),
  'GET /identity/conditionalAccess/policies/:id': async (walker) => ({
    path: `/identity/conditionalAccess/policies/${await firstOf(walker, '/identity/conditionalAccess/policies')}`,
  }),
  'GET /auditLogs/directoryAudits': () => ({ path: '/auditLogs/directoryAudits' }),
};

const deviceReads: Record<string, Case> = {
  'GET /devices/delta': () => [
    { path: '/devices/delta' },
    { path: '/devices/delta?$select=id,displayName' },
  ],
  'GET /devices': () => [
    { path: '/devices?$top=3' },
    { path: '/devices?$select=id,deviceId,physicalIds,trustType' },
  ],
  'GET /devices/$count': () => ({ path: '/devices/$count', headers: eventual }),
  'GET /devices/:id': (walker) => ({ path: comanaged(walker) }),
  "GET /devices(deviceId=':deviceId')": (walker) => ({
    path: `/devices(deviceId='${deviceOf(walker, COMANAGED).deviceId}')`,
  }),
  'GET /devices/:id/registeredOwners': (walker) => ({
    path: `${comanaged(walker)}/registeredOwners`,
  }),
  'GET /devices/:id/registeredUsers': (walker) => ({
    path: `${comanaged(walker)}/registeredUsers`,
  }),
  'GET /devices/:id/memberOf': (walker) => ({ path: `${comanaged(walker)}/memberOf` }),
  'GET /devices/:id/transitiveMemberOf': (walker) => ({
    path: `${comanaged(walker)}/transitiveMemberOf`,
  }),
  'GET /informationProtection/bitlocker/recoveryKeys': () => ({
    path: '/informationProtection/bitlocker/recoveryKeys',
  }),
  'GET /informationProtection/bitlocker/recoveryKeys/:id': ({ simulation }) => {
    const id = simulation.recoveryKeys.all()[0]?.id ?? '';
    return { path: `/informationProtection/bitlocker/recoveryKeys/${id}` };
  },
  'GET /directory/deviceLocalCredentials': () => ({ path: '/directory/deviceLocalCredentials' }),
  'GET /directory/deviceLocalCredentials/:id': (walker) => ({
    path: `/directory/deviceLocalCredentials/${deviceOf(walker, COMANAGED).deviceId}`,
  }),
};

const groupReads: Record<string, Case> = {
  'GET /groups': () => [
    { path: '/groups' },
    { path: '/groups?$select=id,displayName,membershipRule' },
  ],
  'GET /groups/$count': () => ({ path: '/groups/$count', headers: eventual }),
  'GET /groups/:id': () => ({ path: `/groups/${PILOT}` }),
  "GET /groups(uniqueName=':uniqueName')": () => ({ path: "/groups(uniqueName='pilot')" }),
  'GET /groups/:id/members': () => ({ path: `/groups/${PILOT}/members` }),
  'GET /groups/:id/members/microsoft.graph.device': () => ({
    path: `/groups/${PILOT}/members/microsoft.graph.device?$count=true`,
    headers: eventual,
  }),
  'GET /groups/:id/members/$count': () => ({
    path: `/groups/${PILOT}/members/$count`,
    headers: eventual,
  }),
  'GET /groups/:id/transitiveMembers': () => ({ path: `/groups/${PILOT}/transitiveMembers` }),
};

const writes: Record<string, Case> = {
  'POST /organization/:id/setMobileDeviceManagementAuthority': ({ simulation }) => ({
    path: `/organization/${simulation.world.tenant.tenantId}/setMobileDeviceManagementAuthority`,
  }),
  'PATCH /policies/mobileDeviceManagementPolicies/:id': () => ({
    path: mobility,
    body: { appliesTo: 'all' },
    isPersonal: true,
  }),
  'POST /policies/mobileDeviceManagementPolicies/:id/includedGroups/$ref': () => ({
    path: `${mobility}/includedGroups/$ref`,
    body: { '@odata.id': `https://graph.microsoft.com/odata/groups('${PILOT}')` },
    isPersonal: true,
  }),
  'PATCH /devices/:id': (walker) => ({
    path: comanaged(walker),
    body: { accountEnabled: false },
  }),
  'POST /devices/:id/checkMemberGroups': (walker) => ({
    path: `${comanaged(walker)}/checkMemberGroups`,
    body: { groupIds: [PILOT, NESTED] },
  }),
  'POST /groups': () => ({
    path: '/groups',
    body: {
      displayName: 'Made by hand',
      description: 'A group',
      mailEnabled: false,
      mailNickname: 'made',
      securityEnabled: true,
      groupTypes: [],
    },
  }),
  "PATCH /groups(uniqueName=':uniqueName')": () => [
    {
      path: "/groups(uniqueName='made-once')",
      headers: { prefer: 'create-if-missing' },
      body: {
        displayName: 'Made once',
        mailEnabled: false,
        mailNickname: 'once',
        securityEnabled: true,
      },
    },
    { path: "/groups(uniqueName='pilot')", body: { description: 'Pilot devices' }, status: 204 },
  ],
  'PATCH /groups/:id': (walker) => [
    { path: `/groups/${NESTED}`, body: { description: 'Inside another' } },
    {
      path: `/groups/${NESTED}`,
      operation: 'groupMembers.addBulk',
      body: {
        'members@odata.bind': [
          `https://graph.microsoft.com/v1.0/directoryObjects/${deviceOf(walker, 'EN1').id}`,
        ],
      },
    },
  ],
  'POST /groups/:id/members/$ref': (walker) => ({
    path: `/groups/${NESTED}/members/$ref`,
    body: {
      '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${deviceOf(walker, 'EN2').id}`,
    },
  }),
};

const deletions: Record<string, Case> = {
  'DELETE /policies/mobileDeviceManagementPolicies/:id/includedGroups/:groupId/$ref': () => ({
    path: `${mobility}/includedGroups/${PILOT}/$ref`,
    isPersonal: true,
  }),
  'DELETE /groups/:id/members/:memberId/$ref': (walker) => ({
    path: `/groups/${NESTED}/members/${deviceOf(walker, 'EN2').id}/$ref`,
  }),
  'DELETE /groups/:id/members/:memberId': (walker) => ({
    path: `/groups/${NESTED}/members/${deviceOf(walker, 'EN1').id}`,
  }),
  'DELETE /groups/:id': (walker) => ({ path: `/groups/${doomedGroup(walker)}` }),
  'DELETE /devices/:id': (walker) => ({ path: `/devices/${deviceOf(walker, 'CL2').id}` }),
  'GET /directory/deletedItems/microsoft.graph.device': () => ({
    path: '/directory/deletedItems/microsoft.graph.device',
  }),
  'GET /directory/deletedItems/microsoft.graph.group': () => ({
    path: '/directory/deletedItems/microsoft.graph.group',
  }),
  'GET /directory/deletedItems/:id': async (walker) => ({
    path: `/directory/deletedItems/${await firstOf(walker, '/directory/deletedItems/microsoft.graph.device')}`,
  }),
  'POST /directory/deletedItems/:id/restore': async (walker) => ({
    path: `/directory/deletedItems/${await firstOf(walker, '/directory/deletedItems/microsoft.graph.group')}/restore`,
    operation: 'deletedGroups.restore',
  }),
  'DELETE /directory/deletedItems/:id': async (walker) => ({
    path: `/directory/deletedItems/${await firstOf(walker, '/directory/deletedItems/microsoft.graph.device')}`,
  }),
};

export const directoryCases = {
  reads: { ...tenantReads, ...deviceReads, ...groupReads },
  writes,
  deletions,
};
