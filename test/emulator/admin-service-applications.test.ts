import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories } from './support.ts';
import { openSite } from './site-support.ts';
import type { SiteLaboratory } from './site-support.ts';

const CMG = 'cmg.fabrikam.example';
const POINT = 'DP01.corp.fabrikam.example';
const distributionPointGroups = [
  { name: 'Cloud', members: [CMG] },
  { name: 'Ground', members: [POINT] },
];

afterAll(closeLaboratories);

const applicationOf = (site: SiteLaboratory, name: string) =>
  site.row(`SMS_Application?$filter=LocalizedDisplayName eq '${name}' and IsLatest eq true`);

describe('applications', () => {
  let site: SiteLaboratory;
  beforeAll(async () => {
    site = await openSite({ withSample: true });
  });

  it('have an instance a revision, and one of the latest', async () => {
    const filter = "$filter=LocalizedDisplayName eq 'Sample good'";
    const revisions = await site.rows(`SMS_Application?${filter}`);
    expect(revisions.map((row) => [row['CIVersion'], row['IsLatest']])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(await site.row(`SMS_ApplicationLatest?${filter}`)).toMatchObject({ CIVersion: 2 });
  });

  it('change their CI_ID with a revision, and keep their ModelName', async () => {
    const before = await applicationOf(site, 'Sample good');
    await site.console('revise-application', { name: 'Sample good' });
    const after = await applicationOf(site, 'Sample good');
    expect(after['ModelName']).toBe(before['ModelName']);
    expect(after['CI_ID']).not.toBe(before['CI_ID']);
    expect(await site.row(`SMS_ApplicationLatest('${String(after['ModelName'])}')`)).toMatchObject({
      CI_ID: after['CI_ID'],
    });
  });

  it('tell by key what a list leaves out', async () => {
    const { CI_ID: id, SDMPackageXML: listed } = await applicationOf(site, 'Sample good');
    expect(listed).toBeNull();
    const row = await site.row(`SMS_Application(${String(id)})`);
    expect(row['SDMPackageXML']).toContain('<Title>Sample good</Title>');
    expect(row['PackageID']).toMatch(/^PS1/);
  });

  it('say whether they are retired, superseded, empty or for users', async () => {
    expect(await applicationOf(site, 'Sample retired')).toMatchObject({ IsExpired: true });
    expect(await applicationOf(site, 'Sample superseded')).toMatchObject({ IsSuperseded: true });
    expect(await applicationOf(site, 'Sample without content')).toMatchObject({
      HasContent: false,
    });
    expect(await applicationOf(site, 'Sample for users')).toMatchObject({ ExecutionContext: 1 });
  });

  it('are retired by a method', async () => {
    const { CI_ID: id } = await applicationOf(site, 'Sample good');
    const method = `SMS_Application(${String(id)})/AdminService.SetIsExpired`;
    await site.invoke(method, { Expired: true });
    expect(await applicationOf(site, 'Sample good')).toMatchObject({ IsExpired: true });
  });
});

describe('content', () => {
  let site: SiteLaboratory;
  beforeAll(async () => {
    site = await openSite({ applications: [{ name: 'VPN' }], distributionPointGroups });
  });

  const group = (name: string) => site.row(`SMS_DistributionPointGroup?$filter=Name eq '${name}'`);
  const distribute = async (name: string) => {
    const { PackageID: packageId } = await site.row('SMS_ContentPackage');
    await site.invoke(
      `SMS_ContentPackage('${String(packageId)}')/AdminService.AddDistributionPointGroup`,
      { DistributionPointGroup: [(await group(name))['GroupID']] },
    );
  };

  it('goes from 2 to 1, in every class that tells', async () => {
    await distribute('Cloud');
    expect(await site.row('SMS_DistributionDPStatus')).toMatchObject({
      Name: CMG,
      MessageState: 2,
      MessageID: 2301,
      ObjectTypeID: 31,
    });
    expect(await site.row('SMS_ObjectContentExtraInfo')).toMatchObject({
      Targeted: 1,
      NumberInProgress: 1,
    });
    site.advance(600);
    expect(await site.row('SMS_DistributionDPStatus')).toMatchObject({
      MessageState: 1,
      MessageID: 2330,
    });
    expect(await site.row('SMS_DPGroupDistributionStatusDetails')).toMatchObject({
      GroupName: 'Cloud',
      MessageState: 1,
    });
    expect(await site.row('SMS_PackageStatus')).toMatchObject({ Status: 3 });
    expect(await site.row('SMS_ObjectContentExtraInfo')).toMatchObject({ NumberSuccess: 1 });
  });

  it('fails with the id of a status message', async () => {
    await site.console('content-failures', { application: 'VPN', point: POINT, messageId: 2324 });
    await distribute('Ground');
    site.advance(600);
    const row = await site.row(`SMS_DistributionDPStatus?$filter=Name eq '${POINT}'`);
    expect(row).toMatchObject({ MessageState: 3, MessageID: 2324 });
    expect(await site.row('SMS_ObjectContentExtraInfo')).toMatchObject({
      NumberSuccess: 1,
      NumberErrors: 1,
    });
  });

  it('is taken back from a group', async () => {
    const { GroupID: id } = await group('Ground');
    const { PackageID: packageId } = await site.row('SMS_ContentPackage');
    await site.invoke(`SMS_DistributionPointGroup('${String(id)}')/AdminService.RemovePackages`, {
      PackageIDs: [packageId],
    });
    expect(await site.rows('SMS_DistributionDPStatus')).toHaveLength(1);
  });

  it('does not go to a gateway that serves none', async () => {
    const own = await openSite({
      applications: [{ name: 'VPN', isDistributed: true }],
      cmg: { hasContent: false },
    });
    expect(await own.rows('SMS_DistributionDPStatus')).toEqual([]);
  });
});
