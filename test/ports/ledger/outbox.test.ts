import { beforeEach, describe, expect, it } from 'vitest';
import { listenToOutbox } from '../../../ports/ledger/outbox-listener.ts';
import { useLedger } from '../../support/database.ts';

const lease = useLedger();

beforeEach(() => lease.query('delete from outbox'));

const openRows = () => lease.query('select workflow_id, signal from outbox order by workflow_id');

async function deliverAll(limit = 10): Promise<string[]> {
  const sent: string[] = [];
  const send = ({ workflowId }: { workflowId: string }) => {
    sent.push(workflowId);
    return Promise.resolve();
  };
  while ((await lease.ledger.deliver(limit, send)) > 0);
  return sent;
}

describe('the outbox', () => {
  it('holds at most one open row per workflow and signal', async () => {
    for (const workflow of ['run/x', 'run/x', 'run/y']) {
      await lease.ledger.enqueue(workflow, 'ledgerMoved');
    }
    await lease.ledger.enqueue('run/x', 'childDone');
    expect(await openRows()).toHaveLength(3);
    expect((await deliverAll()).sort()).toEqual(['run/x', 'run/x', 'run/y']);
    expect(await openRows()).toEqual([]);
  });

  it('hands out no more than asked for, the oldest first', async () => {
    for (const workflow of ['run/c', 'run/a', 'run/b']) await lease.ledger.enqueue(workflow, 's');
    expect(await deliverAll(1)).toEqual(['run/c', 'run/a', 'run/b']);
  });

  it('delivers again what could not be sent, after the others', async () => {
    await lease.ledger.enqueue('run/a', 's');
    await lease.ledger.enqueue('run/b', 's');
    const delivered = await lease.ledger.deliver(1, () => Promise.reject(new Error('no Temporal')));
    expect(delivered).toBe(0);
    expect(await openRows()).toHaveLength(2);
    expect(await deliverAll(1)).toEqual(['run/b', 'run/a']);
  });

  it('delivers once more when news comes while it is being sent', async () => {
    await lease.ledger.enqueue('run/a', 's');
    const delivered = await lease.ledger.deliver(1, () => lease.ledger.enqueue('run/a', 's'));
    expect(delivered).toBe(1);
    expect(await deliverAll()).toEqual(['run/a']);
  });

  it('gives a row to one sender at a time, and to another when that one dies', async () => {
    await lease.ledger.enqueue('run/a', 's');
    const other = await lease.ledger.deliver(1, async () => {
      expect(await lease.ledger.deliver(1, () => Promise.resolve())).toBe(0);
    });
    expect(other).toBe(1);

    await lease.ledger.enqueue('run/a', 's');
    await lease.query(`update outbox set claimed_until = now() - interval '1 second'`);
    expect(await deliverAll()).toEqual(['run/a']);
  });

  it('wakes who listens, also after the connection broke', async () => {
    const wakes: (() => void)[] = [];
    const nextWake = () => new Promise<void>((resolve) => wakes.push(resolve));
    let wake = nextWake();
    const listener = listenToOutbox(lease.databaseUrl, () => {
      for (const resolve of wakes.splice(0)) resolve();
    });
    try {
      await wake;
      wake = nextWake();
      await lease.ledger.enqueue('run/a', 's');
      await wake;

      wake = nextWake();
      await lease.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'gangway-outbox-listener'`,
      );
      await wake;
    } finally {
      await listener.close();
    }
  });
});
