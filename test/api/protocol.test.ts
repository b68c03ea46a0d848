import { describe, expect, it } from 'vitest';
import { access } from '../../api/access.ts';
import { buildApp } from '../../api/app.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { createLogger } from '../../api/logger.ts';
import { RunMessageError } from '../../api/run-messages.ts';
import { problem } from '../../api/schemas/common.ts';
import { LedgerError } from '../../ports/ledger/errors.ts';
import type { LedgerPort } from '../../ports/ledger/port.ts';
import { aRun } from './support/a-run.ts';
import { people, tenantId } from './support/people.ts';
import { recordingMessages } from './support/recording-messages.ts';
import { useApi } from './support/use-api.ts';

const lease = useApi();

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { requestBody?: { content: object }; security?: [] }>>>
  >;
}

describe('a refusal', () => {
  it('is problem+json with a code of the failure table and the id of the request', async () => {
    const response = await lease.as('admin', { method: 'GET', url: '/v1/runs/r-none' });
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(problem.parse(response.json())).toEqual({
      type: 'urn:gangway:failure:NotFound',
      title: 'There is no such thing; list what there is.',
      status: 404,
      code: 'NotFound',
      detail: 'There is no run r-none.',
      requestId: expect.any(String) as string,
    });
  });

  it('names each field that is wrong', async () => {
    const response = await lease.as('admin', { method: 'GET', url: '/v1/runs?limit=0&page=2' });
    expect(response.json()).toMatchObject({
      status: 422,
      code: 'InvalidInput',
      errors: [{ field: 'querystring.limit' }, { field: 'querystring' }],
    });
  });

  it('tells nothing of our insides from 500 on', async () => {
    const { run } = await aRun(lease);
    const url = `/v1/runs/${run}/pause`;
    lease.messages.failNext(new Error('password=hunter2'));
    const payload = { reason: 'x' };
    const response = await lease.as('operator', { method: 'POST', url, payload });
    expect(response.json()).toMatchObject({ status: 500, code: 'BrokenInvariant' });
    expect(response.json()).not.toHaveProperty('detail');
    expect(response.body).not.toContain('hunter2');
  });

  it.each([
    ['an unknown address', 'GET', '/v1/nothing', undefined, undefined, 404],
    ['a body that is too large', 'POST', '/pause', 'x'.repeat(1_100_000), 'application/json', 413],
    ['a body of another type', 'POST', '/pause', '<a/>', 'application/xml', 415],
    ['plain text', 'POST', '/pause', 'pause', 'text/plain', 415],
    ['an upload elsewhere', 'POST', '/pause', '--x--', 'multipart/form-data; boundary=x', 415],
    ['broken JSON', 'POST', '/pause', '{"reason":', 'application/json', 400],
    ['no body', 'POST', '/pause', undefined, undefined, 422],
  ] as const)('of %s has the same form', async (_name, method, address, payload, type, status) => {
    const { run } = await aRun(lease);
    const url = address.startsWith('/v1') ? address : `/v1/runs/${run}${address}`;
    const response = await lease.as('operator', {
      method,
      url,
      ...(payload === undefined ? {} : { payload }),
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    });
    expect(response.statusCode).toBe(status);
    expect(problem.parse(response.json()).status).toBe(status);
  });
});

describe('openapi.json', () => {
  it('holds every route of the access table, the upload and no token for probes', async () => {
    const response = await lease.api.inject({ method: 'GET', url: '/v1/openapi.json' });
    const { paths } = response.json<OpenApi>();
    for (const route of Object.keys(access)) {
      const [method = '', url = ''] = route.split(' ');
      const path = url.replace(/:(\w+)/g, '{$1}');
      expect(paths[path]?.[method.toLowerCase()], route).toBeDefined();
    }
    expect(paths['/v1/runs']?.['post']?.requestBody?.content).toHaveProperty([
      'multipart/form-data',
    ]);
    expect(paths['/v1/healthz']?.['get']?.security).toEqual([]);
  });

  it('has a page, and every answer the headers that protect a browser', async () => {
    const page = await lease.api.inject({ method: 'GET', url: '/v1/docs/' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['content-security-policy']).toBeDefined();
  });
});

describe('probes', () => {
  it('answer without a token', async () => {
    const health = await lease.api.inject({ method: 'GET', url: '/v1/healthz' });
    expect(health.json()).toEqual({ status: 'ok' });
    const ready = await lease.api.inject({ method: 'GET', url: '/v1/readyz' });
    expect(ready.json()).toEqual({ status: 'ready', database: 'ok', temporal: 'ok' });
  });

  it('name what does not answer', async () => {
    lease.messages.failNext(new RunMessageError('unreachable', 'x'));
    const response = await lease.api.inject({ method: 'GET', url: '/v1/readyz' });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({
      status: 'not-ready',
      database: 'ok',
      temporal: 'unreachable',
    });
  });
});

describe('an API of its own', () => {
  const deps = (change: Partial<ApiDeps>): ApiDeps => ({
    ledger: lease.ledger,
    messages: recordingMessages(),
    countersigner: lease.countersigner,
    authenticate: async () => ({ tenant: tenantId, isPerson: true, ...people.auditor }),
    tenantId,
    siteCode: 'PS1',
    timeFactor: 1,
    deviceKeySecret: new Uint8Array(32),
    now: () => new Date(),
    ...change,
  });
  const listRuns = {
    method: 'GET',
    url: '/v1/runs',
    headers: { authorization: 'Bearer a.token' },
  } as const;

  it('slows down whoever asks too often', async () => {
    await using api = await buildApp(deps({}), { requestsPerMinute: 2 });
    const statuses = [];
    for (let request = 0; request < 3; request += 1) {
      statuses.push((await api.inject(listRuns)).statusCode);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const last = await api.inject(listRuns);
    expect(last.json()).toMatchObject({ code: 'Throttled' });
    expect(last.headers['retry-after']).toBeDefined();
  });

  it('asks to come back when the database is away, and logs neither message nor token', async () => {
    const lines: string[] = [];
    const secret = 'SN-SECRET is in the message';
    const ledger = {
      listRuns: async () => Promise.reject(new LedgerError('unavailable', secret)),
    } as unknown as LedgerPort;
    const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
    await using api = await buildApp(deps({ ledger }), { logger });
    const response = await api.inject(listRuns);
    expect(response.json()).toMatchObject({ status: 503, code: 'ServiceUnavailable' });
    const log = lines.join('');
    expect(log).toContain('"type":"LedgerError","code":"unavailable"');
    expect(log).not.toContain(secret);
    expect(log).not.toContain('a.token');
  });
});
