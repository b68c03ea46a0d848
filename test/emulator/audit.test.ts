import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appWith, callsOf } from './callers.ts';
import {
  app,
  closeLaboratories,
  configurations,
  deviceOf,
  managed,
  openLaboratory,
  register,
} from './support.ts';
import type { Laboratory } from './support.ts';

const GROUP = '00000000-0000-4000-8000-0000000000a1';
const directory = '/v1.0/auditLogs/directoryAudits';
const intune = '/v1.0/deviceManagement/auditEvents';
const reader = appWith('DeviceManagementManagedDevices.Read.All');

describe('the audit lists', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory({
      apps: [app, reader],
      // Audits are limited to five requests in ten seconds.
      throttling: { mode: 'off' },
      groups: [{ id: GROUP, displayName: 'Pilot' }],
      machines: [
        { serialNumber: 'M1', state: 'enrolled', bitlockerKeyCount: 1 },
        { serialNumber: 'M2', state: 'enrolled' },
        { serialNumber: 'BOX1' },
        { serialNumber: 'BOX2', registered: {} },
      ],
    });
  });
  afterAll(closeLaboratories);

  it('tell of a change who, what and to which object, some minutes later', async () => {
    const device = deviceOf(lab, 'M1');
    const correlation = '99999999-9999-4999-8999-999999999999';
    await lab.graph('PATCH', `/v1.0/devices/${device.id}`, {
      body: { accountEnabled: false },
      headers: { 'client-request-id': correlation },
    });
    expect((await lab.graph('GET', directory)).body.value).toEqual([]);
    const at = lab.emulator.simulation.clock.nowIso();
    lab.advance(2);
    const { body } = await lab.graph('GET', directory);
    expect(body.value).toMatchObject([
      {
        activityDisplayName: 'Update device',
        category: 'Device',
        activityDateTime: at,
        result: 'success',
        correlationId: correlation,
        initiatedBy: { app: { appId: app.clientId, displayName: app.name }, user: null },
        targetResources: [
          {
            id: device.id,
            displayName: device.displayName,
            type: 'Device',
            modifiedProperties: [{ displayName: 'accountEnabled' }],
          },
        ],
      },
    ]);
  });

  it('tell of a deleted object what it was called, newest first, found by its id', async () => {
    const device = deviceOf(lab, 'M2');
    await lab.graph('POST', `/v1.0/groups/${GROUP}/members/$ref`, {
      body: { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${device.id}` },
    });
    lab.advance(1);
    await lab.graph('DELETE', `/v1.0/devices/${device.id}`);
    lab.advance(2);
    const filter = `$filter=targetResources/any(t:t/id eq '${device.id}')`;
    const { body } = await lab.graph('GET', `${directory}?${filter}`);
    expect(body.value).toMatchObject([
      { activityDisplayName: 'Delete device', targetResources: [{ displayName: 'M2' }] },
      {
        activityDisplayName: 'Add member to group',
        targetResources: [{ id: device.id }, { id: GROUP, displayName: 'Pilot' }],
      },
    ]);
  });

  it('call a request by what it did, where one path does several things', async () => {
    const ask = {
      headers: { prefer: 'create-if-missing' },
      body: { displayName: 'U', mailNickname: 'u', mailEnabled: false, securityEnabled: true },
    };
    const path = "/v1.0/groups(uniqueName='u')";
    const made = await lab.graph('PATCH', path, ask);
    await lab.graph('PATCH', path, ask);
    const member = `https://graph.microsoft.com/v1.0/directoryObjects/${GROUP}`;
    await lab.graph('PATCH', `/v1.0/groups/${made.body.id}`, {
      body: { 'members@odata.bind': [member] },
    });
    lab.advance(2);
    const filter = `$filter=targetResources/any(t:t/id eq '${made.body.id}')`;
    const { body } = await lab.graph('GET', `${directory}?${filter}`);
    const names = (body.value as unknown as { activityDisplayName: string }[]).map(
      ({ activityDisplayName }) => activityDisplayName,
    );
    expect(names).toEqual(['Add member to group', 'Update group', 'Add group']);
  });

  it('keep Intune and the directory apart, and tell nothing of reads and refusals', async () => {
    const id = lab.emulator.simulation.managedDevices.all()[0]?.id ?? '';
    await lab.graph('GET', `/v1.0${managed}/${id}`);
    await lab.graph('POST', `/v1.0${managed}/${GROUP}/syncDevice`);
    await lab.graph('POST', `/v1.0${managed}/${id}/syncDevice`);
    const made = await lab.graph('POST', `/beta${configurations}`, {
      body: {
        '@odata.type': '#microsoft.graph.deviceEnrollmentLimitConfiguration',
        displayName: 'Five each',
        limit: 5,
      },
    });
    lab.advance(2);
    const { body } = await lab.graph('GET', intune);
    expect(body.value).toMatchObject([
      {
        activityType: 'Create DeviceEnrollmentConfiguration',
        activityResult: 'Success',
        actor: { applicationId: app.clientId },
        resources: [{ resourceId: made.body.id, displayName: 'Five each' }],
      },
      { activityType: 'syncDevice ManagedDevice', resources: [{ resourceId: id }] },
    ]);
  });

  it('tell of every reading of a recovery key itself', async () => {
    const { id } = lab.emulator.simulation.recoveryKeys.all()[0] ?? { id: '' };
    const path = `/v1.0/informationProtection/bitlocker/recoveryKeys/${id}`;
    expect((await lab.graph('GET', path)).body).not.toHaveProperty('key');
    const read = await lab.graph('GET', `${path}?$select=key`);
    expect(read.body).toMatchObject({ key: expect.stringMatching(/^(\d{6}-){7}\d{6}$/) as string });
    lab.advance(2);
    const { body } = await lab.graph('GET', `${directory}?$filter=category eq 'KeyManagement'`);
    expect(body.value).toMatchObject([{ targetResources: [{ id }] }]);
  });

  it('tell of the device that a registration made, as the work of Microsoft’s service', async () => {
    await register(lab, ['BOX1']);
    lab.advance(2);
    const filter = "$filter=activityDisplayName eq 'Add device'";
    const { body } = await lab.graph('GET', `${directory}?${filter}`);
    expect(body.value).toMatchObject([
      {
        initiatedBy: { app: { displayName: 'Device Registration Service', appId: null } },
        targetResources: [{ id: deviceOf(lab, 'BOX1').id }],
      },
    ]);
    const imported = await lab.graph('GET', intune);
    expect(imported.body.value[0]).toMatchObject({
      activityType: 'import ImportedWindowsAutopilotDeviceIdentity',
      resources: [{ displayName: 'BOX1' }],
    });
  });

  it('are for whoever may read them', async () => {
    const graph = await callsOf(lab, reader);
    expect((await graph('GET', directory)).status).toBe(403);
    expect((await graph('GET', intune)).status).toBe(403);
  });
});
