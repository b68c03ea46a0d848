import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LedgerError } from '../../../ports/ledger/errors.ts';
import { migrate } from '../../../ports/ledger/migrate.ts';
import { createPostgresLedger } from '../../../ports/ledger/postgres-ledger.ts';
import { testDataKey, useLedger } from '../../support/database.ts';
import { aDevice, aNewRun, aRun, aTenant } from './builders.ts';

const lease = useLedger();

describe('migrate', () => {
  it('may be called again, and by two at once on an empty database', async () => {
    await migrate(lease.databaseUrl);
    await lease.query('create database empty');
    const url = new URL(lease.databaseUrl);
    url.pathname = '/empty';
    await Promise.all([migrate(url.href), migrate(url.href)]);
    const ledger = createPostgresLedger({ databaseUrl: url.href, dataKey: testDataKey });
    await ledger.ping();
    expect(await ledger.listRuns('t', { limit: 1 })).toEqual([]);
    await ledger.close();
    await lease.query('drop database empty with (force)');
  });
});

describe('the schema', () => {
  it('is what the migrations make', async () => {
    const { generateDrizzleJson, generateMigration } = await import('drizzle-kit/api');
    const folder = path.join(import.meta.dirname, '..', '..', '..', 'ports', 'ledger');
    const concepts = ['audit', 'devices', 'gates', 'journal', 'outbox', 'plans', 'runs', 'tasks'];
    const tables = await Promise.all(
      concepts.map((name) => import(path.join(folder, 'schema', `${name}.ts`)) as Promise<object>),
    );
    const journal = JSON.parse(
      readFileSync(path.join(folder, 'migrations', 'meta', '_journal.json'), 'utf8'),
    ) as { entries: { idx: number }[] };
    const last = String(journal.entries.length - 1).padStart(4, '0');
    // The types of the kit's programming interface do not resolve: its snapshots stay unknown.
    const snapshot = JSON.parse(
      readFileSync(path.join(folder, 'migrations', 'meta', `${last}_snapshot.json`), 'utf8'),
    ) as { id: string };
    const schema = Object.assign({}, ...tables) as Record<string, unknown>;
    const wanted: unknown = generateDrizzleJson(schema, snapshot.id, undefined, 'snake_case');
    expect(await generateMigration(snapshot as never, wanted as never)).toEqual([]);
  });
});

describe('a ledger error', () => {
  it('says unavailable when nobody listens', async () => {
    const databaseUrl = 'postgresql://gangway@127.0.0.1:1/none';
    const ledger = createPostgresLedger({ databaseUrl, dataKey: testDataKey });
    await expect(ledger.ping()).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(ledger.setFence({ tenant: 't', run: 'r' }, 'live')).rejects.toMatchObject({
      kind: 'unavailable',
    });
    await expect(migrate(databaseUrl)).rejects.toBeInstanceOf(LedgerError);
    await ledger.close();
  });

  it('says unavailable when connections break, in use or idle, and the next call works', async () => {
    const key = await aRun(lease.ledger, ['a']);
    await lease.withClient(async (client) => {
      await client.query('begin');
      await client.query('select 1 from devices where tenant = $1 for update', [key.tenant]);
      const move = lease.ledger.moveDevices(key, [
        { deviceKey: 'a', from: 'accepted', to: 'planned' },
      ]);
      const outcome = expect(move).rejects.toMatchObject({ kind: 'unavailable' });
      await lease.untilOneWaitsForALock();
      await lease.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'gangway'`,
      );
      await outcome;
      await client.query('rollback');
    });
    const moved = await lease.ledger.moveDevices(key, [
      { deviceKey: 'a', from: 'accepted', to: 'planned' },
    ]);
    expect(moved).toEqual(['a']);
  });

  it('carries no serial number, no hash and no user, whatever was refused', async () => {
    const tenant = await aTenant(lease.ledger);
    const secret = { serialNumber: 'SECRET', hardwareHash: 'SECRET', assignedUser: 'SECRET' };
    const devices = [aDevice('a', secret), aDevice('a', secret)];
    const create = lease.ledger.createRun(aNewRun({ tenant, run: 'r-1' }, [], { devices }));
    const error: unknown = await create.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'refused', name: 'LedgerError' });
    const { message, stack, cause } = error as LedgerError;
    expect(message).toContain('devices_tenant_run_device_key_pk');
    expect(`${message} ${String(stack)} ${String(cause)}`).not.toContain('SECRET');
  });

  it('says refused for a tenant or a run that is not there', async () => {
    const key = { tenant: 'nobody', run: 'r-1' };
    await expect(lease.ledger.createRun(aNewRun(key, []))).rejects.toMatchObject({
      kind: 'refused',
    });
    await expect(lease.ledger.readFence(key)).rejects.toMatchObject({ kind: 'refused' });
    await expect(lease.ledger.setPhase(key, 'x', '')).rejects.toMatchObject({ kind: 'refused' });
  });
});
