import { afterEach, describe, expect, it } from 'vitest';
import { appWith, callsOf } from './callers.ts';
import { app, closeLaboratories, deviceOf, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

const GROUP = '00000000-0000-4000-8000-0000000000a1';
const OBJECT = '00000000-0000-4000-8000-0000000000c1';
const items = '/beta/directory/deletedItems';
const KEPT_DAYS = 30;
const groupsOnly = appWith('Group.ReadWrite.All');

async function openWith(softDelete: object): Promise<Laboratory> {
  return openLaboratory({
    apps: [app, groupsOnly],
    tenant: { softDelete },
    groups: [{ id: GROUP, displayName: 'Pilot', members: [OBJECT] }],
    machines: [
      { serialNumber: 'M1', state: 'enrolled', entraObjectId: OBJECT },
      { serialNumber: 'M2', state: 'boxed', registered: { groupTag: 'GW' } },
    ],
  });
}

describe('deleted directory objects', () => {
  afterEach(closeLaboratories);

  it('are gone at once where the tenant has no preview', async () => {
    const lab = await openWith({});
    await lab.graph('DELETE', `/v1.0/devices/${OBJECT}`);
    expect((await lab.graph('GET', `${items}/microsoft.graph.device`)).body.value).toEqual([]);
    expect((await lab.graph('POST', `${items}/${OBJECT}/restore`)).status).toBe(404);
  });

  it('come back with their groups and without their compliance', async () => {
    const lab = await openWith({ devices: true });
    await lab.graph('DELETE', `/v1.0/devices/${OBJECT}`);
    expect((await lab.graph('GET', `/v1.0/devices/${OBJECT}`)).status).toBe(404);
    const listed = await lab.graph('GET', `${items}/microsoft.graph.device`);
    expect(listed.body.value).toMatchObject([
      { id: OBJECT, deletedDateTime: lab.emulator.simulation.clock.nowIso() },
    ]);
    const restored = await lab.graph('POST', `${items}/${OBJECT}/restore`);
    expect(restored).toMatchObject({
      status: 200,
      body: { '@odata.type': '#microsoft.graph.device', deletedDateTime: null, isCompliant: null },
    });
    const { body } = await lab.graph('GET', `/v1.0/groups/${GROUP}/members`);
    expect(body.value.map(({ id }) => id)).toEqual([OBJECT]);
  });

  it('never hold an object that has not joined', async () => {
    const lab = await openWith({ devices: true });
    await lab.graph('DELETE', `/v1.0/devices/${deviceOf(lab, 'M2').id}`);
    expect((await lab.graph('GET', `${items}/microsoft.graph.device`)).body.value).toEqual([]);
  });

  it('are purged by hand, or after thirty days', async () => {
    const lab = await openWith({ devices: true });
    await lab.graph('DELETE', `/v1.0/devices/${OBJECT}`);
    lab.advance(KEPT_DAYS * 24 * 60 - 1);
    expect((await lab.graph('GET', `${items}/${OBJECT}`)).status).toBe(200);
    lab.advance(1);
    expect((await lab.graph('GET', `${items}/${OBJECT}`)).status).toBe(404);

    const other = await openWith({ devices: true });
    await other.graph('DELETE', `/v1.0/devices/${OBJECT}`);
    expect((await other.graph('DELETE', `${items}/${OBJECT}`)).status).toBe(204);
    expect((await other.graph('DELETE', `${items}/${OBJECT}`)).status).toBe(404);
  });

  it('of both kinds are restored with the permission of their kind', async () => {
    const lab = await openWith({ devices: true, securityGroups: true });
    const graph = await callsOf(lab, groupsOnly);
    await lab.graph('DELETE', `/v1.0/devices/${OBJECT}`);
    await lab.graph('DELETE', `/v1.0/groups/${GROUP}`);
    expect((await graph('POST', `${items}/${OBJECT}/restore`)).status).toBe(403);
    const restored = await graph('POST', `/v1.0/directory/deletedItems/${GROUP}/restore`);
    expect(restored.body).toMatchObject({ id: GROUP, displayName: 'Pilot' });
    expect((await lab.graph('GET', `/v1.0/groups/${GROUP}`)).status).toBe(200);
  });

  it('are served for devices in beta only', async () => {
    const lab = await openWith({ devices: true });
    const answer = await lab.graph('GET', '/v1.0/directory/deletedItems/microsoft.graph.device');
    expect(answer.status).toBe(400);
  });
});
