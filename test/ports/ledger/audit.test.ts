import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../../domain/canonical-json.ts';
import { findAuditBreak } from '../../../ports/ledger/audit-chain.ts';
import type { RunKey } from '../../../ports/ledger/port.ts';
import { useLedger } from '../../support/database.ts';
import { aRun, aTenant } from './builders.ts';

const lease = useLedger();

const append = (key: RunKey, act: string) =>
  lease.ledger.appendAudit(key, { actor: 'gangway', act, subject: key.run, detail: { act } });

describe('the audit of a run', () => {
  it('is a chain that verifies, also when many write at once', async () => {
    const key = await aRun(lease.ledger);
    const acts = Array.from({ length: 20 }, (_, index) => `act-${index}`);
    await Promise.all(acts.map((act) => append(key, act)));
    const entries = await lease.ledger.listAudit(key);
    expect(entries.map(({ sequence }) => sequence)).toEqual(acts.map((_, index) => index + 1));
    expect(findAuditBreak(entries)).toBeUndefined();
  });

  it('answers what it stored', async () => {
    const key = await aRun(lease.ledger);
    await append(key, 'planned');
    const second = await append(key, 'approved');
    expect(second).toMatchObject({ sequence: 2, detailHash: canonicalHash({ act: 'approved' }) });
    expect((await lease.ledger.listAudit(key))[1]).toEqual(second);
  });

  it('shows where somebody changed it', async () => {
    const key = await aRun(lease.ledger);
    for (const act of ['one', 'two', 'three']) await append(key, act);
    // As the owner of the database could: with the trigger off.
    await lease.withClient(async (client) => {
      await client.query('set session_replication_role = replica');
      await client.query(`update audit set actor = 'oid-eve' where tenant = $1 and sequence = 2`, [
        key.tenant,
      ]);
    });
    expect(findAuditBreak(await lease.ledger.listAudit(key))).toBe(2);
    await lease.withClient(async (client) => {
      await client.query('set session_replication_role = replica');
      await client.query('delete from audit where tenant = $1 and sequence = 2', [key.tenant]);
    });
    expect(findAuditBreak(await lease.ledger.listAudit(key))).toBe(2);
  });

  it.each([
    ['UPDATE', `update audit set actor = 'oid-eve'`],
    ['DELETE', 'delete from audit'],
    ['TRUNCATE', 'truncate audit'],
  ])('is append-only: %s is refused', async (operation, statement) => {
    await append(await aRun(lease.ledger), 'planned');
    await expect(lease.query(statement)).rejects.toThrow(`${operation} on audit is refused`);
  });

  it('refuses a detail that has no canonical form', async () => {
    const key = await aRun(lease.ledger);
    const entry = { actor: 'gangway', act: 'x', subject: 'y', detail: { share: 0.5 } };
    await expect(lease.ledger.appendAudit(key, entry)).rejects.toMatchObject({ kind: 'refused' });
    expect(await lease.ledger.listAudit(key)).toEqual([]);
  });
});

describe('the tenant', () => {
  it('counts vendor calls of all workers together', async () => {
    const tenant = await aTenant(lease.ledger);
    await Promise.all([
      lease.ledger.countCalls(tenant, { graph: 2, throttled: 1 }),
      lease.ledger.countCalls(tenant, { throttled: 1, graph: 3 }),
      lease.ledger.countCalls(tenant, {}),
    ]);
    expect(await lease.ledger.readCalls(tenant)).toEqual({ graph: 5, throttled: 2 });
  });

  it('gives a turn once per interval, to one of those who ask', async () => {
    const tenant = await aTenant(lease.ledger);
    const tenMinutes = 600_000;
    const ask = (at: string) => lease.ledger.takeTurn(tenant, 'sync', at, tenMinutes);
    const first = await Promise.all([1, 2, 3].map(() => ask('2026-03-02T08:00:00Z')));
    expect(first.filter(Boolean)).toHaveLength(1);
    expect(await ask('2026-03-02T08:09:59Z')).toBe(false);
    expect(await ask('2026-03-02T08:10:00Z')).toBe(true);
  });
});
