import { afterEach, expect, it } from 'vitest';
import {
  COMMAND_LINE,
  TAG,
  autopilot,
  closeLaboratories,
  configurations,
  groupTarget,
  importBody,
  imported,
  managed,
  onlyRow,
  openLaboratory,
  profiles,
} from './support.ts';
import type { Answer, Laboratory } from './support.ts';

/**
 * The whole procedure as an administrator would type it, in plain HTTP and in the right order: two
 * new devices, and a reused one with a stale leftover of an earlier join. What it shows is the
 * emulator: a tenant in which the right way leads to co-managed machines, and a referee that has
 * nothing to say.
 */
const NEW = ['A1', 'A2'];
const REUSED = 'R1';
const FLEET = [...NEW, REUSED];
const LEFTOVER = '0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a';
const DAY_MINUTES = 24 * 60;
/** Longer than every delay of the directory, shorter than anything that matters. */
const A_MOMENT = 5;

const world = {
  users: [{ userPrincipalName: 'maria@fabrikam.example' }],
  machines: [
    ...NEW.map((serialNumber) => ({ serialNumber, userPrincipalName: 'maria@fabrikam.example' })),
    {
      serialNumber: REUSED,
      state: 'enrolled' as const,
      lastSyncDaysAgo: 40,
      lastSignInDaysAgo: 40,
    },
    { serialNumber: 'B1', state: 'enrolled' as const, bystander: true },
  ],
  entraDevices: [
    {
      id: LEFTOVER,
      displayName: REUSED,
      machineId: REUSED,
      stale: true,
      trustType: 'Workplace' as const,
      lastSignInDaysAgo: 200,
    },
  ],
  site: {
    applications: [{ name: 'Company Portal', isDistributed: true }],
    principals: [{ token: 'gangway-site-token', name: 'CORP\\admin' }],
  },
};

afterEach(closeLaboratories);

it('the procedure done right ends with co-managed machines and an empty verdict', async () => {
  const lab = await openLaboratory(world);
  await lab.admin('POST', 'lists', { serialNumbers: FLEET });
  await checkPrerequisites(lab);
  await removeLeftover(lab);
  await lab.admin('POST', 'site/cloud-attach', { autoEnrollment: 'None' });
  const groupId = await prepareIntune(lab);
  await prepareSite(lab);
  await registerFleet(lab, groupId);
  await wipeReused(lab);
  await lab.admin('POST', 'machines/deliver', { serialNumbers: NEW });
  lab.advance(DAY_MINUTES);

  for (const serialNumber of FLEET) {
    const found = await lab.graph(
      'GET',
      `/beta${managed}?$filter=serialNumber eq '${serialNumber}'`,
    );
    expect(onlyRow(found)).toMatchObject({ managementAgent: 'configurationManagerClientMdm' });
    const systems = await lab.site('GET', `SMS_R_System?$filter=SerialNumber eq '${serialNumber}'`);
    const clients = systems.body.value.filter((row) => 'Client' in row && row.Client === 1);
    const states = await Promise.all(
      clients.map(({ ResourceID }) =>
        lab.site('GET', `SMS_Client_ComanagementState?$filter=ResourceID eq ${ResourceID}`),
      ),
    );
    expect(states.flatMap(({ body }) => body.value)).toContainEqual(
      expect.objectContaining({ MDMEnrolled: 1, ComgmtPolicyPresent: 1 }),
    );
  }
  expect(lab.verdict()).toEqual([]);
});

async function checkPrerequisites(lab: Laboratory): Promise<void> {
  const organization = onlyRow(
    await lab.graph('GET', '/v1.0/organization?$select=id,mobileDeviceManagementAuthority'),
  );
  expect(organization).toMatchObject({ mobileDeviceManagementAuthority: 'intune' });
  expect((await lab.graph('GET', '/v1.0/subscribedSkus')).body.value).not.toEqual([]);
  expect((await lab.site('GET', 'SMS_Site')).body.value).toMatchObject([{ SiteCode: 'PS1' }]);
}

/** Disabled, rested for four weeks, looked at again, deleted. */
async function removeLeftover(lab: Laboratory): Promise<void> {
  const path = `/v1.0/devices/${LEFTOVER}`;
  expect((await lab.graph('PATCH', path, { body: { accountEnabled: false } })).status).toBe(204);
  lab.advance(28 * DAY_MINUTES);
  expect((await lab.graph('GET', path)).body).toMatchObject({ accountEnabled: false });
  expect((await lab.graph('DELETE', path)).status).toBe(204);
  lab.advance(A_MOMENT);
  expect((await lab.graph('GET', path)).status).toBe(404);
}

async function prepareIntune(lab: Laboratory): Promise<string> {
  const group = await lab.graph('POST', '/v1.0/groups', {
    body: {
      displayName: 'Autopilot into co-management',
      mailEnabled: false,
      mailNickname: 'autopilot-comanagement',
      securityEnabled: true,
      groupTypes: ['DynamicMembership'],
      membershipRule: `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${TAG}"))`,
      membershipRuleProcessingState: 'On',
    },
  });
  expect(group.status).toBe(201);
  const groupId = group.body.id;
  lab.advance(A_MOMENT);
  const statusPage = await lab.graph('POST', `/beta${configurations}`, {
    body: {
      '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
      displayName: 'ESP for co-management',
      showInstallationProgress: true,
      installProgressTimeoutInMinutes: 60,
    },
  });
  await assign(lab, statusPage, groupId);
  const profile = await lab.graph('POST', `/beta${profiles}`, {
    body: {
      '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
      displayName: 'Autopilot into co_management',
      deviceType: 'windowsPc',
    },
  });
  expect(profile.status).toBe(201);
  const assigned = await lab.graph('POST', `/beta${profiles}/${profile.body.id}/assignments`, {
    body: groupTarget(groupId),
  });
  expect(assigned.status).toBe(201);
  const policy = await lab.graph('POST', `/beta${configurations}`, {
    body: {
      '@odata.type': '#microsoft.graph.deviceComanagementAuthorityConfiguration',
      displayName: 'Autopilot into co-management',
      managedDeviceAuthority: 1,
      installConfigurationManagerAgent: true,
      configurationManagerAgentCommandLineArgument: COMMAND_LINE,
    },
  });
  await assign(lab, policy, groupId);
  return groupId;
}

async function assign(lab: Laboratory, created: Answer, groupId: string): Promise<void> {
  expect(created.status).toBe(201);
  const { status } = await lab.graph('POST', `/beta${configurations}/${created.body.id}/assign`, {
    body: { enrollmentConfigurationAssignments: [groupTarget(groupId)] },
  });
  expect(status).toBeLessThan(300);
}

/** A collection of Entra joined clients, and an application required on it. */
async function prepareSite(lab: Laboratory): Promise<void> {
  const collection = await lab.site('POST', 'SMS_Collection', {
    body: {
      Name: 'Autopilot co-management',
      CollectionType: 2,
      LimitToCollectionID: 'SMS00001',
      RefreshType: 4,
    },
  });
  const collectionId = collection.body.CollectionID;
  const collectionRule = {
    '@odata.type': '#AdminService.SMS_CollectionRuleQuery',
    RuleName: 'Entra joined',
    QueryExpression:
      'select ResourceID, Name from SMS_R_System where SMS_R_System.Client = 1 and SMS_R_System.ResourceDomainORWorkgroup = "WORKGROUP"',
  };
  const path = `SMS_Collection('${collectionId}')/AdminService`;
  expect(
    (await lab.site('POST', `${path}.AddMembershipRule`, { body: { collectionRule } })).status,
  ).toBe(201);
  await lab.site('POST', `${path}.RequestRefresh`, { body: { IncludeSubCollections: false } });
  const application = onlyRow(await lab.site('GET', 'SMS_Application?$filter=IsLatest eq true'));
  const deployment = await lab.site('POST', 'SMS_ApplicationAssignment', {
    body: {
      AssignmentName: 'Company Portal_Autopilot co-management_Install',
      AssignedCIs: [application.CI_ID],
      TargetCollectionID: collectionId,
      AssignmentType: 2,
      AssignmentAction: 2,
      DesiredConfigType: 1,
      OfferTypeID: 0,
      StartTime: '2026-09-01T08:00:00Z',
      EnforcementDeadline: '2026-09-01T08:00:00Z',
    },
  });
  expect(deployment.status).toBe(201);
}

/** Imported, anchored, in the group, profile assigned with its date; and only then on. */
async function registerFleet(lab: Laboratory, groupId: string): Promise<void> {
  const rows = FLEET.map((machineId) => ({ machineId }));
  const accepted = await lab.graph('POST', `/beta${imported}/import`, { body: importBody(rows) });
  expect(accepted.status).toBe(200);
  lab.advance(60);
  const list = await lab.graph('GET', `/beta${imported}`);
  expect(list.body.value.map((row) => row.state.deviceImportStatus)).toEqual(
    FLEET.map(() => 'complete'),
  );
  // A cast on members is an advanced query.
  const path = `/v1.0/groups/${groupId}/members/microsoft.graph.device?$count=true`;
  const members = await lab.graph('GET', path, { headers: { consistencylevel: 'eventual' } });
  expect(members.body.value).toHaveLength(FLEET.length);
  const identities = await lab.graph('GET', `/beta${autopilot}`);
  for (const identity of identities.body.value) {
    expect(identity.deploymentProfileAssignmentStatus).toMatch(/^assigned/);
    expect(Date.parse(identity.deploymentProfileAssignedDateTime)).toBeGreaterThan(0);
  }
}

/** The record looked up by serial number and compared, wiped once, and watched until it is gone. */
async function wipeReused(lab: Laboratory): Promise<void> {
  const found = onlyRow(
    await lab.graph('GET', `/beta${managed}?$filter=serialNumber eq '${REUSED}'`),
  );
  expect(found.serialNumber).toBe(REUSED);
  const body = { keepEnrollmentData: false, keepUserData: false };
  const wiped = await lab.graph('POST', `/beta${managed}/${found.id}/wipe`, { body });
  expect(wiped.status).toBe(204);
  lab.advance(60);
  expect((await lab.graph('GET', `/beta${managed}/${found.id}`)).status).toBe(404);
}
