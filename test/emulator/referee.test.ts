import { afterEach, describe, expect, it } from 'vitest';
import { violationKinds } from '../../emulator/referee/violation.ts';
import type { ViolationKind } from '../../emulator/referee/violation.ts';
import {
  addPolicy,
  autopilot,
  closeLaboratories,
  configurations,
  deviceOf,
  importBody,
  imported,
  managed,
  openLaboratory,
  prepareTenant,
  register,
} from './support.ts';
import type { Laboratory } from './support.ts';

const sync = '/beta/deviceManagement/windowsAutopilotSettings/sync';

/** How to commit each violation, once. */
const crimes: Record<ViolationKind, (lab: Laboratory) => Promise<void>> = {
  'ztdid-object-disabled': async (lab) => {
    const { id } = deviceOf(lab, 'HERE');
    await lab.graph('PATCH', `/v1.0/devices/${id}`, { body: { accountEnabled: false } });
  },
  'ztdid-object-deleted': async (lab) => {
    await lab.graph('DELETE', `/v1.0/devices/${deviceOf(lab, 'HERE').id}`);
  },
  'bystander-changed': async (lab) => {
    const { id } = deviceOf(lab, 'TRAP');
    await lab.graph('PATCH', `/v1.0/devices/${id}`, { body: { accountEnabled: false } });
  },
  'keys-lost': async (lab) => {
    await lab.graph('DELETE', `/v1.0/devices/${deviceOf(lab, 'KEYS').id}`);
  },
  'identity-deleted-while-enrolled': async (lab) => {
    await register(lab, ['USED']);
    const identity = lab.emulator.simulation.autopilotIdentities.findByMachine('USED');
    const answer = await lab.graph('DELETE', `/v1.0${autopilot}/${identity?.id ?? ''}`);
    expect(answer.status).toBe(400);
  },
  'authority-changed-after-provisioning': async (lab) => {
    const { policyId } = await prepareTenant(lab);
    await register(lab, ['USED']);
    await lab.graph('PATCH', `/beta${configurations}/${policyId}`, {
      body: {
        '@odata.type': '#microsoft.graph.deviceComanagementAuthorityConfiguration',
        managedDeviceAuthority: 0,
      },
    });
  },
  'two-policies-on-one-group': async (lab) => {
    const { groupId } = await prepareTenant(lab);
    await addPolicy(lab, groupId);
  },
  'wiped-twice': async (lab) => {
    await lab.admin('POST', 'lists', { serialNumbers: ['USED'] });
    const id = lab.emulator.simulation.managedDevices.findByMachine('USED')?.id ?? '';
    await lab.graph('POST', `/v1.0${managed}/${id}/wipe`, { body: {} });
    await lab.graph('POST', `/v1.0${managed}/${id}/wipe`, { body: {} });
  },
  'wiped-without-list': async (lab) => {
    const id = lab.emulator.simulation.managedDevices.findByMachine('USED')?.id ?? '';
    await lab.graph('POST', `/v1.0${managed}/${id}/wipe`, { body: {} });
  },
  'called-before-retry-after': async (lab) => {
    await lab.admin('POST', 'faults', { path: '/devices$', status: 429, retryAfterSeconds: 30 });
    await lab.graph('GET', '/v1.0/devices');
    await lab.graph('GET', '/v1.0/devices');
  },
  'sync-within-ten-minutes': async (lab) => {
    await lab.graph('POST', sync);
    lab.advance(9);
    expect((await lab.graph('POST', sync)).status).toBe(429);
  },
  'too-many-rows': async (lab) => {
    const rows = Array.from({ length: 501 }, () => ({ machineId: 'NEW', hash: 'AAAA' }));
    const answer = await lab.graph('POST', `/v1.0${imported}/import`, { body: importBody(rows) });
    expect(answer.status).toBe(400);
  },
  'too-many-sub-requests': async (lab) => {
    const requests = Array.from({ length: 21 }, (_, index) => ({
      id: String(index),
      method: 'GET',
      url: '/devices',
    }));
    expect((await lab.graph('POST', '/v1.0/$batch', { body: { requests } })).status).toBe(400);
  },
  'delivered-before-profile': async (lab) => {
    await lab.admin('POST', 'machines/deliver', { serialNumbers: ['NEW'] });
  },
};

const openScene = () =>
  openLaboratory({
    machines: [
      { serialNumber: 'NEW' },
      { serialNumber: 'HERE', registered: {} },
      { serialNumber: 'TRAP', state: 'enrolled', bystander: true },
      { serialNumber: 'USED', state: 'enrolled' },
      { serialNumber: 'KEYS', state: 'enrolled', bitlockerKeyCount: 1 },
    ],
  });

describe('the referee', () => {
  afterEach(closeLaboratories);

  it.each(violationKinds)('sees %s, and nothing else', async (kind) => {
    const lab = await openScene();
    expect(lab.verdict()).toEqual([]);
    await crimes[kind](lab);
    expect(lab.verdict().map((violation) => violation.kind)).toEqual([kind]);
    const { body } = await lab.admin('GET', 'verdict');
    expect(body).toMatchObject([{ kind }]);
  });

  it('lets keys go that stand elsewhere, were exported, or belong to a disk wiped since', async () => {
    const lab = await openScene();
    const { recoveryKeys } = lab.emulator.simulation;
    const device = deviceOf(lab, 'KEYS');
    const [key] = recoveryKeys.ofDevice(device.deviceId);
    await lab.admin('POST', 'key-exports', { keyIds: [key?.id] });
    await lab.graph('DELETE', `/v1.0/devices/${device.id}`);
    expect(lab.verdict()).toEqual([]);
  });

  it('allows a second wipe when a second list names the device', async () => {
    const lab = await openScene();
    const { managedDevices } = lab.emulator.simulation;
    for (let round = 0; round < 2; round += 1) {
      await lab.admin('POST', 'lists', { serialNumbers: ['USED'] });
      const id = managedDevices.findByMachine('USED')?.id ?? '';
      await lab.graph('POST', `/v1.0${managed}/${id}/wipe`, { body: {} });
      lab.advance(300);
    }
    expect(lab.verdict()).toEqual([]);
  });
});
