import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WipeAnswer } from '../../activities/guard-wipe.ts';
import type { OpenGate } from '../../domain/approval.ts';
import { merkleRoot } from '../../domain/merkle.ts';
import { effectKey } from '../../activities/effect.ts';
import {
  aSigner,
  edsger,
  grace,
  mallory,
  requester,
  trusted,
  trustList,
} from '../domain/approvals.ts';
import { useLedger } from '../support/database.ts';
import {
  approve,
  attachCloud,
  cleanDuplicates,
  epochOf,
  lookUntil,
  makeObjects,
  plan,
  register,
  steadily,
} from './support/drive-run.ts';
import { insist, openLaboratory, useStandingClock, type Laboratory } from './support/laboratory.ts';
import { forgetDecisions, store, storeBoth } from './support/people.ts';
import { aSmallWorld, deviceKeyAt, serialAt } from './support/small-world.ts';
import {
  addLeaf,
  alterLeaf,
  alterSubject,
  forgeSending,
  keepTables,
  tamper,
} from './support/tables.ts';
import { untouched, whileChanged } from './support/untouched.ts';

/**
 * Suspicion: whoever holds the database, the orchestrator or one approver's key gets a device wiped, or a device is wiped
 * that is not the one that was approved. Shown by bringing a run up to the wipe, then altering one thing.
 */
const lease = useLedger();

/** The first is wiped in these tests; the second shows that its neighbour is let be; the third is a trap. */
const wipedKey = deviceKeyAt(0);
const wipedSerial = serialAt(0);
const bystanderSerial = serialAt(2);

let lab: Laboratory;
let gate: OpenGate;
let putBack: () => Promise<void>;

beforeAll(async () => {
  lab = await openLaboratory(lease, aSmallWorld(['reused', 'reused', 'bystander']));
  const { step } = steadily(lab);
  await plan(lab, step);
  await attachCloud(lab, step);
  await makeObjects(lab, step);
  await cleanDuplicates(lab, step);
  await register(lab, step);
  gate = await approve(lab, step, 'wipe', 1);
  await step(() => lab.activities.ledger.approveWipes({ ...lab.key, wave: 1, gate: gate.gate }));
  putBack = await keepTables(lease);
});

afterAll(() => lab.close());

useStandingClock();

beforeEach(async () => {
  await putBack();
  lab.trust.keys = trustList;
});

async function wipe(change: { gate?: string } = {}): Promise<WipeAnswer> {
  const input = { ...lab.key, epoch: await epochOf(lab), wave: 1, gate: gate.gate, ...change };
  return insist(lab, () => lab.activities.guard.wipeDevices(input));
}

function machine() {
  const { managedDevices, autopilotIdentities } = lab.emulator.simulation;
  const managed = managedDevices.findByMachine(wipedSerial);
  const identity = autopilotIdentities.findByMachine(wipedSerial);
  if (managed === undefined || identity === undefined) throw new Error('no such machine');
  return { managed, identity };
}

async function reasons(): Promise<(string | undefined)[]> {
  const rows = await lease.ledger.listDevices(lab.key, { tracks: ['reset'] }, { limit: 10 });
  return rows.map(({ state, code, vendorReason }) =>
    state === 'needs-attention' && code === 'GuardRefused' ? vendorReason : state,
  );
}

async function refusesBoth(reason: string): Promise<void> {
  expect(await untouched(lab, () => wipe())).toEqual({ issued: 0, parked: 2 });
  expect(await reasons()).toEqual([reason, reason]);
  const audit = await lease.ledger.listAudit(lab.key);
  expect(audit.filter(({ act }) => act === 'guard-refused-wipe').length).toBeGreaterThan(1);
}

describe('nothing is wiped when in the database', () => {
  test('a leaf was altered', async () => {
    await alterLeaf(lease, lab.key, gate.gate, { managedDeviceId: 'another' });
    await refusesBoth('items-differ');
  });

  test('a leaf was added for somebody else’s device', async () => {
    const serial = { deviceKey: 'bystander', serial: bystanderSerial };
    await addLeaf(lease, lab.key, gate.gate, serial);
    await refusesBoth('items-differ');
  });

  test('a leaf and the root were altered alike: nobody signed that root', async () => {
    const bystander = lab.emulator.simulation.managedDevices.findByMachine(bystanderSerial);
    const change = { managedDeviceId: bystander?.id, serial: bystanderSerial };
    await alterLeaf(lease, lab.key, gate.gate, change);
    const leaves = await lease.ledger.listGateLeaves(lab.key, gate.gate);
    await alterSubject(lease, lab.key, gate.gate, { itemsRoot: merkleRoot(leaves as never) });
    await refusesBoth('quorum-missing');
  });

  test('the plan is another than the one under the decisions', async () => {
    await tamper(lease, [
      [`update plans set header = (header::jsonb || '{"requester":"nobody"}')::json`],
    ]);
    await refusesBoth('quorum-missing');
  });

  test('the header of another run was put in place', async () => {
    await tamper(lease, [[`update plans set header = (header::jsonb || '{"run":"r-0"}')::json`]]);
    await refusesBoth('plan-differs');
  });

  test('a plan item was altered', async () => {
    await tamper(lease, [
      [
        `update plan_items set item = (item::jsonb || '{"wave":2}')::json where device_key = $1`,
        [wipedKey],
      ],
    ]);
    await expect(untouched(lab, () => wipe())).rejects.toMatchObject({ type: 'GuardRefused' });
  });

  test('the gate or the plan is gone', async () => {
    await expect(untouched(lab, () => wipe({ gate: 'wipe-9' }))).rejects.toMatchObject({
      type: 'GuardRefused',
    });
  });

  test('a device was put under the gate that has no leaf there', async () => {
    await tamper(lease, [[`delete from gate_leaves where position = 1`]]);
    await refusesAny();
  });

  test('the journal claims that the wipe is under way: a person decides, nothing is sent', async () => {
    await forgetDecisions(lease, lab);
    const key = effectKey(lab.key.run, wipedKey, 'wipe');
    await forgeSending(lease, lab.key, { key, step: 'wipe', target: machine().managed.id });
    expect(await untouched(lab, () => wipe())).toEqual({ issued: 0, parked: 2 });
    const row = await lease.ledger.findDevice(lab.key, wipedKey);
    expect([row?.state, row?.code]).toEqual(['needs-attention', 'WipeUnknown']);
  });
});

async function refusesAny(): Promise<void> {
  const answer = await untouched(lab, () => wipe());
  expect(answer.issued).toBe(0);
}

describe('nothing is wiped with', () => {
  test('one approver, the same one twice, or none', async () => {
    await forgetDecisions(lease, lab);
    await store(lease, lab, gate, grace);
    await store(lease, lab, gate, grace, { textHash: 'again' });
    await refusesBoth('quorum-missing');
  });

  test('the requester as the second approver', async () => {
    await forgetDecisions(lease, lab);
    await store(lease, lab, gate, grace);
    await store(lease, lab, gate, requester);
    await refusesBoth('quorum-missing');
  });

  test('a second approver whom the guard’s own file does not know', async () => {
    await forgetDecisions(lease, lab);
    await store(lease, lab, gate, grace);
    await store(lease, lab, gate, mallory);
    await refusesBoth('quorum-missing');
  });

  test('decisions about another gate, run or plan under this gate’s name', async () => {
    const changes = [{ gate: 'wipe-2' }, { run: 'r-0' }, { planHash: 'x' }, { subjectHash: 'x' }];
    for (const change of changes) {
      await putBack();
      await forgetDecisions(lease, lab);
      await storeBoth(lease, lab, gate, change);
      await refusesBoth('quorum-missing');
    }
  });

  test('the approvals of another gate of this run', async () => {
    const policy = await lease.ledger.findGate(lab.key, 'policy');
    if (policy === undefined) throw new Error('no gate policy');
    expect(await untouched(lab, () => wipe({ gate: 'policy' }))).toEqual({ issued: 0, parked: 2 });
  });

  test('one sound rejection among the approvals', async () => {
    const barbara = aSigner('oid-barbara');
    lab.trust.keys = [...lab.trust.keys, trusted(barbara)];
    await store(lease, lab, gate, barbara, { verdict: 'reject' });
    await refusesBoth('rejected');
  });

  test('approvals that have run out', async () => {
    vi.setSystemTime(Date.parse(gate.openedAt) + 31 * 86_400_000);
    await refusesBoth('expired');
  });

  test('a key that was revoked before it signed', async () => {
    lab.trust.keys = lab.trust.keys.map((key) =>
      key.oid === edsger.oid ? { ...key, revokedAt: gate.openedAt } : key,
    );
    await refusesBoth('quorum-missing');
  });

  test('an approval the API took in after the deadline that was shown', async () => {
    await forgetDecisions(lease, lab);
    await store(lease, lab, gate, grace);
    const at = new Date(Date.parse(gate.deadlineAt) + 1).toISOString();
    await store(lease, lab, gate, edsger, {}, { at });
    await refusesBoth('quorum-missing');
  });

  test('the work of another tenant', async () => {
    const input = { ...lab.key, tenant: 'fabrikam', epoch: 1, wave: 1, gate: gate.gate };
    const call = () => lab.activities.guard.wipeDevices(input);
    await expect(untouched(lab, call)).rejects.toMatchObject({ type: 'SiteMismatch' });
  });
});

describe('a device is not wiped when meanwhile', () => {
  const later = '2026-08-31T08:00:00Z';
  const elsewhere = '11111111-2222-4333-8444-555555555555';

  test.each<[string, string, () => [object, object]]>([
    ['it was enrolled again', 'changed', () => [machine().managed, { enrolledDateTime: later }]],
    ['it became another device', 'changed', () => [machine().managed, { serialNumber: 'SN-X' }]],
    ['it joined anew', 'changed', () => [machine().managed, { azureADDeviceId: elsewhere }]],
    [
      'it became personal',
      'personal',
      () => [machine().managed, { managedDeviceOwnerType: 'personal' }],
    ],
    [
      'somebody else wipes it',
      'wipe-pending',
      () => [machine().managed, { managementState: 'wipePending' }],
    ],
    [
      'its registration became another’s',
      'not-registered',
      () => [machine().identity, { serialNumber: 'SN-X' }],
    ],
  ])('%s', async (_what, reason, changeOf) => {
    const [row, change] = changeOf();
    // Only the changed one is asked for; its neighbour waits.
    await lease.ledger.moveDevices(lab.key, [
      { deviceKey: deviceKeyAt(1), from: 'wipe-approved', to: 'needs-attention' },
    ]);
    await whileChanged(row, change, async () => {
      expect(await untouched(lab, () => wipe())).toEqual({ issued: 0, parked: 1 });
    });
    expect((await reasons())[0]).toBe(reason);
  });
});

describe('the fence holds wipes', () => {
  test.each([
    ['paused', 'RunPaused'],
    ['undoing', 'EpochPast'],
    ['stopped', 'RunStopped'],
  ] as const)('while it is %s', async (state, type) => {
    const input = { ...lab.key, epoch: await epochOf(lab), wave: 1, gate: gate.gate };
    await lease.ledger.setFence(lab.key, state);
    const call = () => lab.activities.guard.wipeDevices(input);
    await expect(untouched(lab, call)).rejects.toMatchObject({ type });
  });

  test.each([
    ['closed', /no longer accepts/],
    ['nothing', /does not answer/],
  ] as const)('when Temporal says %s of the run', async (says, message) => {
    lab.temporal.says = says;
    const input = { ...lab.key, epoch: await epochOf(lab), wave: 1, gate: gate.gate };
    await expect(untouched(lab, () => lab.activities.guard.wipeDevices(input))).rejects.toThrow(
      message,
    );
    lab.temporal.says = 'running';
  });
});

test('what two people approved is wiped, each device once, with its record in escrow', async () => {
  const { managed } = machine();
  expect(await wipe()).toEqual({ issued: 2, parked: 0 });
  expect(await wipe()).toEqual({ issued: 0, parked: 0 });
  expect(await lease.ledger.hasEscrow(lab.key, `managed-device/${managed.id}`)).toBe(true);
  await lookUntil(lab, (counts) => (counts['co-managed'] ?? 0) === 2);
  const { machines, referee } = lab.emulator.simulation;
  expect(machines.all().map(({ wipeCount }) => wipeCount)).toEqual([1, 1, 0]);
  expect(referee.violations).toEqual([]);
});
