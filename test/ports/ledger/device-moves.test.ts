import { describe, expect, it } from 'vitest';
import { deviceTransitions, type DeviceState } from '../../../domain/device-state.ts';
import { useLedger } from '../../support/database.ts';
import { aRun } from './builders.ts';

const lease = useLedger();

describe('the table of transitions', () => {
  it('is the same in the database and in the domain', async () => {
    const rows = await lease.query('select from_state, to_state from device_transitions');
    const stored = rows.map((row) => `${String(row['from_state'])} → ${String(row['to_state'])}`);
    const decided = deviceTransitions().map(([from, to]) => `${from} → ${to}`);
    expect(stored.sort()).toEqual(decided.sort());
  });
});

describe('moveDevices', () => {
  it('moves many, each only from where it is said to be', async () => {
    const key = await aRun(lease.ledger, ['a', 'b', 'c']);
    await lease.ledger.moveDevices(key, [{ deviceKey: 'c', from: 'accepted', to: 'skipped' }]);

    const moved = await lease.ledger.moveDevices(key, [
      { deviceKey: 'a', from: 'accepted', to: 'planned' },
      { deviceKey: 'b', from: 'planned', to: 'cleared' },
      { deviceKey: 'c', from: 'accepted', to: 'planned' },
    ]);

    expect(moved).toEqual(['a']);
    expect(await lease.ledger.countDevices(key)).toEqual({ planned: 1, accepted: 1, skipped: 1 });
  });

  it('counts a device that is already there as moved, and changes nothing the second time', async () => {
    const key = await aRun(lease.ledger, ['a', 'b']);
    const moves = ['a', 'b'].map(
      (deviceKey) =>
        ({ deviceKey, from: 'accepted', to: 'planned', records: { importedId: 'i-1' } }) as const,
    );
    await lease.ledger.moveDevices(key, moves.slice(0, 1));
    const before = await lease.ledger.findDevice(key, 'a');

    expect([...(await lease.ledger.moveDevices(key, moves))].sort()).toEqual(['a', 'b']);
    expect([...(await lease.ledger.moveDevices(key, moves))].sort()).toEqual(['a', 'b']);
    expect(await lease.ledger.findDevice(key, 'a')).toEqual(before);
  });

  it('merges records and keeps those that are not named', async () => {
    const key = await aRun(lease.ledger, ['a']);
    await lease.ledger.recordDevices(key, [
      { deviceKey: 'a', records: { entraObjectId: 'e-1', enrolledAt: '2026-03-02T08:00:00Z' } },
    ]);
    await lease.ledger.moveDevices(key, [
      { deviceKey: 'a', from: 'accepted', to: 'planned', records: { identityIsOurs: true } },
    ]);

    expect(await lease.ledger.findDevice(key, 'a')).toMatchObject({
      entraObjectId: 'e-1',
      enrolledAt: '2026-03-02T08:00:00Z',
      identityIsOurs: true,
    });
  });

  it('tells each workflow once when something moved, and nobody when nothing did', async () => {
    const key = await aRun(lease.ledger, ['a']);
    const move = { deviceKey: 'a', from: 'accepted', to: 'planned' } as const;
    await lease.ledger.moveDevices(key, [move], ['run/x', 'run/x', 'run/y']);
    const told = await lease.query(`delete from outbox returning workflow_id, signal`);
    expect(told.map((row) => row['workflow_id']).sort()).toEqual(['run/x', 'run/y']);
    expect(told[0]).toMatchObject({ signal: 'ledgerMoved' });

    await lease.ledger.moveDevices(key, [move], ['run/x']);
    expect(await lease.query('select from outbox')).toEqual([]);
  });

  it('is refused by the database where the table has no such move', async () => {
    const key = await aRun(lease.ledger, ['a', 'b']);
    await expect(
      lease.ledger.moveDevices(key, [
        { deviceKey: 'b', from: 'accepted', to: 'planned' },
        { deviceKey: 'a', from: 'accepted', to: 'co-managed' },
      ]),
    ).rejects.toMatchObject({
      kind: 'refused',
      message: 'a device may not move from accepted to co-managed',
    });
    expect(await lease.ledger.countDevices(key)).toEqual({ accepted: 2 });
  });

  it('lets two callers move the same devices in opposite order', async () => {
    const keys = Array.from({ length: 200 }, (_, index) => `d-${index}`);
    const key = await aRun(lease.ledger, keys);
    const moves = keys.map(
      (deviceKey) => ({ deviceKey, from: 'accepted', to: 'planned' }) as const,
    );
    const [one, other] = await Promise.all([
      lease.ledger.moveDevices(key, moves),
      lease.ledger.moveDevices(key, moves.toReversed()),
    ]);
    expect([one.length, other.length]).toEqual([200, 200]);
  });
});

describe('a parked device', () => {
  const parkedFromCleared = async () => {
    const key = await aRun(lease.ledger, ['a']);
    for (const [from, to] of [
      ['accepted', 'planned'],
      ['planned', 'cleared'],
    ] as const) {
      await lease.ledger.moveDevices(key, [{ deviceKey: 'a', from, to }]);
    }
    await lease.ledger.moveDevices(key, [
      {
        deviceKey: 'a',
        from: 'cleared',
        to: 'needs-attention',
        code: 'ImportFailed',
        vendorReason: 'Zt 806',
      },
    ]);
    return key;
  };

  it('knows where it came from and why', async () => {
    const key = await parkedFromCleared();
    expect(await lease.ledger.findDevice(key, 'a')).toMatchObject({
      state: 'needs-attention',
      parkedFrom: 'cleared',
      code: 'ImportFailed',
      vendorReason: 'Zt 806',
    });
  });

  it('returns only there', async () => {
    const key = await parkedFromCleared();
    const back = { deviceKey: 'a', from: 'needs-attention' } as const;
    await expect(
      lease.ledger.moveDevices(key, [{ ...back, to: 'importing' }]),
    ).rejects.toMatchObject({
      kind: 'refused',
      message: 'a device parked from cleared may not return to importing',
    });

    await lease.ledger.moveDevices(key, [{ ...back, to: 'cleared' }]);
    const returned = await lease.ledger.findDevice(key, 'a');
    expect(returned).toMatchObject({ state: 'cleared' });
    expect(returned).not.toHaveProperty('parkedFrom');
    expect(returned).not.toHaveProperty('code');
  });

  it('may end from wherever it was parked', async () => {
    const key = await parkedFromCleared();
    await lease.ledger.moveDevices(key, [
      { deviceKey: 'a', from: 'needs-attention', to: 'rolled-back' },
    ]);
    expect(await lease.ledger.countDevices(key)).toEqual({ 'rolled-back': 1 });
  });
});

describe('a device parked behind its point of no return', () => {
  it('does not roll back: its data is gone, or its user works on it', async () => {
    const key = await aRun(lease.ledger, ['a']);
    const way: readonly DeviceState[] = [
      'accepted',
      'planned',
      'cleared',
      'anchored',
      'grouped',
      'profile-assigned',
      'wipe-approved',
      'wipe-issued',
      'needs-attention',
    ];
    for (const [index, to] of way.entries()) {
      const from = way[index - 1];
      if (from !== undefined) await lease.ledger.moveDevices(key, [{ deviceKey: 'a', from, to }]);
    }
    await expect(
      lease.ledger.moveDevices(key, [
        { deviceKey: 'a', from: 'needs-attention', to: 'rolled-back' },
      ]),
    ).rejects.toMatchObject({
      kind: 'refused',
      message: 'a device parked from wipe-issued may not roll back',
    });
  });
});

describe('devices', () => {
  it('are never deleted', async () => {
    const { run } = await aRun(lease.ledger, ['a']);
    await expect(lease.query('delete from devices where run = $1', [run])).rejects.toThrow(
      /refused/,
    );
  });

  it('are listed by key, page after page, and by filter', async () => {
    const key = await aRun(lease.ledger, ['b', 'a', 'B', 'c']);
    const page = await lease.ledger.listDevices(key, {}, { limit: 3 });
    expect(page.map(({ deviceKey }) => deviceKey)).toEqual(['B', 'a', 'b']);
    const rest = await lease.ledger.listDevices(key, {}, { after: 'b', limit: 3 });
    expect(rest.map(({ deviceKey }) => deviceKey)).toEqual(['c']);
    expect(await lease.ledger.listDevices(key, { states: ['planned'] }, { limit: 3 })).toEqual([]);
    expect(await lease.ledger.countDevices(key, { states: [] })).toEqual({});
  });
});
