import { PageIterator } from '@microsoft/microsoft-graph-client';
import type { PageCollection } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories, noRetries, openLaboratory, powerless } from './support.ts';
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
