import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories } from './support.ts';
import {
  aNumber,
  addCollection,
  addRule,
  clientQuery,
  directRule,
  excludeRule,
  includeRule,
  like,
  memberNames,
  openSite,
  queryRule,
} from './site-support.ts';
import type { SiteLaboratory } from './site-support.ts';

const DEVICE = '30000000-0000-4000-8000-000000000001';

let site: SiteLaboratory;
let tenantId: string;
beforeAll(async () => {
  site = await openSite({
    systems: [
      { name: 'AP-1', domain: 'WORKGROUP', aadDeviceId: DEVICE, serialNumber: 'S-1' },
      { name: 'AP-OLD', domain: 'WORKGROUP', aadDeviceId: DEVICE, isObsolete: true },
      { name: 'KIOSK', domain: 'WORKGROUP' },
      { name: 'DESK-1' },
      { name: 'DESK-2', isClient: false },
    ],
  });
  tenantId = site.lab.emulator.simulation.world.tenant.tenantId;
});
afterAll(closeLaboratories);

const idOf = async (name: string) =>
  Number((await site.row(`SMS_R_System?$filter=Name eq '${name}'`))['ResourceID']);
const statusOf = async (id: string) => (await site.row(`SMS_Collection('${id}')`))['CurrentStatus'];

describe('a new collection', () => {
  it('waits, is evaluated and is ready: 5, 4, 1', async () => {
    const id = await addCollection(site, { Name: 'Machine', Comment: 'orchestrator:1' });
    expect(await statusOf(id)).toBe(5);
    site.advance(16);
    expect(await statusOf(id)).toBe(4);
    site.advance(15);
    expect(await statusOf(id)).toBe(1);
    await site.invoke(`SMS_Collection('${id}')/AdminService.RequestRefresh`, {});
    expect(await statusOf(id)).toBe(5);
    site.advance(31);
    expect(await site.row(`SMS_Collection('${id}')`)).toMatchObject({
      CurrentStatus: 1,
      Comment: 'orchestrator:1',
      LastRefreshTime: like(/^2026-09-01T08:01/),
      FullEvaluationLastRefreshTime: like(/^2026/),
      MemberClassName: `SMS_CM_RES_COLL_${id}`,
    });
  });

  it('is of the type of its limit, and needs a limit that exists', async () => {
    const make = async (body: object) =>
      (await site.call('POST', 'SMS_Collection', { body: { Name: 'x', ...body } })).status;
    expect(await make({ LimitToCollectionID: 'SMS00002', CollectionType: 2 })).toBe(404);
    expect(await make({ LimitToCollectionID: 'PS1FFFFF' })).toBe(404);
    expect(await make({})).toBe(404);
    expect(await make({ LimitToCollectionID: 'SMS00001', RefreshType: 3 })).toBe(404);
    expect(await make({ LimitToCollectionID: 'SMS00002', CollectionType: 1 })).toBe(201);
  });

  it('may have a name that is taken, unless the world says otherwise', async () => {
    const body = { Name: 'all systems', LimitToCollectionID: 'SMS00001' };
    expect((await site.call('POST', 'SMS_Collection', { body })).status).toBe(201);
    const strict = await openSite({ behaviour: { duplicateNames: 'refused' } });
    expect((await strict.call('POST', 'SMS_Collection', { body })).status).toBe(500);
  });
});

describe('rules', () => {
  it('take members in by resource, and out again', async () => {
    const id = await addCollection(site, { Name: 'Direct', RefreshType: 1 });
    const body = directRule(await idOf('DESK-1'));
    const added = await site.invoke(`SMS_Collection('${id}')/AdminService.AddMembershipRule`, body);
    expect(added).toMatchObject({ ReturnValue: 0, QueryID: 0 });
    site.advance(60);
    const member = await site.row(`SMS_FullCollectionMembership?$filter=CollectionID eq '${id}'`);
    expect(member).toMatchObject({ Name: 'DESK-1', IsDirect: true, Domain: 'CORP' });
    await site.invoke(`SMS_Collection('${id}')/AdminService.DeleteMembershipRule`, body);
    site.advance(60);
    expect(await memberNames(site, id)).toEqual([]);
  });

  it('are ignored when they are there already, or refused where the world says so', async () => {
    const id = await addCollection(site, { Name: 'Twice' });
    const body = directRule(await idOf('DESK-1'));
    await addRule(site, id, body);
    await addRule(site, id, body);
    expect((await site.row(`SMS_Collection('${id}')`))['CollectionRules']).toHaveLength(1);
    const strict = await openSite({
      systems: [{ name: 'PC' }],
      behaviour: { duplicateDirectRule: 'refused' },
    });
    const own = await addCollection(strict, { Name: 'Twice' });
    await addRule(strict, own, directRule(16_777_217));
    const path = `SMS_Collection('${own}')/AdminService.AddMembershipRule`;
    const again = await strict.call('POST', path, { body: directRule(16_777_217) });
    expect(again.status).toBe(500);
  });

  it('echo a query with the id the site gave it, which also deletes it', async () => {
    const id = await addCollection(site, { Name: 'Echo' });
    await addRule(site, id, queryRule(clientQuery('Client = 1')));
    const { CollectionRules: stored } = await site.row(`SMS_Collection('${id}')`);
    expect(stored).toMatchObject([{ QueryID: aNumber }]);
    const [rule] = stored as object[];
    await site.invoke(`SMS_Collection('${id}')/AdminService.DeleteMembershipRule`, {
      collectionRule: rule,
    });
    site.advance(60);
    expect((await site.row(`SMS_Collection('${id}')`))['CollectionRules']).toEqual([]);
  });

  it('include and exclude other collections', async () => {
    const all = await addCollection(site, { Name: 'Inner' });
    await addRule(site, all, queryRule(clientQuery("Name like 'DESK%'")));
    const outer = await addCollection(site, { Name: 'Outer' });
    await addRule(site, outer, queryRule(clientQuery("ResourceDomainORWorkgroup = 'WORKGROUP'")));
    await addRule(site, outer, includeRule(all));
    expect(await memberNames(site, outer)).toEqual(['AP-1', 'AP-OLD', 'DESK-1', 'DESK-2', 'KIOSK']);
    await addRule(site, outer, excludeRule(all));
    expect(await memberNames(site, outer)).toEqual(['AP-1', 'AP-OLD', 'KIOSK']);
    const dependencies = await site.rows(
      `SMS_CollectionDependencies?$filter=SourceCollectionID eq '${all}'&$select=RelationshipType`,
    );
    expect(dependencies.map((row) => row['RelationshipType'])).toEqual([2, 3]);
  });

  it('never reach beyond the limiting collection, which takes those it limits along', async () => {
    const limit = await addCollection(site, { Name: 'Limit' });
    const inner = await addCollection(site, { Name: 'Limited', LimitToCollectionID: limit });
    await addRule(site, inner, queryRule(clientQuery('ResourceID > 0')));
    expect(await memberNames(site, inner)).toEqual([]);
    await addRule(site, limit, queryRule(clientQuery("Name = 'kiosk'")));
    site.advance(60);
    expect(await memberNames(site, inner)).toEqual(['KIOSK']);
  });

  it('are not exposed before 2111', async () => {
    const old = await openSite({ buildNumber: 9058, systems: [{ name: 'PC' }] });
    const id = await addCollection(old, { Name: 'Old' });
    const path = `SMS_Collection('${id}')/AdminService.AddMembershipRule`;
    expect((await old.call('POST', path, { body: directRule(16_777_217) })).status).toBe(404);
  });
});

describe('a query rule', () => {
  const matching = async (where: string) => {
    const id = await addCollection(site, { Name: where.slice(0, 40) });
    await addRule(site, id, queryRule(clientQuery(where)));
    return memberNames(site, id);
  };

  it.each([
    ['ResourceDomainORWorkgroup = "WORKGROUP" and Obsolete = 0', ['AP-1', 'KIOSK']],
    ['SMS_R_System.Client = 1 and not (Name like "DESK%")', ['AP-1', 'AP-OLD', 'KIOSK']],
    ['AADDeviceID is not null and Obsolete = 0', ['AP-1']],
    [`AADDeviceID = "${DEVICE.toUpperCase()}"`, ['AP-1', 'AP-OLD']],
    ['AADDeviceID is null and Client = 1', ['DESK-1', 'KIOSK']],
    ['SerialNumber != "S-2"', ['AP-1']],
    ['Name in ("KIOSK", "DESK-2")', ['DESK-2', 'KIOSK']],
    ['SMSAssignedSites = "PS1" and Name like "DESK-_"', ['DESK-1']],
    ['(Name = "KIOSK" or Name = "DESK-1") and Client <> 0', ['DESK-1', 'KIOSK']],
  ])('matches %s', async (where, expected) => {
    expect(await matching(where)).toEqual(expected);
  });

  it('knows the tenant of an Entra-joined client', async () => {
    expect(await matching(`AADTenantID = "${tenantId}" and Obsolete = 0`)).toEqual(['AP-1']);
  });

  it('joins the co-management state, and follows it', async () => {
    const id = await addCollection(site, { Name: 'Co-managed' });
    const query =
      'select SMS_R_System.ResourceID from SMS_R_System inner join SMS_Client_ComanagementState ' +
      'on SMS_Client_ComanagementState.ResourceId = SMS_R_System.ResourceId where ' +
      'SMS_Client_ComanagementState.ComgmtPolicyPresent = 1 and ' +
      'SMS_Client_ComanagementState.MDMEnrolled = 1';
    await addRule(site, id, queryRule(query));
    expect(await memberNames(site, id)).toEqual([]);
    const resourceId = await idOf('AP-1');
    await site.console('comanagement-state', {
      resourceId,
      state: { mdmEnrolled: 1, policyPresent: 1 },
    });
    site.advance(60);
    expect(await memberNames(site, id)).toEqual(['AP-1']);
  });

  it('joins under an alias, and keeps what an outer join does not find', async () => {
    const id = await addCollection(site, { Name: 'Aliased' });
    const query =
      'select r.ResourceID from SMS_R_System as r left join SMS_Client_ComanagementState c on ' +
      'c.ResourceID = r.ResourceID where c.MDMEnrolled is null and r.Client = 1';
    await addRule(site, id, queryRule(query));
    expect(await memberNames(site, id)).toEqual(['AP-OLD', 'DESK-1', 'KIOSK']);
  });

  it.each([
    'this is no WQL',
    'select * from SMS_R_User',
    'select * from SMS_R_System where NoSuchThing = 1',
    'select * from SMS_R_System where Name =',
    'select * from SMS_R_System inner join SMS_Nothing on 1 = 1',
  ])('is refused, and said to be invalid: %s', async (query) => {
    const id = await addCollection(site, { Name: query });
    const path = `SMS_Collection('${id}')/AdminService.AddMembershipRule`;
    expect((await site.call('POST', path, { body: queryRule(query) })).status).toBe(404);
    const verdict = await site.invoke('SMS_CollectionRuleQuery.ValidateQuery', { WQLQuery: query });
    expect(verdict['ReturnValue']).toBe(false);
  });

  it.each([
    '('.repeat(5000),
    'not '.repeat(9000),
    `${'('.repeat(101)}Client = 1${')'.repeat(101)}`,
    'constructor = 1',
    'SMS_R_System.__proto__ is null',
  ])('is not accepted without sense or measure: %.40s', async (where) => {
    const WQLQuery = clientQuery(where);
    const verdict = await site.invoke('SMS_CollectionRuleQuery.ValidateQuery', { WQLQuery });
    expect(verdict['ReturnValue']).toBe(false);
  });

  it('may be nested as deep as people nest', async () => {
    expect(await matching(`${'('.repeat(50)}Name = "KIOSK"${')'.repeat(50)}`)).toEqual(['KIOSK']);
  });

  it('can be asked about before it is added', async () => {
    const WQLQuery = clientQuery('Client = 1');
    const verdict = await site.invoke('SMS_CollectionRuleQuery.ValidateQuery', { WQLQuery });
    expect(verdict['ReturnValue']).toBe(true);
  });
});

describe('resources', () => {
  it('leave every collection when they are deleted', async () => {
    const own = await openSite({ systems: [{ name: 'PC1' }, { name: 'PC2' }] });
    const id = await addCollection(own, { Name: 'All', RefreshType: 1 });
    await addRule(own, id, queryRule(clientQuery('Client = 1')));
    for (const path of ['SMS_R_System(16777217)', 'SMS_R_Device(16777218)']) {
      expect((await own.call('DELETE', path)).status).toBe(204);
      expect((await own.call('GET', path)).status).toBe(404);
    }
    expect(await memberNames(own, id)).toEqual([]);
    expect(await own.row("SMS_Collection('SMS00001')")).toMatchObject({ MemberCount: 0 });
  });

  it('fill the built-in collections by themselves', async () => {
    expect(await memberNames(site, 'SMSDM003')).toEqual(['AP-1', 'AP-OLD', 'DESK-1', 'KIOSK']);
    const eligible = await site.row(
      "SMS_Collection?$filter=Name eq 'Co-management Eligible Devices'",
    );
    expect(eligible).toMatchObject({ IsBuiltIn: true, MemberCount: 1 });
  });
});

describe('changing and deleting', () => {
  it('updates by PUT and PATCH, and answers as the world says', async () => {
    const id = await addCollection(site, { Name: 'Before' });
    const path = `SMS_Collection('${id}')`;
    const body = { CollectionID: id, Name: 'After', CollectionType: 2, RefreshType: 6 };
    expect(await site.call('PUT', path, { body })).toMatchObject({
      status: 200,
      body: { Name: 'After' },
    });
    await site.call('PATCH', path, { body: { Comment: 'tagged' } });
    expect(await site.row(path)).toMatchObject({
      Name: 'After',
      Comment: 'tagged',
      RefreshType: 6,
    });
    expect((await site.call('PUT', path, { body: { CollectionID: 'SMS00001' } })).status).toBe(404);
    const silent = await openSite({ behaviour: { updateStatus: 204 } });
    const own = await addCollection(silent, { Name: 'Before' });
    const answer = await silent.call('PATCH', `SMS_Collection('${own}')`, { body: { Name: 'A' } });
    expect(answer).toMatchObject({ status: 204, text: '' });
  });

  it('leaves built-in collections alone', async () => {
    const path = "SMS_Collection('SMS00001')";
    const answers = [
      await site.call('DELETE', path),
      await site.call('PUT', path, { body: { Name: 'x' } }),
      await site.call('POST', `${path}/AdminService.AddMembershipRule`, { body: directRule(1) }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
  });

  it('does not delete what others depend on, unless the world says so', async () => {
    const id = await addCollection(site, { Name: 'Needed' });
    await addCollection(site, { Name: 'Needs it', LimitToCollectionID: id });
    expect((await site.call('DELETE', `SMS_Collection('${id}')`)).status).toBe(500);
    const lax = await openSite({ behaviour: { deleteWithDependents: 'accepted' } });
    const own = await addCollection(lax, { Name: 'Needed' });
    await addCollection(lax, { Name: 'Needs it', LimitToCollectionID: own });
    expect((await lax.call('DELETE', `SMS_Collection('${own}')`)).status).toBe(204);
  });
});

it('folders hold collections, one folder at a time', async () => {
  const folder = async (Name: string) => {
    const body = { Name, ObjectType: 5000, ParentContainerNodeID: 0 };
    const made = await site.call('POST', 'SMS_ObjectContainerNode', { body });
    return Number(made.body['ContainerNodeID']);
  };
  const [first, second] = [await folder('Pilots'), await folder('Production')];
  const id = await addCollection(site, { Name: 'Filed' });
  const body = { InstanceKey: id, ContainerNodeID: first, ObjectType: 5000 };
  const item = await site.call('POST', 'SMS_ObjectContainerItem', { body });
  expect(item).toMatchObject({ status: 201, body: { MemberID: aNumber } });
  const path = async () => (await site.row(`SMS_Collection('${id}')`))['ObjectPath'];
  expect(await path()).toBe('/Pilots');
  await site.invoke('SMS_ObjectContainerItem.MoveMembers', {
    InstanceKeys: [id],
    ContainerNodeID: first,
    TargetContainerNodeID: second,
    ObjectType: 5000,
  });
  expect(await path()).toBe('/Production');
});
