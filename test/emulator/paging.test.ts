import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autopilot, closeLaboratories, managed, openLaboratory, pagesOf } from './support.ts';
import type { Laboratory } from './support.ts';

const eventual = { headers: { ConsistencyLevel: 'eventual' } };
const names = (rows: { displayName: string }[]) => rows.map(({ displayName }) => displayName);
const sizes = (pages: unknown[][]) => pages.map((page) => page.length);
const nameOf = (index: number) => `PC${String(index).padStart(4, '0')}`;

describe('pages of a list', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory({
      throttling: { mode: 'off' },
      entraDevices: Array.from({ length: 1200 }, (_, index) => ({ displayName: nameOf(index) })),
      managedDevices: Array.from({ length: 1200 }, (_, index) => ({
        deviceName: nameOf(index),
        serialNumber: `SN${index}`,
      })),
    });
  });
  afterAll(closeLaboratories);

  it('hold 100 directory objects unless asked, 999 at most, and more is refused', async () => {
    expect(sizes(await pagesOf(lab, '/v1.0/devices'))).toEqual(Array(12).fill(100));
    expect(sizes(await pagesOf(lab, '/v1.0/devices?$top=999'))).toEqual([999, 201]);
    const refused = await lab.graph('GET', '/v1.0/devices?$top=1000');
    expect(refused).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'Request_BadRequest',
          message: "Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.",
        },
      },
    });
  });

  it('hold 1,000 rows of Intune, whatever more is asked for', async () => {
    expect(sizes(await pagesOf(lab, `/v1.0${managed}`))).toEqual([1000, 200]);
    expect(sizes(await pagesOf(lab, `/v1.0${managed}?$top=5000`))).toEqual([1000, 200]);
    expect(sizes(await pagesOf(lab, `/v1.0${managed}?$top=700`))).toEqual([700, 500]);
  });

  it('are joined by absolute links on the asked origin that tell nothing of a position', async () => {
    const { body } = await lab.graph('GET', '/v1.0/devices?$top=5&$select=id,displayName');
    const link = new URL(body['@odata.nextLink']);
    expect(link.origin).toBe(lab.emulator.url);
    expect(link.searchParams.get('$select')).toBe('id,displayName');
    const token = link.searchParams.get('$skiptoken') ?? '';
    expect(token).toMatch(/^[\w-]{20,}$/);
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('sequence');
  });

  it('show every row once although rows are deleted between them', async () => {
    const first = await lab.graph('GET', '/v1.0/devices?$top=3');
    const [, second] = first.body.value;
    await lab.graph('DELETE', `/v1.0/devices/${second?.id ?? ''}`);
    const next = first.body['@odata.nextLink'].slice(lab.emulator.url.length);
    const after = await lab.graph('GET', next);
    expect(names(after.body.value)).toEqual([nameOf(3), nameOf(4), nameOf(5)]);
  });

  it('refuse a token that was made up, or given for another list', async () => {
    const made = await lab.graph('GET', '/v1.0/devices?$skiptoken=100');
    expect(made.body.error.code).toBe('Directory_ExpiredPageToken');
    const { body } = await lab.graph('GET', '/v1.0/devices?$top=5');
    const token = new URL(body['@odata.nextLink']).searchParams.get('$skiptoken') ?? '';
    const carried = await lab.graph('GET', `/v1.0/groups?$skiptoken=${token}`);
    expect(carried.status).toBe(400);
  });

  it('can not be skipped in the directory', async () => {
    const { body } = await lab.graph('GET', '/v1.0/devices?$skip=10');
    expect(body.error.message).toBe("'$skip' is not supported by the service.");
    const { body: skipped } = await lab.graph(
      'GET',
      `/v1.0${managed}?$skip=1150&$select=deviceName`,
    );
    expect(skipped.value).toHaveLength(50);
  });

  it('are counted on the first page only, and in the directory only with the header', async () => {
    const path = '/v1.0/devices?$count=true&$top=500';
    expect((await lab.graph('GET', path)).body).not.toHaveProperty('@odata.count');
    const { body } = await lab.graph('GET', path, eventual);
    expect(body['@odata.count']).toBe(1199);
    const next = body['@odata.nextLink'].slice(lab.emulator.url.length);
    expect((await lab.graph('GET', next, eventual)).body).not.toHaveProperty('@odata.count');
    const { body: intune } = await lab.graph('GET', `/v1.0${managed}`);
    expect(intune['@odata.count']).toBe(1000);
  });

  it('have a number of their own, as text, with the header only', async () => {
    const refused = await lab.graph('GET', '/v1.0/devices/$count');
    expect(refused.body.error.message).toBe('$count is not currently supported.');
    const path = "/v1.0/devices/$count?$filter=startswith(displayName,'PC00')";
    const counted = await lab.graph('GET', path, eventual);
    expect(counted.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(counted.body).toBe(99);
  });

  it('follow the asked order from page to page', async () => {
    const query = '$orderby=displayName desc&$count=true&$top=500';
    const pages = await pagesOf(lab, `/v1.0/devices?${query}`, eventual);
    const sorted = names(pages.flat());
    expect(sorted).toHaveLength(1199);
    expect(sorted).toEqual(sorted.toSorted().reverse());
  });

  it('hold what was selected, and refuse what the type does not have', async () => {
    const { body } = await lab.graph('GET', '/v1.0/devices?$top=1&$select=displayName');
    expect(Object.keys(body.value[0] ?? {}).toSorted()).toEqual(['displayName', 'id']);
    const unknown = await lab.graph('GET', '/v1.0/devices?$select=displayName,serialNumber');
    expect(unknown.body.error).toMatchObject({
      code: 'BadRequest',
      message:
        "Parsing OData Select and Expand failed: Could not find a property named 'serialNumber' on type 'microsoft.graph.device'.",
    });
    const betaOnly = `${managed}?$select=autopilotEnrolled`;
    expect((await lab.graph('GET', `/v1.0${betaOnly}`)).status).toBe(400);
    expect((await lab.graph('GET', `/beta${betaOnly}`)).status).toBe(200);
  });

  it('refuse an option nobody knows, and know options by any case and without the sign', async () => {
    const unknown = await lab.graph('GET', '/v1.0/devices?$skiptokens=1');
    expect(unknown.body.error.message).toContain("'$skiptokens' is not supported");
    const { body } = await lab.graph('GET', '/beta/devices?top=2&$Select=id');
    expect(body.value).toHaveLength(2);
    expect(body.value[0]).not.toHaveProperty('displayName');
  });

  it('fail opaquely where Autopilot identities are selected from', async () => {
    const answer = await lab.graph('GET', `/beta${autopilot}?$select=serialNumber`);
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'InternalServerError' } } });
  });
});
