import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callsOf, callsOfPerson, appWith } from './callers.ts';
import { app, closeLaboratories, onlyRow, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

const person = { userPrincipalName: 'ann@fabrikam.example', password: 'correct horse' };
const portal = {
  ...appWith(),
  name: 'portal',
  delegatedScopes: ['Policy.Read.All', 'Policy.ReadWrite.MobilityManagement'],
};
const basic = {
  ...appWith('User.ReadBasic.All'),
  clientId: '55555555-5555-4555-8555-555555555555',
};
const GROUP = '00000000-0000-4000-8000-00000000000a';
const policies = '/beta/policies/mobileDeviceManagementPolicies';
const policy = `${policies}/0000000a-0000-0000-c000-000000000000`;

describe('the tenant', () => {
  let lab: Laboratory;
  let asPerson: Laboratory['graph'];
  beforeAll(async () => {
    lab = await openLaboratory({
      apps: [app, portal, basic],
      throttling: { mode: 'off' },
      tenant: {
        mdmAuthority: 'unknown',
        skus: [{ skuPartNumber: 'EMSPREMIUM' }, { skuPartNumber: 'AAD_PREMIUM' }],
        deviceRegistration: { allowedToJoin: { groups: [GROUP] }, userDeviceQuota: 20 },
      },
      groups: [{ id: GROUP, displayName: 'Pilot' }],
      users: [
        person,
        { userPrincipalName: 'eve@fabrikam.example', skuPartNumbers: ['EMS', 'SPE_E5'] },
        { userPrincipalName: 'bob@fabrikam.example', licensed: false },
      ],
      conditionalAccessPolicies: [{ displayName: 'MFA', excludeUsers: ['x'] }],
    });
    asPerson = await callsOfPerson(lab, { ...person, clientId: portal.clientId });
  });
  afterAll(closeLaboratories);

  it('has no MDM authority until somebody sets it, and none of another tenant', async () => {
    const path = `/v1.0/organization/${lab.emulator.simulation.world.tenant.tenantId}`;
    const $select = '?$select=mobileDeviceManagementAuthority';
    const before = await lab.graph('GET', `${path}${$select}`);
    expect(before.body).toMatchObject({ mobileDeviceManagementAuthority: 'unknown' });
    const set = await lab.graph('POST', `${path}/setMobileDeviceManagementAuthority`);
    expect(set).toMatchObject({ status: 200, body: { value: 1 } });
    const after = await lab.graph('GET', `/v1.0/organization${$select}`);
    expect(onlyRow(after)).toMatchObject({ mobileDeviceManagementAuthority: 'intune' });
    expect((await lab.graph('GET', `/v1.0/organization/${GROUP}`)).status).toBe(404);
  });

  it('refuses every application at the MDM user scope, whatever its roles', async () => {
    const answer = await lab.graph('GET', policies);
    expect(answer.status).toBe(401);
    expect(answer.body.error.message).toBe('Unsupported app-only call.');
  });

  it('shows the MDM user scope to a person, and reaches `selected` through groups only', async () => {
    expect(onlyRow(await asPerson('GET', policies))).toMatchObject({ appliesTo: 'all' });
    const both = { appliesTo: 'none', discoveryUrl: 'https://x.example' };
    expect((await asPerson('PATCH', policy, { body: both })).status).toBe(400);
    const reference = { '@odata.id': `https://graph.microsoft.com/odata/groups('${GROUP}')` };
    const added = await asPerson('POST', `${policy}/includedGroups/$ref`, { body: reference });
    expect(added.status).toBe(204);
    const selected = await asPerson('GET', `${policy}?$expand=includedGroups`);
    expect(selected.body).toMatchObject({ appliesTo: 'selected', includedGroups: [{ id: GROUP }] });
    expect((await asPerson('PATCH', policy, { body: { appliesTo: 'all' } })).status).toBe(204);
    const all = await asPerson('GET', `${policy}?$expand=includedGroups`);
    expect(all.body).toMatchObject({ appliesTo: 'all', includedGroups: [] });
  });

  it('without Intune refuses every call of it in the same words', async () => {
    const other = await openLaboratory({ tenant: { hasIntune: false } });
    for (const path of ['/v1.0/deviceManagement', '/beta/deviceAppManagement/mobileApps']) {
      const answer = await other.graph('GET', path);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toBe('Request not applicable to target tenant.');
    }
    expect((await other.graph('GET', '/v1.0/organization')).status).toBe(200);
  });

  it('says who may join devices, and how many', async () => {
    const { body } = await lab.graph('GET', '/v1.0/policies/deviceRegistrationPolicy');
    expect(body).toMatchObject({
      userDeviceQuota: 20,
      azureADJoin: {
        allowedToJoin: {
          '@odata.type': '#microsoft.graph.enumeratedDeviceRegistrationMembership',
          groups: [GROUP],
        },
      },
    });
  });

  it('brings each licence its service plans, and one plan once', async () => {
    const $select = '?$select=assignedPlans,assignedLicenses';
    const eve = await lab.graph('GET', `/v1.0/users/eve@fabrikam.example${$select}`);
    const { assignedPlans, assignedLicenses } = eve.body as unknown as {
      assignedPlans: { servicePlanId: string }[];
      assignedLicenses: unknown[];
    };
    const plans = assignedPlans.map(({ servicePlanId }) => servicePlanId);
    expect(assignedLicenses).toHaveLength(2);
    expect(new Set(plans).size).toBe(plans.length);
    expect(plans).toContain('c1ec4a95-1f05-45b3-a911-aa3fa01094f5');
    const details = await lab.graph('GET', '/v1.0/users/eve@fabrikam.example/licenseDetails');
    expect(details.body.value).toMatchObject([
      { skuPartNumber: 'EMS' },
      { skuPartNumber: 'SPE_E5' },
    ]);
    const bob = await lab.graph('GET', '/v1.0/users/bob@fabrikam.example/licenseDetails');
    expect(bob.body.value).toEqual([]);
    const skus = await lab.graph('GET', '/v1.0/subscribedSkus');
    expect(skus.body.value).toMatchObject([
      { skuId: 'b05e124f-c7cc-45a0-a6aa-8cf78c946968' },
      { skuId: '078d2b04-f1bd-4111-bbd4-b4b1b354cef4' },
    ]);
  });

  it('hides licences and the account state from the basic permission', async () => {
    const graph = await callsOf(lab, basic);
    const $select = '?$select=displayName,accountEnabled,assignedPlans';
    const { body } = await graph('GET', `/v1.0/users/${person.userPrincipalName}${$select}`);
    expect(body).toMatchObject({ displayName: 'ann', accountEnabled: null, assignedPlans: [] });
  });

  it('lists Conditional Access for the check of exclusions, and 404 for another', async () => {
    const path = '/v1.0/identity/conditionalAccess/policies';
    const row = onlyRow(await lab.graph('GET', path));
    expect(row).toMatchObject({
      state: 'enabled',
      conditions: {
        applications: { includeApplications: ['All'] },
        users: { excludeUsers: ['x'] },
      },
      grantControls: { builtInControls: ['mfa'] },
    });
    expect((await lab.graph('GET', `${path}/${row.id}`)).status).toBe(200);
    expect((await lab.graph('GET', `${path}/${GROUP}`)).status).toBe(404);
    const graph = await callsOf(lab, basic);
    expect((await graph('GET', path)).status).toBe(403);
  });
});
