import { afterEach, describe, expect, it } from 'vitest';
import type { WorldInput } from '../../emulator/world.ts';
import {
  autopilot,
  closeLaboratories,
  deviceOf,
  groupTarget,
  importBody,
  imported,
  machineOf,
  openLaboratory,
  prepareTenant,
  profiles,
  register,
} from './support.ts';
import type { Laboratory } from './support.ts';

const settings = '/beta/deviceManagement/windowsAutopilotSettings';
const profileType = '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile';

interface WireIdentity {
  id: string;
  deploymentProfileAssignmentStatus: string;
  deploymentProfileAssignmentDetailedStatus: string;
  deploymentProfileAssignedDateTime: string;
}

const identities = async (lab: Laboratory) =>
  (await lab.graph('GET', `/beta${autopilot}`)).body.value as unknown as WireIdentity[];
const statusOf = async (lab: Laboratory) =>
  (await identities(lab)).map((row) => row.deploymentProfileAssignmentStatus).join(' ');

afterEach(closeLaboratories);

describe('the Autopilot sync', () => {
  const stateOf = async (lab: Laboratory) => {
    const { body } = await lab.graph('GET', settings);
    return body as unknown as { syncStatus: string; lastSyncDateTime: string };
  };

  it('is accepted, then busy for two minutes, then too soon for ten', async () => {
    const lab = await openLaboratory();
    expect((await lab.graph('POST', `${settings}/sync`)).status).toBe(204);
    expect((await stateOf(lab)).syncStatus).toBe('inProgress');
    expect((await lab.graph('POST', `${settings}/sync`)).status).toBe(409);
    lab.advance(2);
    expect(await stateOf(lab)).toMatchObject({
      syncStatus: 'completed',
      lastSyncDateTime: '2026-09-01T08:02:00Z',
      lastManualSyncTriggerDateTime: '2026-09-01T08:00:00Z',
    });
    lab.advance(7.99);
    expect((await lab.graph('POST', `${settings}/sync`)).status).toBe(429);
    lab.advance(0.01);
    expect((await lab.graph('POST', `${settings}/sync`)).status).toBe(204);
  });

  it('refuses as the world says, and fails as often as it says', async () => {
    const registration = {
      failingSyncs: 1,
      syncTooSoon: { status: 429, retryAfterSeconds: 300 },
      syncRunning: { status: 409, code: 'SyncInProgress' },
    };
    const lab = await openLaboratory({ registration });
    await lab.graph('POST', `${settings}/sync`);
    const busy = await lab.graph('POST', `${settings}/sync`);
    expect(busy.body.error.code).toBe('SyncInProgress');
    lab.advance(2);
    expect((await stateOf(lab)).syncStatus).toBe('failed');
    const soon = await lab.graph('POST', `${settings}/sync`);
    expect(soon.headers.get('retry-after')).toBe('300');
    lab.advance(8);
    await lab.graph('POST', `${settings}/sync`);
    lab.advance(2);
    expect((await stateOf(lab)).syncStatus).toBe('completed');
  });

  it.each([
    ['delay', false, true],
    ['sync', true, false],
    ['delay-or-sync', true, true],
  ] as const)(
    'with %s: lists registered devices at a sync %s, by itself %s',
    async (identityAppears, atSync, byItself) => {
      const world: WorldInput = {
        machines: [{ serialNumber: 'N1' }],
        registration: { identityAppears },
        timings: { identityMinutes: 60, syncMinutes: 1 },
      };
      const lab = await openLaboratory(world);
      const body = importBody([{ machineId: 'N1' }]);
      await lab.graph('POST', `/v1.0${imported}/import`, { body });
      lab.advance(5);
      await lab.graph('POST', `${settings}/sync`);
      lab.advance(1);
      expect((await identities(lab)).length > 0).toBe(atSync);
      const other = await openLaboratory(world);
      await other.graph('POST', `/v1.0${imported}/import`, { body });
      other.advance(65);
      expect((await identities(other)).length > 0).toBe(byItself);
    },
  );
});

describe('an Autopilot identity', () => {
  it('cannot be deleted while it is built or enrolled, and stays listed for half an hour', async () => {
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'N1' }, { serialNumber: 'E1', state: 'enrolled', registered: {} }],
    });
    const body = importBody([{ machineId: 'N1' }]);
    await lab.graph('POST', `/v1.0${imported}/import`, { body });
    lab.advance(6);
    const [enrolled, building] = await identities(lab);
    const remove = (row: WireIdentity | undefined) =>
      lab.graph('DELETE', `/v1.0${autopilot}/${row?.id ?? ''}`);
    expect((await remove(enrolled)).status).toBe(400);
    expect((await remove(building)).status).toBe(400);
    lab.advance(2);
    expect((await remove(building)).status).toBe(204);
    expect(await identities(lab)).toHaveLength(2);
    lab.advance(29);
    expect(await identities(lab)).toHaveLength(2);
    lab.advance(1);
    expect(await identities(lab)).toHaveLength(1);
    expect(lab.emulator.simulation.devices.findByMachine('N1')).toBeUndefined();
  });

  it('made anew before the old one is gone keeps its Entra object', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'N1', registered: {} }] });
    const [row] = await identities(lab);
    await lab.graph('DELETE', `/v1.0${autopilot}/${row?.id ?? ''}`);
    await register(lab, ['N1']);
    const [left, ...others] = await identities(lab);
    expect(others).toEqual([]);
    expect(deviceOf(lab, 'N1').physicalIds).toContain(`[ZTDID]:${left?.id ?? ''}`);
  });

  it('is gone with the next sync after its deletion', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'N1', registered: {} }] });
    const [row] = await identities(lab);
    await lab.graph('DELETE', `/v1.0${autopilot}/${row?.id ?? ''}`);
    await lab.graph('POST', `${settings}/sync`);
    lab.advance(2);
    expect(await identities(lab)).toEqual([]);
  });
});

describe('the assignment of a profile', () => {
  const addProfile = async (lab: Laboratory, displayName: string, groupId?: string) => {
    const body = { '@odata.type': profileType, displayName };
    const { id } = (await lab.graph('POST', `/beta${profiles}`, { body })).body;
    if (groupId !== undefined) {
      await lab.graph('POST', `/beta${profiles}/${id}/assignments`, { body: groupTarget(groupId) });
    }
    return id;
  };
  const open = async (machines: WorldInput['machines']) => {
    const lab = await openLaboratory({ machines });
    const tenant = await prepareTenant(lab);
    await register(lab, ['N1']);
    return { lab, ...tenant };
  };

  it('rests at an unknown sync state until OOBE fetches it, and is out of sync when edited', async () => {
    const { lab, profileId } = await open([{ serialNumber: 'N1', oobeDelayMinutes: 0 }]);
    expect(await statusOf(lab)).toBe('assignedUnkownSyncState');
    await lab.admin('POST', 'machines/deliver', { serialNumbers: ['N1'] });
    lab.advance(20);
    expect(await statusOf(lab)).toBe('assignedInSync');
    const body = { '@odata.type': profileType, description: 'Edited.' };
    await lab.graph('PATCH', `/beta${profiles}/${profileId}`, { body });
    expect(await statusOf(lab)).toBe('assignedOutOfSync');
  });

  it('fails with the reason the device gives', async () => {
    const profileAssignmentError = 'hardwareRequirementsNotMet';
    const { lab } = await open([{ serialNumber: 'N1', profileAssignmentError }]);
    expect(await identities(lab)).toMatchObject([
      {
        deploymentProfileAssignmentStatus: 'failed',
        deploymentProfileAssignmentDetailedStatus: 'hardwareRequirementsNotMet',
      },
    ]);
  });

  it('goes to the oldest of several profiles, and to the next when that one goes', async () => {
    const { lab, groupId, profileId } = await open([{ serialNumber: 'N1' }]);
    const second = await addProfile(lab, 'Second', groupId);
    lab.advance(30);
    const boundTo = () =>
      lab.emulator.simulation.autopilotIdentities.findByMachine('N1')?.deploymentProfileId;
    expect(boundTo()).toBe(profileId);
    const assignments = `/beta${profiles}/${profileId}/assignments`;
    const [assignment] = (await lab.graph('GET', assignments)).body.value;
    await lab.graph('DELETE', `${assignments}/${assignment?.id ?? ''}`);
    expect(await statusOf(lab)).toBe('pending');
    lab.advance(10);
    expect(boundTo()).toBe(second);
  });

  it('outlives a profile that is deleted before the device has let go: event 809', async () => {
    const { lab, profileId } = await open([{ serialNumber: 'N1', oobeDelayMinutes: 0 }]);
    const path = `/beta${profiles}/${profileId}`;
    expect((await lab.graph('DELETE', path)).status).toBe(500);
    const [assignment] = (await lab.graph('GET', `${path}/assignments`)).body.value;
    await lab.graph('DELETE', `${path}/assignments/${assignment?.id ?? ''}`);
    expect(await statusOf(lab)).toBe('assignedUnkownSyncState');
    expect((await lab.graph('DELETE', path)).status).toBe(204);
    await lab.admin('POST', 'machines/deliver', { serialNumbers: ['N1'] });
    expect(machineOf(lab, 'N1').lacksProfile).toBe(true);
    lab.advance(10);
    expect(await identities(lab)).toMatchObject([
      {
        deploymentProfileAssignmentStatus: 'notAssigned',
        deploymentProfileAssignedDateTime: '0001-01-01T00:00:00Z',
      },
    ]);
  });

  it('can be made for single devices, without a group', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'N1', registered: {} }] });
    const [row] = await identities(lab);
    const id = await addProfile(lab, 'Direct');
    const body = { deviceIds: [row?.id] };
    expect((await lab.graph('POST', `/beta${profiles}/${id}/assign`, { body })).status).toBe(204);
    lab.advance(10);
    const devices = await lab.graph('GET', `/beta${profiles}/${id}/assignedDevices`);
    expect(devices.body.value).toMatchObject([{ serialNumber: 'N1' }]);
  });

  it('refuses a name with a hyphen opaquely, and a repeated group unless the world allows it', async () => {
    const lab = await openLaboratory();
    const body = { '@odata.type': profileType, displayName: 'Autopilot-2026' };
    expect((await lab.graph('POST', `/beta${profiles}`, { body })).status).toBe(500);
    const groupId = '00000000-0000-4000-8000-000000000001';
    const repeat = async (where: Laboratory) => {
      const id = await addProfile(where, 'Autopilot 2026', groupId);
      const path = `/beta${profiles}/${id}/assignments`;
      return where.graph('POST', path, { body: groupTarget(groupId) });
    };
    expect((await repeat(lab)).status).toBe(400);
    const registration = { repeatedProfileAssignment: 'accepted' } as const;
    expect((await repeat(await openLaboratory({ registration }))).status).toBe(201);
  });
});
