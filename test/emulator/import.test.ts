import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  TAG,
  autopilot,
  closeLaboratories,
  deviceOf,
  hashOf,
  importBody,
  imported,
  onlyRow,
  openLaboratory,
} from './support.ts';
import type { Laboratory } from './support.ts';

/** One import of every kind of row, and what has become of each when time has passed. */
describe('import', () => {
  let lab: Laboratory;
  const statusOf: Record<string, { deviceImportStatus: string; deviceErrorName: string }> = {};

  beforeAll(async () => {
    lab = await openLaboratory({
      machines: [
        { serialNumber: 'NEW1' },
        { serialNumber: 'OLD1', state: 'enrolled' },
        { serialNumber: 'HERE1', registered: { groupTag: 'OTHER' } },
        { serialNumber: 'AWAY1', registeredInOtherTenant: true },
        { serialNumber: 'STALE1', answers814: true },
        { serialNumber: 'BUSY1', importError: { code: 0, name: 'StorageError' } },
      ],
      entraDevices: [{ displayName: 'STALE1', machineId: 'STALE1', stale: true }],
    });
    const good = ['NEW1', 'OLD1', 'HERE1', 'AWAY1', 'STALE1', 'BUSY1'];
    const bad = [
      { machineId: 'SHORT', hash: hashOf('NEW1').slice(0, 2000) },
      { machineId: 'BROKEN', hash: `AAAA${hashOf('NEW1').slice(4)}` },
      { machineId: 'NOBODY' },
    ];
    const rows = [...good.map((machineId) => ({ machineId })), ...bad];
    const answer = await lab.graph('POST', `/v1.0${imported}/import`, { body: importBody(rows) });
    expect(answer.body.value[0]?.state.deviceImportStatus).toBe('unknown');
    lab.advance(5);
    const list = await lab.graph('GET', `/v1.0${imported}`);
    for (const row of list.body.value) statusOf[row.serialNumber] = row.state;
  });
  afterAll(closeLaboratories);

  it.each([
    ['NEW1', 'complete', ''],
    ['OLD1', 'complete', ''],
    ['HERE1', 'error', 'ZtdDeviceAlreadyAssigned'],
    ['AWAY1', 'error', 'ZtdDeviceAssignedToOtherTenant'],
    ['STALE1', 'error', 'ZtdDeviceAlreadyAadRegistered'],
    ['BUSY1', 'error', 'StorageError'],
    ['SHORT', 'error', 'HashNot4k'],
    ['BROKEN', 'error', 'InvalidZtdHardwareHash'],
    ['NOBODY', 'error', 'ZtdDeviceNotFound'],
  ])('of %s ends %s %s', (serialNumber, deviceImportStatus, deviceErrorName) => {
    expect(statusOf[serialNumber]).toMatchObject({ deviceImportStatus, deviceErrorName });
  });

  it('pre-creates the Entra object of a new device under its serial number', () => {
    lab.advance(10);
    const device = deviceOf(lab, 'NEW1');
    expect(device).toMatchObject({ displayName: 'NEW1', trustType: null });
    expect(device.physicalIds).toContain(`[OrderID]:${TAG}`);
    expect(device.physicalIds.some((id) => id.startsWith('[ZTDID]:'))).toBe(true);
  });

  it('marks the object that a joined device already has', () => {
    const device = deviceOf(lab, 'OLD1');
    expect(device.trustType).toBe('AzureAd');
    expect(device.physicalIds).toContain(`[OrderID]:${TAG}`);
  });

  it('goes through once the stale object behind an 814 is gone', async () => {
    const stale = lab.emulator.simulation.devices.all().find((d) => d.displayName === 'STALE1');
    await lab.graph('DELETE', `/v1.0/devices/${stale?.id ?? ''}`);
    const body = importBody([{ machineId: 'STALE1' }]);
    const answer = await lab.graph('POST', `/v1.0${imported}/import`, { body });
    lab.advance(10);
    const row = await lab.graph('GET', `/v1.0${imported}/${onlyRow(answer).id}`);
    expect(row.body.state.deviceImportStatus).toBe('complete');
  });

  it('lists identities with the quirks of the list', async () => {
    const found = await lab.graph('GET', `/beta${autopilot}?$filter=contains(serialNumber,'NEW1')`);
    expect(found.body.value).toMatchObject([
      { serialNumber: 'NEW1', enrollmentState: 'notContacted' },
    ]);
    const equal = await lab.graph('GET', `/beta${autopilot}?$filter=serialNumber eq 'NEW1'`);
    expect(equal.status).toBe(400);
    const hyphen = await lab.graph('GET', `/beta${autopilot}?$filter=contains(serialNumber,'A-1')`);
    expect(hyphen.status).toBe(400);
    const selected = await lab.graph('GET', `/beta${autopilot}?$select=id`);
    expect(selected.status).toBe(500);
  });
});
