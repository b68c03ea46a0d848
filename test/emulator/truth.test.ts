import { afterEach, describe, expect, it } from 'vitest';
import { closeLaboratories, importBody, imported, openLaboratory } from './support.ts';
import type { Answer, Laboratory } from './support.ts';

interface Truth {
  total: number;
  nextSkip: number | null;
  value: Record<string, unknown>[];
  records: Record<string, unknown>[];
  machines: Record<string, unknown>[];
  counters: { machinesByState: Record<string, number> };
}

const openScene = () =>
  openLaboratory({
    machines: [
      {
        serialNumber: 'PC-1',
        state: 'co-managed',
        registered: {},
        duplicates: [
          { kind: 'stale' },
          { kind: 'workplaceTwin', isManaged: true },
          { kind: 'pendingHybrid' },
          { kind: 'anchorOfOldLife' },
          { kind: 'staleIntune' },
          { kind: 'obsoleteClient' },
        ],
        expectedEnd: 'co-managed',
      },
      {
        serialNumber: 'PC-2',
        name: 'KIOSK',
        state: 'enrolled',
        bystander: true,
        resolvable: false,
      },
      { serialNumber: 'PC-3' },
    ],
  });

const truth = async (lab: Laboratory, query: string): Promise<Truth> => {
  const { body, status }: Answer = await lab.admin('GET', `truth${query}`);
  expect(status).toBe(200);
  return body as unknown as Truth;
};

describe('the truth', () => {
  afterEach(closeLaboratories);

  it('knows the machine behind every record, and what is right for it', async () => {
    const lab = await openScene();
    const rows = [{ machineId: 'PC-3' }, { machineId: 'NOBODY' }];
    await lab.graph('POST', `/v1.0${imported}/import`, { body: importBody(rows) });
    const { records, total } = await truth(lab, '?machine=PC-1');
    expect(total).toBe(1);
    const stores = records.map(({ store }) => store);
    expect(stores.filter((store) => store === 'entraDevices')).toHaveLength(5);
    expect(stores.filter((store) => store === 'managedDevices')).toHaveLength(3);
    expect(stores.filter((store) => store === 'systems')).toHaveLength(2);
    expect(stores.filter((store) => store === 'autopilotIdentities')).toHaveLength(1);
    for (const record of records) {
      const marks = { machineId: 'PC-1', resolvable: true, expectedEnd: 'co-managed' };
      expect(record).toMatchObject(marks);
    }
    const all = await truth(lab, '?part=records');
    const ofImport = all.value.filter(({ store }) => store === 'importedIdentities');
    expect(ofImport.map(({ machineId }) => machineId)).toEqual(['PC-3', null]);
  });

  it('is told in parts and pages, for worlds too large for one answer', async () => {
    const lab = await openScene();
    const first = await truth(lab, '?part=machines&top=2');
    expect(first).toMatchObject({ total: 3, nextSkip: 2 });
    expect(first.value.map(({ machineId }) => machineId)).toEqual(['PC-1', 'PC-2']);
    const rest = await truth(lab, '?part=machines&top=2&skip=2');
    expect(rest).toMatchObject({ nextSkip: null, value: [{ machineId: 'PC-3' }] });
    const { counters } = await truth(lab, '?part=counters');
    expect(counters.machinesByState).toEqual({ 'co-managed': 1, enrolled: 1, boxed: 1 });
    const ambiguous = await truth(lab, '?part=managedDevices&resolvable=false');
    expect(ambiguous).toMatchObject({ total: 1, value: [{ machineId: 'PC-2' }] });
    const boxed = await truth(lab, '?state=boxed');
    expect(boxed.value).toMatchObject([{ machineId: 'PC-3' }]);
  });

  it('is whole without a question', async () => {
    const lab = await openScene();
    const { machines, counters } = await truth(lab, '');
    expect(machines).toHaveLength(3);
    expect(counters.machinesByState['boxed']).toBe(1);
  });
});

describe('the routes of the laboratory', () => {
  afterEach(closeLaboratories);

  it.each(['machines/deliver', 'machines/reset', 'machines/retry'])(
    'refuse serial numbers that nothing has, and hint at what was meant: %s',
    async (route) => {
      const lab = await openScene();
      const answer = await lab.admin('POST', route, { serialNumbers: ['kiosk'] });
      expect(answer.status).toBe(404);
      expect(answer.body.error.message).toBe(
        'No machine has the serial number kiosk. Did you mean PC-2?',
      );
    },
  );

  it('refuse a part that does not exist and a machine that nobody knows', async () => {
    const lab = await openScene();
    expect((await lab.admin('GET', 'truth?part=nonsense')).status).toBe(400);
    expect((await lab.admin('GET', 'truth?machine=NOBODY')).status).toBe(404);
  });

  it('set the clock forward to an instant, and what is due until then happens', async () => {
    const lab = await openScene();
    await lab.admin('POST', 'machines/deliver', { serialNumbers: ['PC-3'] });
    const set = '2026-09-01T09:20:00Z';
    const { body } = await lab.admin('POST', 'clock', { set, rate: 0 });
    expect(body).toMatchObject({ now: set, rate: 0 });
    expect(lab.emulator.simulation.machines.find('PC-3')?.state).toBe('joined');
    const back = await lab.admin('POST', 'clock', { set: '2026-09-01T09:00:00Z' });
    expect(back.status).toBe(400);
    expect(back.body.error.message).toContain('does not go back');
  });

  it('hand a device over: the next user takes it through OOBE, and the old record stays', async () => {
    const lab = await openScene();
    const { managedDevices } = lab.emulator.simulation;
    const before = managedDevices.findByMachine('PC-2')?.id;
    const userPrincipalName = 'next@fabrikam.example';
    const body = { serialNumbers: ['PC-2'], userPrincipalName };
    await lab.admin('POST', 'machines/hand-over', body);
    lab.advance(24 * 60);
    const records = managedDevices.all().filter(({ machineId }) => machineId === 'PC-2');
    expect(records.map(({ id, isCurrent }) => [id === before, isCurrent])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(records[1]?.userPrincipalName).toBe(userPrincipalName);
    const objects = lab.emulator.simulation.devices.ofMachine('PC-2');
    expect(objects.map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
  });
});
