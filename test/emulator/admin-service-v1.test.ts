import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories } from './support.ts';
import {
  addCollection,
  addRule,
  assignmentOf,
  clientQuery,
  like,
  memberNames,
  openSite,
  queryRule,
} from './site-support.ts';
import type { SiteAsk, SiteLaboratory } from './site-support.ts';

const DEVICE = '30000000-0000-4000-8000-000000000001';

let site: SiteLaboratory;
const v1 = (method: string, path: string, ask: SiteAsk = {}) =>
  site.call(method, path, { ...ask, prefix: '/AdminService/v1.0/' });
beforeAll(async () => {
  site = await openSite({
    systems: [{ name: 'AP', aadDeviceId: DEVICE, serialNumber: 'S-1' }, { name: 'DESK' }],
    applications: [{ name: 'VPN', isDistributed: true }],
    principals: [
      { token: 'gangway-site-token', name: 'CORP\\all' },
      { token: 'reader', name: 'CORP\\reader', rights: ['read'] },
    ],
  });
});
afterAll(closeLaboratories);

describe('devices', () => {
  it('are listed, filtered and counted, without the decorations of WMI', async () => {
    const list = await v1('GET', `Device?$filter=AADDeviceID eq '${DEVICE}'`);
    expect(list.body.value).toMatchObject([
      { MachineId: 16_777_217, Name: 'AP', SerialNumber: 'S-1' },
    ]);
    expect(Object.keys(list.body.value[0] ?? {}).filter((name) => name.startsWith('__'))).toEqual(
      [],
    );
    expect((await v1('GET', 'Device/$count')).text).toBe('2');
  });

  it('come bare by key', async () => {
    const { body } = await v1('GET', 'Device(16777218)?$select=Name');
    expect(body).toEqual({ '@odata.context': like(/\/v1\.0\//), Name: 'DESK' });
    expect((await v1('GET', 'Device(1)')).status).toBe(404);
  });

  it('are spelt exactly', async () => {
    expect((await v1('GET', 'device')).status).toBe(404);
    expect((await v1('GET', 'SMS_Site')).status).toBe(404);
    const { headers, text } = await v1('GET', '$metadata');
    expect(headers.get('content-type')).toContain('xml');
    expect(text).toContain('<EntityType Name="Device">');
  });

  it('tell their collections', async () => {
    const path = 'Device(16777217)/ResourceCollectionMembership?$expand=Collection';
    const Collection = { CollectionId: 'SMS00001', Name: 'All Systems' };
    const { body } = await v1('GET', path);
    expect(body.value).toContainEqual({ CollectionId: 'SMS00001', Collection });
    const selected = await v1('GET', `${path}&$select=Collection`);
    expect(selected.body.value).toContainEqual({ Collection });
  });

  it('carry properties of our own, which WQL joins', async () => {
    const id = await addCollection(site, { Name: 'Tagged' });
    const query =
      'select SMS_R_System.ResourceID from SMS_R_System inner join SMS_G_System_ExtensionData on ' +
      'SMS_G_System_ExtensionData.ResourceID = SMS_R_System.ResourceID where ' +
      "SMS_G_System_ExtensionData.PropertyName = 'wave' and " +
      "SMS_G_System_ExtensionData.PropertyValue = '3'";
    await addRule(site, id, queryRule(query));
    const body = { ExtensionData: { wave: '3', owner: 'x' } };
    const set = await v1('POST', 'Device(16777217)/AdminService.SetExtensionData', { body });
    expect(set.status).toBe(201);
    const got = await v1('GET', 'Device(16777217)/AdminService.GetExtensionData');
    expect(got.body).toMatchObject(body);
    site.advance(60);
    expect(await memberNames(site, id)).toEqual(['AP']);
    await v1('POST', 'Device/AdminService.DeleteExtensionData', { body: {} });
    site.advance(60);
    expect(await memberNames(site, id)).toEqual([]);
  });

  it('refuse whom their role does not let, with 403', async () => {
    const path = 'Device(16777217)/AdminService.SetExtensionData';
    const answer = await v1('POST', path, { as: 'reader', body: { ExtensionData: {} } });
    expect(answer.status).toBe(403);
  });
});

describe('applications', () => {
  it('are pushed to a device that they are deployed to, and only there', async () => {
    const id = await addCollection(site, { Name: 'Targets' });
    await addRule(site, id, queryRule(clientQuery("Name = 'DESK'")));
    const { CI_ID: ciId } = await site.row('SMS_Application');
    const body = assignmentOf(ciId, id, { OfferTypeID: 2 });
    const made = await site.call('POST', 'SMS_ApplicationAssignment', { body });
    expect(made.status).toBe(201);
    const { body: list } = await v1('GET', "Application?$filter=DisplayName eq 'VPN'");
    const guid = String(list.value[0]?.['CIGUID']);
    const [ap, desk] = await site.rows('SMS_R_System?$orderby=ResourceID');
    const push = (method: string, smsId: unknown) =>
      v1('POST', `Application(${guid})/AdminService.${method}`, { body: { Devices: [smsId] } });
    const state = async () => (await site.row('SMS_AppDeploymentAssetDetails'))['AppStatusType'];
    expect((await push('InstallApplication', ap?.['SMSUniqueIdentifier'])).status).toBe(404);
    expect(await state()).toBe(4);
    expect((await push('InstallApplication', desk?.['SMSUniqueIdentifier'])).status).toBe(201);
    site.advance(3600);
    expect(await state()).toBe(1);
    await push('UninstallApplication', desk?.['SMSUniqueIdentifier']);
    expect(await state()).toBe(4);
  });
});

describe('what is not imitated', () => {
  it.each([
    ['GET', 'Device(16777217)/Events'],
    ['POST', 'Device(16777217)/AdminService.RunScript'],
    ['POST', 'Device(16777217)/AdminService.RunCMPivot'],
    ['POST', 'Device'],
  ])('%s %s answers 501', async (method, path) => {
    const answer = await v1(method, path, method === 'POST' ? { body: {} } : {});
    expect(answer).toMatchObject({ status: 501, body: { error: { code: '501' } } });
  });

  it('and unknown functions 404, batches and unknown options 400', async () => {
    expect((await v1('POST', 'Device(16777217)/AdminService.Dance', { body: {} })).status).toBe(
      404,
    );
    expect((await v1('GET', 'Device?$count=true')).status).toBe(400);
    expect((await v1('POST', '$batch', { body: {} })).status).toBe(400);
  });
});
