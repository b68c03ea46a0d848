import { afterEach, describe, expect, it } from 'vitest';
import type { WorldInput } from '../../emulator/world.ts';
import {
  closeLaboratories,
  deviceOf,
  machineOf,
  managed,
  onlyRow,
  openLaboratory,
} from './support.ts';
import type { Laboratory } from './support.ts';

type MachineInput = NonNullable<WorldInput['machines']>[number];

const DAY = 24 * 60;
const client = { state: 'client-only', join: 'hybrid' } as const;

function open(machines: MachineInput[], world: WorldInput = {}): Promise<Laboratory> {
  const collections = [{ name: 'Intune Auto Enrollment', refreshType: 6 }];
  return openLaboratory({ machines, ...world, site: { collections, ...world.site } });
}

async function attach(lab: Laboratory, change: object = { autoEnrollment: 'All' }): Promise<void> {
  await lab.admin('POST', 'site/cloud-attach', change);
  lab.advance(0);
}

async function putIntoPilot(lab: Laboratory, machineId: string): Promise<void> {
  const { site } = lab.emulator.simulation;
  const collection = site.collectionNamed('Intune Auto Enrollment');
  const ResourceID = site.systems.findByMachine(machineId)?.resourceId;
  const path = `SMS_Collection('${collection?.collectionId ?? ''}')`;
  const answer = await lab.site('POST', `${path}/AdminService.AddMembershipRule`, {
    body: {
      collectionRule: {
        '@odata.type': '#AdminService.SMS_CollectionRuleDirect',
        ResourceClassName: 'SMS_R_System',
        RuleName: machineId,
        ResourceID,
      },
    },
  });
  expect(answer.status).toBeLessThan(300);
  lab.advance(10);
}

/** The row of the machine in `SMS_Client_ComanagementState`. */
async function reported(lab: Laboratory, machineId: string): Promise<unknown> {
  const system = lab.emulator.simulation.site.systems.findByMachine(machineId);
  const filter = `$filter=ResourceID eq ${system?.resourceId ?? 0}`;
  const { body } = await lab.site('GET', `SMS_Client_ComanagementState?${filter}`);
  return body.value[0];
}

const states = (lab: Laboratory) =>
  lab.emulator.simulation.machines.all().map(({ state }) => state);

describe('an existing client', () => {
  afterEach(closeLaboratories);

  it('is known to the site alone until automatic enrolment reaches it', async () => {
    const lab = await open([{ serialNumber: 'C1', ...client }]);
    const list = await lab.graph('GET', `/v1.0${managed}`);
    expect(list.body.value).toEqual([]);
    expect(deviceOf(lab, 'C1')).toMatchObject({
      trustType: 'ServerAd',
      onPremisesSyncEnabled: true,
    });
    await attach(lab, { autoEnrollment: 'None' });
    lab.advance(5 * DAY);
    expect(machineOf(lab, 'C1').state).toBe('client-only');
    await attach(lab);
    lab.advance(5);
    const enrolled = await lab.graph('GET', `/beta${managed}`);
    expect(onlyRow(enrolled)).toMatchObject({
      managementAgent: 'mdm',
      deviceEnrollmentType: 'windowsCoManagement',
      joinType: 'hybridAzureADJoined',
      configurationManagerClientHealthState: { state: 'unknown' },
    });
    lab.advance(10);
    const list2 = await lab.graph('GET', `/beta${managed}`);
    expect(onlyRow(list2)).toMatchObject({
      managementAgent: 'configurationManagerClientMdm',
      configurationManagerClientHealthState: { state: 'healthy' },
      configurationManagerClientEnabledFeatures: { inventory: true, compliancePolicy: false },
    });
    expect(await reported(lab, 'C1')).toMatchObject({
      MDMEnrolled: 1,
      ComgmtPolicyPresent: 1,
      HybridAADJoined: 1,
    });
  });

  it('enrols in a pilot as soon as the collection holds it, and not before', async () => {
    const lab = await open([
      { serialNumber: 'C1', ...client },
      { serialNumber: 'C2', ...client },
    ]);
    await attach(lab, { autoEnrollment: 'Pilot' });
    lab.advance(2 * DAY);
    expect(states(lab)).toEqual(['client-only', 'client-only']);
    await putIntoPilot(lab, 'C1');
    lab.advance(30);
    expect(states(lab)).toEqual(['co-managed', 'client-only']);
  });

  it('is one of many that enrol over days, in the same order whoever looks', async () => {
    const machines = Array.from({ length: 40 }, (_, index) => ({
      serialNumber: `C${index}`,
      ...client,
    }));
    const timings = { autoEnrollMinutesPerThousand: 75_000 };
    const story = async (steps: readonly number[], others: readonly string[]) => {
      const lab = await open([...others.map((serialNumber) => ({ serialNumber })), ...machines], {
        timings,
      });
      await attach(lab);
      for (const minutes of steps) lab.advance(minutes);
      const all = lab.emulator.simulation.machines.all().filter(({ id }) => id.startsWith('C'));
      return all.map(({ id, history }) => ({ id, history }));
    };
    const once = await story([4 * DAY], []);
    const often = await story([DAY, 7, 2 * DAY, DAY - 7], ['X1', 'X2']);
    expect(often).toEqual(once);
    const enrolledAt = once.map(({ history }) => history[1]?.at);
    expect(enrolledAt).not.toContain(undefined);
    expect(new Set(enrolledAt.map((at) => at?.slice(0, 10))).size).toBeGreaterThan(2);
  });

  it('that becomes eligible later enrols at once', async () => {
    const lab = await open([{ serialNumber: 'C1', ...client, join: 'hybrid-pending' }]);
    expect(deviceOf(lab, 'C1')).toMatchObject({
      registrationDateTime: null,
      approximateLastSignInDateTime: null,
    });
    await attach(lab);
    expect(machineOf(lab, 'C1').state).toBe('client-only');
    lab.advance(60 + 5 + 10);
    expect(machineOf(lab, 'C1').state).toBe('co-managed');
    expect(deviceOf(lab, 'C1').registrationDateTime).not.toBeNull();
  });

  it.each([
    ['a workgroup PC', { join: 'workgroup' }],
    ['a domain PC that is not synchronised', { join: 'domain' }],
    [
      'stuck in pending',
      { join: 'hybrid-pending', troubles: [{ kind: 'hybrid-registration-stuck' }] },
    ],
    ['of an old Windows', { osVersion: '10.0.14393.0' }],
  ] as [string, Partial<MachineInput>][])('%s never enrols', async (_name, given) => {
    const lab = await open([{ serialNumber: 'C1', ...client, ...given }]);
    await attach(lab);
    lab.advance(5 * DAY);
    expect(machineOf(lab, 'C1')).toMatchObject({ state: 'client-only', failures: [] });
  });

  it('tries three times, 15 minutes apart, and says why it failed', async () => {
    const lab = await open([{ serialNumber: 'C1', ...client }], {
      platformRestriction: { platformBlocked: true },
    });
    await attach(lab);
    lab.advance(60);
    const { failures, history } = machineOf(lab, 'C1');
    const [first = 0, , third = 0] = failures.map(({ at }) => Date.parse(at));
    expect(failures).toHaveLength(3);
    expect(third - first).toBe(30 * 60_000);
    expect(history).toHaveLength(1);
    expect(await reported(lab, 'C1')).toMatchObject({
      EnrollmentFailed: 1,
      EnrollmentStatusCode: 2_149_056_532,
    });
  });

  it('cannot enrol beside a twin until the twin is gone or disabled', async () => {
    const duplicates = [{ kind: 'workplaceTwin' as const, blocksEnrollment: true }];
    const lab = await open([{ serialNumber: 'C1', ...client, duplicates }]);
    await attach(lab);
    lab.advance(60);
    expect(machineOf(lab, 'C1').note).toContain('0x8018000A');
    const twin = lab.emulator.simulation.devices.ofMachine('C1').find((d) => !d.isCurrent);
    expect(twin).toMatchObject({ trustType: 'Workplace' });
    await lab.graph('DELETE', `/v1.0/devices/${twin?.id ?? ''}`);
    lab.advance(20);
    expect(machineOf(lab, 'C1').state).toBe('co-managed');
  });

  it('without a device token waits for its user', async () => {
    const userPrincipalName = 'ada@fabrikam.example';
    const machines = [
      {
        serialNumber: 'C1',
        ...client,
        userPrincipalName,
        troubles: [{ kind: 'device-token-refused' as const }],
      },
    ];
    const lab = await open(machines, { users: [{ userPrincipalName }] });
    await attach(lab);
    lab.advance(60);
    expect(await reported(lab, 'C1')).toMatchObject({ PendingLogon: 1, MDMEnrolled: 0 });
    lab.advance(8 * 60);
    expect(machineOf(lab, 'C1').state).toBe('co-managed');
  });

  it('is enrolled again after a retire, while it is in scope', async () => {
    const lab = await open([{ serialNumber: 'C1', ...client, registered: {} }]);
    await lab.admin('POST', 'lists', { serialNumbers: ['C1'] });
    await attach(lab);
    lab.advance(30);
    const { managedDevices } = lab.emulator.simulation;
    const before = managedDevices.findByMachine('C1')?.id ?? '';
    await lab.graph('POST', `/v1.0${managed}/${before}/retire`);
    lab.advance(60);
    expect(machineOf(lab, 'C1').state).toBe('co-managed');
    expect(managedDevices.findByMachine('C1')?.id).not.toBe(before);
  });

  it('comes back as pending when its object is deleted in the cloud alone', async () => {
    const lab = await open([{ serialNumber: 'C1', ...client }]);
    const { id, deviceId } = deviceOf(lab, 'C1');
    await lab.graph('DELETE', `/v1.0/devices/${id}`);
    lab.advance(31);
    expect(deviceOf(lab, 'C1')).toMatchObject({ deviceId, registrationDateTime: null });
    expect(deviceOf(lab, 'C1').id).not.toBe(id);
    lab.advance(60);
    expect(deviceOf(lab, 'C1').registrationDateTime).not.toBeNull();
  });

  it('feels a moved slider within the hour, and syncs with it', async () => {
    const lab = await open([{ serialNumber: 'C1', ...client, state: 'co-managed' }], {
      site: { comanagement: { enabled: true, autoEnrollment: 'All' } },
    });
    const features = async () => {
      const list = await lab.graph('GET', `/beta${managed}`);
      return onlyRow(list);
    };
    expect(await features()).toMatchObject({
      configurationManagerClientEnabledFeatures: { compliancePolicy: false, officeApps: false },
    });
    await attach(lab, { workloadFlags: 8193 + 2 + 8 });
    lab.advance(60);
    expect(await features()).toMatchObject({
      configurationManagerClientEnabledFeatures: {
        compliancePolicy: true,
        // Device configuration takes the other two along.
        deviceConfiguration: true,
        resourceAccess: true,
        modernApps: false,
      },
    });
    expect(await reported(lab, 'C1')).toMatchObject({
      MDMWorkloads: String(8193 + 2 + 8 + 4 + 4128),
    });
  });

  it('that sleeps does nothing until it wakes, and then what waited', async () => {
    const lab = await open([{ serialNumber: 'C1', ...client, onlinePattern: 'office-hours' }], {
      startAt: '2026-09-01T23:00:00Z',
    });
    await attach(lab);
    lab.advance(6 * 60);
    expect(machineOf(lab, 'C1').state).toBe('client-only');
    lab.advance(DAY);
    expect(machineOf(lab, 'C1').state).toBe('co-managed');
  });
});
