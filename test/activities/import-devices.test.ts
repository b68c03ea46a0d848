import { afterEach, describe, expect, test } from 'vitest';
import { useLedger } from '../support/database.ts';
import { Crash, crashOnce, noMishap } from './support/crashes.ts';
import { epochOf, lookUntil, plan, steadily } from './support/drive-run.ts';
import { insist, useStandingClock, withLaboratory, type Laboratory } from './support/laboratory.ts';
import { aSmallWorld, deviceKeyAt, serialAt, type Kind } from './support/small-world.ts';

/** Suspicion: a batch that died half-way is imported twice, or one of its devices never. */
const lease = useLedger();
useStandingClock();

afterEach(() => {
  expect(violations).toEqual([]);
});
let violations: readonly unknown[] = [];

/** A run whose devices are cleared. Its objects are not made: registering does not need them, and time is short. */
async function withCleared(
  kinds: readonly Kind[],
  use: (lab: Laboratory) => Promise<void>,
): Promise<void> {
  const small = aSmallWorld(kinds, { referee: { off: ['REF-IMPORT-BEFORE-OBJECTS'] } });
  await withLaboratory(lease, small, async (lab) => {
    const { step } = steadily(lab);
    await plan(lab, step);
    await step(() => lab.activities.ledger.clearDevices({ ...lab.key, wave: 1 }));
    await use(lab);
    violations = lab.emulator.simulation.referee.violations;
  });
}

async function inputOf(lab: Laboratory) {
  return { ...lab.key, epoch: await epochOf(lab), wave: 1, shard: 1 };
}

/** How often the service took each serial number in. */
function importsOf(lab: Laboratory): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { serialNumber } of lab.emulator.simulation.importedIdentities.all())
    counts[serialNumber] = (counts[serialNumber] ?? 0) + 1;
  return counts;
}

const each = { [serialAt(0)]: 1, [serialAt(1)]: 1 };

describe('each device is imported once', () => {
  test.each([
    ['importAutopilotIdentities', 'before', 'crash'],
    ['importAutopilotIdentities', 'after', 'crash'],
    ['importAutopilotIdentities', 'after', 'lost-answer'],
    ['intend', 'after', 'crash'],
    ['moveDevices', 'after', 'crash'],
    ['beginSending', 'after', 'crash'],
    ['recordDevices', 'before', 'crash'],
    ['recordDevices', 'after', 'crash'],
    ['answer', 'before', 'crash'],
    ['answer', 'after', 'crash'],
    ['takeTurn', 'after', 'crash'],
    ['triggerAutopilotSync', 'before', 'crash'],
    ['triggerAutopilotSync', 'after', 'lost-answer'],
  ] as const)('though %s was the end (%s, %s)', async (method, side, mishap) => {
    await withCleared(['new', 'new'], async (lab) => {
      const fate = crashOnce(method, side, mishap);
      lab.fate.decide = fate.decide;
      const input = await inputOf(lab);
      await insist(lab, () => lab.activities.graph.importDevices(input));
      expect(fate.hasHappened).toBe(true);
      expect(await insist(lab, () => lab.activities.graph.importDevices(input))).toEqual({
        imported: 0,
      });
      expect(importsOf(lab)).toEqual(each);
      await lookUntil(lab, (counts) => (counts.anchored ?? 0) === 2);
      const rows = await lease.ledger.listDevices(lab.key, {}, { limit: 10 });
      expect(rows.map(({ identityIsOurs }) => identityIsOurs)).toEqual([true, true]);
    });
  });

  test('by the emulator’s own lost connection', async () => {
    await withCleared(['new', 'new'], async (lab) => {
      await lab.emulator.fail({ method: 'POST', path: '/import$', loseResponse: true });
      const input = await inputOf(lab);
      await insist(lab, () => lab.activities.graph.importDevices(input));
      expect(importsOf(lab)).toEqual(each);
      expect(await lab.emulator.faultsLeft()).toEqual([]);
    });
  });

  test('though the service says 429 with a time to wait, and 503 without a word', async () => {
    await withCleared(['new', 'new'], async (lab) => {
      const input = await inputOf(lab);
      const send = () => lab.activities.graph.importDevices(input);
      const throttle = { status: 429, retryAfterSeconds: 0.05 };
      await lab.emulator.fail({ method: 'POST', path: '/import$', ...throttle });
      await expect(send()).rejects.toMatchObject({ type: 'Throttled', nonRetryable: false });
      await new Promise((resolve) => setTimeout(resolve, 60));
      // The back end that was given up may go on: only reading back tells.
      await lab.emulator.fail({ method: 'POST', path: '/import$', status: 503 });
      await expect(send()).rejects.toMatchObject({ type: 'OutcomeUnknown' });
      expect(await insist(lab, send)).toEqual({ imported: 2 });
      expect(importsOf(lab)).toEqual(each);
    });
  });

  test('when a part of the batch is known: only the rest is sent', async () => {
    await withCleared(['new', 'new'], async (lab) => {
      lab.fate.decide = crashOnce('importAutopilotIdentities', 'before').decide;
      const input = await inputOf(lab);
      const send = () => lab.activities.graph.importDevices(input);
      await expect(send()).rejects.toThrow(Crash);
      lab.fate.decide = noMishap;
      // Somebody's script imported the first one meanwhile: it is on its way already.
      const [first] = await lease.ledger.listDevices(lab.key, {}, { limit: 1 });
      const hashes = await lease.ledger.readHardwareHashes(lab.key, [first?.deviceKey ?? '']);
      await lab.ports.graph.importAutopilotIdentities([
        {
          serialNumber: first?.serialNumber ?? '',
          hardwareHash: hashes.get(first?.deviceKey ?? '') ?? '',
          productId: '',
          groupTag: 'GW',
          assignedUser: '',
        },
      ]);
      await insist(lab, send);
      expect(importsOf(lab)).toEqual(each);
    });
  });
});

test('a device that was parked and skipped while the run was paused is not imported on resume', async () => {
  await withCleared(['new', 'new'], async (lab) => {
    const { ledger, graph } = lab.activities;
    const input = await inputOf(lab);
    await ledger.recordFence({ ...lab.key, state: 'paused' });
    await expect(graph.importDevices(input)).rejects.toMatchObject({ type: 'RunPaused' });
    const deviceKey = deviceKeyAt(0);
    await lease.ledger.moveDevices(lab.key, [
      { deviceKey, from: 'importing', to: 'needs-attention', code: 'ImportFailed' },
    ]);
    await ledger.resolveDevices({ ...lab.key, scope: { deviceKey }, action: 'skip' });
    await ledger.recordFence({ ...lab.key, state: 'live' });
    await insist(lab, () => graph.importDevices(input));
    expect(importsOf(lab)).toEqual({ [serialAt(1)]: 1 });
    const skipped = await lease.ledger.findDevice(lab.key, deviceKey);
    expect(skipped?.state).toBe('skipped');
  });
});

test('import rows of an earlier attempt by others are not taken for ours after a crash', async () => {
  await withCleared(['new'], async (lab) => {
    // Somebody tried before, with a damaged hash; the list still shows the failure.
    await lab.ports.graph.importAutopilotIdentities([
      {
        serialNumber: serialAt(0),
        hardwareHash: 'AAAA',
        productId: '',
        groupTag: 'GW',
        assignedUser: '',
      },
    ]);
    lab.advance(30);
    lab.fate.decide = crashOnce('importAutopilotIdentities', 'before').decide;
    const input = await inputOf(lab);
    await insist(lab, () => lab.activities.graph.importDevices(input));
    expect(importsOf(lab)).toEqual({ [serialAt(0)]: 2 });
    await lookUntil(lab, (counts) => (counts.anchored ?? 0) === 1);
  });
});

test('a device of another tenant is refused with the vendor’s own reason', async () => {
  await withCleared(['foreign'], async (lab) => {
    const input = await inputOf(lab);
    await insist(lab, () => lab.activities.graph.importDevices(input));
    await lookUntil(lab, (counts) => (counts.refused ?? 0) === 1);
    expect(await lease.ledger.findDevice(lab.key, deviceKeyAt(0))).toMatchObject({
      state: 'refused',
      code: 'DeviceAssignedToOtherTenant',
      vendorReason: expect.stringMatching(/808$/) as string,
    });
  });
});

test('registered devices are brought to tag and user of the list, and what they had is kept', async () => {
  await withCleared(['registered', 'new'], async (lab) => {
    const input = await inputOf(lab);
    const reconcile = () => lab.activities.graph.reconcileIdentities(input);
    expect(await insist(lab, reconcile)).toEqual({ adopted: 1 });
    expect(await insist(lab, reconcile)).toEqual({ adopted: 0 });
    const row = await lease.ledger.findDevice(lab.key, deviceKeyAt(0));
    expect(row).toMatchObject({ state: 'anchored', previousGroupTag: 'OLD' });
    const { autopilotIdentities } = lab.emulator.simulation;
    expect(autopilotIdentities.all().map(({ groupTag }) => groupTag)).toEqual(['GW']);
  });
});

test('hardware hashes are purged once the registration is final, and no sooner', async () => {
  await withCleared(['new', 'foreign'], async (lab) => {
    const keys = [deviceKeyAt(0), deviceKeyAt(1)];
    const input = await inputOf(lab);
    await insist(lab, () => lab.activities.graph.importDevices(input));
    expect((await lease.ledger.readHardwareHashes(lab.key, keys)).size).toBe(2);
    await lookUntil(lab, (counts) => (counts.importing ?? 0) === 0);
    expect((await lease.ledger.readHardwareHashes(lab.key, keys)).size).toBe(0);
  });
});

test('hardware hashes do not outlive their run, however its devices ended and processes died', async () => {
  await withCleared(['new', 'registered'], async (lab) => {
    const keys = [deviceKeyAt(0), deviceKeyAt(1)];
    lab.fate.decide = crashOnce('purgeHardwareHashes', 'before').decide;
    const input = await inputOf(lab);
    await insist(lab, () => lab.activities.graph.reconcileIdentities(input));
    await insist(lab, () => lab.activities.graph.importDevices(input));
    await lookUntil(lab, (counts) => (counts.importing ?? 0) === 0);
    await lab.activities.ledger.recordEnd({ ...lab.key, outcome: 'completed' });
    expect((await lease.ledger.readHardwareHashes(lab.key, keys)).size).toBe(0);
  });
});
