import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { buildApp } from '../../api/app.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { nobodySignsIn } from '../../api/dev-issuer.ts';
import { RunMessageError } from '../../api/run-messages.ts';
import { keepStartingStoredRuns } from '../../api/start-stored-runs.ts';
import type { AuditEntry, LedgerPort, RunKey, RunRow } from '../../ports/ledger/port.ts';
import { aDevice, aRun } from './support/a-run.ts';
import { otherTenantId, people, tenantId } from './support/people.ts';
import { deviceKeySecret, useApi } from './support/use-api.ts';

const lease = useApi();
const log = { error: vi.fn(), warn: vi.fn() };
const intervalMs = 10;

/** The API's, an hour from now: what the test has just stored is old. */
const deps = (change: Partial<ApiDeps> = {}): ApiDeps => ({
  ledger: lease.ledger,
  messages: lease.messages,
  countersigner: lease.countersigner,
  authenticate: nobodySignsIn,
  tenantId,
  siteCode: 'PS1',
  timeFactor: 60,
  deviceKeySecret,
  now: () => new Date(Date.now() + 3_600_000),
  ...change,
});

const startedRuns = (): string[] => lease.messages.started.map(({ run }) => run);
const untilStarted = ({ run }: RunKey): Promise<unknown> =>
  vi.waitUntil(() => startedRuns().includes(run), { interval: 5, timeout: 5_000 });

/** Sweeps until something has happened, then stops. */
async function sweepUntil(happened: () => Promise<unknown>, change: Partial<ApiDeps> = {}) {
  const stop = keepStartingStoredRuns(deps(change), { log, intervalMs });
  try {
    await happened();
  } finally {
    await stop();
  }
}

describe('a run that was stored and never started', () => {
  it('is started although nobody asks again, as the request would have, and stands in the audit', async () => {
    const key = await aRun(lease, [aDevice('forgotten')]);
    await sweepUntil(() => untilStarted(key));
    expect(lease.messages.started.find(({ run }) => run === key.run)).toEqual({
      ...key,
      requester: people.admin.oid,
      siteCode: 'PS1',
      timeFactor: 60,
      gateDeadlineMs: 72 * 3_600_000,
      duplicateGraceMs: 3_600_000,
      failureBudgetPercent: 10,
    });
    expect(lease.messages.summaries).toContain(`Run ${key.run}: 1 devices, path autopilot`);
    expect(await lease.ledger.listAudit(key)).toMatchObject([
      { actor: people.admin.oid, act: 'run.create' },
    ]);
    await lease.ledger.setPhase(key, 'planning', '');
  });

  it('is started at a later look when Temporal was away at the first', async () => {
    const key = await aRun(lease);
    lease.messages.failNext(new RunMessageError('unreachable', 'away'));
    await sweepUntil(() => untilStarted(key));
    expect(log.error).toHaveBeenCalled();
    expect(await lease.ledger.listAudit(key)).toHaveLength(1);
    await lease.ledger.setPhase(key, 'planning', '');
  });

  it('does not keep the others waiting when it can never be started', async () => {
    const fine = await aRun(lease);
    const broken = await aRun(lease);
    await lease.database.query(
      `update runs set spec = jsonb_set(spec::jsonb, '{duplicateGrace}', '"soon"')::json where run = $1`,
      [broken.run],
    );
    await sweepUntil(() => untilStarted(fine));
    expect(startedRuns()).not.toContain(broken.run);
    for (const key of [fine, broken]) await lease.ledger.setPhase(key, 'planning', '');
  });
});

describe('the sweep', () => {
  it('leaves alone what is young, under way, over, or another tenant’s', async () => {
    await lease.ledger.ensureTenant(otherTenantId, 'Fabrikam');
    const others = [await aRun(lease), await aRun(lease), await aRun(lease, [], otherTenantId)];
    const [underWay, over] = others as [RunKey, RunKey];
    await lease.ledger.setPhase(underWay, 'planning', '');
    await lease.ledger.endRun(over, 'aborted');
    const forgotten = await aRun(lease);
    await sweepUntil(() => untilStarted(forgotten));
    expect(startedRuns().filter((run) => run !== forgotten.run)).toEqual([]);
    lease.messages.reset();
    const listRuns = vi.spyOn(lease.ledger, 'listRuns');
    await sweepUntil(() => vi.waitUntil(() => listRuns.mock.calls.length > 2, { interval: 5 }), {
      now: () => new Date(),
    });
    listRuns.mockRestore();
    expect(startedRuns()).toEqual([]);
    await lease.ledger.setPhase(forgotten, 'planning', '');
  });

  it('finds a run behind more than a page of newer ones', async () => {
    const old = await aRun(lease);
    for (let newer = 0; newer < 101; newer += 1) {
      await lease.ledger.setPhase(await aRun(lease), 'planning', '');
    }
    await sweepUntil(() => untilStarted(old));
    await lease.ledger.setPhase(old, 'planning', '');
  });

  it('begins with the app', async () => {
    const key = await aRun(lease);
    const api = await buildApp(deps());
    await api.ready();
    await untilStarted(key);
    await api.close();
    await lease.ledger.setPhase(key, 'planning', '');
  });

  it('ends with the app: what is closing starts nothing, and closes after its last look', async () => {
    const row = await lease.ledger.findRun(await aRun(lease));
    if (row === undefined) throw new Error('no run');
    const looking = Promise.withResolvers<readonly RunRow[]>();
    const ledger: LedgerPort = {
      ...lease.ledger,
      listRuns: () => looking.promise,
      listAudit: () => Promise.resolve([{ act: 'run.create' } as AuditEntry]),
    };
    const api = await buildApp(deps({ ledger }));
    await api.ready();
    const closing = api.close();
    // Fastify takes some turns of the loop until its hooks run.
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    looking.resolve([row]);
    await closing;
    await nextTurn();
    expect(startedRuns()).toEqual([]);
    await lease.ledger.setPhase(row, 'planning', '');
  });
});
