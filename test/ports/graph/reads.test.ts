import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lendTenant } from './emulated-tenant.ts';
import type { EmulatedTenant } from './emulated-tenant.ts';

const NOW = '2026-09-01T08:00:00Z';
const GROUP = '10000000-0000-4000-8000-000000000001';
const OBJECT = '20000000-0000-4000-8000-000000000001';
const DEVICE = '30000000-0000-4000-8000-000000000001';
const MANAGED = '40000000-0000-4000-8000-000000000001';
const KEY = '50000000-0000-4000-8000-000000000001';
const NOBODY = '99999999-0000-4000-8000-000000000001';

let tenant: EmulatedTenant;

beforeAll(async () => {
  tenant = await lendTenant({
    startAt: NOW,
    tenant: {
      verifiedDomains: ['fabrikam.example', 'second.example'],
      skus: [
        { skuPartNumber: 'SPE_E3', enabled: 50, consumed: 20 },
        { skuPartNumber: 'AAD_PREMIUM', enabled: 10, consumed: 1 },
        { skuPartNumber: 'INTUNE_A', enabled: 10, consumed: 1 },
      ],
    },
    users: [
      { userPrincipalName: 'Jane@fabrikam.example' },
      { userPrincipalName: "o'neil+x@fabrikam.example", accountEnabled: false },
    ],
    groups: [
      { id: GROUP, displayName: "Kiosk's devices", members: [OBJECT] },
      { displayName: "Kiosk's devices", securityEnabled: false },
    ],
    machines: [
      {
        serialNumber: '5CG1234ABC',
        state: 'enrolled',
        userPrincipalName: 'jane@fabrikam.example',
        registered: { groupTag: 'MWD', assignedUserPrincipalName: 'jane@fabrikam.example' },
        entraObjectId: OBJECT,
        entraDeviceId: DEVICE,
        managedDeviceId: MANAGED,
        enrolledDaysAgo: 200,
        hasLapsCredential: true,
      },
    ],
    bitlockerKeys: [{ id: KEY, deviceId: DEVICE, createdDaysAgo: 100 }],
    enrollmentConfigurations: [
      {
        '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
        displayName: 'ESP',
        showInstallationProgress: true,
        installProgressTimeoutInMinutes: 90,
        assignedGroupIds: [GROUP],
      },
      {
        '@odata.type': '#microsoft.graph.deviceComanagementAuthorityConfiguration',
        displayName: 'Co-management',
        managedDeviceAuthority: 1,
        installConfigurationManagerAgent: true,
        configurationManagerAgentCommandLineArgument: 'CCMSETUPCMD="x"',
      },
    ],
    platformRestriction: { platformBlocked: true },
    operationApprovalPolicies: [
      { displayName: 'Two for a wipe', policyType: 'deviceWipe' },
      { displayName: 'Two for an app', policyType: 'app' },
    ],
  });
});
afterAll(() => tenant.close());

describe('the tenant', () => {
  test('tells its facts, licences by service plan', async () => {
    expect(await tenant.graph.readTenantFacts()).toEqual({
      mdmAuthority: 'intune',
      licences: [{ sku: 'SPE_E3', enabled: 50, consumed: 20 }],
      verifiedDomains: ['fabrikam.example', 'second.example'],
      windowsEnrolmentBlocked: true,
      approvalPolicies: ['Two for a wipe'],
      vendorNow: NOW,
    });
  });
});

describe('users', () => {
  test('are found by name, quotes and signs included, and left out when absent', async () => {
    const names = ['JANE@fabrikam.example', "o'neil+x@fabrikam.example", 'ghost@fabrikam.example'];
    expect(await tenant.graph.findUsers(names)).toEqual([
      { userPrincipalName: 'Jane@fabrikam.example', accountEnabled: true },
      { userPrincipalName: "o'neil+x@fabrikam.example", accountEnabled: false },
    ]);
  });

  test('are asked for in as many requests as the directory’s limit needs', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `user${index}@fabrikam.example`);
    const found = await tenant.graph.findUsers([...many, 'jane@fabrikam.example']);
    expect(found.map((user) => user.userPrincipalName)).toEqual(['Jane@fabrikam.example']);
  });

  test('are listed with the vendor’s time', async () => {
    const { rows, vendorNow } = await tenant.graph.listUsers();
    expect(rows).toHaveLength(2);
    expect(vendorNow).toBe(NOW);
  });
});

describe('an Entra device', () => {
  test('is read with its physical ids taken apart', async () => {
    const found = await tenant.graph.findEntraDevice(OBJECT);
    expect(found?.vendorNow).toBe(NOW);
    expect(found?.device).toMatchObject({
      objectId: OBJECT,
      deviceId: DEVICE,
      accountEnabled: true,
      trustType: 'AzureAd',
      orderId: 'MWD',
      lastSignInAt: '2026-08-31T08:00:00Z',
    });
    expect(found?.device.ztdId).toMatch(/^[0-9a-f-]{36}$/);
    expect(found?.device.hardwareIds).toHaveLength(1);
  });

  test('has no member where the vendor says null', async () => {
    const found = await tenant.graph.findEntraDevice(OBJECT);
    expect(found?.device).not.toHaveProperty('onPremisesSyncEnabled');
  });

  test('is undefined when absent', async () => {
    expect(await tenant.graph.findEntraDevice(NOBODY)).toBeUndefined();
  });

  test('stands in the list', async () => {
    const { rows } = await tenant.graph.listEntraDevices();
    expect(rows.map((row) => row.objectId)).toEqual([OBJECT]);
  });

  test('is counted, and so are users, as the lists have them', async () => {
    expect(await tenant.graph.countEntraDevices()).toBe(1);
    const { rows } = await tenant.graph.listUsers();
    expect(await tenant.graph.countUsers()).toBe(rows.length);
  });
});

describe('a managed device', () => {
  test('is read and listed alike', async () => {
    const found = await tenant.graph.findManagedDevice(MANAGED);
    expect(found?.device).toMatchObject({
      managedDeviceId: MANAGED,
      serialNumber: '5CG1234ABC',
      entraDeviceId: DEVICE,
      userPrincipalName: 'jane@fabrikam.example',
      ownerType: 'company',
      managementAgent: 'mdm',
      managementState: 'managed',
      enrolledAt: '2026-02-13T08:00:00Z',
    });
    const { rows, vendorNow } = await tenant.graph.listManagedDevices();
    expect(rows).toEqual([found?.device]);
    expect(vendorNow).toBe(NOW);
  });

  test('is undefined when absent', async () => {
    expect(await tenant.graph.findManagedDevice(NOBODY)).toBeUndefined();
  });
});

describe('an Autopilot identity', () => {
  test('is listed, and found by the id the list tells', async () => {
    const { rows } = await tenant.graph.listAutopilotIdentities();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      serialNumber: '5CG1234ABC',
      groupTag: 'MWD',
      entraDeviceId: DEVICE,
      managedDeviceId: MANAGED,
      assignedUser: 'jane@fabrikam.example',
      profileAssignmentStatus: 'notAssigned',
    });
    // Year 1 is no date.
    expect(rows[0]).not.toHaveProperty('profileAssignedAt');
    const id = rows[0]?.autopilotIdentityId ?? '';
    expect(await tenant.graph.findAutopilotIdentity(id)).toEqual(rows[0]);
  });

  test('is undefined when absent', async () => {
    expect(await tenant.graph.findAutopilotIdentity(NOBODY)).toBeUndefined();
  });
});

describe('groups', () => {
  test('are found by exact name, security groups only', async () => {
    const groups = await tenant.graph.findDeviceGroups("Kiosk's devices");
    expect(groups).toEqual([{ groupId: GROUP, displayName: "Kiosk's devices" }]);
    expect(await tenant.graph.findDeviceGroups('Kiosk')).toEqual([]);
  });

  test('list the object ids of their devices', async () => {
    expect((await tenant.graph.listGroupDevices(GROUP)).rows).toEqual([OBJECT]);
    await expect(tenant.graph.listGroupDevices(NOBODY)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});

describe('policies and profiles', () => {
  test('come with the groups they are assigned to, without the tenant’s defaults', async () => {
    expect(await tenant.graph.listEspProfiles()).toMatchObject([
      {
        body: {
          displayName: 'ESP',
          showInstallationProgress: true,
          installProgressTimeoutInMinutes: 90,
        },
        groupIds: [GROUP],
      },
    ]);
    expect(await tenant.graph.listComanagementPolicies()).toMatchObject([
      {
        body: {
          displayName: 'Co-management',
          description: '',
          managedDeviceAuthority: 1,
          installConfigurationManagerAgent: true,
          configurationManagerAgentCommandLineArgument: 'CCMSETUPCMD="x"',
        },
        groupIds: [],
      },
    ]);
    expect(await tenant.graph.listAutopilotProfiles()).toEqual([]);
  });
});

describe('secrets', () => {
  test('are known to exist, not what they are', async () => {
    expect(await tenant.graph.listBitlockerKeyIds(DEVICE)).toEqual([
      { keyId: KEY, createdAt: '2026-05-24T08:00:00Z' },
    ]);
    expect(await tenant.graph.listBitlockerKeyIds(NOBODY)).toEqual([]);
    expect(await tenant.graph.hasLapsCredential(DEVICE)).toBe(true);
    expect(await tenant.graph.hasLapsCredential(NOBODY)).toBe(false);
  });
});

test('the sync that never ran has no instant', async () => {
  expect(await tenant.graph.readAutopilotSync()).toEqual({ status: 'completed', vendorNow: NOW });
});

test('the guard reads the same', async () => {
  expect(await tenant.guard.findEntraDevice(OBJECT)).toEqual(
    await tenant.graph.findEntraDevice(OBJECT),
  );
});
