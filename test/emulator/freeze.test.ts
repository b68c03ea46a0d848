import { afterEach, describe, expect, it } from 'vitest';
import type { WorldInput } from '../../emulator/world.ts';
import {
  closeLaboratories,
  configurations,
  openLaboratory,
  prepareTenant,
  register,
} from './support.ts';
import type { Laboratory } from './support.ts';

const serials = Array.from({ length: 12 }, (_, index) => `A${index}`);
const DAY = 24 * 60;

/** A fleet in use that came through one policy. */
async function provisioned(world: WorldInput = {}) {
  const machines = serials.map((serialNumber) => ({ serialNumber }));
  const lab = await openLaboratory({ machines, ...world });
  const { policyId, groupId } = await prepareTenant(lab);
  await register(lab, serials);
  await lab.admin('POST', 'machines/deliver', { all: true });
  lab.advance(DAY);
  const path = `/beta${configurations}/${policyId}`;
  return { lab, path, groupId };
}

/** What each machine has become, as both sides and the truth tell it. */
function outcomes({ emulator }: Laboratory): string[] {
  const { machines, managedDevices, site } = emulator.simulation;
  return serials.map((id) => {
    const state = site.systems.findByMachine(id)?.comanagement;
    const managed = managedDevices.findByMachine(id);
    const machine = machines.find(id);
    return [
      machine?.state,
      machine?.authority,
      managed?.managementAgent,
      managed?.workloadFlags,
      state?.policyPresent,
    ].join(' ');
  });
}

const flip = {
  '@odata.type': '#microsoft.graph.deviceComanagementAuthorityConfiguration',
  managedDeviceAuthority: 0,
};

describe('a co-management policy changed after provisioning', () => {
  afterEach(closeLaboratories);

  it.each([
    ['authority', 'PATCH', '', flip],
    [
      'installation',
      'PATCH',
      '',
      { ...flip, managedDeviceAuthority: 1, installConfigurationManagerAgent: false },
    ],
    ['assignment', 'POST', '/assign', { enrollmentConfigurationAssignments: [] }],
    ['existence', 'DELETE', '', undefined],
  ])('in its %s leaves every machine to chance', async (_name, method, action, body) => {
    const { lab, path } = await provisioned();
    const before = outcomes(lab);
    expect(new Set(before)).toEqual(new Set(['co-managed  configurationManagerClientMdm 12543 1']));
    await lab.graph(method, `${path}${action}`, body === undefined ? {} : { body });
    lab.advance(DAY);
    expect(new Set(outcomes(lab)).size).toBeGreaterThan(1);
    expect(lab.verdict().map(({ kind }) => kind)).toContain('authority-changed-after-provisioning');
  });

  it('has the same luck for the same seed, and another for another', async () => {
    const luck = async (seed: number, looks: number) => {
      const { lab, path } = await provisioned({ seed });
      await lab.graph('PATCH', path, { body: flip });
      for (let look = 0; look < looks; look += 1) {
        await lab.graph('GET', '/v1.0/devices');
        lab.advance(DAY / looks);
      }
      return outcomes(lab);
    };
    const first = await luck(1, 1);
    expect(await luck(1, 6)).toEqual(first);
    expect(await luck(2, 1)).not.toEqual(first);
  });

  it('harms nobody by a new name, nor in a world without the hazard', async () => {
    const { lab, path } = await provisioned();
    const before = outcomes(lab);
    const { '@odata.type': type } = flip;
    await lab.graph('PATCH', path, { body: { '@odata.type': type, displayName: 'Other' } });
    lab.advance(DAY);
    expect(outcomes(lab)).toEqual(before);
    const safe = await provisioned({ freezeHazard: { enabled: false } });
    await safe.lab.graph('DELETE', safe.path);
    safe.lab.advance(DAY);
    expect(outcomes(safe.lab)).toEqual(before);
  });

  it('takes the client from some, for good', async () => {
    const weights = { unaffected: 0, 'authority-flips': 0, 'policy-lost': 0, 'client-lost': 1 };
    const { lab, path } = await provisioned({ freezeHazard: { weights } });
    await lab.graph('PATCH', path, { body: flip });
    lab.advance(DAY);
    expect(new Set(outcomes(lab))).toEqual(new Set(['enrolled  mdm  0']));
  });
});
