import { describe, expect, test } from 'vitest';
import type { WorldInput } from '../../emulator/world.ts';
import { useLedger } from '../support/database.ts';
import { withLaboratory, type Laboratory } from './support/laboratory.ts';
import { aSmallWorld, type Kind } from './support/small-world.ts';

/**
 * Suspected: what a store does not show is taken for absent, and a PC that is there is planned as new. Shown by making
 * a store answer in part: there is no plan then, and the failure says why and what to do.
 */
const lease = useLedger();

const open = (use: (lab: Laboratory) => Promise<void>, change: WorldInput = {}) =>
  withLaboratory(lease, aSmallWorld(['reused', 'co-managed'] satisfies Kind[], change), use);

async function expectNoPlan(lab: Laboratory, type: string, message: RegExp): Promise<void> {
  const { graph, site, ledger } = lab.activities;
  const look = async () => {
    await graph.takeGraphInventory(lab.key);
    await site.takeSiteInventory(lab.key);
  };
  await expect(look()).rejects.toMatchObject({
    type,
    message: expect.stringMatching(message) as string,
  });
  await expect(ledger.makeRunPlan(lab.key)).rejects.toMatchObject({ type: 'BrokenInvariant' });
  expect(await lease.ledger.findPlan(lab.key)).toBeUndefined();
}

describe('there is no plan from a part of the tenant', () => {
  const manyUsers = Array.from({ length: 1_005 }, (_, at) => ({
    userPrincipalName: `user${at}@fabrikam.example`,
  }));

  test('when a page fails half-way; the next attempt reads from the start', async () => {
    const fail = async (lab: Laboratory) => {
      await lab.emulator.fail({ path: '/v1.0/users', queryContains: 'skiptoken', status: 503 });
      await expectNoPlan(lab, 'ServiceUnavailable', /users\.list/);
      await lab.activities.graph.takeGraphInventory(lab.key);
      const users = await lease.ledger.readInventory(lab.key, 'users');
      expect(users?.rows).toHaveLength(1_005);
    };
    await open(fail, { users: manyUsers });
  });

  test('when a permission is missing: it is named by the call, and nothing passes for empty', async () => {
    await open(async (lab) => {
      const path = '/beta/deviceManagement/windowsAutopilotDeviceIdentities';
      await lab.emulator.fail({ path, withoutRoles: 'all', times: 9 });
      await expectNoPlan(lab, 'ConsentMissing', /autopilotDevices\.list.*403/);
    });
  });

  /** The directory answers from long ago, and counts what it has now. */
  async function lagging(lab: Laboratory, times: number): Promise<void> {
    await lab.emulator.fail({ path: '/v1.0/devices', staleSeconds: 60, times });
    await lab.ports.graph.listEntraDevices();
    const { devices } = lab.emulator.simulation;
    const [device] = devices.all();
    if (device !== undefined) devices.add({ ...device, id: newId, deviceId: newId });
    lab.advance(5);
  }
  const newId = '0b5ff6a4-3f2c-4a53-9a55-0d7d7a3d5f11';

  test('when the directory counts more than it hands out, twice; how many is said', async () => {
    await open(async (lab) => {
      await lagging(lab, 2);
      await expectNoPlan(lab, 'InventoryIncomplete', /Entra devices: 2 of 3/);
    });
  });

  test('but there is one when the second look is whole', async () => {
    await open(async (lab) => {
      await lagging(lab, 1);
      await lab.activities.graph.takeGraphInventory(lab.key);
      const stored = await lease.ledger.readInventory(lab.key, 'entraDevices');
      expect(stored?.rows).toHaveLength(3);
    });
  });
});

describe('there is no plan from a part of the site', () => {
  const reader = { token: 'gangway-site-token', name: 'CORP\\svc-gangway' };
  const readBy = (change: object): WorldInput => ({
    site: {
      principals: [{ ...reader, ...change }],
      collections: [{ name: 'Branch office', query: 'select * from SMS_R_System' }],
    },
  });

  test.each<[string, object, string, RegExp]>([
    [
      'whose reader is limited to a collection',
      { collections: ['Branch office'] },
      'SiteScopeLimited',
      /All Systems and all security scopes.*SMSDM003/,
    ],
    [
      'whose reader may not read the devices',
      { classRights: { SMS_CombinedDeviceResources: [] } },
      'SiteScopeLimited',
      /0 devices of 1 members/,
    ],
    [
      'whose reader may not read collections',
      { classRights: { SMS_Collection: [] } },
      'SiteScopeLimited',
      /SMS00001 is not visible/,
    ],
    [
      'whose reader may not read who is co-managed',
      { classRights: { SMS_Client_ComanagementState: [] } },
      'ConsentMissing',
      /SMS_Client_ComanagementState/,
    ],
  ])('%s', async (_name, change, type, message) => {
    await open((lab) => expectNoPlan(lab, type, message), readBy(change));
  });

  test('that does not answer', async () => {
    await open(async (lab) => {
      lab.emulator.simulation.site.isProviderUp = false;
      await expectNoPlan(lab, 'ServiceUnavailable', /AdminService/);
    });
  });

  test('but there is one for a reader of All Systems', async () => {
    await open(
      async (lab) => {
        await lab.activities.site.takeSiteInventory(lab.key);
        expect((await lease.ledger.readInventory(lab.key, 'siteDevices'))?.rows).toHaveLength(1);
      },
      readBy({ collections: ['SMS00001'] }),
    );
  });
});
