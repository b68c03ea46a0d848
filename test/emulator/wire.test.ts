import https from 'node:https';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmulator } from '../../emulator/create-emulator.ts';
import { closeLaboratories, groupTarget, managed, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

/** What reaches no handler in good order: every surface refuses it in its own words. */
interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  error: { code: string; message: string; innerError?: Record<string, string> };
}
interface Sending {
  headers?: Record<string, string>;
  body?: string;
}

let lab: Laboratory;
let authorization: string;
beforeAll(async () => {
  lab = await openLaboratory({
    entraDevices: Array.from({ length: 3 }, (_, index) => ({ displayName: `PC${index}` })),
    machines: [{ serialNumber: 'A1' }],
  });
  authorization = await lab.authorization();
});
afterAll(closeLaboratories);

/** As it stands: neither the path nor `Host` is put right on the way. */
function send(method: string, path: string, { headers, body }: Sending = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(lab.emulator.url);
    const request = https.request(
      { host: 'localhost', port, ca: lab.emulator.caPem, method, path, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          const error = (text.startsWith('{') ? JSON.parse(text) : {}) as Pick<Raw, 'error'>;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, ...error });
        });
      },
    );
    const all = { authorization, ...headers };
    for (const [name, value] of Object.entries(all)) request.setHeader(name, value);
    request.once('error', reject);
    request.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const negotiate = { authorization: 'Negotiate gangway-site-token' };
const unreadable =
  'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.';

/** The envelope of Graph, with ids that a support case could quote. */
function expectGraph(answer: Raw, { status, code }: { status: number; code: string }): void {
  expect(answer).toMatchObject({ status, error: { code } });
  expect(answer.error.innerError?.['request-id']).toBe(answer.headers['request-id']);
  expect(answer.headers['request-id']).toMatch(/^[0-9a-f-]{36}$/);
}

describe('a path that cannot be decoded', () => {
  it.each(['/v1.0/devices/%zz', '/beta/deviceManagement/managedDevices/%ff', '/%zz'])(
    'is refused by Graph: %s',
    async (path) => {
      expectGraph(await send('GET', path), { status: 400, code: 'BadRequest' });
    },
  );

  it('is refused by the AdminService in its own envelope', async () => {
    const answer = await send('GET', '/AdminService/wmi/SMS_Site(%zz)', { headers: negotiate });
    expect(answer).toMatchObject({ status: 400, error: { code: '400' } });
  });

  it('spoils its own item of a batch only, whatever stands beside it', async () => {
    const body = {
      displayName: 'Made',
      mailNickname: 'made',
      mailEnabled: false,
      securityEnabled: true,
    };
    const headers = { 'Content-Type': 'application/json' };
    const requests = [
      { id: '1', method: 'POST', url: '/groups', headers, body },
      { id: '2', method: 'GET', url: '/devices/%zz' },
      { id: '3', method: 'GET', url: '/devices/%zz', dependsOn: ['2'] },
    ].map((item) => (item.id === '1' ? { ...item, dependsOn: ['2'] } : item));
    const { status, body: answered } = await lab.graph('POST', '/v1.0/$batch', {
      body: { requests: requests.map((item) => ({ ...item, dependsOn: undefined })) },
    });
    expect(status).toBe(200);
    const items = Object.fromEntries(answered.responses.map((item) => [item.id, item]));
    expect(items['1']?.status).toBe(201);
    expect(items['2']).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
    expect(items['2']?.headers['request-id']).toMatch(/^[0-9a-f-]{36}$/);
    const dependent = await lab.graph('POST', '/v1.0/$batch', {
      body: { requests: requests.slice(0, 2) },
    });
    expect(dependent.body.responses.find(({ id }) => id === '1')?.status).toBe(424);
  });
});

describe('a body that is no JSON', () => {
  const bodies: [string, string][] = [
    ['broken off', '{"accountEnabled": fal'],
    ['behind a byte order mark', '\uFEFF{"accountEnabled":false}'],
    ['nested without end', '{"a":'.repeat(5000) + '1' + '}'.repeat(5000)],
  ];

  it.each(bodies)('is refused by Graph: %s', async (_name, body) => {
    const device = lab.emulator.simulation.devices.all()[0]?.id ?? '';
    const answer = await send('PATCH', `/v1.0/devices/${device}`, { headers: json, body });
    expectGraph(answer, { status: 400, code: 'BadRequest' });
    expect(answer.error.message).toBe(unreadable);
  });

  it.each(bodies)('is refused by the AdminService: %s', async (_name, body) => {
    const headers = { ...json, ...negotiate };
    const answer = await send('POST', '/AdminService/wmi/SMS_Collection', { headers, body });
    expect(answer).toMatchObject({ status: 400, error: { code: '400' } });
  });

  it('is refused where the type says nothing of JSON', async () => {
    const text = { headers: { 'content-type': 'text/plain' }, body: '{"accountEnabled":false}' };
    const device = lab.emulator.simulation.devices.all()[0]?.id ?? '';
    const answer = await send('PATCH', `/v1.0/devices/${device}`, text);
    expect(answer.error.message).toBe(unreadable);
  });

  it('counts after the token', async () => {
    const broken = { body: '{', headers: { ...json, authorization: 'Bearer x' } };
    const graph = await send('POST', '/v1.0/groups', broken);
    expectGraph(graph, { status: 401, code: 'InvalidAuthenticationToken' });
    const site = await send('POST', '/AdminService/wmi/SMS_Collection', {
      body: '{',
      headers: { ...json, authorization: 'Basic x' },
    });
    expect(site.status).toBe(401);
  });

  it('makes a batch unreadable', async () => {
    const answer = await send('POST', '/v1.0/$batch', { headers: json, body: '{"requests":[' });
    expectGraph(answer, { status: 400, code: 'BadRequest' });
    expect(answer.error.message).toBe(unreadable);
  });

  it('tells whoever runs the laboratory so', async () => {
    const answer = await send('POST', '/_emulator/clock', { headers: json, body: '{' });
    expect(answer).toMatchObject({
      status: 400,
      error: { code: 'EmulatorError', message: 'Invalid JSON.' },
    });
  });
});

describe('addresses of Graph', () => {
  it.each(['/V1.0/devices', '/Beta/Devices', '/v1.0/devices/', '/v1.0/devices/?$top=1'])(
    '%s is the list of devices',
    async (path) => {
      expect((await send('GET', path)).status).toBe(200);
    },
  );

  it.each(['/', '/devices', '/v2.0/devices', '/v1.0None/devices'])(
    '%s has no version',
    async (path) => {
      const answer = await send('GET', path);
      expectGraph(answer, { status: 400, code: 'BadRequest' });
      expect(answer.error.message).toBe('Invalid version.');
    },
  );

  it.each(['/v1.0', '/v1.0/', '/beta/$metadata', '/v1.0//devices'])(
    '%s is not emulated, and says so',
    async (path) => {
      expectGraph(await send('GET', path), { status: 501, code: 'NotImplemented' });
    },
  );

  it.each([
    ['LINK', '/v1.0/devices'],
    ['OPTIONS', '/v1.0/devices'],
    ['GET', '/v1.0/$batch'],
    ['GET', '/v1.0/devices/x/checkMemberGroups'],
    ['DELETE', '/v1.0/groups'],
    ['POST', '/v1.0/users/ann@fabrikam.example'],
  ])('the directory does not take %s %s', async (method, path) => {
    const answer = await send(method, path);
    expectGraph(answer, { status: 405, code: 'Request_BadRequest' });
    expect(answer.error.message).toBe(
      'Specified HTTP method is not allowed for the request target.',
    );
  });

  it.each([
    ['MERGE', managed, '~/singleton/navigation'],
    ['PATCH', managed, '~/singleton/navigation'],
    ['GET', `${managed}/x/wipe`, '~/singleton/navigation/key/action'],
    ['POST', `${managed}/4c1a`, '~/singleton/navigation/key'],
  ])('Intune has no route for %s %s', async (method, path, template) => {
    const answer = await send(method, `/v1.0${path}`);
    expectGraph(answer, { status: 400, code: 'No method match route template' });
    expect(answer.error.message).toContain(` template ${template} with http verb ${method} for`);
  });

  it('answers HEAD without a body', async () => {
    expect(await send('HEAD', '/v1.0/devices')).toMatchObject({ status: 405, text: '' });
  });

  it('names the segment that v1.0 lacks', async () => {
    const action = await send('POST', `/v1.0${managed}/x/setDeviceName`, {
      headers: json,
      body: '{"deviceName":"x"}',
    });
    expect(action.error.message).toBe("Resource not found for the segment 'setDeviceName'.");
    const list = await send('GET', '/v1.0/deviceManagement/windowsAutopilotDeploymentProfiles');
    expect(list.error.message).toBe(
      "Resource not found for the segment 'windowsAutopilotDeploymentProfiles'.",
    );
  });
});

describe('addresses of the other surfaces', () => {
  it('takes the prefix of the AdminService in any case', async () => {
    const answer = await send('GET', '/adminservice/WMI/SMS_Site', { headers: negotiate });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('/AdminService/wmi/$metadata#SMS_Site');
  });

  it.each(['/AdminService', '/AdminService/', '/CCM_Proxy_ServerAuth/x', '/AdminService/v2.0/x'])(
    'answers %s with 404 in its envelope',
    async (path) => {
      const answer = await send('GET', path, { headers: negotiate });
      expect(answer).toMatchObject({ status: 404, error: { code: '404' } });
    },
  );

  it('lets nobody GET a token', async () => {
    const { status, text } = await send('GET', '/organizations/oauth2/v2.0/token');
    expect(status).toBe(400);
    expect(text).toContain('AADSTS900561');
  });

  it('says what the laboratory does not have', async () => {
    const answer = await send('POST', '/_emulator/nothing', { headers: json, body: '{}' });
    expect(answer).toMatchObject({ status: 404, error: { code: 'EmulatorError' } });
  });
});

describe('the Host header', () => {
  const linkFor = async (host: string): Promise<string> => {
    const { text } = await send('GET', '/v1.0/devices?$top=1', { headers: { host } });
    return new URL((JSON.parse(text) as { '@odata.nextLink': string })['@odata.nextLink']).origin;
  };

  it('names the way back, by any name of this machine', async () => {
    const { port } = new URL(lab.emulator.url);
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      expect(await linkFor(`${name}:${port}`)).toBe(`https://${name}:${port}`);
    }
  });

  it.each(['evil.example', 'localhost', 'localhost:1', '"><script>', 'localhost:443@evil.example'])(
    'leads nobody to %s',
    async (host) => {
      expect(await linkFor(host)).toBe(lab.emulator.url);
      const path = '/organizations/v2.0/.well-known/openid-configuration';
      const { text } = await send('GET', path, { headers: { host } });
      expect(JSON.parse(text)).toMatchObject({
        jwks_uri: `${lab.emulator.url}/organizations/discovery/v2.0/keys`,
      });
    },
  );

  it('keeps links on the plain listener for who came by it', async () => {
    const emulator = await createEmulator({ world: {}, rate: 0, httpPort: 0 });
    await emulator.listen();
    const url = `${emulator.httpUrl ?? ''}/common/v2.0/.well-known/openid-configuration`;
    expect(await (await fetch(url)).json()).toMatchObject({
      token_endpoint: `${emulator.httpUrl ?? ''}/common/oauth2/v2.0/token`,
    });
    await emulator.close();
  });
});

it('is reached by 127.0.0.1 and by nothing else', async () => {
  const emulator = await createEmulator({ world: {}, rate: 0, httpPort: 0 });
  await emulator.listen();
  const reaches = (host: string, url: string) =>
    new Promise<boolean>((resolve) => {
      const socket = connect(Number(new URL(url).port), host);
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });
  for (const url of [emulator.url, emulator.httpUrl ?? '']) {
    expect(await reaches('127.0.0.1', url)).toBe(true);
    expect(await reaches('127.0.0.2', url)).toBe(false);
  }
  await emulator.close();
});

describe('sizes', () => {
  it('takes a filter of many ids beside a token with every permission', async () => {
    const filter = Array.from({ length: 500 }, (_, index) => `displayName eq 'PC-${index}-long'`);
    const path = `/v1.0/devices?$filter=${encodeURIComponent(filter.join(' or '))}`;
    expect(path.length).toBeGreaterThan(16_384);
    expect((await send('GET', path)).status).toBe(200);
  });

  it('refuses a body beyond 16 MiB in the envelope', async () => {
    const body = JSON.stringify({ description: 'x'.repeat(17 * 1024 * 1024) });
    const { port } = new URL(lab.emulator.url);
    const answer = await fetch(`https://localhost:${port}/v1.0/groups`, {
      method: 'POST',
      headers: { ...json, authorization },
      body,
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: 'RequestEntityTooLarge' } });
  });
});

describe('counts', () => {
  it('of Intune are not emulated rather than somebody’s id', async () => {
    const answer = await send('GET', `/v1.0${managed}/$count`);
    expectGraph(answer, { status: 501, code: 'NotImplemented' });
  });
});

describe('what nobody means well with', () => {
  it('refuses the names that every object has', async () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      const body = `{"${name}":1}`;
      const wipe = await send('POST', `/v1.0${managed}/x/wipe`, { headers: json, body });
      expect([name, wipe.status]).toEqual([name, 400]);
      for (const option of [`$filter=${name} eq 'x'`, `$orderby=${name}`, `$select=${name}`]) {
        const { status } = await send('GET', `/v1.0/devices?${encodeURI(option)}`);
        expect([option, status]).not.toEqual([option, 500]);
      }
    }
  });

  it('refuses targets that are no objects', async () => {
    const bodies = ['null', '[]', '"x"', '1', 'true', JSON.stringify(groupTarget('x'))];
    for (const body of bodies) {
      for (const path of ['/v1.0/$batch', '/v1.0/groups', `/v1.0${managed}/executeAction`]) {
        const answer = await send('POST', path, { headers: json, body });
        expect([path, body, answer.status < 500 || answer.status === 501]).toEqual([
          path,
          body,
          true,
        ]);
      }
    }
  });
});
