import {
  BatchRequestContent,
  BatchResponseContent,
  PageIterator,
  RetryHandlerOptions,
} from '@microsoft/microsoft-graph-client';
import type { BatchResponseBody, PageCollection } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories, managed, noRetries, openLaboratory, powerless } from './support.ts';
import type { Laboratory } from './support.ts';

/** Microsoft's own client and credential against the emulator: if they fail, it is wrong. */
describe('Microsoft’s Graph client', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    const machines = Array.from({ length: 7 }, (_, index) => ({
      serialNumber: `SN${index}`,
      state: 'enrolled' as const,
    }));
    lab = await openLaboratory({ machines });
  });
  afterAll(closeLaboratories);

  it('gets a token and follows every page', async () => {
    const client = lab.client();
    const first = (await client
      .api('/devices')
      .top(3)
      .select('id,displayName')
      .middlewareOptions(noRetries)
      .get()) as PageCollection;
    expect(first['@odata.nextLink']).toContain(lab.emulator.url);
    const names: string[] = [];
    await new PageIterator(client, first, ({ displayName }: { displayName: string }) => {
      names.push(displayName);
      return true;
    }).iterate();
    expect(names).toEqual(['SN0', 'SN1', 'SN2', 'SN3', 'SN4', 'SN5', 'SN6']);
  });

  it('iterates on from where it stopped, and over what an advanced query finds', async () => {
    const client = lab.client();
    const first = (await client
      .api('/devices')
      .header('ConsistencyLevel', 'eventual')
      .query({ $orderby: 'displayName desc', $count: 'true', $top: '2' })
      .get()) as PageCollection;
    expect(first['@odata.count']).toBe(7);
    const names: string[] = [];
    const headers = { headers: { ConsistencyLevel: 'eventual' } };
    const iterator = new PageIterator(
      client,
      first,
      ({ displayName }: { displayName: string }) => names.push(displayName) !== 3,
      headers,
    );
    await iterator.iterate();
    expect(names).toEqual(['SN6', 'SN5', 'SN4']);
    await iterator.resume();
    expect(names).toEqual(['SN6', 'SN5', 'SN4', 'SN3', 'SN2', 'SN1', 'SN0']);
    expect(iterator.isComplete()).toBe(true);
  });

  it('follows a delta to its end and tells what changed since', async () => {
    const client = lab.client();
    const first = (await client
      .api('/devices/delta')
      .select('displayName')
      .get()) as PageCollection;
    const iterator = new PageIterator(client, first, () => true);
    await iterator.iterate();
    const { directory, devices } = lab.emulator.simulation;
    const [device] = devices.all();
    if (device === undefined) throw new Error('No device.');
    directory.changed(device, ['isManaged']);
    const link = iterator.getDeltaLink() ?? '';
    const changes = (await client.api(link).get()) as PageCollection;
    expect(changes.value).toEqual([{ id: device.id, displayName: 'SN0' }]);
  });

  it('batches, and reads each answer by its id', async () => {
    const client = lab.client();
    const [device] = lab.emulator.simulation.devices.all();
    const path = `/devices/${device?.id ?? ''}`;
    const content = new BatchRequestContent([
      { id: 'list', request: new Request(`${lab.emulator.url}/devices?$top=2`) },
      { id: 'missing', request: new Request(`${lab.emulator.url}/users/nobody@fabrikam.example`) },
      {
        id: 'disable',
        request: new Request(`${lab.emulator.url}${path}`, {
          method: 'PATCH',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ accountEnabled: false }),
        }),
      },
    ]);
    const body = (await client
      .api('/$batch')
      .post(await content.getContent())) as BatchResponseBody;
    const answers = new BatchResponseContent(body);
    const listed = (await answers.getResponseById('list').json()) as PageCollection;
    expect(listed.value).toHaveLength(2);
    expect(answers.getResponseById('missing').status).toBe(404);
    expect(answers.getResponseById('disable').status).toBe(204);
    expect(device?.accountEnabled).toBe(false);
  });

  it('chains a batch, and sees what could not run because of the one before', async () => {
    const client = lab.client();
    const at = (path: string) => new Request(`${lab.emulator.url}${path}`);
    const content = new BatchRequestContent([
      { id: '1', request: at('/users/nobody@fabrikam.example') },
      { id: '2', request: at('/devices'), dependsOn: ['1'] },
    ]);
    const body = (await client
      .api('/$batch')
      .post(await content.getContent())) as BatchResponseBody;
    expect(new BatchResponseContent(body).getResponseById('2').status).toBe(424);
  });

  it('sees which item of a batch was throttled, and for how long', async () => {
    const fault = { path: '^/v1.0/domains$', status: 429, retryAfterSeconds: 9 };
    await lab.admin('POST', 'faults', fault);
    const content = new BatchRequestContent([
      { id: '1', request: new Request(`${lab.emulator.url}/domains`) },
      { id: '2', request: new Request(`${lab.emulator.url}/organization`) },
    ]);
    const body = (await lab
      .client()
      .api('/$batch')
      .post(await content.getContent())) as BatchResponseBody;
    const answers = new BatchResponseContent(body);
    expect(answers.getResponseById('1').status).toBe(429);
    expect(answers.getResponseById('1').headers.get('Retry-After')).toBe('9');
    expect(answers.getResponseById('2').status).toBe(200);
  });

  it('waits as long as Retry-After says when it meets 429, and then succeeds', async () => {
    const fault = { path: '^/v1.0/devices$', times: 2, status: 429, retryAfterSeconds: 0.2 };
    await lab.admin('POST', 'faults', fault);
    const before = lab.verdict().length;
    const answer = (await lab.client().api('/devices').get()) as PageCollection;
    expect(answer.value).toHaveLength(7);
    expect((await lab.admin('GET', 'faults')).body).toEqual([]);
    // Nobody came back too early.
    expect(lab.verdict()).toHaveLength(before);
  });

  it('waits for a time of its own when 429 bears no Retry-After, as of Intune', async () => {
    await lab.admin('POST', 'faults', { path: `^/v1.0${managed}$`, status: 429 });
    // Its own wait, 3 seconds by default, and up to one second by chance.
    const hasty = [new RetryHandlerOptions(0, 1)];
    const answer = (await lab
      .client()
      .api(managed)
      .middlewareOptions(hasty)
      .get()) as PageCollection;
    expect(answer.value).toHaveLength(7);
  });

  it('gives up after three attempts more', async () => {
    const fault = { path: '^/v1.0/organization$', times: 4, status: 503, retryAfterSeconds: 0 };
    await lab.admin('POST', 'faults', fault);
    const refused = lab.client().api('/organization').get();
    await expect(refused).rejects.toMatchObject({ statusCode: 503, code: 'ServiceUnavailable' });
    expect((await lab.admin('GET', 'faults')).body).toEqual([]);
  });

  it('sees the tenant: authority, licences, domains', async () => {
    const client = lab.client();
    const organization = (await client
      .api('/organization')
      .select('id,mobileDeviceManagementAuthority')
      .get()) as PageCollection;
    expect(organization.value).toMatchObject([{ mobileDeviceManagementAuthority: 'intune' }]);
    const skus = (await client.api('/subscribedSkus').get()) as PageCollection;
    expect(skus.value).toMatchObject([{ skuPartNumber: 'SPE_E3', consumedUnits: 600 }]);
  });

  it('is refused without the role, in the envelope of the back end', async () => {
    const client = lab.client(powerless);
    const refused = { statusCode: 403, code: 'Authorization_RequestDenied' };
    await expect(client.api('/devices').get()).rejects.toMatchObject(refused);
    const intune = client.api('/deviceManagement/managedDevices').get();
    await expect(intune).rejects.toMatchObject({ statusCode: 403, code: 'Forbidden' });
  });

  it('is refused with a wrong secret', async () => {
    const client = lab.client({ ...powerless, clientSecret: 'wrong' });
    await expect(client.api('/devices').get()).rejects.toThrow(/AADSTS7000215/);
  });

  it('sees Retry-After of a throttled call and the loss of an answer', async () => {
    await lab.admin('POST', 'faults', [
      { path: '^/v1.0/devices$', status: 429, retryAfterSeconds: 1 },
      { method: 'PATCH', path: '^/v1.0/devices/', loseResponse: true },
    ]);
    const client = lab.client();
    const throttled = client.api('/devices').middlewareOptions(noRetries).get();
    await expect(throttled).rejects.toMatchObject({ statusCode: 429 });
    const [device] = lab.emulator.simulation.devices.all();
    const lost = client
      .api(`/devices/${device?.id ?? ''}`)
      .middlewareOptions(noRetries)
      .patch({ accountEnabled: false });
    await expect(lost).rejects.toMatchObject({ statusCode: -1 });
    expect(device?.accountEnabled).toBe(false);
    const left = await lab.admin('GET', 'faults');
    expect(left.body).toEqual([]);
  });

  it('may see a 504 whose write has happened all the same', async () => {
    const [, device] = lab.emulator.simulation.devices.all();
    const fault = { method: 'PATCH', path: '^/v1.0/devices/', status: 504, afterEffect: true };
    await lab.admin('POST', 'faults', fault);
    const path = `/v1.0/devices/${device?.id ?? ''}`;
    const answer = await lab.graph('PATCH', path, { body: { accountEnabled: false } });
    expect(answer.status).toBe(504);
    expect(device?.accountEnabled).toBe(false);
  });

  it('carries the vendor’s time in Date', async () => {
    const before = await lab.graph('GET', '/v1.0/devices?$top=1');
    lab.advance(60 * 24);
    const after = await lab.graph('GET', '/v1.0/devices?$top=1');
    const passed =
      Date.parse(after.headers.get('date') ?? '') - Date.parse(before.headers.get('date') ?? '');
    expect(passed).toBe(86_400_000);
  });
});
