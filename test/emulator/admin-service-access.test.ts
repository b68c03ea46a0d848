import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { app, closeLaboratories } from './support.ts';
import { addCollection, addRule, directRule, openSite } from './site-support.ts';
import type { SiteLaboratory } from './site-support.ts';

const NTLM = 'TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKAF1YAAAADw==';
const ADMIN = 'operator@fabrikam.example';
const GATEWAY = '/CCM_Proxy_ServerAuth/72186325152220500/AdminService/wmi/';
const TOKEN_ROUTE = '/AdminService_TokenAuth/wmi/';

afterAll(closeLaboratories);

describe('Windows authentication', () => {
  it('asks for Negotiate, and takes neither strangers nor bearer tokens', async () => {
    const site = await openSite();
    for (const authorization of ['', 'Negotiate stranger', 'Bearer gangway-site-token']) {
      const answer = await site.call('GET', 'SMS_Site', { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Negotiate');
    }
    expect(await site.rows('SMS_Site')).toHaveLength(1);
  });

  it('refuses NTLM from 2509 on', async () => {
    const site = await openSite({ principals: [{ token: NTLM, name: 'CORP\\old' }] });
    const read = () => site.call('GET', 'SMS_Site', { as: NTLM });
    expect((await read()).status).toBe(200);
    await site.console('build', { buildNumber: 9141 });
    expect((await read()).status).toBe(401);
  });

  it('refuses service accounts where people must sign in with more, but for exceptions', async () => {
    const site = await openSite({
      authenticationLevel: 'hello',
      principals: [
        { token: 'plain', name: 'CORP\\svc' },
        { token: 'exempt', name: 'CORP\\svc-exempt', isExempt: true },
      ],
    });
    expect((await site.call('GET', 'SMS_Site', { as: 'plain' })).status).toBe(401);
    expect((await site.call('GET', 'SMS_Site', { as: 'exempt' })).status).toBe(200);
  });

  it('says 503 while the provider is down', async () => {
    const site = await openSite();
    await site.console('provider', { up: false });
    expect((await site.call('GET', 'SMS_Site')).status).toBe(503);
    await site.console('provider', { up: true });
    expect((await site.call('GET', 'SMS_Site')).status).toBe(200);
  });
});

describe('Entra tokens', () => {
  let site: SiteLaboratory;
  const tokenOf = async (form: Record<string, string>): Promise<string> => {
    const { emulator } = site.lab;
    const { tenantId } = emulator.simulation.world.tenant;
    const response = await fetch(`${emulator.url}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: app.clientId,
        client_secret: app.clientSecret,
        scope: 'https://ConfigMgrService/.default',
        ...form,
      }),
    });
    return `Bearer ${((await response.json()) as { access_token: string }).access_token}`;
  };
  const personal = (username: string) =>
    tokenOf({ grant_type: 'password', username, password: 'right' });
  const read = (prefix: string, authorization: string) =>
    site.call('GET', 'SMS_Site', { prefix, headers: { authorization } });

  beforeAll(async () => {
    site = await openSite(
      { principals: [{ name: 'CORP\\operator', userPrincipalName: ADMIN }] },
      {
        users: [
          { userPrincipalName: ADMIN, password: 'right' },
          { userPrincipalName: 'nobody@fabrikam.example', password: 'right' },
        ],
      },
    );
  });

  it.each([TOKEN_ROUTE, GATEWAY, GATEWAY.replace('ServerAuth', 'MutualAuth')])(
    'open %s to an administrative user of the same name',
    async (prefix) => {
      const answer = await read(prefix, await personal(ADMIN));
      expect(answer.status).toBe(200);
      expect(answer.body['@odata.context']).toContain(prefix);
    },
  );

  it('do not open it to people whom the site does not know, nor to apps, nor without one', async () => {
    const tokens = [
      await personal('nobody@fabrikam.example'),
      await tokenOf({ grant_type: 'client_credentials' }),
      `Bearer ${await site.lab.tokenOf(app)}`,
      '',
    ];
    for (const authorization of tokens) {
      const answer = await read(TOKEN_ROUTE, authorization);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('do not open the Windows route', async () => {
    expect((await read('/AdminService/wmi/', await personal(ADMIN))).status).toBe(401);
  });

  it('get through the gateway by its number only, and while it is ready', async () => {
    const token = await personal(ADMIN);
    expect((await read(GATEWAY.replace('72186', '99999'), token)).status).toBe(404);
    await site.console('cmg', { state: 6 });
    expect((await read(GATEWAY, token)).status).toBe(404);
    await site.console('cmg', { state: 0 });
    expect((await read(GATEWAY, token)).status).toBe(200);
  });

  it('can be asked for after the gateway has told, anonymously, for whom', async () => {
    const ask = async (tenantId: string) => {
      const path = `/CCM_Proxy_ServerAuth/AADAuthInfo?TenantID=${tenantId}`;
      const response = await fetch(`${site.lab.emulator.url}${path}`);
      return { status: response.status, body: await response.json() };
    };
    const { tenantId } = site.lab.emulator.simulation.world.tenant;
    expect(await ask(tenantId)).toMatchObject({
      status: 200,
      body: { ResourceUri: 'https://ConfigMgrService' },
    });
    expect((await ask('00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });
});

describe('roles', () => {
  it('refuses writes and methods with 404 “Access denied”, or 403 where the world says so', async () => {
    for (const deniedStatus of [404, 403] as const) {
      const site = await openSite({
        behaviour: { deniedStatus },
        principals: [{ token: 'reader', name: 'CORP\\reader', rights: ['read'] }],
      });
      const as = 'reader';
      const body = { Name: 'x', LimitToCollectionID: 'SMS00001' };
      const rule = "SMS_Collection('SMS00001')/AdminService.AddMembershipRule";
      const answers = [
        await site.call('POST', 'SMS_Collection', { as, body }),
        await site.call('PUT', "SMS_Collection('SMS00001')", { as, body }),
        await site.call('DELETE', "SMS_Collection('SMS00001')", { as }),
        await site.call('POST', rule, { as, body: directRule(1) }),
      ];
      for (const answer of answers) {
        expect(answer).toMatchObject({
          status: deniedStatus,
          body: { error: { message: 'Access denied  WMI QUERY: ' } },
        });
      }
      expect(await site.rows('SMS_Site', { as })).toHaveLength(1);
      expect((await site.invoke('SMS_Identification.GetSiteID', {}, { as }))['ReturnValue']).toBe(
        0,
      );
    }
  });

  it('denies everything to an administrator without WMI rights', async () => {
    const site = await openSite({
      principals: [{ token: 't', name: 'CORP\\t', hasWmiRights: false }],
    });
    const answer = await site.call('GET', 'SMS_Site', { as: 't' });
    expect(answer).toMatchObject({ status: 404, body: { error: { code: '404' } } });
    expect(answer.body.error.message).toBe('Access denied  WMI QUERY: ');
  });

  it('shows a class empty to whom its operations do not include reading', async () => {
    const site = await openSite({
      principals: [{ token: 't', name: 'CORP\\t', classRights: { SMS_Collection: ['create'] } }],
    });
    expect(await site.rows('SMS_Collection', { as: 't' })).toEqual([]);
    expect((await site.call('GET', "SMS_Collection('SMS00001')", { as: 't' })).status).toBe(404);
    expect(await site.rows('SMS_Site', { as: 't' })).toHaveLength(1);
  });

  it('hides applications and groups of other security scopes', async () => {
    const site = await openSite({
      applications: [{ name: 'Ours', scopes: ['Ours'] }, { name: 'Theirs' }],
      principals: [{ token: 't', name: 'CORP\\t', scopes: ['Ours'] }],
    });
    const rows = await site.rows('SMS_Application', { as: 't' });
    expect(rows.map((row) => row['LocalizedDisplayName'])).toEqual(['Ours']);
    expect(await site.rows('SMS_DistributionPointGroup', { as: 't' })).toEqual([]);
  });
});

describe('a scope of collections', () => {
  let site: SiteLaboratory;
  const as = 'limited';
  beforeAll(async () => {
    site = await openSite({
      systems: [{ name: 'OURS-1' }, { name: 'OURS-2' }, { name: 'THEIRS' }],
      principals: [
        { token: 'gangway-site-token', name: 'CORP\\all' },
        { token: as, name: 'CORP\\limited', collections: ['Ours'] },
      ],
      collections: [
        { name: 'Ours', query: "select * from SMS_R_System where Name like 'OURS%'" },
        { name: 'Beneath', limitTo: 'Ours', query: 'select * from SMS_R_System' },
        { name: 'Theirs', query: 'select * from SMS_R_System' },
      ],
    });
  });

  it('shortens every list of devices without a word', async () => {
    for (const name of ['SMS_R_System', 'SMS_CombinedDeviceResources']) {
      expect(await site.rows(name)).toHaveLength(3);
      expect(await site.rows(name, { as })).toHaveLength(2);
      expect((await site.call('GET', `${name}/$count`, { as })).text).toBe('2');
    }
    const members = await site.rows('SMS_FullCollectionMembership', { as });
    expect(members.map((row) => row['Name'])).not.toContain('THEIRS');
    expect((await site.call('GET', 'SMS_R_System(16777219)', { as })).status).toBe(404);
    expect((await site.call('DELETE', 'SMS_R_System(16777219)', { as })).status).toBe(404);
  });

  it('shows its collections and those limited to them, and counts what it lets see', async () => {
    const rows = await site.rows('SMS_Collection', { as });
    expect(rows.map((row) => [row['Name'], row['MemberCount']])).toEqual([
      ['All Systems', 2],
      ['Ours', 2],
      ['Beneath', 2],
    ]);
    expect(await site.row("SMS_Collection('SMS00001')")).toMatchObject({ MemberCount: 3 });
  });

  it('takes no deployment and no collection beyond it', async () => {
    const theirs = await site.row("SMS_Collection?$filter=Name eq 'Theirs'");
    const body = { Name: 'x', LimitToCollectionID: theirs['CollectionID'] };
    expect((await site.call('POST', 'SMS_Collection', { as, body })).status).toBe(404);
  });

  it('sees a new device as soon as it is a member', async () => {
    const ours = await site.row("SMS_Collection?$filter=Name eq 'Ours'");
    await addRule(site, String(ours['CollectionID']), directRule(16_777_219));
    expect(await site.rows('SMS_R_System', { as })).toHaveLength(3);
    const id = await addCollection(site, {
      Name: 'Own',
      LimitToCollectionID: ours['CollectionID'],
    });
    expect(await site.rows(`SMS_Collection('${id}')`, { as })).toHaveLength(1);
  });
});
