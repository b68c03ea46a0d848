import { describe, expect, it } from 'vitest';
import { useLedger } from '../../support/database.ts';
import { aRunSpec } from '../../support/run-spec.ts';
import { aDevice, aNewRun, aRun, aTenant } from './builders.ts';

const lease = useLedger();

describe('createRun', () => {
  it('stores the run, its devices and its rejected rows', async () => {
    const key = { tenant: await aTenant(lease.ledger), run: 'r-1' };
    const rejected = [
      { row: 4, column: 'Hardware Hash', code: 'HardwareHashMissing', serialNumber: 'SN-4' },
      { row: 4, column: 'Device Serial Number', code: 'SerialDuplicated', serialNumber: 'SN-4' },
    ] as const;
    const created = await lease.ledger.createRun(
      aNewRun(key, [], {
        devices: [aDevice('a', { row: 3, assignedUser: 'ada@contoso.com' }), aDevice('b')],
        rejected,
        rowsRead: 3,
      }),
    );

    expect(created).toEqual({ kind: 'created', run: 'r-1' });
    const run = await lease.ledger.findRun(key);
    expect(run).toMatchObject({
      ...key,
      spec: aRunSpec,
      fence: { state: 'live', epoch: 1 },
      rowsRead: 3,
      rowsRejected: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    });
    expect(run).not.toHaveProperty('outcome');
    expect(await lease.ledger.listRejectedRows(key)).toEqual([rejected[1], rejected[0]]);
    expect(await lease.ledger.findDevice(key, 'a')).toMatchObject({
      row: 3,
      serialNumber: 'SN-a',
      assignedUser: 'ada@contoso.com',
      state: 'accepted',
    });
  });

  it('answers the earlier run for the same key and body, and a conflict for another body', async () => {
    const key = await aRun(lease.ledger, ['a']);
    const again = aNewRun({ ...key, run: 'r-2' }, ['a'], { idempotencyKey: 'create-r-1' });
    expect(await lease.ledger.createRun(again)).toEqual({ kind: 'existing', run: 'r-1' });
    expect(await lease.ledger.createRun({ ...again, bodyHash: 'other' })).toEqual({
      kind: 'conflict',
    });
    expect(await lease.ledger.countLiveRuns(key.tenant)).toBe(1);
  });

  it('makes one run of two identical requests at once', async () => {
    const key = { tenant: await aTenant(lease.ledger), run: 'r-1' };
    const requests = ['r-1', 'r-2', 'r-3'].map((run) =>
      lease.ledger.createRun(aNewRun({ ...key, run }, ['a'], { idempotencyKey: 'k' })),
    );
    const kinds = (await Promise.all(requests)).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['created', 'existing', 'existing']);
  });

  it('stores and moves 10,000 devices by the thousand, not one by one', async () => {
    const key = { tenant: await aTenant(lease.ledger), run: 'r-1' };
    // As long as a real one: 4 kB.
    const hardwareHash = 'T0E'.repeat(1_365);
    const devices = Array.from({ length: 10_000 }, (_, row) =>
      aDevice(`d-${row}`, { row, hardwareHash }),
    );
    const startedAt = performance.now();
    await lease.ledger.createRun(aNewRun(key, [], { devices, rowsRead: devices.length }));
    const createdAt = performance.now();
    await lease.ledger.moveDevices(
      key,
      devices.map(({ deviceKey }) => ({ deviceKey, from: 'accepted', to: 'planned' }) as const),
    );
    const movedAt = performance.now();

    expect(await lease.ledger.countDevices(key)).toEqual({ planned: 10_000 });
    // 1.7 s and 0.4 s where nothing else runs; the limits are for two crowded cores.
    expect(createdAt - startedAt).toBeLessThan(12_000);
    expect(movedAt - createdAt).toBeLessThan(5_000);
  });
});

describe('a device that another live run of the tenant holds', () => {
  it('is refused in the second run, without its hash', async () => {
    const first = await aRun(lease.ledger, ['a', 'b']);
    const second = await aRun(lease.ledger, ['b', 'c'], { tenant: first.tenant, run: 'r-2' });
    expect(await lease.ledger.countDevices(second)).toEqual({ refused: 1, accepted: 1 });
    expect(await lease.ledger.findDevice(second, 'b')).toMatchObject({
      code: 'DeviceInAnotherRun',
    });
    const hashes = await lease.ledger.readHardwareHashes(second, ['b', 'c']);
    expect([...hashes.keys()]).toEqual(['c']);
  });

  it('is refused in all but one of the runs that are made at once', async () => {
    const tenant = await aTenant(lease.ledger);
    const keys = ['r-1', 'r-2', 'r-3'].map((run) => ({ tenant, run }));
    await Promise.all(keys.map((key) => lease.ledger.createRun(aNewRun(key, ['a']))));
    const counts = await Promise.all(keys.map((key) => lease.ledger.countDevices(key)));
    expect(counts.filter((count) => count.accepted === 1)).toHaveLength(1);
    expect(counts.filter((count) => count.refused === 1)).toHaveLength(2);
  });

  it('is free once it ended there, or that run ended, and in another tenant', async () => {
    const first = await aRun(lease.ledger, ['a', 'b']);
    await lease.ledger.moveDevices(first, [{ deviceKey: 'a', from: 'accepted', to: 'skipped' }]);
    const { tenant } = first;
    const second = await aRun(lease.ledger, ['a'], { tenant, run: 'r-2' });
    expect(await lease.ledger.countDevices(second)).toEqual({ accepted: 1 });

    await lease.ledger.endRun(first, 'aborted');
    const third = await aRun(lease.ledger, ['b'], { tenant, run: 'r-3' });
    expect(await lease.ledger.countDevices(third)).toEqual({ accepted: 1 });

    const elsewhere = await aRun(lease.ledger, ['a', 'b']);
    expect(await lease.ledger.countDevices(elsewhere)).toEqual({ accepted: 2 });
  });

  it('cannot be held twice, whoever writes', async () => {
    const first = await aRun(lease.ledger, ['a']);
    const second = await aRun(lease.ledger, ['a'], { tenant: first.tenant, run: 'r-2' });
    await expect(
      lease.query(
        `insert into devices (tenant, run, device_key, row_number, serial_number, product_id, group_tag,
           state, holds, updated_at)
         select tenant, run, device_key || '-', row_number, '', '', '', 'refused', true, now()
         from devices where tenant = $1 and run = $2`,
        [second.tenant, second.run],
      ),
    ).rejects.toThrow(/devices_ended_holds_nothing/);
    await expect(
      lease.query(
        `insert into devices (tenant, run, device_key, row_number, serial_number, product_id, group_tag,
           state, holds, updated_at)
         select tenant, 'r-3', device_key, 1, '', '', '', 'accepted', true, now()
         from devices where tenant = $1 and run = 'r-1'`,
        [first.tenant],
      ),
    ).rejects.toThrow(/devices_held_once/);
  });
});

describe('a run', () => {
  it('is listed newest first, page after page', async () => {
    const { tenant } = await aRun(lease.ledger);
    await aRun(lease.ledger, [], { tenant, run: 'r-2' });
    await aRun(lease.ledger, [], { tenant, run: 'r-3' });
    const page = await lease.ledger.listRuns(tenant, { limit: 2 });
    expect(page.map(({ run }) => run)).toEqual(['r-3', 'r-2']);
    const rest = await lease.ledger.listRuns(tenant, { limit: 2, after: 'r-2' });
    expect(rest.map(({ run }) => run)).toEqual(['r-1']);
  });

  it('ends once', async () => {
    const key = await aRun(lease.ledger, ['a']);
    expect(await lease.ledger.listWatchedDevices(key.tenant, ['accepted'])).toHaveLength(1);
    await lease.ledger.setPhase(key, 'waves', 'nobody');
    await lease.ledger.endRun(key, 'completed');
    const ended = await lease.ledger.findRun(key);
    await lease.ledger.endRun(key, 'aborted');
    expect(await lease.ledger.findRun(key)).toEqual(ended);
    expect(ended).toMatchObject({ outcome: 'completed', phase: 'waves', waitingOn: 'nobody' });
    expect(await lease.ledger.countLiveRuns(key.tenant)).toBe(0);
    expect(await lease.ledger.listWatchedDevices(key.tenant, ['accepted'])).toEqual([]);
  });

  it('keeps its report', async () => {
    const key = await aRun(lease.ledger);
    expect(await lease.ledger.findReport(key)).toBeUndefined();
    await lease.ledger.saveReport(key, { devices: 1 });
    await lease.ledger.saveReport(key, { devices: 2 });
    expect(await lease.ledger.findReport(key)).toEqual({ devices: 2 });
  });
});
