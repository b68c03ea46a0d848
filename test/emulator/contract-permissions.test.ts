import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationOf } from '../../emulator/graph/metadata/operations.ts';
import appRoleData from '../../emulator/graph/metadata/app-roles.json' with { type: 'json' };
import { graphRoutes } from '../../emulator/graph/routes.ts';
import type { GraphRoute } from '../../emulator/graph/route.ts';
import { app, closeLaboratories, openLaboratory, powerless } from './support.ts';
import type { Answer, Laboratory } from './support.ts';
import { refusals } from './contract/refusals.ts';
import { keyOf } from './contract/walk.ts';

const cloneOf = (name: string, index: number, roles: string[]) => ({
  name,
  clientId: `44444444-4444-4444-8444-${String(index).padStart(12, '0')}`,
  clientSecret: 'secret',
  roles,
});
const reader = cloneOf('reader', 1, ['Device.Read.All', 'GroupMember.Read.All']);
const halfway = cloneOf('halfway', 2, ['GroupMember.ReadWrite.All']);
const delegate = {
  ...cloneOf('delegate', 3, []),
  delegatedScopes: ['Policy.Read.All', 'DeviceManagementApps.Read.All'],
};
const anna = { userPrincipalName: 'anna@fabrikam.example', password: 'secret' };

/** No route is served to a token that lacks its permission, and each says so as Microsoft does. */
describe('permissions', () => {
  let lab: Laboratory;
  let routes: GraphRoute[];
  beforeAll(async () => {
    lab = await openLaboratory({
      apps: [app, powerless, reader, halfway, delegate],
      users: [anna],
      throttling: { mode: 'off' },
    });
    routes = graphRoutes(lab.emulator.simulation);
  });
  afterAll(closeLaboratories);

  it('are known of every operation that is served', () => {
    const unknown = routes
      .map(({ operation }) => operationOf(operation))
      .filter(({ roles, scopes }) => roles.length === 0 && (scopes ?? []).length === 0);
    expect(unknown.map(({ id }) => id)).toEqual([]);
  });

  it('have the ids that Microsoft gives them', () => {
    const ids = Object.values(appRoleData.appRoles);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are asked for by every route', async () => {
    const authorization = await bearer(lab, powerless);
    const wrong: string[] = [];
    for (const route of routes) {
      const answer = await ask(lab, route, authorization);
      const error = refusalOf(route);
      const { code, message } = answer.body.error;
      const isRight =
        answer.status === error.status &&
        code === error.code &&
        (error.isWrapped ? message.startsWith('{') : message === error.message);
      if (!isRight) wrong.push(`${keyOf(route)}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('open nothing but what they are for', async () => {
    const headers = { authorization: await bearer(lab, reader) };
    expect((await lab.graph('GET', '/v1.0/devices', { headers })).status).toBe(200);
    const write = await lab.graph('PATCH', '/v1.0/devices/x', { headers, body: {} });
    expect(write.status).toBe(403);
    const body = write.body.error.message;
    expect(body).toBe('Insufficient privileges to complete the operation.');
  });

  it('name in Intune’s refusal the ones that would help', async () => {
    const headers = { authorization: await bearer(lab, reader) };
    const answer = await lab.graph('GET', '/v1.0/deviceManagement/managedDevices', { headers });
    const inner = JSON.parse(answer.body.error.message) as { Message: string };
    expect(inner.Message).toContain('DeviceManagementManagedDevices.Read.All');
  });

  it('are needed both where a group takes a device in', async () => {
    const headers = { authorization: await bearer(lab, halfway) };
    const path = '/v1.0/groups/x/members/$ref';
    expect((await lab.graph('POST', path, { headers, body: {} })).status).toBe(403);
  });

  it('of a person open what an application alone cannot', async () => {
    const authorization = `Bearer ${await personalToken(lab)}`;
    const path = '/beta/policies/mobileDeviceManagementPolicies';
    expect((await lab.graph('GET', path, { headers: { authorization } })).status).toBe(200);
    const other = await lab.graph('GET', '/v1.0/devices', { headers: { authorization } });
    expect(other.status).toBe(403);
  });
});

describe('a request without a valid token', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory();
  });
  afterAll(closeLaboratories);

  it.each([
    ['no header', '', refusals.tokenMissing.message],
    ['nonsense', 'Bearer nonsense', undefined],
  ])('is refused with 401: %s', async (_name, authorization, message) => {
    const answer = await lab.graph('GET', '/v1.0/devices', { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.body.error.code).toBe('InvalidAuthenticationToken');
    if (message !== undefined) expect(answer.body.error.message).toBe(message);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

/** What a route must answer with to a token without its permission. */
function refusalOf(route: GraphRoute) {
  const { id, roles } = operationOf(route.operation);
  if (roles.length === 0) return refusals.appOnly;
  if (id.startsWith('bitlockerKeys.')) return refusals.bitlocker;
  return route.family === 'directory' ? refusals.directory : refusals.intune;
}

function ask(lab: Laboratory, route: GraphRoute, authorization: string): Promise<Answer> {
  const path = route.path.replaceAll(/:[A-Za-z]+/g, 'x');
  return lab.graph(route.method, `/beta${path}`, { headers: { authorization } });
}

async function bearer(
  lab: Laboratory,
  credentials: { clientId: string; clientSecret: string },
): Promise<string> {
  return `Bearer ${await lab.tokenOf(credentials)}`;
}

async function personalToken({ emulator }: Laboratory): Promise<string> {
  const { tenantId } = emulator.simulation.world.tenant;
  const response = await fetch(`${emulator.url}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: delegate.clientId,
      client_secret: delegate.clientSecret,
      username: anna.userPrincipalName,
      password: anna.password,
      scope: 'https://graph.microsoft.com/.default',
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
