import { afterEach, describe, expect, it } from 'vitest';
import { cleanUp, done, identityOf, list, recordOf, rulesFound } from './referee-cases/case.ts';
import { OLD } from './referee-cases/entra-objects.ts';
import { addCollection, deploy } from './referee-cases/tenant-and-site.ts';
import {
  autopilot,
  closeLaboratories,
  deviceOf,
  managed,
  openLaboratory,
  prepareTenant,
  profiles,
} from './support.ts';
import type { Laboratory } from './support.ts';

const trap = { serialNumber: 'TRAP', state: 'client-installed' as const, bystander: true };
const stale = { id: OLD, displayName: 'PC', machineId: 'PC', stale: true, lastSignInDaysAgo: 200 };

const changeMeanwhile = async (lab: Laboratory, change: object) => {
  await done(lab.admin('POST', 'faults', { path: '/users$', change }));
  await done(lab.graph('GET', '/v1.0/users'));
};

describe('the referee blames', () => {
  afterEach(closeLaboratories);

  it('no caller for a key that another administrator deletes', async () => {
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'PC', state: 'enrolled' }],
      entraDevices: [{ ...stale, bitlockerKeyCount: 1 }],
    });
    await changeMeanwhile(lab, { do: 'delete', table: 'devices', id: OLD });
    expect(lab.emulator.simulation.devices.find(OLD)).toBeUndefined();
    expect(rulesFound(lab)).toEqual([]);
  });

  it('who lets a key go whose other copy stands on an object that is gone', async () => {
    const [id, deviceId] = [
      '0d0d0d0d-0d0d-4d0d-8d0d-0d0d0d0d0d02',
      '0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e22',
    ] as const;
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'PC', state: 'enrolled' }],
      entraDevices: [{ ...stale, deviceId }],
      bitlockerKeys: [
        { id, deviceId },
        { id, deviceId: '0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e23' },
      ],
    });
    await cleanUp(lab, OLD);
    expect(rulesFound(lab)).toEqual(['REF-KEYS-LOST']);
  });

  it('who purges a bystander’s deleted object', async () => {
    const lab = await openLaboratory({
      machines: [trap],
      tenant: { softDelete: { devices: true } },
    });
    const { id } = deviceOf(lab, 'TRAP');
    await changeMeanwhile(lab, { do: 'delete', table: 'devices', id });
    expect(rulesFound(lab)).toEqual([]);
    await done(lab.graph('DELETE', `/beta/directory/deletedItems/${id}`));
    expect(rulesFound(lab)).toEqual(['REF-BYSTANDER']);
  });

  it('nobody for a write that changes nothing of a bystander', async () => {
    const lab = await openLaboratory({
      machines: [{ ...trap, registered: { groupTag: 'T' } }],
    });
    const { id } = identityOf(lab, 'TRAP');
    const body = { groupTag: 'T' };
    await done(lab.graph('POST', `/v1.0${autopilot}/${id}/updateDeviceProperties`, { body }));
    const enabled = { body: { accountEnabled: true } };
    await done(lab.graph('PATCH', `/v1.0/devices/${deviceOf(lab, 'TRAP').id}`, enabled));
    expect(rulesFound(lab)).toEqual([]);
  });

  it('nobody for a deletion of a bystander’s identity that the vendor refuses', async () => {
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'TRAP', state: 'enrolled', bystander: true, registered: {} }],
    });
    const { id } = identityOf(lab, 'TRAP');
    const { status } = await lab.graph('DELETE', `/v1.0${autopilot}/${id}`);
    expect(status).toBe(400);
    expect(rulesFound(lab)).toEqual(['REF-IDENTITY-ENROLLED']);
  });

  it('once for what the network delivered twice', async () => {
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'TRAP', state: 'enrolled', bystander: true }],
    });
    await done(lab.admin('POST', 'faults', { path: '/syncDevice$', doubled: 'first-answer' }));
    await done(lab.graph('POST', `/v1.0${managed}/${recordOf(lab, 'TRAP').id}/syncDevice`));
    expect(lab.verdict().map(({ rule }) => rule)).toEqual(['REF-BYSTANDER']);
  });

  it('who delivers a device whose profile was deleted', async () => {
    const lab = await openLaboratory({
      machines: [{ serialNumber: 'HERE', registered: { groupTag: 'GW' } }],
    });
    const { profileId } = await prepareTenant(lab);
    lab.advance(60);
    const change = { do: 'delete', table: 'deploymentProfiles', id: profileId };
    await changeMeanwhile(lab, change);
    expect(identityOf(lab, 'HERE').deploymentProfileAssignedDateTime).toBeDefined();
    expect((await lab.graph('GET', `/beta${profiles}/${profileId}`)).status).toBe(404);
    await done(lab.admin('POST', 'machines/deliver', { serialNumbers: ['HERE'] }));
    expect(rulesFound(lab)).toEqual(['REF-DELIVERED-BEFORE-PROFILE']);
  });

  it('who changes somebody’s collection by a key in another spelling', async () => {
    const lab = await openLaboratory({ site: { collections: [{ name: 'Theirs' }] } });
    const id = lab.emulator.simulation.site.collectionNamed('Theirs')?.collectionId ?? '';
    const path = `SMS_Collection(CollectionID='${id}')`;
    await done(lab.site('PATCH', path, { body: { Comment: 'Mine now' } }));
    expect(rulesFound(lab)).toEqual(['REF-FOREIGN-OBJECT']);
  });

  it('who deploys to people’s collection that holds a bystander', async () => {
    const lab = await openLaboratory({
      machines: [trap],
      site: { applications: [{ name: 'Company Portal', isDistributed: true }] },
    });
    await deploy(lab, await addCollection(lab, 'Empty'));
    expect(rulesFound(lab)).toEqual([]);
    await deploy(lab, 'SMSDM003');
    expect(lab.verdict()).toMatchObject([{ rule: 'REF-BYSTANDER', machine: 'TRAP' }]);
  });
});

describe('a list that names machines the world lacks', () => {
  afterEach(closeLaboratories);

  it('is told so at once, and loses them at the end', async () => {
    const lab = await openLaboratory({ machines: [{ serialNumber: 'HERE', registered: {} }] });
    const { body } = await list(lab, ['HERE', 'NOWHERE']);
    expect(body).toEqual({ announced: 2, unknown: ['NOWHERE'] });
    expect(await lab.verdictAtEnd()).toMatchObject([
      { rule: 'REF-DEVICE-LOST', subject: 'NOWHERE' },
    ]);
  });

  it.each(['end=1', 'ended=yes', 'notice=1'])(
    'a verdict asked with ?%s is refused',
    async (query) => {
      const lab = await openLaboratory();
      expect((await lab.admin('GET', `verdict?${query}`)).status).toBe(400);
    },
  );
});
