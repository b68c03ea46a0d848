import { describe, expect, it } from 'vitest';
import { RunMessageError, type RunMessageName } from '../../api/run-messages.ts';
import { deviceKey } from '../../domain/device-key.ts';
import { serialKey } from '../../domain/serial-number.ts';
import { aRun } from './support/a-run.ts';
import { people, tenantId, type PersonName } from './support/people.ts';
import { deviceKeySecret, useApi } from './support/use-api.ts';

const lease = useApi();
const reason = 'Asked for by the change board.';

interface MessageCase {
  readonly by: PersonName;
  readonly path: string;
  readonly body: object;
  readonly name: RunMessageName;
  readonly input: object;
}

const reasoned: readonly MessageCase[] = [
  { by: 'operator', path: 'pause', body: {}, name: 'pause', input: {} },
  { by: 'operator', path: 'resume', body: {}, name: 'resume', input: {} },
  { by: 'admin', path: 'abort', body: {}, name: 'abort', input: {} },
  {
    by: 'operator',
    path: 'resolutions',
    body: { scope: { errorCode: 'NotCoManaged' }, action: 'retry' },
    name: 'resolve',
    input: { scope: { errorCode: 'NotCoManaged' }, action: 'retry' },
  },
  { by: 'operator', path: 'waves/2/release', body: {}, name: 'releaseWave', input: { wave: 2 } },
  {
    by: 'operator',
    path: 'gates/wipe-1/deadline',
    body: { byMinutes: 90 },
    name: 'extendDeadline',
    input: { gate: 'wipe-1', byMs: 5_400_000 },
  },
];

describe.each(reasoned)('POST /v1/runs/{run}/$path', ({ by, path, body, name, input }) => {
  const post = (run: string, payload: object, headers: Record<string, string> = {}) =>
    lease.as(by, { method: 'POST', url: `/v1/runs/${run}/${path}`, payload, headers });

  it('saves the reason, records the act, and sends ids only', async () => {
    const key = await aRun(lease);
    const response = await post(key.run, { ...body, reason });
    expect(response.statusCode).toBe(200);
    const [saved] = await lease.database.query('select * from texts where run = $1', [key.run]);
    expect(saved).toMatchObject({ body: reason });
    expect(lease.messages.sent).toEqual([
      {
        run: key,
        name,
        input: { ...input, reasonId: saved?.['text_id'] },
        updateId: expect.stringMatching(new RegExp(`^${name}-[0-9a-f]{32}$`)) as string,
      },
    ]);
    const audit = await lease.ledger.listAudit(key);
    expect(audit).toMatchObject([{ actor: people[by].oid, act: `run.${name}` }]);
  });

  it('is one update for one idempotency key, and two without', async () => {
    const { run } = await aRun(lease);
    const same = { 'idempotency-key': 'k' };
    for (const headers of [same, same, {}, {}]) {
      await post(run, { ...body, reason }, headers);
    }
    const ids = lease.messages.sent.map(({ updateId }) => updateId);
    expect(new Set(ids).size).toBe(3);
    expect(ids[0]).toBe(ids[1]);
  });

  it('needs a reason, a run, and a run that lives', async () => {
    const key = await aRun(lease);
    expect((await post(key.run, { ...body, reason: '  ' })).statusCode).toBe(422);
    expect((await post('r-none', { ...body, reason })).statusCode).toBe(404);
    await lease.ledger.endRun(key, 'completed');
    const late = await post(key.run, { ...body, reason });
    expect(late.json()).toMatchObject({ status: 409, code: 'RunStopped' });
    expect(lease.messages.sent).toEqual([]);
  });
});

describe('a message that', () => {
  it.each([
    [new RunMessageError('refused', 'no such wave', { code: 'InvalidInput' }), 422, 'InvalidInput'],
    [new RunMessageError('not-running', 'x'), 409, 'RunStopped'],
    [new RunMessageError('unreachable', 'x'), 503, 'ServiceUnavailable'],
    [new RunMessageError('unanswered', 'x'), 504, 'OutcomeUnknown'],
  ])('meets %s leaves as its problem', async (error, status, code) => {
    const { run } = await aRun(lease);
    lease.messages.failNext(error);
    const url = `/v1/runs/${run}/pause`;
    const response = await lease.as('operator', { method: 'POST', url, payload: { reason } });
    expect(response.json()).toMatchObject({ status, code });
  });
});

describe('POST /v1/runs/{run}/deliveries', () => {
  const deliver = (
    run: string,
    serialNumbers: readonly string[],
    headers: Record<string, string> = {},
  ) =>
    lease.as('admin', {
      method: 'POST',
      url: `/v1/runs/${run}/deliveries`,
      payload: { serialNumbers },
      headers,
    });

  it('is the same upload in any order and spelling', async () => {
    const key = await aRun(lease);
    const first = await deliver(key.run, ['SN-B', 'SN-A', 'sn-a ']);
    expect(first.json()).toMatchObject({ listed: 2, delivered: 1 });
    await deliver(key.run, ['sn-a', 'sn-b']);
    const [one, two] = lease.messages.sent;
    expect(one?.input).toEqual(two?.input);
    const { uploadId } = one?.input as { uploadId: string };
    const keys = ['SN-A', 'SN-B'].map((serial) =>
      deviceKey(deviceKeySecret, tenantId, serialKey(serial)),
    );
    expect([...(await lease.ledger.readDelivery(key, uploadId))].sort()).toEqual(keys.sort());
  });

  it('is applied again when the list comes again: more of it may be ready to ship by now', async () => {
    const { run } = await aRun(lease);
    for (const day of [1, 2]) {
      expect((await deliver(run, ['SN-A', 'SN-B'])).json(), `day ${day}`).toMatchObject({
        delivered: 1,
      });
    }
    const ids = lease.messages.sent.map(({ updateId }) => updateId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });

  it('is one update for one idempotency key, unless the list is another', async () => {
    const { run } = await aRun(lease);
    const key = { 'idempotency-key': 'k' };
    await deliver(run, ['SN-A'], key);
    await deliver(run, ['SN-A'], key);
    await deliver(run, ['SN-B'], key);
    const [first, again, other] = lease.messages.sent.map(({ updateId }) => updateId);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('believes no list with a placeholder in it', async () => {
    const { run } = await aRun(lease);
    const response = await deliver(run, ['SN-A', 'System Serial Number']);
    expect(response.json()).toMatchObject({
      code: 'InvalidInput',
      errors: [{ field: 'body.serialNumbers.1', message: 'SerialPlaceholder' }],
    });
    expect(lease.messages.sent).toEqual([]);
  });

  it('needs serial numbers', async () => {
    const { run } = await aRun(lease);
    expect((await deliver(run, [])).statusCode).toBe(422);
  });
});
