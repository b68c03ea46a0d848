import type { Operation } from './operations.ts';

const learn = 'https://learn.microsoft.com/graph/api';
const both = ['DeviceManagementConfiguration', 'DeviceManagementServiceConfig'];
const configurationRead = both.flatMap((area) => [`${area}.Read.All`, `${area}.ReadWrite.All`]);
const configurationWrite = both.map((area) => `${area}.ReadWrite.All`);
const approvalRead = ['DeviceManagementRBAC.Read.All', ...configurationRead];
const approvalWrite = ['DeviceManagementRBAC.ReadWrite.All', ...configurationWrite];
const userRead = ['User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All'];
const groupRead = [
  'GroupMember.Read.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
];
const deviceRead = ['Device.Read.All', 'Device.ReadWrite.All', 'Directory.Read.All'];
const applicationRead = [
  'Application.Read.All',
  'Application.ReadWrite.OwnedBy',
  'Application.ReadWrite.All',
  'Directory.Read.All',
];

type Row = Omit<Operation, 'request' | 'bucket' | 'status'> & Partial<Operation>;

const directory: Row[] = [
  {
    id: 'users.list',
    method: 'GET',
    path: '/users',
    response: { collectionOf: 'user' },
    roles: [...userRead, 'Directory.Read.All'],
    resourceUnits: 2,
    source: `${learn}/user-list`,
  },
  {
    id: 'users.licenseDetails',
    method: 'GET',
    path: '/users/{idOrUpn}/licenseDetails',
    response: { collectionOf: 'licenseDetails' },
    roles: ['LicenseAssignment.Read.All', 'User.Read.All', 'Directory.Read.All'],
    source: `${learn}/user-list-licensedetails`,
  },
  {
    id: 'devices.memberOf',
    method: 'GET',
    path: '/devices/{objectId}/memberOf',
    response: { collectionOf: 'directoryObject' },
    roles: deviceRead,
    source: `${learn}/device-list-memberof`,
  },
  {
    id: 'groups.getByUniqueName',
    method: 'GET',
    path: "/groups(uniqueName='{uniqueName}')",
    response: { type: 'group' },
    roles: groupRead,
    source: `${learn}/group-get`,
  },
  {
    // Without `/$ref` the call deletes the member itself, as reported from the field.
    id: 'groupMembers.danger',
    method: 'DELETE',
    path: '/groups/{groupId}/members/{objectId}',
    response: null,
    status: [204],
    roles: ['Device.ReadWrite.All'],
    source: `${learn}/group-delete-members`,
  },
  {
    id: 'domains.get',
    method: 'GET',
    path: '/domains/{domainId}',
    response: { type: 'domain' },
    roles: ['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All'],
    source: `${learn}/domain-get`,
  },
  {
    id: 'applications.list',
    method: 'GET',
    path: '/applications',
    response: { collectionOf: 'application' },
    roles: applicationRead,
    resourceUnits: 2,
    source: `${learn}/application-list`,
  },
  {
    id: 'servicePrincipals.list',
    method: 'GET',
    path: '/servicePrincipals',
    response: { collectionOf: 'servicePrincipal' },
    roles: applicationRead,
    source: `${learn}/serviceprincipal-list`,
  },
  {
    id: 'servicePrincipals.get',
    method: 'GET',
    path: '/servicePrincipals/{servicePrincipalId}',
    response: { type: 'servicePrincipal' },
    roles: applicationRead,
    source: `${learn}/serviceprincipal-get`,
  },
  {
    id: 'mobileAppManagementPolicies.list',
    method: 'GET',
    path: '/policies/mobileAppManagementPolicies',
    only: 'beta',
    response: { collectionOf: 'mobilityManagementPolicy' },
    roles: [],
    scopes: ['Policy.Read.All', 'Policy.ReadWrite.MobilityManagement'],
    source: `${learn}/mobileappmanagementpolicies-list?view=graph-rest-beta`,
  },
  {
    id: 'conditionalAccessPolicies.list',
    method: 'GET',
    path: '/identity/conditionalAccess/policies',
    response: { collectionOf: 'conditionalAccessPolicy' },
    roles: ['Policy.Read.All'],
    bucket: 'conditionalAccess',
    source: `${learn}/conditionalaccessroot-list-policies`,
  },
  {
    id: 'conditionalAccessPolicies.get',
    method: 'GET',
    path: '/identity/conditionalAccess/policies/{policyId}',
    response: { type: 'conditionalAccessPolicy' },
    roles: ['Policy.Read.All'],
    bucket: 'conditionalAccess',
    source: `${learn}/conditionalaccesspolicy-get`,
  },
];

const intune: Row[] = [
  {
    // The creations of one sub-type in `operations.json` go to this one path.
    id: 'enrollmentConfigurations.create',
    method: 'POST',
    path: '/deviceManagement/deviceEnrollmentConfigurations',
    request: { type: 'deviceEnrollmentConfiguration' },
    response: { type: 'deviceEnrollmentConfiguration' },
    status: [201],
    roles: [
      'DeviceManagementServiceConfig.ReadWrite.All',
      'DeviceManagementConfiguration.ReadWrite.All',
    ],
    source: `${learn}/intune-onboarding-deviceenrollmentlimitconfiguration-create`,
  },
  {
    id: 'mobileApps.create',
    method: 'POST',
    path: '/deviceAppManagement/mobileApps',
    request: { type: 'mobileApp' },
    response: { type: 'mobileApp' },
    status: [201],
    roles: ['DeviceManagementApps.ReadWrite.All'],
    bucket: 'intuneApps',
    source: `${learn}/intune-apps-winGetApp-create`,
  },
  {
    id: 'remoteActionAudits.list',
    method: 'GET',
    path: '/deviceManagement/remoteActionAudits',
    only: 'beta',
    response: { collectionOf: 'remoteActionAudit' },
    roles: [
      'DeviceManagementManagedDevices.Read.All',
      'DeviceManagementManagedDevices.ReadWrite.All',
    ],
    bucket: 'intuneDevices',
    source: `${learn}/intune-devices-remoteactionaudit-list?view=graph-rest-beta`,
  },
  {
    id: 'deviceCompliancePolicies.list',
    method: 'GET',
    path: '/deviceManagement/deviceCompliancePolicies',
    response: { collectionOf: 'deviceCompliancePolicy' },
    roles: [
      'DeviceManagementConfiguration.Read.All',
      'DeviceManagementConfiguration.ReadWrite.All',
    ],
    source: `${learn}/intune-deviceconfig-devicecompliancepolicy-list`,
  },
];

const policies = '/deviceManagement/operationApprovalPolicies';
const requests = '/deviceManagement/operationApprovalRequests';
const approvalSource = `${learn}/resources/intune-rbac-operationapprovalrequest?view=graph-rest-beta`;

/** Multi Admin Approval exists in beta only. */
const approval: Row[] = (
  [
    {
      id: 'operationApprovalPolicies.list',
      method: 'GET',
      path: policies,
      response: { collectionOf: 'operationApprovalPolicy' },
      roles: approvalRead,
    },
    {
      id: 'operationApprovalPolicies.get',
      method: 'GET',
      path: `${policies}/{policyId}`,
      response: { type: 'operationApprovalPolicy' },
      roles: approvalRead,
    },
    {
      id: 'operationApprovalRequests.list',
      method: 'GET',
      path: requests,
      response: { collectionOf: 'operationApprovalRequest' },
      roles: approvalRead,
    },
    {
      id: 'operationApprovalRequests.get',
      method: 'GET',
      path: `${requests}/{requestId}`,
      response: { type: 'operationApprovalRequest' },
      roles: approvalRead,
    },
    {
      id: 'operationApprovalRequests.approve',
      method: 'POST',
      path: `${requests}/{requestId}/approve`,
      request: {
        parameters: { justification: 'Edm.String', approvalSource: 'operationApprovalSource' },
      },
      response: { parameters: { value: 'Edm.String' } },
      roles: approvalWrite,
    },
    {
      id: 'operationApprovalRequests.reject',
      method: 'POST',
      path: `${requests}/{requestId}/reject`,
      request: {
        parameters: { justification: 'Edm.String', approvalSource: 'operationApprovalSource' },
      },
      response: { parameters: { value: 'Edm.String' } },
      roles: approvalWrite,
    },
    {
      // Bound to the collection: https://learn.microsoft.com/graph/api/intune-rbac-operationapprovalrequest-cancelmyrequest
      id: 'operationApprovalRequests.cancelMyRequest',
      method: 'POST',
      path: `${requests}/cancelMyRequest`,
      request: { parameters: { id: 'Edm.String' } },
      response: null,
      status: [204],
      roles: approvalWrite,
    },
    {
      id: 'operationApprovalRequests.retrieveRequestStatus',
      method: 'POST',
      path: `${requests}/retrieveRequestStatus`,
      request: { parameters: { entityId: 'Edm.String', entityType: 'Edm.String' } },
      response: { parameters: { value: 'operationApprovalRequestEntityStatus' } },
      roles: approvalRead,
    },
  ] satisfies Row[]
).map((row) => ({ ...row, only: 'beta', source: approvalSource }));

/** Operations that the pinned data lacks and that scripts in the field call, or Gangway does. */
export const addedOperations: Operation[] = [
  ...directory.map((row) => complete(row, 'identity')),
  ...[...intune, ...approval].map((row) => complete(row, 'intuneEnrollment')),
];

function complete(row: Row, bucket: Operation['bucket']): Operation {
  return { request: null, status: [200], bucket, ...row };
}
