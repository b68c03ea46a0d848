import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { benToken, gangway } from './run-command.ts';
import { problem, withScriptedApi, type Answer } from './scripted-api.ts';

async function listAgainst(answer: Answer) {
  return withScriptedApi({ 'GET /v1/runs': () => answer }, (api) =>
    gangway(['run', 'list'], { apiUrl: api.url, token: benToken }),
  );
}

describe('an error of the API', () => {
  it.each([
    [401, 'NotSignedIn', 3, 'GANGWAY_TOKEN'],
    [403, 'NotAllowed', 3, 'role'],
    [404, 'NotFound', 5, 'gangway run list'],
    [409, 'RunPaused', 5, 'gangway run resume'],
    [429, 'Throttled', 4, 'in a minute'],
    [503, 'ServiceUnavailable', 4, 'in a minute'],
    [504, 'OutcomeUnknown', 4, 'gangway run show'],
  ])('%i %s ends with exit code %i and names what to do', async (status, code, exitCode, next) => {
    const ran = await listAgainst(problem(status, code, 'this and that happened'));
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.out).toBe('');
    expect(ran.err).toContain(`error: ${code}: this and that happened`);
    expect(ran.err).toMatch(new RegExp(`^next: .*${next}`, 'm'));
  });

  it('names each field that is wrong', async () => {
    const body = {
      code: 'InvalidInput',
      title: 'The input is not valid',
      errors: [{ field: 'body.waves.size', message: 'too big' }],
    };
    const text = JSON.stringify(body);
    const ran = await listAgainst({ status: 422, type: 'application/problem+json', text });
    expect(ran.err).toContain('body.waves.size: too big');
  });

  it('keeps the request id of what the service hides', async () => {
    const ran = await listAgainst(problem(500, 'BrokenInvariant', 'something broke'));
    expect(ran.err).toContain('(request req-1)');
  });

  it('survives an answer in HTML', async () => {
    const ran = await listAgainst({ status: 502, type: 'text/html', text: '<h1>Bad Gateway</h1>' });
    expect(ran.exitCode).toBe(4);
    expect(ran.err).toContain('HTTP 502: Bad Gateway');
  });

  it('does not take a web page for an answer', async () => {
    const ran = await listAgainst({ status: 200, type: 'text/html', text: '<h1>It works!</h1>' });
    expect(ran.exitCode).toBe(4);
    expect(ran.err).toContain('check that GANGWAY_API_URL');
  });

  it('does not follow the token to another address', async () => {
    const ran = await listAgainst({ status: 302, type: 'text/plain', text: '' });
    expect(ran.exitCode).not.toBe(0);
  });
});

describe('without an API', () => {
  it('names the address that does not answer', async () => {
    const port = await closedPort();
    const ran = await gangway(['run', 'list'], {
      apiUrl: `http://127.0.0.1:${port}`,
      token: benToken,
    });
    expect(ran.exitCode).toBe(4);
    expect(ran.err).toContain(`127.0.0.1:${port} cannot be reached (ECONNREFUSED)`);
    expect(ran.err).toContain('npm start');
  });

  it.each([
    ['GANGWAY_API_URL', {}, 2],
    ['GANGWAY_TOKEN', { apiUrl: 'http://127.0.0.1:1' }, 3],
  ])('asks for %s when it is not set', async (name, setting, exitCode) => {
    const ran = await gangway(['run', 'list'], setting);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.err).toContain(`export ${name}=`);
  });
});

async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
