import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { effectKey } from '../../activities/effect.ts';
import type { DuplicatesAnswer } from '../../activities/guard-duplicates.ts';
import type { OpenGate } from '../../domain/approval.ts';
import type { EntraDevice } from '../../emulator/graph/devices/table.ts';
import { grace, requester, trusted, aSigner, trustList } from '../domain/approvals.ts';
import { useLedger } from '../support/database.ts';
import { epochOf, plan, steadily } from './support/drive-run.ts';
import { insist, openLaboratory, useStandingClock, type Laboratory } from './support/laboratory.ts';
import { forgetDecisions, store } from './support/people.ts';
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

/** Suspicion: an object is disabled that nobody approved, or that came to life since it was. */
const lease = useLedger();

let lab: Laboratory;
let gate: OpenGate;
let putBack: () => Promise<void>;

beforeAll(async () => {
  lab = await openLaboratory(lease, aSmallWorld(['duplicate', 'bystander']));
  await plan(lab, steadily(lab).step);
  const found = await lease.ledger.findGate(lab.key, 'plan');
  if (found === undefined) throw new Error('no gate plan');
  gate = found;
  putBack = await keepTables(lease);
});

afterAll(() => lab.close());

useStandingClock();

beforeEach(async () => {
  await putBack();
  lab.trust.keys = trustList;
});

async function disable(): Promise<DuplicatesAnswer> {
  const input = { ...lab.key, epoch: await epochOf(lab), wave: 1 };
  return insist(lab, () => lab.activities.guard.disableDuplicates(input));
}

function duplicate(): EntraDevice {
  const { devices } = lab.emulator.simulation;
  const found = devices.ofMachine(serialAt(0)).find(({ isCurrent }) => !isCurrent);
  if (found === undefined) throw new Error('no duplicate');
  return found;
}

const key = (): string => effectKey(lab.key.run, duplicate().id, 'duplicate/disable');

async function refuses(reason: string): Promise<void> {
  expect(await untouched(lab, disable)).toEqual({ done: 0, refused: 1 });
  const entry = await lease.ledger.findEntry(lab.key, key());
  expect([entry?.outcome, entry?.result]).toEqual(['refused', reason]);
  // Refused is refused: the next attempt neither asks again nor acts.
  expect(await untouched(lab, disable)).toEqual({ done: 0, refused: 1 });
}

describe('nothing is disabled when in the database', () => {
  test('the leaf was altered', async () => {
    await alterLeaf(lease, lab.key, 'plan', { serial: 'SN-X' });
    await refuses('items-differ');
  });

  test('a leaf was added for the trap’s own object', async () => {
    const trap = lab.emulator.simulation.devices.findByMachine(serialAt(1));
    await addLeaf(lease, lab.key, 'plan', {
      entraObjectId: trap?.id,
      entraDeviceId: trap?.deviceId,
    });
    expect((await untouched(lab, disable)).done).toBe(0);
  });

  test('the subject counts no disables, so that one approver would do', async () => {
    await alterSubject(lease, lab.key, 'plan', { counts: { devices: 1, disables: 0 } });
    await refuses('quorum-missing');
  });

  test('the plan item was altered', async () => {
    await tamper(lease, [
      [
        `update plan_items set item = jsonb_set(item::jsonb, '{duplicates,0,lastSignInAt}',
           '"2026-01-01T00:00:00Z"')::json`,
      ],
    ]);
    await expect(untouched(lab, disable)).rejects.toMatchObject({ type: 'GuardRefused' });
  });

  test('the journal claims that the request has left, and nobody approved it', async () => {
    await forgetDecisions(lease, lab);
    const before = { accountEnabled: true };
    const target = duplicate().id;
    await forgeSending(lease, lab.key, { key: key(), step: 'duplicate/disable', target, before });
    await refuses('quorum-missing');
  });
});

describe('nothing is disabled with', () => {
  test('one approver, though the plan alone would need no more', async () => {
    await forgetDecisions(lease, lab);
    await store(lease, lab, gate, grace);
    await refuses('quorum-missing');
  });

  test('the requester’s own approval', async () => {
    await forgetDecisions(lease, lab);
    await store(lease, lab, gate, grace);
    await store(lease, lab, gate, requester);
    await refuses('quorum-missing');
  });

  test('one rejection, and with approvals that ran out', async () => {
    const barbara = aSigner('oid-barbara');
    lab.trust.keys = [...trustList, trusted(barbara)];
    await store(lease, lab, gate, barbara, { verdict: 'reject' });
    await refuses('rejected');
  });

  test('approvals that ran out', async () => {
    vi.setSystemTime(Date.parse(gate.openedAt) + 31 * 86_400_000);
    await refuses('expired');
  });
});

describe('an object is not disabled when it', () => {
  test.each<[string, string, Partial<EntraDevice>]>([
    ['became an Autopilot anchor', 'anchor', { physicalIds: ['[ZTDID]:z'] }],
    ['is synced from on-premises', 'synced', { onPremisesSyncEnabled: true }],
    ['became hybrid joined', 'synced', { trustType: 'ServerAd' }],
    ['belongs to the system', 'system-managed', { profileType: 'SecureVM' }],
    ['was used yesterday', 'in-use', { approximateLastSignInDateTime: '2026-08-31T08:00:00Z' }],
    [
      'was used since the plan, though long ago',
      'in-use',
      { approximateLastSignInDateTime: '2026-02-20T08:00:00Z' },
    ],
    ['says no more when it was used', 'in-use', { approximateLastSignInDateTime: null }],
  ])('%s', async (_what, reason, change) => {
    await whileChanged(duplicate(), change, () => refuses(reason));
  });

  test('is what an Intune record or an Autopilot identity points at', async () => {
    const { managedDevices, autopilotIdentities } = lab.emulator.simulation;
    const [managed] = managedDevices.all();
    if (managed === undefined) throw new Error('no record');
    const pointing = { azureADDeviceId: duplicate().deviceId };
    await whileChanged(managed, pointing, () => refuses('managed'));
    await putBack();
    const made = {
      ...someIdentity(),
      azureActiveDirectoryDeviceId: duplicate().deviceId,
    };
    autopilotIdentities.add(made);
    await refuses('anchor');
    autopilotIdentities.delete(made.id);
  });

  test('is gone already', async () => {
    const { devices } = lab.emulator.simulation;
    const row = duplicate();
    const entry = key();
    devices.delete(row.id);
    expect(await untouched(lab, disable)).toEqual({ done: 0, refused: 1 });
    expect((await lease.ledger.findEntry(lab.key, entry))?.result).toBe('gone');
    devices.add(row);
  });
});

function someIdentity() {
  return {
    id: '99999999-9999-4999-8999-999999999999',
    groupTag: 'OTHER',
    serialNumber: 'SN-X',
    manufacturer: '',
    model: '',
    enrollmentState: 'unknown' as const,
    lastContactedDateTime: undefined,
    addressableUserName: '',
    userPrincipalName: '',
    displayName: '',
    managedDeviceId: '',
    deploymentProfileAssignmentStatus: 'notAssigned' as const,
    deploymentProfileAssignedDateTime: undefined,
    deploymentProfileId: undefined,
    machineId: undefined,
    wantedProfileId: undefined,
    isDeleted: false,
  };
}

test.each([
  ['paused', 'RunPaused'],
  ['undoing', 'EpochPast'],
  ['stopped', 'RunStopped'],
] as const)('nothing is disabled while the fence is %s', async (state, type) => {
  const input = { ...lab.key, epoch: await epochOf(lab), wave: 1 };
  await lease.ledger.setFence(lab.key, state);
  const call = () => lab.activities.guard.disableDuplicates(input);
  await expect(untouched(lab, call)).rejects.toMatchObject({ type });
});

test('what two people approved is disabled once, enabled again on undo, and nothing else', async () => {
  expect(await disable()).toEqual({ done: 1, refused: 0 });
  expect(await disable()).toEqual({ done: 1, refused: 0 });
  expect(duplicate().accountEnabled).toBe(false);
  expect(await lease.ledger.hasEscrow(lab.key, `entra-device/${duplicate().id}`)).toBe(true);
  const { epoch } = await lease.ledger.setFence(lab.key, 'undoing');
  const input = { ...lab.key, epoch, step: 'undo/duplicate-enable' } as const;
  const enable = () => insist(lab, () => lab.activities.guard.enableDuplicates(input));
  expect(await enable()).toEqual({ enabled: 1 });
  expect(duplicate().accountEnabled).toBe(true);
  expect(await untouched(lab, enable)).toEqual({ enabled: 1 });
  expect(lab.emulator.simulation.referee.violations).toEqual([]);
});

test('what was disabled before the run came stays disabled on undo', async () => {
  const row = duplicate();
  row.accountEnabled = false;
  expect(await disable()).toEqual({ done: 1, refused: 0 });
  const { epoch } = await lease.ledger.setFence(lab.key, 'undoing');
  const input = { ...lab.key, epoch, step: 'undo/duplicate-enable' } as const;
  const answer = await untouched(lab, () => lab.activities.guard.enableDuplicates(input));
  expect(answer).toEqual({ enabled: 0 });
  expect(deviceKeyAt(0)).toBeDefined();
  row.accountEnabled = true;
});
