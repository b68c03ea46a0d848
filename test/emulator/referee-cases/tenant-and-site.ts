import type { Laboratory } from '../support.ts';
import { app, prepareTenant, register } from '../support.ts';
import type { Cases } from './case.ts';
import { disable, done, list } from './case.ts';
import { OLD } from './entra-objects.ts';

/** Only people reach these settings; their tools act for them. */
const boss = { userPrincipalName: 'boss@fabrikam.example', password: 'secret' };
const delegate = {
  ...app,
  clientId: '44444444-4444-4444-8444-444444444444',
  delegatedScopes: ['Policy.Read.All', 'Policy.ReadWrite.MobilityManagement'],
};
const mobilityPolicy =
  '/beta/policies/mobileDeviceManagementPolicies/0000000a-0000-0000-c000-000000000000';

const attach = (lab: Laboratory, change: object) =>
  done(lab.admin('POST', 'site/cloud-attach', change));

/** Two flags more than nothing: compliance with Intune. */
const COMPLIANCE_FLAGS = 8193 + 2;
const withDuplicate = {
  machines: [{ serialNumber: 'PC', state: 'enrolled' as const }],
  entraDevices: [
    { id: OLD, displayName: 'PC', machineId: 'PC', stale: true, lastSignInDaysAgo: 200 },
  ],
};

export async function addCollection(
  lab: Laboratory,
  name: string,
  limit = 'SMS00001',
): Promise<string> {
  const body = { Name: name, CollectionType: 2, LimitToCollectionID: limit, RefreshType: 4 };
  return (await done(lab.site('POST', 'SMS_Collection', { body }))).body.CollectionID;
}

async function addToCollection(lab: Laboratory, collectionId: string, machineId: string) {
  const system = lab.emulator.simulation.site.systems.findByMachine(machineId);
  const collectionRule = {
    '@odata.type': '#AdminService.SMS_CollectionRuleDirect',
    RuleName: machineId,
    ResourceClassName: 'SMS_R_System',
    ResourceID: system?.resourceId ?? 0,
  };
  const path = `SMS_Collection('${collectionId}')/AdminService.AddMembershipRule`;
  await done(lab.site('POST', path, { body: { collectionRule } }));
  lab.advance(10);
}

async function addQuery(lab: Laboratory, collectionId: string, where: string) {
  const collectionRule = {
    '@odata.type': '#AdminService.SMS_CollectionRuleQuery',
    RuleName: 'Clients',
    QueryExpression: `select ResourceID from SMS_R_System where ${where}`,
  };
  const path = `SMS_Collection('${collectionId}')/AdminService.AddMembershipRule`;
  await done(lab.site('POST', path, { body: { collectionRule } }));
  lab.advance(10);
}

export async function deploy(lab: Laboratory, collectionId: string): Promise<void> {
  const found = await done(lab.site('GET', 'SMS_Application?$filter=IsLatest eq true'));
  const body = {
    AssignmentName: 'Company Portal',
    AssignedCIs: [found.body.value[0]?.CI_ID],
    TargetCollectionID: collectionId,
    AssignmentType: 2,
    AssignmentAction: 2,
    DesiredConfigType: 1,
    OfferTypeID: 0,
    StartTime: '2026-09-01T08:00:00Z',
    EnforcementDeadline: '2026-09-01T08:00:00Z',
  };
  await done(lab.site('POST', 'SMS_ApplicationAssignment', { body }));
}

async function stage(lab: Laboratory, inScope: boolean): Promise<void> {
  const scope = await addCollection(lab, 'Auto enrolment');
  const staging = await addCollection(lab, 'Compliance pilot');
  await addToCollection(lab, staging, 'CLIENT');
  if (inScope) await addToCollection(lab, scope, 'CLIENT');
  await attach(lab, {
    autoEnrollment: 'Pilot',
    autoEnrollmentCollection: scope,
    stagingCollections: { CP: staging },
    pilotWorkloads: ['CP'],
  });
}

const client = { serialNumber: 'CLIENT', state: 'client-installed' as const };
const applications = [{ name: 'Company Portal', isDistributed: true }];

export const tenantAndSiteCases: Cases = {
  'REF-MDM-AUTHORITY': {
    wrong: (lab) => {
      const { tenantId } = lab.emulator.simulation.world.tenant;
      const path = `/v1.0/organization/${tenantId}/setMobileDeviceManagementAuthority`;
      return done(lab.graph('POST', path));
    },
    right: (lab) => done(lab.graph('GET', '/v1.0/organization')),
  },
  'REF-TENANT-SETTING': {
    world: { apps: [app, delegate], users: [boss] },
    wrong: async (lab) => {
      const headers = { authorization: `Bearer ${await lab.tokenOf(delegate, boss)}` };
      const body = { appliesTo: 'none' };
      await done(lab.graph('PATCH', mobilityPolicy, { body, headers }));
    },
    right: async (lab) => {
      const headers = { authorization: `Bearer ${await lab.tokenOf(delegate, boss)}` };
      await done(lab.graph('GET', mobilityPolicy, { headers }));
    },
  },
  'REF-WORKLOAD-WITHOUT-POLICY': {
    world: { referee: { intunePolicies: ['DC'] } },
    wrong: (lab) => attach(lab, { workloadFlags: COMPLIANCE_FLAGS }),
    rightWorld: { referee: { intunePolicies: ['CP'] } },
    right: (lab) => attach(lab, { workloadFlags: COMPLIANCE_FLAGS }),
  },
  'REF-SCOPE-BEFORE-CLEAN-UP': {
    world: withDuplicate,
    wrong: (lab) => attach(lab, { autoEnrollment: 'All' }),
    right: async (lab) => {
      await disable(lab, OLD);
      await attach(lab, { autoEnrollment: 'All' });
    },
  },
  'REF-STAGING-OUTSIDE': {
    world: { machines: [client] },
    wrong: (lab) => stage(lab, false),
    right: (lab) => stage(lab, true),
  },
  'REF-DEPLOYMENT-LATE': {
    world: { machines: [{ serialNumber: 'USED', state: 'enrolled' }], site: { applications } },
    wrong: async (lab) => {
      await land(lab);
      const id = await addCollection(lab, 'Clients');
      await addToCollection(lab, id, 'USED');
      await deploy(lab, id);
    },
    right: async (lab) => {
      const id = await addCollection(lab, 'Clients');
      await deploy(lab, id);
      await land(lab);
      await addToCollection(lab, id, 'USED');
    },
  },
  'REF-BYSTANDER-COLLECTED': {
    world: { machines: [client, { ...client, serialNumber: 'TRAP', bystander: true }] },
    wrong: async (lab) => addQuery(lab, await addCollection(lab, 'Clients'), 'Client = 1'),
    right: async (lab) => addQuery(lab, await addCollection(lab, 'Clients'), 'Name like "CLI%"'),
  },
  'REF-COLLECTION-IN-USE': {
    wrong: async (lab) => {
      const id = await addCollection(lab, 'Clients');
      await addCollection(lab, 'Laptops', id);
      await lab.site('DELETE', `SMS_Collection('${id}')`);
    },
    right: async (lab) => {
      const id = await addCollection(lab, 'Clients');
      const above = await addCollection(lab, 'Laptops', id);
      await done(lab.site('DELETE', `SMS_Collection('${above}')`));
      await done(lab.site('DELETE', `SMS_Collection('${id}')`));
    },
  },
};

/** A listed PC gets the policy and its client. */
async function land(lab: Laboratory): Promise<void> {
  await list(lab, ['USED']);
  await prepareTenant(lab);
  await register(lab, ['USED']);
}
