import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeLaboratories, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

interface Item {
  id?: string;
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  body?: unknown;
  dependsOn?: string[];
}

const json = { 'Content-Type': 'application/json' };
const ann = '/users/ann@fabrikam.example';
const nobody = '/users/nobody@fabrikam.example';
const reading = (id: string, url = ann, dependsOn?: string[]): Item => ({
  id,
  method: 'GET',
  url,
  ...(dependsOn === undefined ? {} : { dependsOn }),
});

describe('a batch', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory({
      users: [{ userPrincipalName: 'ann@fabrikam.example' }],
      entraDevices: [{ displayName: 'PC1' }],
    });
  });
  beforeEach(() => lab.admin('DELETE', 'faults'));
  afterAll(closeLaboratories);

  const send = (requests: Item[], version = 'v1.0') =>
    lab.graph('POST', `/${version}/$batch`, { body: { requests } });
  /** Statuses by id: the order of the answers means nothing. */
  const statuses = async (requests: Item[]): Promise<Record<string, number>> => {
    const { body, status } = await send(requests);
    expect(status).toBe(200);
    return Object.fromEntries(body.responses.map((item) => [item.id, item.status]));
  };
  const refusal = async (requests: Item[]): Promise<string> => {
    const { body, status } = await send(requests);
    expect(status).toBe(400);
    expect(body.error.code).toBe('BadRequest');
    return body.error.message;
  };
  const device = () => lab.emulator.simulation.devices.all()[0]?.id ?? '';

  it('answers each item with its own status, headers and body, in any order', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => String(index));
    const { body } = await send(ids.map((id) => reading(id, id === '7' ? nobody : ann)));
    const answered = body.responses.map(({ id }) => id);
    expect(answered).not.toEqual(ids);
    expect(answered.toSorted()).toEqual(ids.toSorted());
    const seventh = body.responses.find(({ id }) => id === '7');
    expect(seventh).toMatchObject({
      status: 404,
      headers: { 'Content-Type': 'application/json' },
      body: { error: { code: 'Request_ResourceNotFound' } },
    });
    const { body: stats } = await lab.admin('GET', 'stats');
    expect(stats.byRoute[`GET /v1.0${ann}`]).toBe(19);
  });

  it('takes urls with and without a leading slash, of its own version only', async () => {
    const requests = [
      reading('1', 'devices?$top=1'),
      reading('2', '/devices?$top=1'),
      reading('3', '/v1.0/devices'),
      reading('4', 'https://graph.microsoft.com/v1.0/devices'),
    ];
    expect(await statuses(requests)).toEqual({ 1: 200, 2: 200, 3: 400, 4: 400 });
    const beta = await send([reading('1', '/deviceManagement/windowsAutopilotSettings')], 'beta');
    expect(beta.body.responses[0]?.status).toBe(200);
  });

  it('heeds the headers of the item, not those of the batch', async () => {
    const url = '/devices?$filter=accountEnabled ne false&$count=true';
    const advanced = { ...reading('2', url), headers: { ConsistencyLevel: 'eventual' } };
    const { body } = await lab.graph('POST', '/v1.0/$batch', {
      body: { requests: [reading('1', url), advanced] },
      headers: { ConsistencyLevel: 'eventual' },
    });
    const byId = Object.fromEntries(body.responses.map((item) => [item.id, item]));
    expect(byId['1']?.status).toBe(400);
    expect(byId['2']?.body['@odata.count']).toBe(1);
  });

  it('throttles an item by itself, with its own Retry-After spelt as headers are', async () => {
    const path = '^/v1.0/users/ann';
    await lab.admin('POST', 'faults', { path, skip: 1, status: 429, retryAfterSeconds: 7 });
    const { body } = await send([reading('1'), reading('2'), reading('3')]);
    const throttled = body.responses.filter(({ status }) => status === 429);
    expect(throttled).toMatchObject([
      { id: '2', headers: { 'Retry-After': '7' }, body: { error: { code: 'TooManyRequests' } } },
    ]);
  });

  it('lets an item fail that depends on a failed one, and whatever hangs on that', async () => {
    const requests = [reading('1', nobody), reading('2', ann, ['1']), reading('3', ann, ['2'])];
    expect(await statuses(requests)).toEqual({ 1: 404, 2: 424, 3: 424 });
  });

  it('runs a chain in its own order, wherever its items stand', async () => {
    const url = `/devices/${device()}`;
    const disable = { method: 'PATCH', url, headers: json, body: { accountEnabled: false } };
    const requests = [
      reading('after', `${url}?$select=accountEnabled`, ['Change']),
      { id: 'change', ...disable, dependsOn: ['before'] },
      reading('before', `${url}?$select=accountEnabled`),
    ];
    const { body } = await send(requests);
    const byId = Object.fromEntries(body.responses.map((item) => [item.id, item.body]));
    expect(byId['before']).toMatchObject({ accountEnabled: true });
    expect(byId['after']).toMatchObject({ accountEnabled: false });
  });

  it('runs items that all depend on the same one', async () => {
    const requests = [reading('1', ann, ['2']), reading('2'), reading('3', ann, ['2'])];
    expect(await statuses(requests)).toEqual({ 1: 200, 2: 200, 3: 200 });
  });

  it.each([
    [
      'a fork in a chain',
      [reading('1'), reading('2', ann, ['1']), reading('3', ann, ['1']), reading('4', ann, ['3'])],
    ],
    [
      'a chain beside free items',
      [reading('1'), reading('2', ann, ['1']), reading('3', ann, ['2']), reading('4')],
    ],
    ['two dependencies of one item', [reading('1'), reading('2'), reading('3', ann, ['1', '2'])]],
    ['a ring', [reading('1', ann, ['2']), reading('2', ann, ['1'])]],
    ['an item that depends on itself', [reading('1', ann, ['1'])]],
    ['a dependency that is not there', [reading('1'), reading('2', ann, ['9'])]],
  ])('is refused as a whole for %s', async (_name, requests) => {
    expect(await refusal(requests)).toMatch(/^Invalid dependency chain/);
  });

  it.each<[string, Item[], string]>([
    ['no items', [], 'Invalid batch payload format.'],
    ['an item without an id', [{ method: 'GET', url: ann }], 'Invalid batch payload format.'],
    ['an item without a url', [{ id: '1', method: 'GET' }], 'Invalid batch payload format.'],
    ['an unknown method', [{ ...reading('1'), method: 'LOOK' }], 'Invalid batch payload format.'],
    [
      'ids that differ in case only',
      [reading('a'), reading('A')],
      'Batch request ids must be unique.',
    ],
    [
      'twenty-one items',
      Array.from({ length: 21 }, (_, index) => reading(String(index))),
      'Number of batch request steps exceeds the maximum value of 20.',
    ],
    [
      'a write without the type of its body',
      [{ id: '1', method: 'PATCH', url: '/devices/1', body: { accountEnabled: false } }],
      'Write request id : 1 does not contain Content-Type header or body.',
    ],
    [
      'an action without a body',
      [
        {
          id: '1',
          method: 'POST',
          url: '/deviceManagement/windowsAutopilotSettings/sync',
          headers: json,
        },
      ],
      'Write request id : 1 does not contain Content-Type header or body.',
    ],
  ])('is refused as a whole for %s', async (_name, requests, message) => {
    expect(await refusal(requests)).toBe(message);
  });

  it('does nothing of a batch that is refused', async () => {
    const url = `/devices/${device()}`;
    const removal = { id: '1', method: 'DELETE', url };
    await refusal([removal, { ...removal, id: '1' }]);
    expect((await lab.graph('GET', `/v1.0${url}`)).status).toBe(200);
  });
});
