import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories } from './support.ts';
import {
  aNumber,
  addCollection,
  addRule,
  assignmentOf,
  clientQuery,
  like,
  openSite,
  queryRule,
} from './site-support.ts';
import type { SiteLaboratory, SiteRow } from './site-support.ts';

const CMG = 'cmg.fabrikam.example';
const POINT = 'DP01.corp.fabrikam.example';
const DEVICE = '30000000-0000-4000-8000-000000000001';
const systems = [
  { name: 'AP', domain: 'WORKGROUP', aadDeviceId: DEVICE },
  { name: 'DESK' },
  { name: 'BLOCKED', isBlocked: true },
];
const distributionPointGroups = [
  { name: 'Cloud', members: [CMG] },
  { name: 'Ground', members: [POINT] },
];

afterAll(closeLaboratories);

const applicationOf = (site: SiteLaboratory, name: string) =>
  site.row(`SMS_Application?$filter=LocalizedDisplayName eq '${name}' and IsLatest eq true`);

/** A collection of everything, and an application deployed to it. */
async function deploy(site: SiteLaboratory, name: string, change: object = {}): Promise<SiteRow> {
  const id = await addCollection(site, { Name: `For ${name}` });
  await addRule(site, id, queryRule(clientQuery('ResourceID > 0')));
  const { CI_ID: ciId } = await applicationOf(site, name);
  const body = assignmentOf(ciId, id, change);
  const created = await site.call('POST', 'SMS_ApplicationAssignment', { body });
  if (created.status !== 201) throw new Error(created.text);
  return created.body;
}

async function assets(
  site: SiteLaboratory,
  { AssignmentID: id }: SiteRow,
  className?: string,
): Promise<Record<string, unknown[]>> {
  const rows = await site.rows(
    `${className ?? 'SMS_AppDeploymentAssetDetails'}?$filter=AssignmentID eq ${String(id)}&$orderby=MachineName`,
  );
  return Object.fromEntries(
    rows.map((row) => [
      String(row['MachineName']),
      [row['AppStatusType'], row['EnforcementState']],
    ]),
  );
}

describe('a deployment', () => {
  let site: SiteLaboratory;
  beforeAll(async () => {
    const isDistributed = true;
    site = await openSite(
      {
        systems,
        distributionPointGroups,
        applications: [
          { name: 'Good', isDistributed },
          { name: 'Bad', isDistributed, outcome: 'error' },
          { name: 'Picky', isDistributed, outcome: 'requirements-not-met' },
          { name: 'Patient', isDistributed, outcome: 'waiting' },
          { name: 'Undelivered' },
          { name: 'Broken', isDistributed, contentFailures: [{ point: CMG }] },
          { name: 'Contested', isDistributed },
          { name: 'Wanted', isDistributed },
        ],
      },
      { timings: { applicationMinutes: 10, summarizationMinutes: 15 } },
    );
  });

  it('comes back with what the provider fills in', async () => {
    expect(await deploy(site, 'Wanted')).toMatchObject({
      AssignmentID: aNumber,
      AssignmentUniqueID: like(/^\{[0-9A-F-]{36}\}$/),
      AssignedCI_UniqueID: like(/\/1$/),
      DPLocality: 80,
      Priority: 1,
      StateMessagePriority: 5,
      LocaleID: 1033,
      SourceSite: 'PS1',
      LastModifiedBy: 'CORP\\svc-gangway',
      ApplicationName: 'Wanted',
    });
  });

  it('goes from unknown through its phases to success, and a blocked client says nothing', async () => {
    const made = await deploy(site, 'Good');
    const desk = async () => (await assets(site, made))['DESK'];
    expect(await desk()).toEqual([4, 4000]);
    const seen: unknown[] = [];
    for (let minute = 1; minute <= 11; minute += 1) {
      site.advance(60);
      seen.push((await desk())?.[1]);
    }
    expect([...new Set(seen)]).toEqual([4000, 2001, 2002, 2008, 1000]);
    expect(await assets(site, made)).toEqual({
      AP: [1, 1000],
      BLOCKED: [4, 4000],
      DESK: [1, 1000],
    });
    expect(await assets(site, made, 'SMS_CIDeploymentUnknownAssetDetails')).toEqual({
      BLOCKED: [4, 4000],
    });
  });

  it('summarises later than it happens', async () => {
    const made = await deploy(site, 'Contested');
    const summary = () =>
      site.row(`SMS_DeploymentSummary?$filter=AssignmentID eq ${String(made['AssignmentID'])}`);
    site.advance(60 * 14);
    expect(await assets(site, made)).toMatchObject({ DESK: [1, 1000] });
    expect(await summary()).toMatchObject({
      NumberTargeted: 0,
      SummarizationTime: '1980-01-01T00:00:00Z',
      FeatureType: 1,
      DeploymentIntent: 1,
    });
    site.advance(60);
    expect(await summary()).toMatchObject({
      NumberTargeted: 3,
      NumberSuccess: 2,
      NumberUnknown: 1,
      SummarizationTime: like(/^2026/),
    });
    expect(await applicationOf(site, 'Contested')).toMatchObject({
      IsDeployed: true,
      NumberOfDevicesWithApp: 2,
    });
  });

  it.each([
    ['Bad', { AP: [5, 5002], DESK: [5, 5002] }],
    ['Picky', { AP: [3, 3000], DESK: [3, 3000] }],
    ['Patient', { AP: [2, 2004], DESK: [2, 2004] }],
    ['Undelivered', { AP: [2, 2001], DESK: [2, 2001] }],
    // The gateway's copy failed; on the ground there is another one.
    ['Broken', { AP: [5, 5003], DESK: [1, 1000] }],
  ])('of %s ends so', async (name, expected) => {
    const made = await deploy(site, name);
    site.advance(3600);
    expect(await assets(site, made)).toMatchObject(expected);
  });

  it('names its errors and unmet requirements in classes of their own', async () => {
    expect(await site.rows('SMS_AppDeploymentErrorAssetDetails')).not.toEqual([]);
    const unmet = await site.rows('SMS_AppDeploymentRequirementsNotMetAssetDetails');
    expect(unmet.map((row) => row['AppStatusType'])).toEqual([3, 3]);
  });

  it('ends on one device as it is scripted', async () => {
    const { ResourceID: resourceId } = await site.row("SMS_R_System?$filter=Name eq 'AP'");
    await site.console('outcomes', { application: 'Good', resourceId, outcome: 'error' });
    const made = await site.row("SMS_ApplicationAssignment?$filter=ApplicationName eq 'Good'");
    expect(await assets(site, made)).toMatchObject({ AP: [5, 5002], DESK: [1, 1000] });
  });

  it('loses as an uninstall against an install of the same application', async () => {
    const uninstall = await deploy(site, 'Contested', { DesiredConfigType: 2 });
    site.advance(3600);
    expect(await assets(site, uninstall)).toMatchObject({ DESK: [5, 5006] });
    const install = await site.row(
      "SMS_ApplicationAssignment?$filter=ApplicationName eq 'Contested' and DesiredConfigType eq 1",
    );
    await site.call('DELETE', `SMS_ApplicationAssignment(${String(install['AssignmentID'])})`);
    expect(await assets(site, uninstall)).toMatchObject({ DESK: [1, 1000] });
  });

  it('begins at its deadline, and not at all while it is disabled or only available', async () => {
    const late = await deploy(site, 'Good', { EnforcementDeadline: '2036-09-01T08:00:00Z' });
    const disabled = await deploy(site, 'Good', { Enabled: false });
    const available = await deploy(site, 'Good', { OfferTypeID: 2 });
    site.advance(3600);
    for (const made of [late, disabled, available]) {
      expect(await assets(site, made)).toMatchObject({ DESK: [4, 4000] });
    }
  });

  it.each([
    ['AssignedCIs', { AssignedCIs: ['16850001'] }],
    ['AssignedCIs', { AssignedCIs: [1] }],
    ['OfferTypeID', { OfferTypeID: '0' }],
    ['TargetCollectionID', { TargetCollectionID: 'PS1FFFFF' }],
    ['EnforcementDeadline', { EnforcementDeadline: null }],
    ['Colour', { Colour: 'red' }],
  ])('is refused with 404 for a wrong %s: %o', async (name, change) => {
    await expect(deploy(site, 'Good', change)).rejects.toThrow(name);
  });

  it('may be there twice, unless the world says otherwise', async () => {
    const strict = await openSite({
      applications: [{ name: 'VPN' }],
      behaviour: { duplicateDeployment: 'refused' },
    });
    const { CI_ID: ciId } = await applicationOf(strict, 'VPN');
    const body = assignmentOf(ciId, 'SMS00001');
    const statuses = [
      (await strict.call('POST', 'SMS_ApplicationAssignment', { body })).status,
      (await strict.call('POST', 'SMS_ApplicationAssignment', { body })).status,
    ];
    expect(statuses).toEqual([201, 500]);
  });

  it('changes by PATCH but not its target, and goes with 204 or with its collection', async () => {
    const made = await deploy(site, 'Good', { AssignmentDescription: 'orchestrator:1' });
    const path = `SMS_ApplicationAssignment(${String(made['AssignmentID'])})`;
    await site.call('PATCH', path, { body: { Enabled: false } });
    expect(await site.row(path)).toMatchObject({
      Enabled: false,
      AssignmentDescription: 'orchestrator:1',
    });
    const body = { TargetCollectionID: 'SMS00001' };
    expect((await site.call('PATCH', path, { body })).status).toBe(404);
    const target = String(made['TargetCollectionID']);
    expect((await site.call('DELETE', `SMS_Collection('${target}')`)).status).toBe(204);
    expect((await site.call('GET', path)).status).toBe(404);
    const other = await deploy(site, 'Good');
    const otherPath = `SMS_ApplicationAssignment(${String(other['AssignmentID'])})`;
    expect((await site.call('DELETE', otherPath)).status).toBe(204);
    expect((await site.call('DELETE', otherPath)).status).toBe(404);
  });
});

describe('the fast channel', () => {
  it('reaches who is online, and counts the others', async () => {
    const site = await openSite({ systems: [{ name: 'ON' }, { name: 'OFF', isActive: false }] });
    const body = { TargetCollectionID: 'SMS00001', Type: 8, RandomizationWindow: 1 };
    const started = await site.invoke('SMS_ClientOperation.InitiateClientOperation', {
      ...body,
      TargetResourceIDs: [],
    });
    expect(started).toMatchObject({ ReturnValue: 0, OperationID: 16_777_345 });
    const status = () => site.row('SMS_ClientOperationStatus(16777345)');
    expect(await status()).toMatchObject({ CompletedClients: 0, UnknownClients: 1, State: 1 });
    site.advance(120);
    expect(await status()).toMatchObject({
      TotalClients: 2,
      CompletedClients: 1,
      OfflineClients: 1,
      State: 2,
    });
    const wrong = ['SMS_ClientOperation.InitiateClientOperation', { body: { ...body, Type: 99 } }];
    expect((await site.call('POST', wrong[0] as string, wrong[1] as object)).status).toBe(404);
    const one = await site.invoke('SMS_ClientOperation.InitiateClientOperationEx', {
      ...body,
      Type: 135,
      TargetResourceIDs: [16_777_217],
      Param: 'PHNjcmlwdC8+',
    });
    expect(
      await site.row(`SMS_ClientOperationStatus(${String(one['OperationID'])})`),
    ).toMatchObject({
      TotalClients: 1,
      Type: 135,
    });
  });
});

describe('an answer that is lost', () => {
  it('leaves the collection and the deployment behind, to be found by name', async () => {
    const site = await openSite({ applications: [{ name: 'VPN' }] });
    const lose = (path: string) =>
      site.lab.admin('POST', 'faults', { method: 'POST', path, loseResponse: true });
    await lose('SMS_Collection$');
    await expect(addCollection(site, { Name: 'Lost' })).rejects.toThrow('fetch failed');
    const { CollectionID: id } = await site.row("SMS_Collection?$filter=Name eq 'Lost'");
    const { CI_ID: ciId, ModelID: modelId } = await applicationOf(site, 'VPN');
    await lose('SMS_ApplicationAssignment$');
    const body = assignmentOf(ciId, String(id));
    await expect(site.call('POST', 'SMS_ApplicationAssignment', { body })).rejects.toThrow();
    const filter = `TargetCollectionID eq '${String(id)}' and AppModelID eq ${String(modelId)}`;
    const found = await site.row(
      `SMS_ApplicationAssignment?$filter=${filter}&$select=AssignmentID`,
    );
    expect(Object.keys(found)).toEqual(['@odata.etag', 'AssignmentID']);
  });
});
