import { afterEach, describe, expect, it } from 'vitest';
import { importErrors } from '../../emulator/graph/imported-identities/import-errors.ts';
import type { WorldInput } from '../../emulator/world.ts';
import {
  autopilot,
  closeLaboratories,
  deviceOf,
  hashOf,
  importBody,
  imported,
  openLaboratory,
} from './support.ts';
import type { Laboratory } from './support.ts';

/** The way of one row through the registration service, and what becomes of it. */
describe('an import row', () => {
  afterEach(closeLaboratories);

  const open = (machines: WorldInput['machines'], world: WorldInput = {}) =>
    openLaboratory({ machines, ...world });
  const send = (lab: Laboratory, rows: { machineId: string; hash?: string }[]) =>
    lab.graph('POST', `/v1.0${imported}/import`, { body: importBody(rows) });
  const statesOf = async (lab: Laboratory) => {
    const { body } = await lab.graph('GET', `/v1.0${imported}`);
    return body.value.map(({ serialNumber, state }) => {
      const { deviceErrorCode, deviceErrorName, deviceImportStatus } = state as unknown as {
        deviceErrorCode: number;
        deviceErrorName: string;
        deviceImportStatus: string;
      };
      return [serialNumber, deviceImportStatus, deviceErrorCode, deviceErrorName].join(' ').trim();
    });
  };

  it('is unknown, then pending, then complete, and names the identity by its ZTDID', async () => {
    const lab = await open([{ serialNumber: 'N1' }]);
    await send(lab, [{ machineId: 'N1' }]);
    expect(await statesOf(lab)).toEqual(['N1 unknown 0']);
    lab.advance(2);
    expect(await statesOf(lab)).toEqual(['N1 pending 0']);
    lab.advance(3);
    const [row] = lab.emulator.simulation.importedIdentities.all();
    expect(await statesOf(lab)).toEqual(['N1 complete 0']);
    expect((await lab.graph('GET', `/beta${autopilot}`)).body.value).toEqual([]);
    lab.advance(3);
    const identities = await lab.graph('GET', `/beta${autopilot}`);
    expect(identities.body.value).toMatchObject([{ id: row?.deviceRegistrationId }]);
    expect(deviceOf(lab, 'N1').physicalIds).toContain(`[ZTDID]:${row?.deviceRegistrationId ?? ''}`);
  });

  it('may go through partial, which is not the end', async () => {
    const lab = await open([{ serialNumber: 'N1', importsInParts: true }]);
    await send(lab, [{ machineId: 'N1' }]);
    lab.advance(5);
    expect(await statesOf(lab)).toEqual(['N1 partial 0']);
    lab.advance(5);
    expect(await statesOf(lab)).toEqual(['N1 complete 0']);
  });

  it('ends with any error for a serial number that names it, by name or by code', async () => {
    const lab = await open([]);
    const coded = importErrors.filter(({ code }) => code > 0);
    const rows = coded.flatMap(({ code, name }) => [`LAB-E${name}-1`, `LAB-1-E${code}`]);
    await send(
      lab,
      rows.map((machineId) => ({ machineId })),
    );
    lab.advance(5);
    const nameOf = (code: number) => importErrors.find((each) => each.code === code)?.name ?? '';
    expect(await statesOf(lab)).toEqual(
      coded.flatMap(({ code, name }) => [
        `LAB-E${name}-1 error ${code} ${name}`,
        // Two names share 806: the code means the documented one.
        `LAB-1-E${code} error ${code} ${nameOf(code)}`,
      ]),
    );
  });

  it('needs a serial number or product key, and a hash', async () => {
    const lab = await open([{ serialNumber: 'N1' }]);
    const rows = [
      { serialNumber: '', hardwareIdentifier: hashOf('N1') },
      { serialNumber: 'N1', hardwareIdentifier: '' },
    ];
    await lab.graph('POST', `/v1.0${imported}/import`, {
      body: { importedWindowsAutopilotDeviceIdentities: rows },
    });
    lab.advance(5);
    expect(await statesOf(lab)).toEqual([
      'error 803 MissingZtdSerialNumberAndProductKey',
      'N1 error 812 ZtdDeviceNotFound',
    ]);
  });

  it('with an unpadded hash spoils the whole request', async () => {
    const lab = await open([{ serialNumber: 'N1' }, { serialNumber: 'N2' }]);
    const answer = await send(lab, [
      { machineId: 'N1' },
      { machineId: 'N2', hash: hashOf('N2').slice(0, -1) },
    ]);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain('Edm.Binary');
    expect(await statesOf(lab)).toEqual([]);
  });

  it('loses to the same device further up in its body, and to one in an earlier body', async () => {
    const lab = await open([{ serialNumber: 'N1' }]);
    await send(lab, [{ machineId: 'N1' }, { machineId: 'N1' }]);
    await send(lab, [{ machineId: 'N1' }]);
    lab.advance(5);
    expect(await statesOf(lab)).toEqual([
      'N1 complete 0',
      'N1 error 0 ZtdDeviceDuplicated',
      'N1 error 806 ZtdDeviceAlreadyAssigned',
    ]);
    lab.advance(60);
    expect(lab.emulator.simulation.autopilotIdentities.size).toBe(1);
  });

  it('that meets a passing error goes through when it is sent again', async () => {
    const storage = { code: 640, name: 'StorageError', times: 2 };
    const lab = await open([{ serialNumber: 'N1', importError: storage }]);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await send(lab, [{ machineId: 'N1' }]);
      lab.advance(10);
    }
    expect(await statesOf(lab)).toEqual([
      'N1 error 640 StorageError',
      'N1 error 640 StorageError',
      'N1 complete 0',
    ]);
  });

  it('stays listed for everybody for a month; its deletion leaves the registration', async () => {
    const lab = await open([{ serialNumber: 'N1' }, { serialNumber: 'N2' }]);
    await send(lab, [{ machineId: 'N1' }, { machineId: 'N2' }]);
    lab.advance(29 * 24 * 60);
    const [first] = (await lab.graph('GET', `/v1.0${imported}`)).body.value;
    const path = `/v1.0${imported}/${first?.id ?? ''}`;
    expect((await lab.graph('DELETE', path)).status).toBe(204);
    expect((await lab.graph('GET', path)).status).toBe(404);
    expect(await statesOf(lab)).toEqual(['N2 complete 0']);
    lab.advance(24 * 60);
    expect(await statesOf(lab)).toEqual([]);
    expect(lab.emulator.simulation.autopilotIdentities.size).toBe(2);
  });

  it('may be answered in another order than it was sent', async () => {
    const registration = { answerOrder: 'reversed' } as const;
    const lab = await open([{ serialNumber: 'N1' }, { serialNumber: 'N2' }], { registration });
    const answer = await send(lab, [{ machineId: 'N1' }, { machineId: 'N2' }]);
    expect(answer.body.value).toMatchObject([{ serialNumber: 'N2' }, { serialNumber: 'N1' }]);
  });

  it('can be sent alone', async () => {
    const lab = await open([{ serialNumber: 'N1' }]);
    const body = { serialNumber: 'N1', hardwareIdentifier: hashOf('N1'), groupTag: 'ONE' };
    const answer = await lab.graph('POST', `/v1.0${imported}`, { body });
    expect(answer.status).toBe(201);
    lab.advance(5);
    expect(await statesOf(lab)).toEqual(['N1 complete 0']);
  });

  it('takes a time of its own where the world has jitter, the same in every run', async () => {
    const machines = ['N1', 'N2', 'N3', 'N4'].map((serialNumber) => ({ serialNumber }));
    const timings = { jitter: 0.5 };
    const run = async () => {
      const lab = await open(machines, { timings });
      await send(
        lab,
        machines.map(({ serialNumber }) => ({ machineId: serialNumber })),
      );
      lab.advance(5);
      return statesOf(lab);
    };
    const first = await run();
    expect(new Set(first.map((text) => text.slice(3))).size).toBe(2);
    expect(await run()).toEqual(first);
  });
});
