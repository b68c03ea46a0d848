import { afterEach, describe, expect, it } from 'vitest';
import type { WorldInput } from '../../emulator/world.ts';
import { closeLaboratories, managed, openLaboratory } from './support.ts';
import type { Laboratory } from './support.ts';

const serialNumbers = ['A1', 'A2', 'A3', 'A4'];

/** Wipes, retires and deletions of one tenant and UTC day. */
describe('a daily pool', () => {
  afterEach(closeLaboratories);

  const open = (dailyPools: WorldInput['dailyPools']) =>
    openLaboratory({
      startAt: '2026-09-01T22:00:00Z',
      dailyPools,
      machines: serialNumbers.map((serialNumber) => ({
        serialNumber,
        state: 'enrolled',
        online: false,
      })),
    });
  const idOf = (lab: Laboratory, machineId: string) =>
    lab.emulator.simulation.managedDevices.findByMachine(machineId)?.id ?? '';
  const wipe = (lab: Laboratory, machineId: string) =>
    lab.graph('POST', `/v1.0${managed}/${idOf(lab, machineId)}/wipe`, {
      body: { keepUserData: false },
    });

  it('does not exist unless the world has it', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'A1', state: 'enrolled' }] });
    const { body } = await lab.admin('GET', 'daily-pools');
    expect(body).toMatchObject({ wipe: { spent: 0, limit: null } });
    const whole = await open({});
    const pools = await whole.admin('GET', 'daily-pools');
    expect(pools.body).toMatchObject({
      wipe: { limit: 500 },
      retire: { limit: 1000 },
      delete: { limit: 1000 },
    });
  });

  it('counts the portal, bulk actions and single calls together, until midnight UTC', async () => {
    const lab = await open({ wipe: 3 });
    await lab.admin('POST', 'daily-pools', { action: 'wipe' });
    expect((await wipe(lab, 'A1')).status).toBe(204);
    const deviceIds = [idOf(lab, 'A2'), idOf(lab, 'A3')];
    const bulk = await lab.graph('POST', `/beta${managed}/executeAction`, {
      body: { actionName: 'wipe', deviceIds },
    });
    expect(bulk.body).toMatchObject({
      successfulDeviceIds: deviceIds.slice(0, 1),
      failedDeviceIds: deviceIds.slice(1),
    });
    const refused = await wipe(lab, 'A4');
    expect([refused.status, refused.body.error.code]).toEqual([429, 'TooManyRequests']);
    expect(refused.headers.get('retry-after')).toBeNull();
    lab.advance(119);
    expect((await wipe(lab, 'A4')).status).toBe(429);
    lab.advance(1);
    expect((await wipe(lab, 'A4')).status).toBe(204);
  });

  it('is refused as the world says', async () => {
    const refusal = { status: 403, code: 'Forbidden', retryAfterSeconds: 60 };
    const lab = await open({ wipe: 0, refusal });
    const answer = await wipe(lab, 'A1');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([403, '60']);
  });

  it('may be drawn on twice by a deletion, which sends a retire', async () => {
    const lab = await open({ retire: 1, deleteSpendsRetire: true });
    const remove = (machineId: string) =>
      lab.graph('DELETE', `/v1.0${managed}/${idOf(lab, machineId)}`);
    expect((await remove('A1')).status).toBe(204);
    expect((await remove('A2')).status).toBe(429);
    const { body } = await lab.admin('GET', 'daily-pools');
    expect(body).toMatchObject({ delete: { spent: 1 }, retire: { spent: 1, limit: 1 } });
  });
});
