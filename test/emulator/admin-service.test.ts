import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories, onlyRow, openLaboratory, prepareTenant, register } from './support.ts';
import type { Laboratory } from './support.ts';

const workgroupClients = {
  '@odata.type': '#AdminService.SMS_CollectionRuleQuery',
  RuleName: 'entra-joined',
  QueryExpression:
    'select ResourceID, Name from SMS_R_System where SMS_R_System.Client = 1 and Obsolete = 0 and ResourceDomainORWorkgroup = "WORKGROUP"',
};

describe('the AdminService', () => {
  let lab: Laboratory;
  let collectionId: string;
  beforeAll(async () => {
    lab = await openLaboratory({
      machines: [{ serialNumber: 'A1' }],
      site: {
        applications: [{ name: 'Contoso VPN' }],
        systems: [{ name: 'PC1' }, { name: 'PC2', isClient: false }],
        principals: [
          { token: 'gangway-site-token', name: 'CORP\\gangway' },
          { token: 'reader', name: 'CORP\\reader', rights: ['read'] },
        ],
      },
    });
  });
  afterAll(closeLaboratories);

  it('asks for Negotiate and knows only its principals', async () => {
    const refused = await lab.site('GET', 'SMS_Site', { headers: { authorization: '' } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Negotiate');
  });

  it('says “Access denied” with a 404 to who may not write', async () => {
    const answer = await lab.site('POST', 'SMS_Collection', {
      headers: { authorization: 'Negotiate reader' },
      body: { Name: 'x', LimitToCollectionID: 'SMS00001' },
    });
    expect(answer).toMatchObject({
      status: 404,
      body: { error: { message: 'Access denied  WMI QUERY: ' } },
    });
  });

  it('answers one instance as an array of one, in either key form and any case', async () => {
    for (const path of ["SMS_Collection('SMS00001')", 'sms_collection/SMS00001']) {
      const answer = await lab.site('GET', path);
      expect(answer.status).toBe(200);
      expect(answer.body.value).toMatchObject([{ '@odata.etag': 'SMS00001', CollectionRules: [] }]);
    }
    const list = await lab.site(
      'GET',
      "SMS_Collection?$filter=Name eq 'all systems'&$select=CollectionID",
    );
    expect(list.body.value).toEqual([{ '@odata.etag': 'SMS00001', CollectionID: 'SMS00001' }]);
  });

  it('answers 201 to methods, with the return value flat', async () => {
    const answer = await lab.site('POST', 'SMS_Identification.GetSiteID', { body: {} });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      ReturnValue: 0,
      SiteID: '{3F5F4AD1-5A2C-4E3E-9A54-6C1F6B0D7E11}',
    });
  });

  it('knows unknown classes, instances and wrong types only as 404', async () => {
    const statuses = await Promise.all([
      lab.site('GET', 'SMS_Nothing'),
      lab.site('GET', "SMS_Collection('PS1FFFFF')"),
      lab.site('POST', "SMS_Collection('SMS00001')/AdminService.AddMembershipRules", { body: {} }),
      lab.site('POST', 'SMS_Collection', { body: { Name: 'x' } }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('shows cloud attach only after the console has done it, and its digest only by key', async () => {
    const path =
      "SMS_ConfigurationPolicy?$filter=startswith(LocalizedDisplayName,'CoMgmtSettings')";
    expect((await lab.site('GET', path)).body.value).toEqual([]);
    await lab.admin('POST', 'site/cloud-attach', { autoEnrollment: 'Pilot', workloadFlags: 12543 });
    const policies = (await lab.site('GET', path)).body.value;
    expect(policies[0]).toMatchObject({
      LocalizedDisplayName: 'CoMgmtSettingsProd',
      SDMPackageXML: null,
    });
    const one = await lab.site('GET', `SMS_ConfigurationPolicy(${policies[0]?.CI_ID ?? 0})`);
    const xml = onlyRow(one).SDMPackageXML;
    expect([...xml.matchAll(/ Value="([^"]*)"/g)].map(([, value]) => value)).toEqual([
      'true',
      'false',
      '12543',
    ]);
    const assignments = await lab.site('GET', 'SMS_ConfigurationPolicyAssignment');
    expect(assignments.body.value).toHaveLength(2);
  });

  it('evaluates a query rule some time later', async () => {
    const created = await lab.site('POST', 'SMS_Collection', {
      body: { Name: 'Gangway', CollectionType: 2, LimitToCollectionID: 'SMS00001', RefreshType: 4 },
    });
    expect(created).toMatchObject({ status: 201, body: { CurrentStatus: 5, MemberCount: 0 } });
    collectionId = created.body.CollectionID;
    const rule = await lab.site(
      'POST',
      `SMS_Collection('${collectionId}')/AdminService.AddMembershipRule`,
      {
        body: { collectionRule: workgroupClients },
      },
    );
    expect(rule.body).toMatchObject({ ReturnValue: 0, QueryID: 1 });
    lab.advance(1);
    const ready = await lab.site('GET', `SMS_Collection('${collectionId}')`);
    expect(ready.body.value).toMatchObject([{ CurrentStatus: 1, MemberCount: 0 }]);
  });

  it('installs a required application on a device that came through Autopilot', async () => {
    const application = onlyRow(await lab.site('GET', 'SMS_Application?$filter=IsLatest eq true'));
    const content = await lab.site(
      'GET',
      `SMS_ContentPackage?$filter=SecurityKey eq '${application.ModelName}'`,
    );
    const group = onlyRow(await lab.site('GET', 'SMS_DistributionPointGroup'));
    const packageId = onlyRow(content).PackageID;
    await lab.site(
      'POST',
      `SMS_ContentPackage('${packageId}')/AdminService.AddDistributionPointGroup`,
      {
        body: { DistributionPointGroup: [group.GroupID] },
      },
    );
    const status = await lab.site(
      'GET',
      `SMS_DistributionDPStatus?$filter=PackageID eq '${packageId}'`,
    );
    expect(status.body.value).toMatchObject([{ MessageState: 2 }]);
    const deployed = await lab.site('POST', 'SMS_ApplicationAssignment', {
      body: {
        AssignmentName: 'Contoso VPN_Gangway_Install',
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
    expect(deployed).toMatchObject({ status: 201, body: { DPLocality: 80, LocaleID: 1033 } });
    await prepareTenant(lab);
    await register(lab, ['A1']);
    await lab.admin('POST', 'machines/deliver', { serialNumbers: ['A1'] });
    lab.advance(60 * 5);
    const assets = await lab.site(
      'GET',
      `SMS_AppDeploymentAssetDetails?$filter=AssignmentID eq ${deployed.body.AssignmentID}`,
    );
    expect(assets.body.value).toMatchObject([
      { MachineName: 'A1', AppStatusType: 1, EnforcementState: 1000 },
    ]);
    const membership = await lab.site(
      'GET',
      `SMS_FullCollectionMembership?$filter=CollectionID eq '${collectionId}'`,
    );
    expect(membership.body.value).toMatchObject([{ Name: 'A1', IsClient: true }]);
  });

  it('answers a deletion with 204 and then knows it no more', async () => {
    const path = `SMS_Collection('${collectionId}')`;
    expect((await lab.site('DELETE', path)).status).toBe(204);
    expect((await lab.site('GET', path)).status).toBe(404);
  });
});
