import {
  COMMAND_LINE,
  TAG,
  autopilot,
  configurations,
  groupTarget,
  hashOf,
  imported,
  managed,
  profiles,
} from '../support.ts';
import { COMANAGED, CONFIGURATION_APP, PILOT, REGISTERED, USER } from './rich-world.ts';
import type { Case, Walker } from './walk.ts';

const apps = '/deviceAppManagement/mobileApps';
const approvals = '/deviceManagement/operationApprovalRequests';

function record({ simulation }: Walker, serialNumber: string): string {
  const device = simulation.managedDevices.all().find((each) => each.serialNumber === serialNumber);
  if (device === undefined) throw new Error(`No managed device ${serialNumber}.`);
  return `${managed}/${device.id}`;
}

function identity({ simulation }: Walker, machineId: string): string {
  const found = simulation.autopilotIdentities.findByMachine(machineId);
  if (found === undefined) throw new Error(`No Autopilot identity of ${machineId}.`);
  return `${autopilot}/${found.id}`;
}

const configuration = ({ simulation }: Walker, displayName: string) => {
  const found = simulation.enrollmentConfigurations
    .all()
    .find((each) => each.settings['displayName'] === displayName);
  return `${configurations}/${found?.id ?? ''}`;
};
const profile = ({ simulation }: Walker) =>
  `${profiles}/${simulation.deploymentProfiles.all()[0]?.id ?? ''}`;
const importedRow = ({ simulation }: Walker) =>
  `${imported}/${simulation.importedIdentities.all()[0]?.id ?? ''}`;
const approval = ({ simulation }: Walker, index = 0) =>
  `${approvals}/${simulation.approvalRequests.all()[index]?.id ?? ''}`;

const autopilotReads: Record<string, Case> = {
  'GET /deviceManagement/importedWindowsAutopilotDeviceIdentities': () => ({ path: imported }),
  'GET /deviceManagement/importedWindowsAutopilotDeviceIdentities/:id': (walker) => ({
    path: importedRow(walker),
  }),
  'GET /deviceManagement/windowsAutopilotDeviceIdentities': () => ({ path: autopilot }),
  'GET /deviceManagement/windowsAutopilotDeviceIdentities/:id': (walker) => [
    { path: identity(walker, REGISTERED) },
    ...(walker.version === 'beta'
      ? [
          {
            path: `${identity(walker, REGISTERED)}?$expand=deploymentProfile,intendedDeploymentProfile`,
          },
        ]
      : []),
  ],
  'GET /deviceManagement/windowsAutopilotSettings': () => ({
    path: '/deviceManagement/windowsAutopilotSettings',
  }),
  'GET /deviceManagement/windowsAutopilotDeploymentProfiles': () => [
    { path: profiles },
    { path: `${profiles}?$expand=assignments` },
  ],
  'GET /deviceManagement/windowsAutopilotDeploymentProfiles/:id': (walker) => ({
    path: profile(walker),
  }),
  'GET /deviceManagement/windowsAutopilotDeploymentProfiles/:id/assignments': (walker) => ({
    path: `${profile(walker)}/assignments`,
  }),
  'GET /deviceManagement/windowsAutopilotDeploymentProfiles/:id/assignedDevices': (walker) => ({
    path: `${profile(walker)}/assignedDevices`,
  }),
  'GET /deviceManagement/deviceEnrollmentConfigurations': () => [
    { path: configurations },
    { path: `${configurations}?$expand=assignments` },
  ],
  'GET /deviceManagement/deviceEnrollmentConfigurations/:id': (walker) => [
    { path: configuration(walker, 'ESP') },
    { path: configuration(walker, 'Autopilot into co-management') },
  ],
  'GET /deviceManagement/deviceEnrollmentConfigurations/:id/assignments': (walker) => ({
    path: `${configuration(walker, 'Autopilot into co-management')}/assignments`,
  }),
};

const managementReads: Record<string, Case> = {
  'GET /deviceManagement': () => [
    { path: '/deviceManagement' },
    { path: '/deviceManagement?$select=id,subscriptionState,intuneAccountId,settings' },
  ],
  'GET /deviceManagement/roleAssignments': () => ({ path: '/deviceManagement/roleAssignments' }),
  'GET /deviceManagement/deviceCompliancePolicies': () => ({
    path: '/deviceManagement/deviceCompliancePolicies',
  }),
  'GET /deviceManagement/managedDevices': () => [
    { path: managed },
    { path: `${managed}?$select=id,serialNumber,managementAgent,lastSyncDateTime` },
  ],
  'GET /deviceManagement/managedDevices/:id': (walker) => [
    { path: record(walker, COMANAGED) },
    { path: record(walker, 'EN1') },
  ],
  'GET /deviceManagement/comanagedDevices': () => ({ path: '/deviceManagement/comanagedDevices' }),
  'GET /deviceManagement/comanagementEligibleDevices': () => ({
    path: '/deviceManagement/comanagementEligibleDevices',
  }),
  'GET /deviceManagement/getComanagedDevicesSummary': () => ({
    path: '/deviceManagement/getComanagedDevicesSummary',
  }),
  'GET /deviceManagement/getComanagementEligibleDevicesSummary': () => ({
    path: '/deviceManagement/getComanagementEligibleDevicesSummary',
  }),
  'GET /deviceManagement/operationApprovalPolicies': () => ({
    path: '/deviceManagement/operationApprovalPolicies',
  }),
  'GET /deviceManagement/operationApprovalPolicies/:id': async ({ lab }) => {
    const path = '/deviceManagement/operationApprovalPolicies';
    const { body } = await lab.graph('GET', `/beta${path}`);
    return { path: `${path}/${body.value[0]?.id ?? ''}` };
  },
  'GET /deviceManagement/operationApprovalRequests': () => ({ path: approvals }),
  'GET /deviceManagement/operationApprovalRequests/:id': (walker) => ({ path: approval(walker) }),
  'GET /deviceAppManagement/mobileApps': () => [
    { path: apps },
    { path: `${apps}?$expand=assignments` },
  ],
  'GET /deviceAppManagement/mobileApps/:id': () => ({ path: `${apps}/${CONFIGURATION_APP}` }),
  'GET /deviceAppManagement/mobileApps/:id/assignments': ({ simulation }) => {
    const portal = simulation.mobileApps.all()[0]?.id ?? '';
    return { path: `${apps}/${portal}/assignments` };
  },
};

const esp = {
  '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
  displayName: 'ESP made by hand',
  description: '',
  allowNonBlockingAppInstallation: false,
};
const comanagement = {
  '@odata.type': '#microsoft.graph.deviceComanagementAuthorityConfiguration',
  displayName: 'Second policy',
  managedDeviceAuthority: 0,
  installConfigurationManagerAgent: false,
  configurationManagerAgentCommandLineArgument: COMMAND_LINE,
  roleScopeTagIds: ['0'],
};
const row = (machineId: string) => ({
  '@odata.type': '#microsoft.graph.importedWindowsAutopilotDeviceIdentity',
  serialNumber: machineId,
  groupTag: TAG,
  productKey: '',
  hardwareIdentifier: hashOf(machineId),
  assignedUserPrincipalName: '',
});
const appAssignment = {
  '@odata.type': '#microsoft.graph.mobileAppAssignment',
  intent: 'required',
  ...groupTarget(PILOT),
};

const autopilotWrites: Record<string, Case> = {
  'POST /deviceManagement/importedWindowsAutopilotDeviceIdentities/import': () => ({
    path: `${imported}/import`,
    body: { importedWindowsAutopilotDeviceIdentities: [row('BOX2')] },
  }),
  'POST /deviceManagement/importedWindowsAutopilotDeviceIdentities': () => ({
    path: imported,
    body: row('BOX2'),
  }),
  'POST /deviceManagement/windowsAutopilotDeviceIdentities/:id/updateDeviceProperties': (
    walker,
  ) => ({
    path: `${identity(walker, REGISTERED)}/updateDeviceProperties`,
    body: { groupTag: 'GW2', displayName: 'PC-7' },
  }),
  'POST /deviceManagement/windowsAutopilotDeviceIdentities/:id/assignUserToDevice': (walker) => ({
    path: `${identity(walker, REGISTERED)}/assignUserToDevice`,
    body: { userPrincipalName: USER, addressableUserName: 'Maria' },
  }),
  'POST /deviceManagement/windowsAutopilotDeviceIdentities/:id/unassignUserFromDevice': (
    walker,
  ) => ({ path: `${identity(walker, REGISTERED)}/unassignUserFromDevice` }),
  'POST /deviceManagement/windowsAutopilotSettings/sync': () => ({
    path: '/deviceManagement/windowsAutopilotSettings/sync',
  }),
  'POST /deviceManagement/windowsAutopilotDeploymentProfiles': () => ({
    path: profiles,
    body: {
      '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
      displayName: 'Second profile',
      description: '',
      locale: 'os-default',
      deviceNameTemplate: 'FAB-%SERIAL%',
      deviceType: 'windowsPc',
      hardwareHashExtractionEnabled: false,
      preprovisioningAllowed: false,
      roleScopeTagIds: ['0'],
      outOfBoxExperienceSetting: {
        deviceUsageType: 'singleUser',
        userType: 'standard',
        eulaHidden: true,
        privacySettingsHidden: true,
        keyboardSelectionPageSkipped: true,
        escapeLinkHidden: true,
      },
    },
  }),
  'PATCH /deviceManagement/windowsAutopilotDeploymentProfiles/:id': (walker) => ({
    path: profile(walker),
    body: {
      '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
      description: 'Changed',
    },
  }),
  'POST /deviceManagement/windowsAutopilotDeploymentProfiles/:id/assignments': (walker) => ({
    path: `${profile(walker)}/assignments`,
    body: groupTarget(PILOT),
  }),
  'POST /deviceManagement/windowsAutopilotDeploymentProfiles/:id/assign': (walker) => ({
    path: `${profile(walker)}/assign`,
    body: { deviceIds: [identity(walker, REGISTERED).split('/').at(-1)] },
  }),
  'POST /deviceManagement/deviceEnrollmentConfigurations': ({ version }) => [
    { path: configurations, body: esp },
    ...(version === 'beta' ? [{ path: configurations, body: comanagement }] : []),
  ],
  'PATCH /deviceManagement/deviceEnrollmentConfigurations/:id': (walker) => ({
    path: configuration(walker, 'ESP made by hand'),
    body: { '@odata.type': esp['@odata.type'], description: 'Changed' },
  }),
  'POST /deviceManagement/deviceEnrollmentConfigurations/:id/assign': (walker) => ({
    path: `${configuration(walker, 'ESP made by hand')}/assign`,
    body: { enrollmentConfigurationAssignments: [groupTarget(PILOT)] },
  }),
  'POST /deviceManagement/deviceEnrollmentConfigurations/:id/setPriority': (walker) => ({
    path: `${configuration(walker, 'ESP made by hand')}/setPriority`,
    body: { priority: 1 },
  }),
};

const managementWrites: Record<string, Case> = {
  'POST /deviceManagement/managedDevices/:id/wipe': (walker) => ({
    path: `${record(walker, 'EN2')}/wipe`,
    body: { keepEnrollmentData: false, keepUserData: false },
    // Four eyes: the justification is missing.
    status: 400,
  }),
  'POST /deviceManagement/managedDevices/:id/retire': (walker) => ({
    path: `${record(walker, 'EN3')}/retire`,
  }),
  'POST /deviceManagement/managedDevices/:id/syncDevice': (walker) => ({
    path: `${record(walker, COMANAGED)}/syncDevice`,
  }),
  'POST /deviceManagement/managedDevices/:id/rebootNow': (walker) => ({
    path: `${record(walker, COMANAGED)}/rebootNow`,
  }),
  'POST /deviceManagement/managedDevices/:id/cleanWindowsDevice': (walker) => ({
    path: `${record(walker, 'EN4')}/cleanWindowsDevice`,
    body: { keepUserData: false },
  }),
  'POST /deviceManagement/managedDevices/:id/setDeviceName': (walker) => ({
    path: `${record(walker, 'EN5')}/setDeviceName`,
    body: { deviceName: 'PC-8' },
  }),
  'POST /deviceManagement/managedDevices/:id/triggerConfigurationManagerAction': (walker) => ({
    path: `${record(walker, COMANAGED)}/triggerConfigurationManagerAction`,
    body: {
      configurationManagerAction: {
        '@odata.type': 'microsoft.graph.configurationManagerAction',
        action: 'refreshMachinePolicy',
      },
    },
  }),
  'POST /deviceManagement/managedDevices/executeAction': (walker) => ({
    path: `${managed}/executeAction`,
    body: {
      actionName: 'syncDevice',
      deviceIds: [record(walker, 'EN5').split('/').at(-1)],
    },
  }),
  'GET /deviceManagement/remoteActionAudits': () => ({
    path: '/deviceManagement/remoteActionAudits',
  }),
  'GET /deviceManagement/auditEvents': ({ lab }) => {
    lab.advance(30);
    return { path: '/deviceManagement/auditEvents' };
  },
  'POST /deviceManagement/operationApprovalRequests/retrieveRequestStatus': (walker) => ({
    path: `${approvals}/retrieveRequestStatus`,
    body: { entityId: record(walker, 'EN7').split('/').at(-1), entityType: 'managedDevice' },
  }),
  'POST /deviceManagement/operationApprovalRequests/:id/approve': (walker) => ({
    path: `${approval(walker)}/approve`,
    body: { justification: 'Fine.' },
    isPersonal: true,
  }),
  'POST /deviceManagement/operationApprovalRequests/:id/reject': (walker) => ({
    path: `${approval(walker, 1)}/reject`,
    body: { justification: 'No.' },
    isPersonal: true,
  }),
  'POST /deviceManagement/operationApprovalRequests/cancelMyRequest': (walker) => ({
    path: `${approvals}/cancelMyRequest`,
    body: { id: approval(walker).split('/').at(-1) },
    // It is somebody else's.
    status: 403,
  }),
  'POST /deviceAppManagement/mobileApps': ({ version }) =>
    version === 'beta'
      ? {
          path: apps,
          body: {
            '@odata.type': '#microsoft.graph.winGetApp',
            displayName: 'Company Portal',
            publisher: 'Microsoft Corporation',
            packageIdentifier: '9WZDNCRFJ3PZ',
            installExperience: {
              '@odata.type': '#microsoft.graph.winGetAppInstallExperience',
              runAsAccount: 'system',
            },
          },
        }
      : [],
  'POST /deviceAppManagement/mobileApps/:id/assign': () => ({
    path: `${apps}/${CONFIGURATION_APP}/assign`,
    body: { mobileAppAssignments: [appAssignment] },
  }),
  'POST /deviceAppManagement/mobileApps/:id/assignments': ({ simulation }) => ({
    path: `${apps}/${simulation.mobileApps.all()[2]?.id ?? ''}/assignments`,
    body: appAssignment,
  }),
};

const deletions: Record<string, Case> = {
  'DELETE /deviceManagement/importedWindowsAutopilotDeviceIdentities/:id': (walker) => ({
    path: importedRow(walker),
  }),
  'DELETE /deviceManagement/windowsAutopilotDeviceIdentities/:id': (walker) => ({
    path: identity(walker, 'BOX4'),
  }),
  'DELETE /deviceManagement/windowsAutopilotDeploymentProfiles/:id/assignments/:assignmentId': (
    walker,
  ) => {
    const id = walker.simulation.deploymentProfiles.all()[0]?.assignments[0]?.id ?? '';
    return { path: `${profile(walker)}/assignments/${id}` };
  },
  'DELETE /deviceManagement/windowsAutopilotDeploymentProfiles/:id': ({ simulation }) => ({
    path: `${profiles}/${simulation.deploymentProfiles.all()[1]?.id ?? ''}`,
  }),
  'DELETE /deviceManagement/deviceEnrollmentConfigurations/:id': (walker) => ({
    path: configuration(walker, 'ESP of another'),
  }),
  'DELETE /deviceManagement/managedDevices/:id': (walker) => ({ path: record(walker, 'EN6') }),
};

export const intuneCases = {
  reads: { ...autopilotReads, ...managementReads },
  writes: { ...autopilotWrites, ...managementWrites },
  deletions,
};
