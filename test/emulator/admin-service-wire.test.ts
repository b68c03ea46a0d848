import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories } from './support.ts';
import { aString, directRule, having, like, openSite } from './site-support.ts';
import type { SiteLaboratory } from './site-support.ts';

/** The conventions of the `wmi` route, row by row. */
let site: SiteLaboratory;
beforeAll(async () => {
  site = await openSite({
    systems: [
      { name: 'PC1', serialNumber: "Bob's + 1" },
      { name: 'PC2', isClient: false },
      { name: 'pc3', domain: 'WORKGROUP', isObsolete: true },
    ],
    applications: [{ name: 'VPN', isDistributed: true }],
  });
});
afterAll(closeLaboratories);

describe('addresses', () => {
  it('takes a numeric key bare, a string key in quotes, and either after a slash', async () => {
    for (const path of [
      'SMS_R_System(16777217)',
      'SMS_R_System/16777217',
      "SMS_Collection('SMS00001')",
      'SMS_Collection/SMS00001',
      "SMS_FullCollectionMembership(CollectionID='SMS00001',ResourceID=16777217)",
    ]) {
      expect([path, (await site.rows(path)).length]).toEqual([path, 1]);
    }
  });

  it('does not take a number in quotes or a string without', async () => {
    for (const path of ["SMS_R_System('16777217')", 'SMS_Collection(SMS00001)', 'SMS_Site(PS1)']) {
      expect([path, (await site.call('GET', path)).status]).toEqual([path, 404]);
    }
  });

  it('takes a GUID key with quotes and without', async () => {
    const { GroupID: id } = await site.row('SMS_DistributionPointGroup');
    expect(await site.rows(`SMS_DistributionPointGroup('${String(id)}')`)).toHaveLength(1);
    expect(await site.rows(`SMS_DistributionPointGroup(${String(id)})`)).toHaveLength(1);
  });

  it('knows classes in any case', async () => {
    const { body } = await site.call('GET', 'sms_site');
    expect(body.value).toMatchObject([{ SiteCode: 'PS1', __CLASS: 'SMS_Site' }]);
  });

  it('knows classes only as they are spelt where the world says so', async () => {
    const old = await openSite({ behaviour: { classNames: 'exact' } });
    expect((await old.call('GET', 'sms_site')).status).toBe(404);
    expect(await old.rows('SMS_Site')).toHaveLength(1);
  });

  it('counts by a path, with or without a filter', async () => {
    expect((await site.call('GET', 'SMS_R_System/$count')).text).toBe('3');
    const filtered = await site.call('GET', 'SMS_R_System/$count?$filter=Client eq 1');
    expect(filtered.text).toBe('2');
  });

  it('describes its classes and methods in $metadata', async () => {
    const { headers, text } = await site.call('GET', '$metadata');
    expect(headers.get('content-type')).toContain('xml');
    expect(text).toContain('<Property Name="ResourceID" Type="Edm.Int64"/>');
    expect(text).toContain('<Action Name="AddMembershipRule" IsBound="true">');
    expect(text).toContain('<ActionImport Name="SMS_Identification.GetSiteID"');
  });
});

describe('envelopes', () => {
  it('answers a list with its context, and a single GET as an array of one', async () => {
    const { body } = await site.call('GET', "SMS_Collection('SMS00001')");
    expect(body['@odata.context']).toMatch(/\/AdminService\/wmi\/\$metadata#SMS_Collection$/);
    expect(body.value).toHaveLength(1);
  });

  it('decorates an instance as WMI does, with its key for an etag', async () => {
    expect(await site.row("SMS_Collection('SMS00001')")).toMatchObject({
      '@odata.etag': 'SMS00001',
      __LAZYPROPERTIES: ['CollectionRules', 'RefreshType', 'RefreshSchedule'],
      __GENUS: 2,
      __CLASS: 'SMS_Collection',
      __RELPATH: 'SMS_Collection.CollectionID="SMS00001"',
      __SERVER: 'CM01',
      __NAMESPACE: 'root\\sms\\site_PS1',
      __PATH: '\\\\CM01\\root\\sms\\site_PS1:SMS_Collection.CollectionID="SMS00001"',
    });
  });

  it('joins the values of a composite key in the etag', async () => {
    const [row] = await site.rows('SMS_FullCollectionMembership?$top=1');
    expect(row?.['@odata.etag']).toBe('SMS00001;16777217');
  });

  it('answers a creation with the bare entity', async () => {
    const body = { Name: 'Bare', CollectionType: 2, LimitToCollectionID: 'SMS00001' };
    const created = await site.call('POST', 'SMS_Collection', { body });
    expect(created.status).toBe(201);
    expect(created.body['@odata.context']).toMatch(/#SMS_Collection\/\$entity$/);
    expect(created.body).toMatchObject({ Name: 'Bare', CollectionRules: [], RefreshType: 1 });
    expect(created.body.value).toBeUndefined();
  });

  it('answers methods with 201 and their out-parameters flat, to GET as to POST without input', async () => {
    for (const method of ['POST', 'GET']) {
      const answer = await site.call(method, 'SMS_Identification.GetSiteID');
      expect(answer.status).toBe(201);
      expect(answer.body['@odata.context']).toMatch(/#__PARAMETERS$/);
      expect(answer.body).toMatchObject({ ReturnValue: 0, SiteID: like(/^\{/) });
    }
  });
});

describe('lazy properties', () => {
  it('are null in lists, selected or not, and there by key', async () => {
    const filter = "$filter=CollectionID eq 'SMSDM003'";
    expect(await site.row(`SMS_Collection?${filter}`)).toMatchObject({ RefreshType: null });
    const selected = await site.row(`SMS_Collection?${filter}&$select=CollectionRules`);
    expect(selected).toEqual({ '@odata.etag': 'SMSDM003', CollectionRules: null });
    expect(
      await site.row("SMS_Collection('SMSDM003')?$select=RefreshType,CollectionRules"),
    ).toEqual({
      '@odata.etag': 'SMSDM003',
      RefreshType: 6,
      CollectionRules: [having({ RuleName: aString })],
    });
  });
});

describe('types', () => {
  it('are numbers, Booleans, arrays and UTC instants', async () => {
    const [system] = await site.rows('SMS_R_System?$top=1');
    expect(system).toMatchObject({
      ResourceID: 16_777_217,
      Client: 1,
      SMSAssignedSites: ['PS1'],
      CreationDate: like(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    const [combined] = await site.rows('SMS_CombinedDeviceResources?$top=1');
    expect(combined).toMatchObject({ IsClient: true, IsObsolete: false });
  });

  it('shows a time that is not set as 1980', async () => {
    const all = await site.row("SMS_Collection('SMS00002')");
    expect(all['LastMemberChangeTime']).toBe('1980-01-01T00:00:00Z');
  });
});

describe('query options', () => {
  const names = async (filter: string) => {
    const query = `$filter=${encodeURIComponent(filter)}&$orderby=ResourceID&$select=Name`;
    return (await site.rows(`SMS_R_System?${query}`)).map((row) => row['Name']);
  };

  it.each([
    ["Name eq 'pc1'", ['PC1']],
    ["Name ne 'PC1'", ['PC2', 'pc3']],
    ['ResourceID gt 16777217 and ResourceID le 16777218', ['PC2']],
    ['Client eq 0 or Obsolete eq 1', ['PC2', 'pc3']],
    ['not (Client eq 1)', ['PC2']],
    ["contains(Name,'C3')", ['pc3']],
    ["startswith(name,'PC') eq true and Client eq 0", ['PC2']],
    ["endswith(Name,'1')", ['PC1']],
    ["SMSAssignedSites/any(s: s eq 'PS1')", ['PC1', 'pc3']],
    ["SerialNumber eq 'Bob''s + 1'", ['PC1']],
    ['SerialNumber eq null', ['PC2', 'pc3']],
    ['CreationDate lt 2026-12-31T00:00:00Z and Obsolete eq 1', ['pc3']],
  ])('filters %s', async (filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it('orders and cuts', async () => {
    const rows = await site.rows(
      'SMS_R_System?$orderby=Client desc,Name desc&$skip=1&$top=1&$select=Name',
    );
    expect(rows).toMatchObject([{ Name: 'PC1' }]);
  });

  it.each([
    '$count=true',
    '$expand=Collection',
    '$search=x',
    "$filter=Name like 'PC%25'",
    "$filter=tolower(Name) eq 'pc1'",
    "$filter=Name in ('PC1')",
    '$filter=Name eq',
    "$filter=NoSuchThing eq 'x'",
    "$filter=ResourceID eq '16777217'",
    '$filter=Name eq 5',
    '$select=NoSuchThing',
    '$orderby=NoSuchThing',
    '$top=many',
  ])('refuses %s with 400', async (query) => {
    const answer = await site.call('GET', `SMS_R_System?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: '400' } } });
  });

  it('refuses $batch with 400', async () => {
    expect((await site.call('POST', '$batch', { body: {} })).status).toBe(400);
  });

  it('pages by itself only where the world says so, and then by links', async () => {
    const paged = await openSite({
      systems: Array.from({ length: 5 }, (_, index) => ({ name: `PC${index}` })),
      behaviour: { pageSize: 2 },
    });
    const seen: unknown[] = [];
    let next: string | undefined = 'SMS_R_System?$select=Name&$top=4';
    while (next !== undefined) {
      const { body } = await paged.call('GET', next);
      seen.push(...body.value.map((row) => row['Name']));
      next = (body['@odata.nextLink'] as string | undefined)?.split('/wmi/')[1];
    }
    expect(seen).toEqual(['PC0', 'PC1', 'PC2', 'PC3']);
  });
});

describe('refusals', () => {
  const denied = { error: { code: '404' } };

  it.each([
    ['an unknown class', 'GET', 'SMS_Nothing', undefined],
    ['an unknown key', 'GET', "SMS_Collection('PS1FFFFF')", undefined],
    ['an unknown method', 'POST', "SMS_Collection('SMS00001')/AdminService.Nothing", {}],
    ['an unknown static method', 'POST', 'SMS_Site.Nothing', {}],
    [
      'a string where a number belongs',
      'POST',
      "SMS_Collection('PS100014')/AdminService.AddMembershipRule",
      directRule('16777217'),
    ],
    [
      'a wrong parameter name',
      'POST',
      "SMS_Collection('PS100014')/AdminService.AddMembershipRule",
      { rule: {} },
    ],
    ['a property no class has', 'POST', 'SMS_Collection', { Name: 'x', Colour: 'red' }],
    ['a property of the wrong type', 'POST', 'SMS_Collection', { Name: 'x', RefreshType: '4' }],
    ['a deletion of nothing', 'DELETE', "SMS_Collection('PS1FFFFF')", undefined],
  ])('answers %s with 404 and an envelope', async (_what, method, path, body) => {
    expect(await site.call(method, path, { body })).toMatchObject({ status: 404, body: denied });
  });

  it('keeps the message of the reader to the letter', async () => {
    const path = "SMS_Collection('SMS00001')/AdminService.AddMembershipRules";
    for (const body of [{}, { collectionRules: [directRule(1).collectionRule] }]) {
      const { status, body: answer } = await site.call('POST', path, { body });
      expect(status).toBe(404);
      expect(answer.error.message).toMatch(
        /^ODataParameterReader\.ReadAsync or ODataParameterReader\.Read was called in the 'ResourceSet' state/,
      );
    }
  });

  it('does not read a schedule, in POST or in PUT', async () => {
    const RefreshSchedule = [{ '@odata.type': '#AdminService.SMS_ST_RecurInterval', DaySpan: 1 }];
    const limit = { Name: 'Scheduled', LimitToCollectionID: 'SMS00001', RefreshSchedule };
    const answers = [
      await site.call('POST', 'SMS_Collection', { body: limit }),
      await site.call('PUT', "SMS_Collection('PS100014')", { body: { RefreshSchedule } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(answers[0]?.body.error.message).toContain('ODataParameterReader');
  });

  it('answers 501 to writes that it does not imitate', async () => {
    const answer = await site.call('POST', 'SMS_Application', { body: { SDMPackageXML: '<x/>' } });
    expect(answer).toMatchObject({ status: 501, body: { error: { code: '501' } } });
  });

  it('answers 204 and no body to a deletion', async () => {
    const body = { Name: 'Short', CollectionType: 2, LimitToCollectionID: 'SMS00001' };
    const { body: created } = await site.call('POST', 'SMS_Collection', { body });
    const answer = await site.call(
      'DELETE',
      `SMS_Collection('${String(created['CollectionID'])}')`,
    );
    expect(answer).toMatchObject({ status: 204, text: '' });
  });
});
