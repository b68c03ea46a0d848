import { afterEach, describe, expect, it } from 'vitest';
import {
  autopilot,
  closeLaboratories,
  deviceOf,
  machineOf,
  managed,
  onlyRow,
  openLaboratory,
  prepareTenant,
  register,
} from './support.ts';
import type { Laboratory } from './support.ts';

/** The physical life of machines, from the box to co-managed and through a wipe. */
describe('a machine', () => {
  afterEach(closeLaboratories);

  const identityOf = async (lab: Laboratory, serialNumber: string) => {
    const list = await lab.graph('GET', `/beta${autopilot}`);
    return list.body.value.find((row) => row.serialNumber === serialNumber);
  };

  it('joins the dynamic group and then gets its profile, each with its delay', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'A1' }] });
    const { groupId } = await prepareTenant(lab);
    await register(lab, []);
    const members = async () => {
      const list = await lab.graph('GET', `/v1.0/groups/${groupId}/members`);
      return list.body.value.length;
    };
    const { simulation } = lab.emulator;
    simulation.registration.register(machineOf(lab, 'A1'), { groupTag: 'GW' });
    lab.advance(4);
    expect(await members()).toBe(0);
    expect(await identityOf(lab, 'A1')).toMatchObject({
      deploymentProfileAssignmentStatus: 'notAssigned',
    });
    lab.advance(5);
    expect(await members()).toBe(1);
    expect(await identityOf(lab, 'A1')).toMatchObject({
      deploymentProfileAssignmentStatus: 'pending',
    });
    lab.advance(10);
    const identity = await identityOf(lab, 'A1');
    expect(identity?.deploymentProfileAssignmentStatus).toBe('assignedUnkownSyncState');
    expect(Date.parse(identity?.deploymentProfileAssignedDateTime ?? '')).toBeGreaterThan(
      Date.parse('2026-09-01'),
    );
  });

  it('goes from the box to co-managed on both sides', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'A1' }] });
    await prepareTenant(lab);
    await register(lab, ['A1']);
    await lab.admin('POST', 'machines/deliver', { serialNumbers: ['A1'] });
    lab.advance(60 + 20 + 5);
    expect(machineOf(lab, 'A1').state).toBe('enrolled');
    const list = await lab.graph('GET', `/beta${managed}?$filter=serialNumber eq 'A1'`);
    expect(list.body.value).toMatchObject([{ managementAgent: 'mdm' }]);
    lab.advance(20 + 10);
    const device = await lab.graph('GET', `/beta${managed}/${onlyRow(list).id}`);
    expect(device.body.managementAgent).toBe('configurationManagerClientMdm');
    const { deviceId } = deviceOf(lab, 'A1');
    const system = await lab.site('GET', `SMS_R_System?$filter=AADDeviceID eq '${deviceId}'`);
    expect(system.body.value).toMatchObject([{ Client: 1, SerialNumber: 'A1' }]);
    const resourceId = onlyRow(system).ResourceID;
    const state = await lab.site(
      'GET',
      `SMS_Client_ComanagementState?$filter=ResourceID eq ${resourceId}`,
    );
    expect(state.body.value).toMatchObject([{ MDMEnrolled: 1, ComgmtPolicyPresent: 1 }]);
    expect(lab.verdict()).toEqual([]);
  });

  it('stays without a client when it is delivered before its profile is assigned', async () => {
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'A1', oobeDelayMinutes: 5 }],
    });
    await prepareTenant(lab);
    await lab.admin('POST', 'machines/deliver', { all: true });
    await register(lab, ['A1']);
    lab.advance(300);
    expect(machineOf(lab, 'A1')).toMatchObject({ state: 'enrolled', lacksProfile: true });
  });

  it('loses its record to a wipe and comes back through OOBE by itself', async () => {
    const lab = await openLaboratory({
      users: [{ userPrincipalName: 'old@fabrikam.example' }],
      machines: [
        { serialNumber: 'R1', state: 'enrolled', userPrincipalName: 'old@fabrikam.example' },
      ],
    });
    await prepareTenant(lab);
    await lab.admin('POST', 'lists', { serialNumbers: ['R1'] });
    await register(lab, ['R1']);
    const before = lab.emulator.simulation.managedDevices.findByMachine('R1');
    const id = before?.id ?? '';
    const wiped = await lab.graph('POST', `/v1.0${managed}/${id}/wipe`, {
      body: { keepUserData: false },
    });
    expect(wiped.status).toBe(204);
    const pending = await lab.graph('GET', `/v1.0${managed}/${id}`);
    expect(pending.body.managementState).toBe('wipePending');
    lab.advance(10);
    const gone = await lab.graph('GET', `/v1.0${managed}/${id}`);
    expect(gone.status).toBe(404);
    expect(machineOf(lab, 'R1').state).toBe('wiped');
    lab.advance(60 + 20 + 5 + 20 + 10);
    expect(machineOf(lab, 'R1').state).toBe('co-managed');
    expect(lab.emulator.simulation.managedDevices.findByMachine('R1')?.id).not.toBe(id);
    expect(lab.verdict()).toEqual([]);
  });

  it('does nothing while it is offline, and what waited when it is back', async () => {
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'R1', state: 'enrolled', online: false }],
    });
    await lab.admin('POST', 'lists', { serialNumbers: ['R1'] });
    const id = lab.emulator.simulation.managedDevices.findByMachine('R1')?.id ?? '';
    await lab.graph('POST', `/v1.0${managed}/${id}/wipe`, { body: {} });
    lab.advance(60 * 24 * 30);
    expect(machineOf(lab, 'R1').state).toBe('enrolled');
    await lab.admin('POST', 'machines/online', { serialNumbers: ['R1'], online: true });
    lab.advance(10);
    expect(machineOf(lab, 'R1').state).toBe('wiped');
  });

  it('gets the client as soon as the policy reaches it while it is still in use', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'R1', state: 'enrolled' }] });
    await prepareTenant(lab);
    await register(lab, ['R1']);
    expect(machineOf(lab, 'R1').state).toBe('co-managed');
  });
});
