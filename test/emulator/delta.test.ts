import { afterAll, describe, expect, it } from 'vitest';
import { closeLaboratories, openLaboratory, pagesOf } from './support.ts';
import type { Laboratory } from './support.ts';

const DAY_MINUTES = 24 * 60;

describe('/devices/delta', () => {
  afterAll(closeLaboratories);

  const open = (count: number, lagSeconds = 0): Promise<Laboratory> =>
    openLaboratory({
      timings: { directoryLagSeconds: lagSeconds },
      entraDevices: Array.from({ length: count }, (_, index) => ({ displayName: `PC${index}` })),
    });
  const idOf = (lab: Laboratory, index: number) =>
    lab.emulator.simulation.devices.all()[index]?.id ?? '';
  const disable = (lab: Laboratory, id: string) =>
    lab.graph('PATCH', `/v1.0/devices/${id}`, { body: { accountEnabled: false } });
  /** Reads a round to its end and answers the link that the next one begins with. */
  async function round(lab: Laboratory, path: string) {
    const rows: { id: string }[] = [];
    for (let next = path; ;) {
      const { body } = await lab.graph('GET', next);
      rows.push(...body.value);
      const more = body['@odata.nextLink'] as string | undefined;
      const link = (more ?? body['@odata.deltaLink']).slice(lab.emulator.url.length);
      if (more === undefined) return { rows, link };
      next = link;
    }
  }

  it('tells everything in pages of 200, then only what has changed, each device once', async () => {
    const lab = await open(450);
    const pages = await pagesOf(lab, '/v1.0/devices/delta?$select=accountEnabled');
    expect(pages.map((page) => page.length)).toEqual([200, 200, 50]);
    const { link } = await round(lab, '/v1.0/devices/delta?$select=accountEnabled');
    expect(link).not.toContain('accountEnabled');
    const [changed, removed] = [idOf(lab, 1), idOf(lab, 2)];
    await disable(lab, changed);
    await disable(lab, removed);
    await lab.graph('DELETE', `/v1.0/devices/${removed}`);
    const second = await round(lab, link);
    expect(second.rows).toEqual([
      { id: changed, accountEnabled: false },
      { id: removed, '@removed': { reason: expect.any(String) as string } },
    ]);
    expect((await round(lab, second.link)).rows).toEqual([]);
  });

  it('pages what has changed too', async () => {
    const lab = await open(300);
    const { link } = await round(lab, '/v1.0/devices/delta?$deltatoken=latest');
    const { directory, devices } = lab.emulator.simulation;
    for (const device of devices.all()) directory.changed(device, ['isManaged']);
    const first = await lab.graph('GET', link);
    expect(first.body.value).toHaveLength(200);
    expect((await round(lab, link)).rows).toHaveLength(300);
  });

  it('tells again what changed while somebody was paging', async () => {
    const lab = await open(250);
    const first = await lab.graph('GET', '/v1.0/devices/delta');
    await disable(lab, idOf(lab, 3));
    const next = first.body['@odata.nextLink'].slice(lab.emulator.url.length);
    const { link } = await round(lab, next);
    expect((await round(lab, link)).rows).toMatchObject([{ id: idOf(lab, 3) }]);
  });

  it('gives a link without data for the latest state', async () => {
    const lab = await open(2);
    const { rows, link } = await round(lab, '/v1.0/devices/delta?$deltatoken=latest');
    expect(rows).toEqual([]);
    await disable(lab, idOf(lab, 0));
    expect((await round(lab, link)).rows).toMatchObject([{ displayName: 'PC0' }]);
  });

  it('loses no change that the lists do not know yet', async () => {
    const lab = await open(2, 60);
    const { link } = await round(lab, '/v1.0/devices/delta?$deltatoken=latest');
    await disable(lab, idOf(lab, 0));
    const early = await round(lab, link);
    expect(early.rows).toEqual([]);
    lab.advance(2);
    expect((await round(lab, early.link)).rows).toMatchObject([{ accountEnabled: false }]);
  });

  it('follows single objects where it is asked to, and refuses any other filter', async () => {
    const lab = await open(3);
    const [wanted, other] = [idOf(lab, 0), idOf(lab, 1)];
    const { rows, link } = await round(lab, `/v1.0/devices/delta?$filter=id eq '${wanted}'`);
    expect(rows).toHaveLength(1);
    await disable(lab, wanted);
    await disable(lab, other);
    expect((await round(lab, link)).rows).toMatchObject([{ id: wanted }]);
    const refused = await lab.graph('GET', "/v1.0/devices/delta?$filter=displayName eq 'PC1'");
    expect(refused.status).toBe(400);
  });

  it('forgets a token after seven days: 410, and where to begin anew', async () => {
    const lab = await open(1);
    const { link } = await round(lab, '/v1.0/devices/delta');
    lab.advance(7 * DAY_MINUTES);
    const renewed = await round(lab, link);
    lab.advance(1);
    const gone = await lab.graph('GET', link);
    expect(gone).toMatchObject({ status: 410, body: { error: { code: 'syncStateNotFound' } } });
    expect(gone.headers.get('location')).toBe(
      `${lab.emulator.url}/v1.0/devices/delta?$deltatoken=`,
    );
    const anew = gone.headers.get('location')?.slice(lab.emulator.url.length) ?? '';
    expect((await round(lab, anew)).rows).toHaveLength(1);
    expect((await lab.graph('GET', renewed.link)).status).toBe(200);
    expect((await lab.graph('GET', '/v1.0/devices/delta?$deltatoken=1')).status).toBe(400);
  });
});
