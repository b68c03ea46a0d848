import { afterEach, describe, expect, it } from 'vitest';
import type { WorldInput } from '../../emulator/world.ts';
import {
  autopilot,
  closeLaboratories,
  deviceOf,
  machineOf,
  managed,
  openLaboratory,
} from './support.ts';
import type { Laboratory } from './support.ts';

const plainWipe = { keepEnrollmentData: false, keepUserData: false };

/** What Intune is told to do to a device, from accepted to done, failed or never. */
describe('an action on a managed device', () => {
  afterEach(closeLaboratories);

  const open = (machines: WorldInput['machines'], world: WorldInput = {}) =>
    openLaboratory({ machines, ...world });
  const recordId = (lab: Laboratory, machineId = 'A1') =>
    lab.emulator.simulation.managedDevices.findByMachine(machineId)?.id ?? '';
  const act = (lab: Laboratory, id: string, action: string, body?: object) =>
    lab.graph('POST', `/beta${managed}/${id}/${action}`, body === undefined ? {} : { body });
  const read = async (lab: Laboratory, id: string) => {
    const { status, body } = await lab.graph('GET', `/v1.0${managed}/${id}`);
    const { deviceActionResults: results = [], managementState: state } = body as unknown as {
      deviceActionResults?: { actionName: string; actionState: string }[];
      managementState: string;
    };
    return { status, state, results: results.map((r) => `${r.actionName} ${r.actionState}`) };
  };

  it('takes a wipe from pending over issued to a record that is gone', async () => {
    const lab = await open([{ serialNumber: 'A1', state: 'enrolled', registered: {} }]);
    const id = recordId(lab);
    expect((await act(lab, id, 'wipe', plainWipe)).status).toBe(204);
    expect(await read(lab, id)).toEqual({
      status: 200,
      state: 'wipePending',
      results: ['factoryReset pending'],
    });
    lab.advance(5);
    expect(await read(lab, id)).toMatchObject({
      state: 'wipeIssued',
      results: ['factoryReset active'],
    });
    lab.advance(5);
    expect((await read(lab, id)).status).toBe(404);
    expect(machineOf(lab, 'A1').state).toBe('wiped');
    const list = await lab.graph('GET', `/beta${autopilot}`);
    expect(list.body.value).toMatchObject(
      [{ serialNumber: 'A1', enrollmentState: 'notContacted', managedDeviceId: /^0{8}-/ }].map(
        ({ serialNumber, enrollmentState }) => ({ serialNumber, enrollmentState }),
      ),
    );
    expect(deviceOf(lab, 'A1').trustType).toBe('AzureAd');
  });

  it('leaves a wipe pending for ever when the PC resets before it reports', async () => {
    const lab = await open([{ serialNumber: 'A1', state: 'enrolled', reportsWipe: false }]);
    const id = recordId(lab);
    await act(lab, id, 'wipe', plainWipe);
    lab.advance(200);
    expect(machineOf(lab, 'A1').wipeCount).toBe(1);
    expect(await read(lab, id)).toMatchObject({ status: 200, state: 'wipeIssued' });
    expect(recordId(lab)).not.toBe(id);
  });

  it.each([[{ keepUserData: true }], [{ keepEnrollmentData: true }]])(
    'keeps the PC enrolled and out of OOBE with %o',
    async (options) => {
      const lab = await open([{ serialNumber: 'A1', state: 'enrolled' }]);
      const id = recordId(lab);
      await act(lab, id, 'wipe', { ...plainWipe, ...options });
      lab.advance(60);
      expect(machineOf(lab, 'A1')).toMatchObject({ state: 'enrolled', wipeCount: 0 });
      expect(await read(lab, id)).toMatchObject({
        state: 'managed',
        results: ['factoryResetKeepEnrollmentData done'],
      });
    },
  );

  it('fails without WinRE', async () => {
    const lab = await open([
      { serialNumber: 'A1', state: 'enrolled', hasRecoveryEnvironment: false },
    ]);
    const id = recordId(lab);
    await act(lab, id, 'wipe', plainWipe);
    lab.advance(60);
    expect(await read(lab, id)).toMatchObject({
      state: 'wipeFailed',
      results: ['factoryReset failed'],
    });
    expect(machineOf(lab, 'A1').state).toBe('enrolled');
  });

  it('may leave a PC dead when it is a protected wipe', async () => {
    const lab = await open([
      { serialNumber: 'A1', state: 'enrolled', protectedWipeBreaksIt: true },
    ]);
    await act(lab, recordId(lab), 'wipe', { ...plainWipe, useProtectedWipe: true });
    lab.advance(24 * 60);
    expect(machineOf(lab, 'A1')).toMatchObject({ state: 'wiped', isUnbootable: true });
  });

  it('refuses an unlock code, even an empty one, for a PC', async () => {
    const lab = await open([{ serialNumber: 'A1', state: 'enrolled' }]);
    const answer = await act(lab, recordId(lab), 'wipe', { ...plainWipe, macOsUnlockCode: '' });
    expect(answer.status).toBe(400);
    expect((await read(lab, recordId(lab))).state).toBe('managed');
  });

  it('waits for an offline PC, and wipes it when it comes back', async () => {
    const lab = await open([{ serialNumber: 'A1', state: 'enrolled', online: false }]);
    const id = recordId(lab);
    await act(lab, id, 'wipe', plainWipe);
    lab.advance(100 * 24 * 60);
    expect(await read(lab, id)).toMatchObject({ state: 'wipePending' });
    await lab.admin('POST', 'machines/online', { serialNumbers: ['A1'], online: true });
    lab.advance(10);
    expect(machineOf(lab, 'A1').wipeCount).toBe(1);
  });

  it('tries again when the PC goes away in the middle', async () => {
    const lab = await open([{ serialNumber: 'A1', state: 'enrolled' }]);
    await act(lab, recordId(lab), 'wipe', plainWipe);
    lab.advance(3);
    await lab.admin('POST', 'machines/online', { serialNumbers: ['A1'], online: false });
    lab.advance(60);
    expect(machineOf(lab, 'A1').wipeCount).toBe(0);
    await lab.admin('POST', 'machines/online', { serialNumbers: ['A1'], online: true });
    lab.advance(10);
    expect(machineOf(lab, 'A1').wipeCount).toBe(1);
  });

  it('is never heard once the certificate has expired, and the record goes half a year later', async () => {
    const lab = await open([{ serialNumber: 'A1', state: 'enrolled', online: false }]);
    const id = recordId(lab);
    await act(lab, id, 'wipe', plainWipe);
    lab.advance(366 * 24 * 60);
    await lab.admin('POST', 'machines/online', { serialNumbers: ['A1'], online: true });
    lab.advance(60);
    expect(machineOf(lab, 'A1').wipeCount).toBe(0);
    expect((await read(lab, id)).status).toBe(200);
    lab.advance(180 * 24 * 60);
    expect((await read(lab, id)).status).toBe(404);
  });

  it.each([
    ['accepted', 204],
    ['refused', 400],
  ] as const)('a second wipe is %s: %i', async (secondWipe, status) => {
    const machines = [{ serialNumber: 'A1', state: 'enrolled' as const, online: false }];
    const lab = await open(machines, { deviceActions: { secondWipe } });
    await act(lab, recordId(lab), 'wipe', plainWipe);
    expect((await act(lab, recordId(lab), 'wipe', plainWipe)).status).toBe(status);
  });

  it('a retire takes the Entra object of a PC that is not with Autopilot, and its protectors', async () => {
    const lab = await open([
      { serialNumber: 'A1', state: 'enrolled' },
      { serialNumber: 'A2', state: 'enrolled', registered: {} },
    ]);
    const ids = ['A1', 'A2'].map((machineId) => recordId(lab, machineId));
    const objects = ['A1', 'A2'].map((machineId) => deviceOf(lab, machineId).id);
    for (const id of ids) await act(lab, id, 'retire');
    expect(await read(lab, ids[0] ?? '')).toMatchObject({
      state: 'retirePending',
      results: ['retire pending'],
    });
    lab.advance(5);
    expect((await read(lab, ids[0] ?? '')).state).toBe('retireIssued');
    lab.advance(5);
    expect((await read(lab, ids[0] ?? '')).status).toBe(404);
    const left = objects.map((id) => lab.emulator.simulation.devices.find(id)?.isManaged);
    expect(left).toEqual([undefined, false]);
    const { body } = await lab.admin('GET', 'truth');
    expect((body as unknown as { machines: object[] }).machines).toMatchObject([
      { serialNumber: 'A1', bitLockerSuspended: true },
      { serialNumber: 'A2', bitLockerSuspended: true },
    ]);
  });

  it('a retire of a record that nobody stands behind stays pending', async () => {
    const lab = await open([], { managedDevices: [{ deviceName: 'OLD', serialNumber: 'S1' }] });
    const id = lab.emulator.simulation.managedDevices.all()[0]?.id ?? '';
    await act(lab, id, 'retire');
    lab.advance(30 * 24 * 60);
    expect((await read(lab, id)).state).toBe('retirePending');
  });

  it('a deletion forgets the record at once and sends the PC a retire', async () => {
    const lab = await open([{ serialNumber: 'A1', state: 'enrolled', online: false }]);
    const id = recordId(lab);
    const object = deviceOf(lab, 'A1').id;
    expect((await lab.graph('DELETE', `/v1.0${managed}/${id}`)).status).toBe(204);
    expect((await read(lab, id)).state).toBe('deletePending');
    lab.advance(1);
    expect((await read(lab, id)).status).toBe(404);
    expect(lab.emulator.simulation.devices.find(object)).toBeUndefined();
    expect(machineOf(lab, 'A1')).toMatchObject({ state: 'enrolled', isBitLockerSuspended: false });
    await lab.admin('POST', 'machines/online', { serialNumbers: ['A1'], online: true });
    lab.advance(10);
    expect(machineOf(lab, 'A1')).toMatchObject({ state: 'retired', isBitLockerSuspended: true });
  });

  it('a deleted PC comes back by itself while ConfigMgr enrols it', async () => {
    const lab = await open([{ serialNumber: 'A1', state: 'co-managed', registered: {} }], {
      site: { comanagement: { enabled: true, autoEnrollment: 'All' } },
    });
    const id = recordId(lab);
    await lab.graph('DELETE', `/v1.0${managed}/${id}`);
    lab.advance(7 * 24 * 60);
    expect((await read(lab, id)).status).toBe(404);
    expect(recordId(lab)).not.toBe('');
  });

  it('renames, restarts and tells the client, each in its time', async () => {
    const lab = await open([{ serialNumber: 'A1', state: 'co-managed' }]);
    const id = recordId(lab);
    expect((await act(lab, id, 'setDeviceName', { deviceName: '12345' })).status).toBe(400);
    expect((await act(lab, id, 'setDeviceName', { deviceName: 'DESK-7' })).status).toBe(204);
    expect((await act(lab, id, 'rebootNow')).status).toBe(204);
    const tell = await act(lab, id, 'triggerConfigurationManagerAction', {
      configurationManagerAction: {
        '@odata.type': 'microsoft.graph.configurationManagerAction',
        action: 'refreshMachinePolicy',
      },
    });
    expect(tell.status).toBe(204);
    lab.advance(5);
    expect(await read(lab, id)).toMatchObject({
      state: 'managed',
      results: ['setDeviceName done', 'rebootNow done', 'configurationManagerAction done'],
    });
    expect(deviceOf(lab, 'A1').displayName).toBe('DESK-7');
  });

  it('a fresh start ends in OOBE unless the user keeps the data', async () => {
    const lab = await open([
      { serialNumber: 'A1', state: 'enrolled' },
      { serialNumber: 'A2', state: 'enrolled' },
    ]);
    await act(lab, recordId(lab, 'A1'), 'cleanWindowsDevice', { keepUserData: true });
    await act(lab, recordId(lab, 'A2'), 'cleanWindowsDevice', { keepUserData: false });
    lab.advance(10);
    expect(machineOf(lab, 'A1').wipeCount).toBe(0);
    expect(machineOf(lab, 'A2').wipeCount).toBe(1);
  });

  it('syncs only a PC that answers', async () => {
    const lab = await open([
      { serialNumber: 'A1', state: 'enrolled' },
      { serialNumber: 'A2', state: 'enrolled', online: false },
    ]);
    const syncOf = (machineId: string) =>
      lab.emulator.simulation.managedDevices.findByMachine(machineId)?.lastSyncDateTime;
    const before = syncOf('A2');
    await act(lab, recordId(lab, 'A1'), 'syncDevice');
    await act(lab, recordId(lab, 'A2'), 'syncDevice');
    expect(syncOf('A1')).toBe('2026-09-01T08:00:00Z');
    expect(syncOf('A2')).toBe(before);
  });

  it('in bulk sorts devices by what became of each, and is audited', async () => {
    const lab = await open([
      { serialNumber: 'A1', state: 'enrolled' },
      { serialNumber: 'A2', state: 'enrolled' },
    ]);
    const ids = [recordId(lab, 'A1'), recordId(lab, 'A2')];
    const body = { actionName: 'retire', deviceIds: [...ids, 'nobody'] };
    const answer = await lab.graph('POST', `/beta${managed}/executeAction`, { body });
    expect(answer.body).toMatchObject({ successfulDeviceIds: ids, notFoundDeviceIds: ['nobody'] });
    const odd = { actionName: 'quickScan', deviceIds: ids };
    const unsupported = await lab.graph('POST', `/beta${managed}/executeAction`, { body: odd });
    expect(unsupported.body).toMatchObject({ notSupportedDeviceIds: ids });
    lab.advance(10);
    const path = "/beta/deviceManagement/remoteActionAudits?$filter=action eq 'removeCompanyData'";
    const audits = await lab.graph('GET', path);
    expect(audits.body.value).toMatchObject([
      { managedDeviceId: ids[0], actionState: 'done', deviceActionCategory: 'bulk' },
      { managedDeviceId: ids[1], actionState: 'done', deviceActionCategory: 'bulk' },
    ]);
  });
});
