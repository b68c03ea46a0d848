import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeLaboratories, configurations, openLaboratory, profiles } from './support.ts';
import type { Laboratory } from './support.ts';

describe('the directory and Intune objects', () => {
  let lab: Laboratory;
  beforeAll(async () => {
    lab = await openLaboratory({
      machines: [
        { serialNumber: 'A1', state: 'enrolled', bitlockerKeyCount: 1, hasLapsCredential: true },
        { serialNumber: 'A2', state: 'enrolled' },
      ],
      users: [{ userPrincipalName: 'ann@fabrikam.example' }],
    });
  });
  afterAll(closeLaboratories);

  it('makes a group once under its unique name', async () => {
    const ask = {
      headers: { prefer: 'create-if-missing' },
      body: { displayName: 'G', mailNickname: 'g', mailEnabled: false, securityEnabled: true },
    };
    const path = "/v1.0/groups(uniqueName='g-''1')";
    expect((await lab.graph('PATCH', path, { body: ask.body })).status).toBe(404);
    expect((await lab.graph('PATCH', path, ask)).status).toBe(201);
    expect((await lab.graph('PATCH', path, ask)).status).toBe(204);
    const found = await lab.graph('GET', "/v1.0/groups?$filter=uniqueName eq 'g-''1'");
    expect(found.body.value).toHaveLength(1);
  });

  it('demands the advanced-query header where Microsoft does', async () => {
    const path = '/v1.0/devices?$filter=accountEnabled ne true&$count=true';
    expect((await lab.graph('GET', path)).body.error.code).toBe('Request_UnsupportedQuery');
    const eventual = await lab.graph('GET', path, { headers: { ConsistencyLevel: 'eventual' } });
    expect(eventual.body).toMatchObject({ '@odata.count': 0, value: [] });
  });

  it('shows that keys and LAPS exist, never what they are', async () => {
    const deviceId = lab.emulator.simulation.devices.findByMachine('A1')?.deviceId ?? '';
    const keys = await lab.graph(
      'GET',
      `/v1.0/informationProtection/bitlocker/recoveryKeys?$filter=deviceId eq '${deviceId}'`,
    );
    expect(keys.body.value).toHaveLength(1);
    expect(keys.body.value[0]).not.toHaveProperty('key');
    const laps = await lab.graph('GET', `/v1.0/directory/deviceLocalCredentials/${deviceId}`);
    expect(laps.body).toMatchObject({ id: deviceId, deviceName: 'A1' });
  });

  it('keeps beta-only resources off v1.0 and defaults undeletable', async () => {
    expect((await lab.graph('GET', `/v1.0${profiles}`)).status).toBe(400);
    const list = await lab.graph('GET', `/beta${configurations}?$expand=assignments`);
    const defaults = list.body.value.filter((row) => row.priority === 0);
    expect(defaults).toHaveLength(5);
    const refused = await lab.graph('DELETE', `/beta${configurations}/${defaults[0]?.id ?? ''}`);
    expect(refused.status).toBe(400);
  });

  it('fails opaquely on a hyphen in a profile’s name', async () => {
    const body = {
      '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
      displayName: 'co-management',
    };
    expect((await lab.graph('POST', `/beta${profiles}`, { body })).status).toBe(500);
  });
});
