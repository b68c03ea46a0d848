import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeHardwareHash } from '../../../emulator/hardware-hash.ts';
import { lendTenant } from './emulated-tenant.ts';
import type { EmulatedTenant } from './emulated-tenant.ts';

const GROUP = '10000000-0000-4000-8000-000000000001';
const OTHER_GROUP = '10000000-0000-4000-8000-000000000002';
const NOBODY = '99999999-0000-4000-8000-000000000001';

let tenant: EmulatedTenant;

beforeAll(async () => {
  tenant = await lendTenant({
    users: [{ userPrincipalName: 'jane@fabrikam.example' }],
    groups: [
      { id: GROUP, displayName: 'One' },
      { id: OTHER_GROUP, displayName: 'Two' },
    ],
    machines: [
      { serialNumber: 'SN-1', state: 'boxed' },
      { serialNumber: 'SN-2', state: 'boxed' },
      { serialNumber: 'SN-3', state: 'boxed', registered: { groupTag: 'OLD' } },
    ],
  });
});
afterAll(() => tenant.close());

const importRow = (serialNumber: string) => ({
  serialNumber,
  hardwareHash: makeHardwareHash({
    serialNumber,
    manufacturer: 'Contoso Devices',
    model: 'Contoso Book 14',
    seed: serialNumber,
  }),
  productId: '',
  groupTag: 'MWD',
  assignedUser: '',
});

describe('a dynamic group', () => {
  const wish = {
    uniqueName: 'gangway-7f1c-MWD',
    displayName: 'Gangway MWD',
    membershipRule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:MWD"))',
  };

  test('is made once: the second call finds the first one’s group', async () => {
    const first = await tenant.graph.upsertDynamicDeviceGroup(wish);
    const second = await tenant.graph.upsertDynamicDeviceGroup(wish);
    expect(first).toEqual({
      groupId: first.groupId,
      displayName: 'Gangway MWD',
      membershipRule: wish.membershipRule,
    });
    expect(second).toEqual(first);
  });

  test('takes names that need encoding', async () => {
    const odd = { ...wish, uniqueName: 'Bob & group (MWD) 50%' };
    const group = await tenant.graph.upsertDynamicDeviceGroup(odd);
    expect(await tenant.graph.upsertDynamicDeviceGroup(odd)).toEqual(group);
    await tenant.graph.deleteGroup(group.groupId);
  });

  test('is deleted, and deleting it again is success', async () => {
    const { groupId } = await tenant.graph.upsertDynamicDeviceGroup(wish);
    await tenant.graph.deleteGroup(groupId);
    await tenant.graph.deleteGroup(groupId);
    expect(await tenant.graph.findDeviceGroups(wish.displayName)).toEqual([]);
  });
});

describe('an enrolment status page', () => {
  const body = {
    displayName: 'ESP',
    showInstallationProgress: true,
    installProgressTimeoutInMinutes: 90,
  };

  test('is created, assigned, reordered and deleted', async () => {
    const id = await tenant.graph.createEspProfile(body);
    await tenant.graph.assignEnrollmentConfiguration(id, [GROUP]);
    await tenant.graph.setEnrollmentConfigurationPriority(id, 1);
    expect(await tenant.graph.listEspProfiles()).toEqual([{ id, body, groupIds: [GROUP] }]);
    await tenant.graph.deleteEnrollmentConfiguration(id);
    await tenant.graph.deleteEnrollmentConfiguration(id);
    expect(await tenant.graph.listEspProfiles()).toEqual([]);
  });

  test('is made twice by two calls: the vendor knows no uniqueness', async () => {
    const ids = [
      await tenant.graph.createEspProfile(body),
      await tenant.graph.createEspProfile(body),
    ];
    expect(await tenant.graph.listEspProfiles()).toHaveLength(2);
    for (const id of ids) await tenant.graph.deleteEnrollmentConfiguration(id);
  });

  test('has its assignments replaced as a whole', async () => {
    const id = await tenant.graph.createEspProfile(body);
    await tenant.graph.assignEnrollmentConfiguration(id, [GROUP]);
    await tenant.graph.assignEnrollmentConfiguration(id, [OTHER_GROUP]);
    const [profile] = await tenant.graph.listEspProfiles();
    expect(profile?.groupIds).toEqual([OTHER_GROUP]);
    await tenant.graph.deleteEnrollmentConfiguration(id);
  });
});

test('a default configuration cannot be deleted, and that is no success', async () => {
  const id = '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d_DefaultLimit';
  await expect(tenant.graph.deleteEnrollmentConfiguration(id)).rejects.toMatchObject({
    kind: 'refused',
    code: 'BadRequest',
  });
});

test('a co-management policy says what it was told to say', async () => {
  const body = {
    displayName: 'Autopilot into co-management',
    description: 'gangway run-42',
    managedDeviceAuthority: 1,
    installConfigurationManagerAgent: true,
    configurationManagerAgentCommandLineArgument: 'CCMSETUPCMD="CCMHOSTNAME=cmg SMSSITECODE=PS1"',
  };
  const id = await tenant.graph.createComanagementPolicy(body);
  expect(await tenant.graph.listComanagementPolicies()).toEqual([{ id, body, groupIds: [] }]);
  await tenant.graph.deleteEnrollmentConfiguration(id);
});

describe('a deployment profile', () => {
  const userDriven = {
    deviceUsageType: 'singleUser',
    preprovisioningAllowed: false,
    hardwareHashExtractionEnabled: false,
  };
  const body = {
    ...userDriven,
    displayName: 'Autopilot into comanagement',
    deviceNameTemplate: 'FAB%SERIAL%',
  };

  test('is created, assigned twice without harm, unassigned and deleted', async () => {
    const id = await tenant.graph.createAutopilotProfile(body);
    await tenant.graph.assignAutopilotProfile(id, GROUP);
    await tenant.graph.assignAutopilotProfile(id, GROUP);
    await tenant.graph.assignAutopilotProfile(id, OTHER_GROUP);
    expect(await tenant.graph.listAutopilotProfiles()).toEqual([
      { id, body, groupIds: [GROUP, OTHER_GROUP] },
    ]);
    await tenant.graph.unassignAutopilotProfile(id);
    await tenant.graph.unassignAutopilotProfile(id);
    await tenant.graph.deleteAutopilotProfile(id);
    await tenant.graph.deleteAutopilotProfile(id);
    expect(await tenant.graph.listAutopilotProfiles()).toEqual([]);
  });

  test('without a name template has none', async () => {
    const id = await tenant.graph.createAutopilotProfile({ ...userDriven, displayName: 'Plain' });
    const [profile] = await tenant.graph.listAutopilotProfiles();
    expect(profile?.body).toEqual({ ...userDriven, displayName: 'Plain' });
    await tenant.graph.deleteAutopilotProfile(id);
  });

  test('with a hyphen in its name is refused before the vendor answers an opaque 500', async () => {
    const work = tenant.graph.createAutopilotProfile({
      ...userDriven,
      displayName: 'co-management',
    });
    await expect(work).rejects.toMatchObject({ kind: 'refused', code: 'InvalidDisplayName' });
  });

  test('that is still assigned cannot be deleted, and the vendor does not say why', async () => {
    const id = await tenant.graph.createAutopilotProfile(body);
    await tenant.graph.assignAutopilotProfile(id, GROUP);
    await expect(tenant.graph.deleteAutopilotProfile(id)).rejects.toMatchObject({ status: 500 });
    await tenant.graph.unassignAutopilotProfile(id);
    await tenant.graph.deleteAutopilotProfile(id);
  });
});

describe('registration', () => {
  test('imports rows, and the records follow in vendor time', async () => {
    const rows = [importRow('SN-1'), importRow('SN-2')];
    const imported = await tenant.graph.importAutopilotIdentities(rows);
    expect(imported.map((row) => row.serialNumber).sort()).toEqual(['SN-1', 'SN-2']);
    expect(imported[0]).toMatchObject({ status: 'unknown', errorCode: 0, errorName: '' });
    expect(imported[0]).not.toHaveProperty('registrationId');

    tenant.emulator.simulation.clock.advance(3600);
    const { rows: records } = await tenant.graph.listImportedIdentities();
    expect(records.map((row) => row.status)).toEqual(['complete', 'complete']);
    const { rows: identities } = await tenant.graph.listAutopilotIdentities();
    const ids = identities.map((row) => row.autopilotIdentityId);
    for (const record of records) expect(ids).toContain(record.registrationId);
    for (const record of records) {
      await tenant.graph.deleteImportedIdentity(record.importedId);
      await tenant.graph.deleteImportedIdentity(record.importedId);
    }
    expect((await tenant.graph.listImportedIdentities()).rows).toEqual([]);
  });

  test('says by error 806 that a device is there already', async () => {
    await tenant.graph.importAutopilotIdentities([importRow('SN-3')]);
    tenant.emulator.simulation.clock.advance(3600);
    const { rows } = await tenant.graph.listImportedIdentities();
    expect(rows[0]).toMatchObject({
      status: 'error',
      errorCode: 806,
      errorName: 'ZtdDeviceAlreadyAssigned',
    });
  });

  test('refuses more than 500 rows without asking, and asks nothing for none', async () => {
    const rows = Array.from({ length: 501 }, () => importRow('SN-1'));
    await expect(tenant.graph.importAutopilotIdentities(rows)).rejects.toMatchObject({
      kind: 'refused',
      code: 'TooManyRows',
    });
    expect(await tenant.graph.importAutopilotIdentities([])).toEqual([]);
  });
});

describe('an Autopilot identity', () => {
  const find = async () => {
    const { rows } = await tenant.graph.listAutopilotIdentities();
    const identity = rows.find((row) => row.serialNumber === 'SN-3');
    if (identity === undefined) throw new Error('SN-3 is not registered.');
    return identity;
  };

  test('changes its group tag and leaves its user alone', async () => {
    const { autopilotIdentityId: id } = await find();
    await tenant.graph.assignUserToAutopilotIdentity(id, 'jane@fabrikam.example');
    await tenant.graph.updateAutopilotIdentity(id, { groupTag: 'NEW' });
    expect(await tenant.graph.findAutopilotIdentity(id)).toMatchObject({
      groupTag: 'NEW',
      assignedUser: 'jane@fabrikam.example',
    });
  });

  test('loses its user', async () => {
    const { autopilotIdentityId: id } = await find();
    await tenant.graph.unassignUserFromAutopilotIdentity(id);
    expect(await tenant.graph.findAutopilotIdentity(id)).not.toHaveProperty('assignedUser');
  });

  test('is deleted, and an absent one is success', async () => {
    const { autopilotIdentityId: id } = await find();
    await tenant.graph.deleteAutopilotIdentity(id);
    tenant.emulator.simulation.clock.advance(3600);
    expect(await tenant.graph.findAutopilotIdentity(id)).toBeUndefined();
    await tenant.graph.deleteAutopilotIdentity(id);
    await tenant.graph.deleteAutopilotIdentity(NOBODY);
  });
});

test('a sync that runs already is success; one too early is a throttle without a wait', async () => {
  await tenant.graph.triggerAutopilotSync();
  await tenant.graph.triggerAutopilotSync();
  expect(await tenant.graph.readAutopilotSync()).toMatchObject({ status: 'inProgress' });
  tenant.emulator.simulation.clock.advance(300);
  await expect(tenant.graph.triggerAutopilotSync()).rejects.toMatchObject({
    kind: 'throttled',
    status: 429,
    retryAfterMs: undefined,
  });
  const sync = await tenant.graph.readAutopilotSync();
  expect(sync.status).toBe('completed');
  expect(Date.parse(sync.vendorNow) - Date.parse(sync.lastTriggeredAt ?? '')).toBe(300_000);
});
