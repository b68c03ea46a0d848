import { describe, expect, it } from 'vitest';
import { createPostgresLedger } from '../../../ports/ledger/postgres-ledger.ts';
import { useLedger } from '../../support/database.ts';
import { aRun } from './builders.ts';

const lease = useLedger();

describe('a hardware hash', () => {
  it('comes back as it was given', async () => {
    const key = await aRun(lease.ledger, ['a', 'b']);
    expect(await lease.ledger.readHardwareHashes(key, ['a', 'b', 'unknown'])).toEqual(
      new Map([
        ['a', 'hash of a'],
        ['b', 'hash of b'],
      ]),
    );
  });

  it('stands nowhere in the database as it is', async () => {
    const { tenant } = await aRun(lease.ledger, ['a']);
    const rows = await lease.query(
      `select to_jsonb(d) || to_jsonb(h) as row, encode(h.sealed, 'escape') as sealed, h.key_id
       from devices d join hardware_hashes h using (tenant, run, device_key) where tenant = $1`,
      [tenant],
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('hash of');
    expect(rows[0]).toMatchObject({ key_id: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
  });

  it('is gone once it is purged', async () => {
    const key = await aRun(lease.ledger, ['a', 'b']);
    await lease.ledger.purgeHardwareHashes(key, ['a']);
    await lease.ledger.purgeHardwareHashes(key, ['a']);
    expect([...(await lease.ledger.readHardwareHashes(key, ['a', 'b'])).keys()]).toEqual(['b']);
  });

  it('does not open under another key, nor in the row of another device', async () => {
    const key = await aRun(lease.ledger, ['a', 'b']);
    const other = createPostgresLedger({
      databaseUrl: lease.databaseUrl,
      dataKey: new Uint8Array(32).fill(8),
    });
    await expect(other.readHardwareHashes(key, ['a'])).rejects.toMatchObject({ kind: 'refused' });
    await other.close();

    await lease.query(
      `update hardware_hashes x set sealed = y.sealed from hardware_hashes y
       where x.tenant = $1 and y.tenant = $1 and x.device_key = 'a' and y.device_key = 'b'`,
      [key.tenant],
    );
    await expect(lease.ledger.readHardwareHashes(key, ['a'])).rejects.toMatchObject({
      message: 'sealed data does not verify',
    });
  });

  it('is not kept by a key of the wrong length', () => {
    const options = { databaseUrl: lease.databaseUrl, dataKey: new Uint8Array(16) };
    expect(() => createPostgresLedger(options)).toThrow(/32/);
  });
});

describe('escrow', () => {
  it('keeps the first snapshot under a key, sealed', async () => {
    const key = await aRun(lease.ledger);
    const escrow = { key: 'e-1', kind: 'entra-device', body: { displayName: 'PC-OF-ADA' } };
    expect(await lease.ledger.hasEscrow(key, 'e-1')).toBe(false);
    await lease.ledger.saveEscrow(key, escrow);
    const before = await lease.query('select * from escrow where tenant = $1', [key.tenant]);
    await lease.ledger.saveEscrow(key, { ...escrow, body: {} });
    expect(await lease.query('select * from escrow where tenant = $1', [key.tenant])).toEqual(
      before,
    );
    expect(String(before[0]?.['sealed'])).not.toContain('PC-OF-ADA');
    expect(await lease.ledger.hasEscrow(key, 'e-1')).toBe(true);
  });
});
