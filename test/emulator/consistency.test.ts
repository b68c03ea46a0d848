import { afterAll, describe, expect, it } from 'vitest';
import { closeLaboratories, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

/** In units of the world's lag; `emulator/graph/consistency/lag.ts` has the ranges. */
const LAG_SECONDS = 60;
const eventual = { headers: { ConsistencyLevel: 'eventual' } };
const groupBody = {
  displayName: 'Pilot PCs',
  mailNickname: 'pilot',
  mailEnabled: false,
  securityEnabled: true,
};

/** Reports of the field: https://learn.microsoft.com/graph/aad-advanced-queries and its errors. */
describe('the directory is eventually consistent', () => {
  afterAll(closeLaboratories);

  const open = (): Promise<Laboratory> =>
    openLaboratory({
      timings: { directoryLagSeconds: LAG_SECONDS },
      entraDevices: Array.from({ length: 5 }, (_, index) => ({ displayName: `PC${index}` })),
      groups: [{ displayName: 'Assigned' }],
    });
  const pass = (lab: Laboratory, seconds: number) => {
    lab.advance(seconds / 60);
  };
  const listed = async (lab: Laboratory, path = '/v1.0/devices') => {
    const { body } = await lab.graph('GET', path);
    return body.value.map(({ displayName }) => displayName);
  };
  const indexed = async (lab: Laboratory) => {
    const { body } = await lab.graph('GET', '/v1.0/devices?$count=true', eventual);
    return body.value.map(({ displayName }) => displayName);
  };
  const all = ['PC0', 'PC1', 'PC2', 'PC3', 'PC4'];

  it('knows from the start what the world begins with', async () => {
    const lab = await open();
    expect(await listed(lab)).toEqual(all);
    expect(await indexed(lab)).toEqual(all);
  });

  it('answers 404 for a new object, and lists it later than it gets it', async () => {
    const lab = await open();
    const made = await lab.graph('POST', '/v1.0/groups', { body: groupBody });
    expect(made.status).toBe(201);
    const path = `/v1.0/groups/${made.body.id}`;
    expect((await lab.graph('GET', path)).status).toBe(404);
    expect((await lab.graph('PATCH', path, { body: { description: 'x' } })).status).toBe(404);
    pass(lab, 0.5 * LAG_SECONDS);
    expect((await lab.graph('GET', path)).status).toBe(200);
    expect(await listed(lab, '/v1.0/groups')).toEqual(['Assigned']);
    pass(lab, LAG_SECONDS);
    expect(await listed(lab, '/v1.0/groups')).toEqual(['Assigned', 'Pilot PCs']);
  });

  it('makes no second group under a unique name although the first is not listed yet', async () => {
    const lab = await open();
    const path = "/v1.0/groups(uniqueName='pilot')";
    const ask = { headers: { prefer: 'create-if-missing' }, body: groupBody };
    expect((await lab.graph('PATCH', path, ask)).status).toBe(201);
    expect((await lab.graph('PATCH', path, ask)).status).toBe(204);
    pass(lab, 2 * LAG_SECONDS);
    expect(await listed(lab, '/v1.0/groups')).toEqual(['Assigned', 'Pilot PCs']);
  });

  it('lists what is deleted for a while, in its place, and the index longer', async () => {
    const lab = await open();
    const id = lab.emulator.simulation.devices.all()[2]?.id ?? '';
    expect((await lab.graph('DELETE', `/v1.0/devices/${id}`)).status).toBe(204);
    expect(await listed(lab)).toEqual(all);
    pass(lab, 0.5 * LAG_SECONDS);
    expect((await lab.graph('GET', `/v1.0/devices/${id}`)).status).toBe(404);
    pass(lab, LAG_SECONDS);
    expect(await listed(lab)).toEqual(['PC0', 'PC1', 'PC3', 'PC4']);
    expect(await indexed(lab)).toEqual(all);
    pass(lab, 4.5 * LAG_SECONDS);
    expect(await indexed(lab)).toEqual(['PC0', 'PC1', 'PC3', 'PC4']);
  });

  it('refuses at once to write to what is deleted', async () => {
    const lab = await open();
    const path = `/v1.0/devices/${lab.emulator.simulation.devices.all()[0]?.id ?? ''}`;
    await lab.graph('DELETE', path);
    expect((await lab.graph('DELETE', path)).status).toBe(404);
    const body = { accountEnabled: false };
    expect((await lab.graph('PATCH', path, { body })).status).toBe(404);
  });

  it('shows the old state after a write, to the writer too, and each object in its own time', async () => {
    const lab = await open();
    const devices = lab.emulator.simulation.devices.all();
    for (const { id } of devices) {
      await lab.graph('PATCH', `/v1.0/devices/${id}`, { body: { accountEnabled: false } });
    }
    const disabled = async () => {
      const { body } = await lab.graph('GET', '/v1.0/devices?$filter=accountEnabled eq false');
      return body.value.length;
    };
    expect(await disabled()).toBe(0);
    const counts: number[] = [];
    for (let step = 0; step < 10; step += 1) {
      pass(lab, 0.15 * LAG_SECONDS);
      counts.push(await disabled());
    }
    expect(counts.at(-1)).toBe(5);
    // Neither all at once, nor ever fewer than before.
    expect(new Set(counts).size).toBeGreaterThan(2);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  });

  it('tells members of a group later than they are added, and removed ones longer', async () => {
    const lab = await open();
    const [device] = lab.emulator.simulation.devices.all();
    const [group] = lab.emulator.simulation.groups.all();
    const members = `/v1.0/groups/${group?.id ?? ''}/members`;
    const reference = `https://graph.microsoft.com/v1.0/directoryObjects/${device?.id ?? ''}`;
    const added = await lab.graph('POST', `${members}/$ref`, { body: { '@odata.id': reference } });
    expect(added.status).toBe(204);
    expect(await listed(lab, members)).toEqual([]);
    pass(lab, 1.5 * LAG_SECONDS);
    expect(await listed(lab, members)).toEqual(['PC0']);
    expect((await lab.graph('GET', `${members}/$count`, eventual)).body).toBe(0);
    pass(lab, 4.5 * LAG_SECONDS);
    expect((await lab.graph('GET', `${members}/$count`, eventual)).body).toBe(1);
    await lab.graph('DELETE', `${members}/${device?.id ?? ''}/$ref`);
    expect(await listed(lab, members)).toEqual(['PC0']);
    pass(lab, 1.5 * LAG_SECONDS);
    expect(await listed(lab, members)).toEqual([]);
  });

  it('lags by the same time in every run of the same world', async () => {
    const steps = async () => {
      const lab = await open();
      const id = lab.emulator.simulation.devices.all()[1]?.id ?? '';
      await lab.graph('DELETE', `/v1.0/devices/${id}`);
      let count = 0;
      for (; (await listed(lab)).length === 5; count += 1) pass(lab, 1);
      return count;
    };
    const count = await steps();
    expect(count).toBeGreaterThanOrEqual(0.5 * LAG_SECONDS);
    expect(await steps()).toBe(count);
  });

  it('shows a new row once although it becomes visible between two pages', async () => {
    const lab = await open();
    const first = await lab.graph('GET', '/v1.0/devices?$top=2');
    const [, second] = first.body.value;
    await lab.graph('DELETE', `/v1.0/devices/${second?.id ?? ''}`);
    pass(lab, 10 * LAG_SECONDS);
    const next = first.body['@odata.nextLink'].slice(lab.emulator.url.length);
    expect(await listed(lab, next)).toEqual(['PC2', 'PC3']);
  });
});
