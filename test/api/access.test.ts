import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { access, roles, type Access } from '../../api/access.ts';
import { aRun } from './support/a-run.ts';
import { otherTenantId, people, type Claims } from './support/people.ts';
import { useApi } from './support/use-api.ts';

const lease = useApi();

const rows = Object.entries(access as Readonly<Record<string, Access>>).map(([route, row]) => {
  const [method, url = ''] = route.split(' ');
  return { method: method === 'POST' ? 'POST' : 'GET', url: address(url), row, route } as const;
});

/** An address of the route that passes its checks and leads to nothing. */
function address(url: string): string {
  return url
    .replace(/:(gateId|taskAddress)/, 'r-none.thing')
    .replace(':wave', '1')
    .replace(':gate', 'plan')
    .replace(':run', 'r-none');
}

describe.each(rows)('$route', ({ method, url, row }) => {
  it.each(Object.values(roles))('answers %s as the table says', async (role) => {
    const response = await lease.as({ oid: 'oid-x', roles: [role] }, { method, url });
    const isAllowed = row.roles.includes(role);
    // What comes after admission is another test's; 403 and 401 come from admission alone.
    if (isAllowed) expect([401, 403]).not.toContain(response.statusCode);
    else expect(response.json()).toMatchObject({ status: 403, code: 'NotAllowed' });
  });

  it('refuses who has no role of ours', async () => {
    const response = await lease.as({ roles: ['Somebody.Else'] }, { method, url });
    expect(response.statusCode).toBe(403);
  });

  it('refuses who has not signed in, before reading the body', async () => {
    const response = await lease.api.inject({ method, url, payload: '{' });
    expect(response.json()).toMatchObject({ status: 401, code: 'NotSignedIn' });
  });
});

describe.each(rows.filter(({ row }) => row.personOnly === true))(
  '$route',
  ({ method, url, row }) => {
    it('refuses an application’s own token', async () => {
      for (const claims of [{ scp: undefined }, { scp: ' ' }, { idtyp: 'app' }]) {
        const response = await lease.as({ roles: row.roles, ...claims }, { method, url });
        expect(response.json()).toMatchObject({ status: 403, code: 'NotAllowed' });
      }
    });
  },
);

describe('a token', () => {
  const listRuns = { method: 'GET', url: '/v1/runs' } as const;
  const hourAgo = Math.floor(Date.now() / 1000) - 3_600;

  it.each<[string, Claims]>([
    ['of another issuer', { iss: 'https://login.microsoftonline.com/common/v2.0' }],
    ['for another audience', { aud: 'https://graph.microsoft.com' }],
    ['that has expired', { expiresAt: hourAgo }],
    ['of no tenant', { tid: 'contoso' }],
  ])('%s is refused', async (_name, claims) => {
    const response = await lease.as({ ...people.admin, ...claims }, listRuns);
    expect(response.json()).toMatchObject({ status: 401, code: 'NotSignedIn' });
  });

  it('of another key, of another algorithm or without a signature is refused', async () => {
    const claims = { tid: otherTenantId, oid: 'oid-x', roles: [roles.admin], scp: 'x' };
    const build = <Token extends SignJWT | UnsecuredJWT>(token: Token): Token => {
      token.setIssuer('https://gangway.localhost/dev-issuer').setAudience('api://gangway');
      token.setIssuedAt().setExpirationTime('1h');
      return token;
    };
    const { privateKey } = generateKeyPairSync('ed25519');
    const secret = new Uint8Array(32).fill(1);
    const tokens = [
      await build(new SignJWT(claims)).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey),
      await build(new SignJWT(claims)).setProtectedHeader({ alg: 'HS256' }).sign(secret),
      build(new UnsecuredJWT(claims)).encode(),
      'nonsense',
    ];
    for (const token of tokens) {
      const headers = { authorization: `Bearer ${token}` };
      const response = await lease.api.inject({ ...listRuns, headers });
      expect(response.statusCode).toBe(401);
    }
  });

  it('sees the runs of its own tenant and no others', async () => {
    await lease.ledger.ensureTenant(otherTenantId, 'Fabrikam');
    const theirs = await aRun(lease, [], otherTenantId);
    const url = `/v1/runs/${theirs.run}`;
    const mine = await lease.as('auditor', { method: 'GET', url });
    expect(mine.json()).toMatchObject({ status: 404, code: 'NotFound' });
    const own = await lease.as({ ...people.auditor, tid: otherTenantId }, { method: 'GET', url });
    expect(own.statusCode).toBe(200);
    const list = await lease.as('auditor', { method: 'GET', url: '/v1/runs' });
    expect(list.body).not.toContain(theirs.run);
  });
});
