import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
} from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import * as x509 from '@peculiar/x509';
import { SignJWT, createRemoteJWKSet, decodeJwt, exportPKCS8, exportSPKI, jwtVerify } from 'jose';
import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { app as everything, closeLaboratories, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';
const SITE_SCOPE = 'https://ConfigMgrService/.default';
const ISSUER = 'https://cluster.example/';
const person = { userPrincipalName: 'ann@fabrikam.example', password: 'correct horse' };
const expired = { ...everything, clientId: '33333333-3333-4333-8333-333333333333' };
const reader = { name: 'reader', clientId: '44444444-4444-4444-8444-444444444444' };

/** Microsoft's own credentials against the token endpoint: where they fail, it is wrong. */
describe('the token endpoint', () => {
  let lab: Laboratory;
  let tenantId = '';
  let wallMs = 0;
  let certificatePem = '';
  let foreignKey: webcrypto.CryptoKey;

  beforeAll(async () => {
    certificatePem = await makeCertificate();
    const foreign = await generateKeyPair('RS256', { extractable: true });
    foreignKey = foreign.privateKey;
    const federated = { issuer: ISSUER, subject: 'system:serviceaccount:gangway:worker' };
    const apps = [
      {
        ...everything,
        certificates: [certificatePem],
        federatedCredentials: [{ ...federated, publicKey: await exportSPKI(foreign.publicKey) }],
      },
      { ...expired, isSecretExpired: true },
      { ...reader, delegatedScopes: ['Policy.Read.All', 'Device.Read.All'] },
    ];
    lab = await openLaboratory({ apps, users: [person] }, { wallNow: () => wallMs });
    ({ tenantId } = lab.emulator.simulation.world.tenant);
  });
  beforeEach(() => {
    wallMs = Date.now();
  });
  afterAll(closeLaboratories);

  const options = () => ({ authorityHost: lab.emulator.url, disableInstanceDiscovery: true });
  const tokenFrom = async (credential: TokenCredential) => {
    const token = await credential.getToken(GRAPH_SCOPE, { tenantId });
    if (token === null) throw new Error('No token.');
    return token.token;
  };
  const opens = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await lab.graph('GET', '/v1.0/devices', { headers });
    return { status: answer.status, message: (answer.body.error as Wire | undefined)?.message };
  };
  const ask = async (form: Record<string, string>, tenant = tenantId) => {
    const init = { method: 'POST', body: new URLSearchParams({ scope: GRAPH_SCOPE, ...form }) };
    const response = await fetch(`${lab.emulator.url}/${tenant}/oauth2/v2.0/token`, init);
    const body = (await response.json()) as { error: string; error_codes?: number[] };
    return [response.status, body.error, body.error_codes?.[0]];
  };
  const signIn = async (scope: string) => {
    const { userPrincipalName: username, password } = person;
    const form = { grant_type: 'password', client_id: reader.clientId, username, password, scope };
    const url = `${lab.emulator.url}/${tenantId}/oauth2/v2.0/token`;
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  const byAssertion = (assertion: string, clientId = everything.clientId) => ({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  const bySecret = { grant_type: 'client_credentials', client_secret: everything.clientSecret };

  it('gives a secret’s owner a signed token with roles, which the published keys verify', async () => {
    const { clientId, clientSecret } = everything;
    const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, options());
    const token = await tokenFrom(credential);
    const discovery = `${lab.emulator.url}/${tenantId}/v2.0/.well-known/openid-configuration`;
    const { jwks_uri: keys } = (await (await fetch(discovery)).json()) as { jwks_uri: string };
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(keys)), {
      issuer: `https://sts.windows.net/${tenantId}/`,
      audience: 'https://graph.microsoft.com',
    });
    expect(payload).toMatchObject({ appid: clientId, tid: tenantId, idtyp: 'app', ver: '1.0' });
    expect(payload['oid']).not.toBe(clientId);
    expect(payload['roles']).toContain('Device.ReadWrite.All');
    expect(await opens(token)).toMatchObject({ status: 200 });
  });

  it('takes a certificate’s signature instead of a secret, and no other certificate’s', async () => {
    const make = (certificate: string) =>
      new ClientCertificateCredential(tenantId, everything.clientId, { certificate }, options());
    expect(await opens(await tokenFrom(make(certificatePem)))).toMatchObject({ status: 200 });
    const stranger = make(await makeCertificate());
    await expect(tokenFrom(stranger)).rejects.toThrow(/AADSTS700027/);
  });

  it('takes the token of a federated issuer, for the subject it was told', async () => {
    const assert = (subject: string, issuer = ISSUER) =>
      new SignJWT({ sub: subject })
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(issuer)
        .setAudience('api://AzureADTokenExchange')
        .setExpirationTime('5m')
        .sign(foreignKey);
    const { clientId } = everything;
    const subject = 'system:serviceaccount:gangway:worker';
    const getAssertion = () => assert(subject);
    const credential = new ClientAssertionCredential(tenantId, clientId, getAssertion, options());
    expect(await opens(await tokenFrom(credential))).toMatchObject({ status: 200 });
    const other = byAssertion(await assert('system:serviceaccount:other:worker'));
    expect(await ask(other)).toEqual([401, 'invalid_client', 700213]);
    const foreign = byAssertion(await assert(subject, 'https://elsewhere.example/'));
    expect(await ask(foreign)).toEqual([401, 'invalid_client', 70021]);
    const late = byAssertion(await assert(subject));
    wallMs += 15 * 60_000;
    expect(await ask(late)).toEqual([401, 'invalid_client', 700024]);
  });

  it('gives a person’s token with scopes and no roles, for Graph and for the site', async () => {
    const { userPrincipalName } = person;
    const { clientId } = reader;
    const claims = decodeJwt(await signIn(GRAPH_SCOPE));
    expect(claims).toMatchObject({ upn: userPrincipalName, idtyp: 'user', appid: clientId });
    expect(claims['scp']).toBe('Policy.Read.All Device.Read.All');
    expect(claims['roles']).toBeUndefined();
    const site = decodeJwt(await signIn(SITE_SCOPE));
    expect(site).toMatchObject({ aud: 'https://ConfigMgrService', scp: 'user_impersonation' });
  });

  it('refuses in Microsoft’s numbers', async () => {
    const { clientId } = everything;
    const nobody = '99999999-9999-4999-8999-999999999999';
    const secret = { ...bySecret, client_id: clientId };
    const table: [Record<string, string>, unknown[]][] = [
      [{ client_id: clientId, client_secret: 'x' }, [400, 'invalid_request', 900144]],
      [{ ...secret, grant_type: 'device_code' }, [400, 'unsupported_grant_type', 70003]],
      [{ ...secret, client_id: nobody }, [400, 'unauthorized_client', 700016]],
      [{ ...secret, client_secret: 'wrong' }, [401, 'invalid_client', 7000215]],
      [{ ...secret, client_id: expired.clientId }, [401, 'invalid_client', 7000222]],
      [{ grant_type: 'client_credentials', client_id: clientId }, [401, 'invalid_client', 7000216]],
      [{ ...secret, scope: 'User.Read' }, [400, 'invalid_scope', 1002012]],
      [{ ...secret, scope: 'https://x.example/.default' }, [400, 'invalid_resource', 500011]],
      [byAssertion('nonsense'), [401, 'invalid_client', 700027]],
    ];
    for (const [form, expected] of table) expect(await ask(form)).toEqual(expected);
    expect(await ask(secret, nobody)).toEqual([400, 'invalid_request', 90002]);
    const byPassword = {
      grant_type: 'password',
      client_id: reader.clientId,
      username: person.userPrincipalName,
      password: person.password,
    };
    expect(await ask({ ...byPassword, password: 'x' })).toEqual([400, 'invalid_grant', 50126]);
    const wish = { ...byPassword, scope: 'https://graph.microsoft.com/User.ReadWrite.All' };
    expect(await ask(wish)).toEqual([400, 'invalid_grant', 65001]);
  });

  it('answers instance discovery for its own authority', async () => {
    const endpoint = encodeURIComponent(`${lab.emulator.url}/${tenantId}/oauth2/v2.0/authorize`);
    const query = `api-version=1.1&authorization_endpoint=${endpoint}`;
    const response = await fetch(`${lab.emulator.url}/common/discovery/instance?${query}`);
    const body = (await response.json()) as { tenant_discovery_endpoint: string };
    expect((await fetch(body.tenant_discovery_endpoint)).status).toBe(200);
  });

  it('makes tokens that end: Graph says so in its own words', async () => {
    const authorization = await lab.authorization();
    const token = authorization.replace('Bearer ', '');
    wallMs += 3599_000;
    expect(await opens(token)).toMatchObject({ status: 200 });
    wallMs += 2000;
    const message = 'Lifetime validation failed, the token is expired.';
    expect(await opens(token)).toEqual({ status: 401, message });
  });

  it('is not confused with somebody else: other audience, other signature, no token', async () => {
    const siteToken = await signIn(SITE_SCOPE);
    expect((await opens(siteToken)).message).toMatch(/Invalid audience/);
    const forged = await new SignJWT(decodeJwt(siteToken))
      .setProtectedHeader({ alg: 'RS256' })
      .sign(foreignKey);
    expect((await opens(forged)).message).toMatch(/signature/);
    expect((await opens('nonsense')).message).toMatch(/80049217/);
    const none = await lab.graph('GET', '/v1.0/devices', { headers: { authorization: '' } });
    expect(none.body.error.message).toBe('Access token is empty.');
  });
});

interface Wire {
  message: string;
}

/** A self-signed certificate and its key in one PEM text, as the credential wants it. */
async function makeCertificate(): Promise<string> {
  const keys = await generateKeyPair('RS256', { extractable: true });
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=gangway-test',
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    signingAlgorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    keys,
  });
  return `${await exportPKCS8(keys.privateKey)}\n${certificate.toString('pem')}\n`;
}
