import { afterEach, describe, expect, it } from 'vitest';
import { addAutopilotDevice } from '../../bench/baselines/add-autopilot-device.ts';
import { cleanupAutopilot } from '../../bench/baselines/cleanup-autopilot.ts';
import { offboardDevices } from '../../bench/baselines/device-offboarding-manager.ts';
import { GraphSession } from '../../bench/baselines/graph-session.ts';
import { importAutopilotCsv } from '../../bench/baselines/import-autopilot-csv.ts';
import { importCollection } from '../../bench/baselines/import-collection.ts';
import { staleEntraDevices } from '../../bench/baselines/stale-entra-devices.ts';
import type { WorldInput } from '../../emulator/world.ts';
import {
  TAG,
  app,
  closeLaboratories,
  hashOf,
  importBody,
  imported,
  openLaboratory,
  prepareTenant,
  stranger,
} from './support.ts';
import type { Laboratory } from './support.ts';

/**
 * The scripts and tools people use today, as written, against a world with traps: what their users
 * report must happen here too, and the referee must name it. Otherwise the emulator is too kind.
 */
afterEach(closeLaboratories);

async function open(world: WorldInput): Promise<{ lab: Laboratory; session: GraphSession }> {
  let wallMs = Date.parse('2026-09-01T08:00:00Z');
  const lab = await openLaboratory(world, { wallNow: () => wallMs });
  const session = new GraphSession({
    url: lab.emulator.url,
    token: await lab.tokenOf(app),
    // A sleep moves both clocks: vendor processes, and the windows of the throttle.
    pause: (seconds) => {
      wallMs += seconds * 1000;
      lab.advance(seconds / 60);
      return Promise.resolve();
    },
  });
  return { lab, session };
}

const kindsOf = (lab: Laboratory) => new Set(lab.verdict().map(({ kind }) => kind));

const rowsOf = (serialNumbers: readonly string[]) =>
  serialNumbers.map((serialNumber) => ({
    serialNumber,
    hardwareHash: hashOf(serialNumber),
    groupTag: TAG,
    assignedUser: '',
  }));

async function importAsStranger(lab: Laboratory, serialNumber: string): Promise<void> {
  await lab.graph('POST', `/v1.0${imported}/import`, {
    headers: { authorization: `Bearer ${await lab.tokenOf(stranger)}` },
    body: importBody([{ machineId: serialNumber }]),
  });
}

describe('R1, Import-AutopilotCSV', () => {
  const fleet = Array.from({ length: 80 }, (_, index) => `N${String(index + 1).padStart(3, '0')}`);

  it('loses every row after the first exhausted 429, and clears away other people’s rows', async () => {
    const { lab, session } = await open({
      machines: [...fleet, 'S1'].map((serialNumber) => ({ serialNumber })),
    });
    await prepareTenant(lab);
    await lab.admin('POST', 'lists', { serialNumbers: fleet, actions: ['register'] });
    await importAsStranger(lab, 'S1');

    const result = await importAutopilotCsv(session, rowsOf(fleet));

    expect(result.sent).toBeGreaterThan(40);
    expect(result.neverSent).toBeGreaterThan(0);
    expect(session.throttled).toBe(4);
    lab.advance(120);
    const lost = (await lab.verdictAtEnd()).filter(({ kind }) => kind === 'device-lost');
    expect(lost).toHaveLength(result.neverSent);
    expect(lost.map(({ machine }) => machine)).toEqual(fleet.slice(result.sent));
    expect(kindsOf(lab)).toContain('others-import-row-deleted');
  });
});

describe('C1, DeviceOffboardingManager', () => {
  it('deletes every Entra object of the same name, ZTDID or not, and the first Intune record of it', async () => {
    const { lab, session } = await open({
      machines: [
        // Asked for: LAPTOP-7 of serial A7. Its namesake belongs to somebody else and is in use.
        { serialNumber: 'A7', name: 'LAPTOP-7', state: 'enrolled', bitlockerKeyCount: 1 },
        {
          serialNumber: 'B7',
          name: 'LAPTOP-7',
          state: 'enrolled',
          bystander: true,
          registered: { groupTag: TAG },
          bitlockerKeyCount: 1,
        },
      ].reverse() as WorldInput['machines'],
    });
    await lab.admin('POST', 'lists', { serialNumbers: ['A7'] });

    const removed = await offboardDevices(session, [
      { displayName: 'LAPTOP-7', serialNumber: 'A7' },
    ]);

    expect(removed.entra).toHaveLength(2);
    expect(removed.intune).toHaveLength(1);
    expect(lab.verdict().filter(({ kind }) => kind === 'bystander-changed')).not.toEqual([]);
    expect(kindsOf(lab)).toContain('ztdid-object-deleted');
    expect(kindsOf(lab)).toContain('keys-lost');
  });
});

describe('C3, RealmJoin cleanup-autopilot', () => {
  it('takes a device in a drawer for an orphan and deletes its anchor', async () => {
    const { lab, session } = await open({
      machines: [
        {
          serialNumber: 'SPARE-FREE1',
          state: 'joined',
          bystander: true,
          registered: { groupTag: TAG, lastContactedDaysAgo: 200 },
          lastSignInDaysAgo: 200,
        },
      ],
    });

    const removed = await cleanupAutopilot(session, { contactBefore: '2026-06-01T00:00:00Z' });

    expect(removed.identities).toHaveLength(1);
    expect(removed.entra).toHaveLength(1);
    expect(kindsOf(lab)).toContain('bystander-changed');
    expect(kindsOf(lab)).toContain('ztdid-object-deleted');
  });
});

describe('the stronger baselines find what they call', () => {
  const fleet = ['A1', 'A2', 'A3'];

  it('R4 registers one device a job', async () => {
    const { lab, session } = await open({ machines: [{ serialNumber: 'A1' }] });
    await prepareTenant(lab);
    const [row] = rowsOf(['A1']);
    if (row === undefined) throw new Error('No row.');
    expect(await addAutopilotDevice(session, row)).toBeUndefined();
  });

  it('R7 registers a fleet in one body and loses nobody', async () => {
    const { lab, session } = await open({
      machines: fleet.map((serialNumber) => ({ serialNumber })),
    });
    await prepareTenant(lab);
    await lab.admin('POST', 'lists', { serialNumbers: fleet });
    const result = await importCollection(session, rowsOf(fleet));
    expect(result).toEqual({ complete: fleet, failed: [] });
    lab.advance(120);
    expect(await lab.verdictAtEnd()).toEqual([]);
  });

  it('C5 disables what is stale, and deletes only what was disabled before', async () => {
    const stale = { trustType: 'Workplace' as const, lastSignInDaysAgo: 200 };
    const { session } = await open({
      entraDevices: [
        { displayName: 'OLD-1', ...stale },
        { displayName: 'OLD-2', ...stale, accountEnabled: false },
        { displayName: 'NEW-1', ...stale, lastSignInDaysAgo: 2 },
      ],
    });
    const result = await staleEntraDevices(session, {
      staleBefore: '2026-06-01T00:00:00Z',
      deleteBefore: '2026-04-01T00:00:00Z',
    });
    expect(result).toMatchObject({ failed: [] });
    expect([result.disabled.length, result.deleted.length]).toEqual([1, 1]);
  });
});
