import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lendSite } from './emulated-site.ts';
import type { EmulatedSite } from './emulated-site.ts';

const TENANT_ID = '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d';
const DEVICE = '30000000-0000-4000-8000-000000000001';
const STRANGER = '30000000-0000-4000-8000-00000000000a';

let lent: EmulatedSite;

beforeAll(async () => {
  lent = await lendSite({
    machines: [
      { serialNumber: 'SN-1', state: 'co-managed', entraDeviceId: DEVICE },
      { serialNumber: 'SN-2', state: 'enrolled' },
    ],
    site: {
      applications: [
        { name: "Bob's VPN", isDistributed: true },
        { name: 'Retired', isExpired: true, isDistributed: true },
        { name: 'Nowhere', isDistributed: false },
        { name: 'Script only', hasContent: false },
      ],
      systems: [
        { name: 'OLD-PC', serialNumber: 'SN-OLD', isObsolete: true },
        { name: 'DISCOVERED', isClient: false, aadDeviceId: STRANGER.toUpperCase() },
      ],
      comanagement: { enabled: true, autoEnrollment: 'Pilot', pilotWorkloads: ['CP', 'WUP'] },
    },
  });
});
afterAll(() => lent.close());

test('the site tells its code, build, gateway and tenants', async () => {
  expect(await lent.site.readSiteFacts()).toEqual({
    siteCode: 'PS1',
    buildNumber: 9135,
    cmg: { hostName: 'cmg.fabrikam.example', ready: true },
    tenantIds: [TENANT_ID],
  });
});

describe('cloud attach', () => {
  const change = (comanagement: object) => {
    lent.emulator.simulation.site.cloudAttach(comanagement);
    return lent.site.readCloudAttach();
  };

  test('is read from the policies the console stores', async () => {
    expect(await lent.site.readCloudAttach()).toEqual({
      comanagementEnabled: true,
      automaticEnrolment: 'pilot',
      pilotWorkloads: ['CoMgmtSettingsPilotCP', 'CoMgmtSettingsPilotWUP'],
      workloadFlags: 8193,
    });
  });

  test('knows enrolment for all and for nobody', async () => {
    expect(await change({ autoEnrollment: 'All' })).toMatchObject({ automaticEnrolment: 'all' });
    expect(await change({ autoEnrollment: 'None' })).toMatchObject({ automaticEnrolment: 'none' });
  });

  test('takes a workload that production has moved for Intune’s, pilot or not', async () => {
    // 8193 + 2: compliance policies.
    expect(await change({ workloadFlags: 8195 })).toMatchObject({
      pilotWorkloads: ['CoMgmtSettingsPilotWUP'],
      workloadFlags: 8195,
    });
  });

  test('is not enabled before the wizard ran', async () => {
    expect(await change({ enabled: false })).toEqual({
      comanagementEnabled: false,
      automaticEnrolment: 'none',
      pilotWorkloads: [],
      workloadFlags: 0,
    });
  });
});

test('devices are clients and discovery records, joined with their co-management state', async () => {
  const devices = await lent.site.listDevices();
  const byName = new Map(devices.map((device) => [device.serialNumber ?? device.name, device]));
  expect(byName.get('SN-1')).toMatchObject({
    entraDeviceId: DEVICE,
    isClient: true,
    isObsolete: false,
    mdmEnrolled: true,
    comgmtPolicyPresent: true,
  });
  expect(byName.get('SN-OLD')).toMatchObject({
    name: 'OLD-PC',
    isObsolete: true,
    mdmEnrolled: false,
    comgmtPolicyPresent: false,
  });
  expect(byName.get('DISCOVERED')).toEqual({
    resourceId: byName.get('DISCOVERED')?.resourceId,
    name: 'DISCOVERED',
    entraDeviceId: STRANGER,
    smbiosGuid: expect.stringMatching(/^[0-9A-F-]{36}$/) as string,
    isClient: false,
    isObsolete: false,
    mdmEnrolled: false,
    comgmtPolicyPresent: false,
  });
  expect(devices).toHaveLength(3);
});

describe('applications', () => {
  test('are found by exact name, quotes included', async () => {
    const [application, second] = await lent.site.findApplications("Bob's VPN");
    expect(second).toBeUndefined();
    expect(application).toMatchObject({
      displayName: "Bob's VPN",
      isDeployable: true,
      contentReady: true,
    });
    expect(application?.modelName).toMatch(/^ScopeId_.*\/Application_/);
    expect(await lent.site.findApplications('VPN')).toEqual([]);
  });

  test.each([
    ['Retired', false, true],
    ['Nowhere', true, false],
    ['Script only', true, true],
  ])('%s: deployable %s, content ready %s', async (name, isDeployable, contentReady) => {
    expect(await lent.site.findApplications(name)).toMatchObject([{ isDeployable, contentReady }]);
  });
});
