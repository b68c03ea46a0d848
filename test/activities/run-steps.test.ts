import { describe, expect, test } from 'vitest';
import type { RunReport } from '../../activities/report.ts';
import { useLedger } from '../support/database.ts';
import { attachCloud, driveRun, plan, steadily } from './support/drive-run.ts';
import { insist, useStandingClock, withLaboratory } from './support/laboratory.ts';
import { aSmallWorld, commandLine, deviceKeyAt } from './support/small-world.ts';
import { untouched } from './support/untouched.ts';

const lease = useLedger();
useStandingClock();

describe('readiness', () => {
  test.each([
    ['no licence', { tenant: { skus: [] } }, 'checkTenantReadiness', /licences/],
    ['another authority', { tenant: { mdmAuthority: 'sccm' } }, 'checkTenantReadiness', /mdm/],
    [
      'blocked enrolment',
      { platformRestriction: { platformBlocked: true } },
      'checkTenantReadiness',
      /enrolment-restriction/,
    ],
    ['an old site', { site: { buildNumber: 9000 } }, 'checkSiteReadiness', /configmgr-version/],
    ['no gateway', { site: { cmg: null } }, 'checkSiteReadiness', /cloud-management-gateway/],
  ] as const)('waits on %s, by name, and goes on by itself', async (_what, world, check, named) => {
    await withLaboratory(lease, aSmallWorld(['new'], world as object), async (lab) => {
      const { graph, site } = lab.activities;
      const run = () =>
        check === 'checkSiteReadiness'
          ? site.checkSiteReadiness(lab.key)
          : graph.checkTenantReadiness(lab.key);
      const failed = untouched(lab, run);
      await expect(failed).rejects.toThrow(named);
      await expect(run()).rejects.toMatchObject({ type: 'ReadinessBlocked', nonRetryable: false });
    });
  });
});

describe('cloud attach', () => {
  test.each([
    ['nothing', {}, /CCMSETUPCMD/],
    ['another site’s line', { commandLine: commandLine.replace('PS1', 'PS2') }, /PS1/],
    ['another gateway', { commandLine: commandLine.replace('cmg.', 'cmg2.') }, /cmg\.fabrikam/],
  ] as const)('is not proved by %s', async (_what, body, problem) => {
    await withLaboratory(lease, aSmallWorld(['new']), async (lab) => {
      const { site: world } = lab.emulator.simulation;
      world.cloudAttach({ ...world.comanagement, enabled: true });
      const { ledger, site } = lab.activities;
      const { taskId } = await ledger.openCloudAttachTask(lab.key);
      const evidenceId = await lease.ledger.addEvidence(lab.key, { taskId, by: 'ada', body });
      const proof = await site.proveCloudAttach({ ...lab.key, evidenceId });
      expect(proof.problem).toMatch(problem);
      await ledger.reopenTask({ ...lab.key, taskId, problem: proof.problem ?? '' });
      expect(await lease.ledger.listTasks(lab.key)).toMatchObject([{ state: 'open' }]);
    });
  });

  test.each([
    ['before the wizard ran', { enabled: false }, /not enabled/],
    ['while a workload is piloted', { enabled: true, pilotWorkloads: ['CApp' as const] }, /CApp/],
  ])('is not proved %s, however good the line', async (_what, change, problem) => {
    await withLaboratory(lease, aSmallWorld(['new']), async (lab) => {
      const { site: world } = lab.emulator.simulation;
      world.cloudAttach({ ...world.comanagement, ...change });
      const evidence = { taskId: 'cloud-attach', by: 'ada', body: { commandLine } };
      await lab.activities.ledger.openCloudAttachTask(lab.key);
      const evidenceId = await lease.ledger.addEvidence(lab.key, evidence);
      const proof = await lab.activities.site.proveCloudAttach({ ...lab.key, evidenceId });
      expect(proof.problem).toMatch(problem);
    });
  });

  test('that changed since it was proved holds the next wave', async () => {
    await withLaboratory(lease, aSmallWorld(['new']), async (lab) => {
      const { step } = steadily(lab);
      await plan(lab, step);
      await attachCloud(lab, step);
      const { site } = lab.activities;
      expect(await site.checkCloudAttachUnchanged(lab.key)).toEqual({});
      const { site: world } = lab.emulator.simulation;
      world.cloudAttach({ ...world.comanagement, workloadFlags: 8195 });
      expect((await site.checkCloudAttachUnchanged(lab.key)).problem).toMatch(/8193.*8195/);
    });
  });
});

describe('gates', () => {
  test('opened twice are one gate with one nonce, though the world moved on', async () => {
    await withLaboratory(lease, aSmallWorld(['duplicate']), async (lab) => {
      await plan(lab, steadily(lab).step);
      const { ledger } = lab.activities;
      const input = { ...lab.key, gateType: 'plan', wave: 0, round: 1, deadlineMs: 1 } as const;
      const first = await lease.ledger.findGate(lab.key, 'plan');
      const again = await ledger.openGate(input);
      expect(again.nonce).toBe(first?.nonce);
      expect(again.deadlineAt).toBe(first?.deadlineAt);
      expect(again.quorum).toBe(2);
      expect(again.subject.counts).toMatchObject({ devices: 1, disables: 1 });
    });
  });

  test('before the plan, and of a kind that this path lacks, are no gates', async () => {
    await withLaboratory(lease, aSmallWorld(['new']), async (lab) => {
      const { ledger } = lab.activities;
      const input = { ...lab.key, wave: 0, round: 1, deadlineMs: 1 };
      await expect(ledger.openGate({ ...input, gateType: 'plan' })).rejects.toMatchObject({
        type: 'BrokenInvariant',
      });
      await plan(lab, steadily(lab).step);
      await expect(ledger.openGate({ ...input, gateType: 'drift' })).rejects.toMatchObject({
        type: 'BrokenInvariant',
      });
    });
  });

  test('of the policy do not open while devices outside the run carry its tag', async () => {
    const world = {
      machines: [
        { serialNumber: 'SN-0000', machineId: 'SN-0000' },
        { serialNumber: 'OTHER', machineId: 'OTHER', registered: { groupTag: 'GW' } },
      ],
    };
    await withLaboratory(lease, aSmallWorld(['new'], world), async (lab) => {
      await plan(lab, steadily(lab).step);
      const check = () => lab.activities.graph.checkTagUnused(lab.key);
      await expect(check()).rejects.toMatchObject({ type: 'GroupTagInUse' });
    });
  });
});

describe('the plan', () => {
  test('stands once it is made: another look at the tenant does not change what people approve', async () => {
    await withLaboratory(lease, aSmallWorld(['reused', 'new']), async (lab) => {
      const { ledger, graph } = lab.activities;
      await plan(lab, steadily(lab).step);
      const before = await lease.ledger.findPlan(lab.key);
      const items = await lease.ledger.listPlanItems(lab.key, {});
      const [managed] = lab.emulator.simulation.managedDevices.all();
      if (managed !== undefined) managed.enrolledDateTime = '2026-08-30T08:00:00Z';
      await graph.takeGraphInventory(lab.key);
      expect((await ledger.makeRunPlan(lab.key)).planHash).toBe(before?.planHash);
      expect(await lease.ledger.listPlanItems(lab.key, {})).toEqual(items);
    });
  });

  test('says of each object whether it will be made or is there', async () => {
    const groups = [
      {
        displayName: 'Gangway devices',
        membershipRule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:GW"))',
      },
    ];
    await withLaboratory(lease, aSmallWorld(['new'], { groups }), async (lab) => {
      await plan(lab, steadily(lab).step);
      const { tenantChanges } = (await lease.ledger.findPlan(lab.key))?.header ?? {};
      const changes = tenantChanges?.map(({ object, change }) => [object, change]);
      expect(Object.fromEntries(changes ?? [])).toEqual({
        'device-group': 'adopt',
        'esp-profile': 'create',
        'autopilot-profile': 'create',
        'comanagement-policy': 'create',
        'device-collection': 'create',
        'application-deployment': 'create',
      });
    });
  });

  test('that was rejected ends every device, and touches nothing', async () => {
    await withLaboratory(lease, aSmallWorld(['new', 'reused']), async (lab) => {
      await plan(lab, steadily(lab).step);
      await untouched(lab, () => lab.activities.ledger.skipAll(lab.key));
      expect(await lease.ledger.countDevices(lab.key)).toEqual({ skipped: 2 });
    });
  });
});

test('the report says what was done, by whose approval, and accounts for each device', async () => {
  const small = aSmallWorld(['new', 'duplicate', 'duplicate-with-key', 'foreign', 'co-managed']);
  await withLaboratory(lease, small, async (lab) => {
    await driveRun(lab);
    const report = (await lease.ledger.findReport(lab.key)) as RunReport;
    expect(report).toMatchObject({
      outcome: 'completed',
      counts: { 'co-managed': 4, refused: 1 },
      rows: { read: 5, rejected: 0 },
      duplicates: { disabled: 2, deleted: 1, refused: 1, enabledAgain: 0 },
      wipes: { sent: 2, unknown: 0 },
    });
    const gates = report.gates.map(({ gate, state, deciders }) => [gate, state, deciders.length]);
    expect(gates.sort()).toEqual([
      ['duplicate-delete-1', 'approved', 2],
      ['plan', 'approved', 2],
      ['policy', 'approved', 2],
      ['wipe-1', 'approved', 2],
    ]);
    expect(report.devices).toHaveLength(5);
    expect(report.devices[3]).toMatchObject({
      deviceKey: deviceKeyAt(3),
      state: 'refused',
      code: 'DeviceAssignedToOtherTenant',
    });
    // No serial number of a device may leave through it (design §7).
    expect(JSON.stringify(report)).not.toMatch(/SN-\d/);
    expect((await lease.ledger.readFence(lab.key)).state).toBe('stopped');
  });
});

test('a run that ended accepts no effect any more', async () => {
  await withLaboratory(lease, aSmallWorld(['new']), async (lab) => {
    const { step } = steadily(lab);
    await plan(lab, step);
    await attachCloud(lab, step);
    await lab.activities.ledger.recordEnd({ ...lab.key, outcome: 'completed' });
    const make = () => lab.activities.graph.ensureDeviceGroup({ ...lab.key, epoch: 1 });
    await expect(untouched(lab, make)).rejects.toMatchObject({ type: 'RunStopped' });
    // Ending again changes nothing: an activity may be delivered twice.
    await insist(lab, () => lab.activities.ledger.recordEnd({ ...lab.key, outcome: 'aborted' }));
    expect((await lease.ledger.findRun(lab.key))?.outcome).toBe('completed');
  });
});
