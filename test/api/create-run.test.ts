import { describe, expect, it } from 'vitest';
import { RunMessageError } from '../../api/run-messages.ts';
import type { CreateRunAnswer } from '../../api/schemas/runs.ts';
import { deviceKey } from '../../domain/device-key.ts';
import { serialKey } from '../../domain/serial-number.ts';
import { otherTenantId, people, tenantId } from './support/people.ts';
import { deviceList, multipart, specInput, upload } from './support/upload.ts';
import { deviceKeySecret, useApi } from './support/use-api.ts';

const lease = useApi();

async function create(key: string, body = upload(deviceList(['CREATE-1']))) {
  return lease.as('admin', {
    method: 'POST',
    url: '/v1/runs',
    payload: body.payload,
    headers: { ...body.headers, 'idempotency-key': key },
  });
}

const countRuns = async () => (await lease.ledger.listRuns(tenantId, { limit: 100 })).length;

describe('POST /v1/runs', () => {
  it('stores what it accepts, answers what it does not, and starts the run', async () => {
    const list = deviceList(['ACCEPTED-1', 'ACCEPTED-2'], ['TO BE FILLED BY O.E.M.,,QUJD,,']);
    const response = await create('happy', upload(list));
    expect(response.statusCode).toBe(201);
    const answer = response.json<CreateRunAnswer>();
    expect(answer.rows).toEqual({ read: 3, accepted: 2, rejected: 1 });
    expect(answer.rejected).toEqual([
      expect.objectContaining({
        row: 4,
        column: 'Device Serial Number',
        code: 'SerialPlaceholder',
      }),
    ]);
    expect(answer.links).toContainEqual({ rel: 'self', href: `/v1/runs/${answer.runId}` });

    const key = { tenant: tenantId, run: answer.runId };
    const devices = await lease.ledger.listDevices(key, {}, { limit: 10 });
    expect(devices.map(({ serialNumber, groupTag }) => [serialNumber, groupTag]).sort()).toEqual([
      ['ACCEPTED-1', 'GANGWAY'],
      ['ACCEPTED-2', 'GANGWAY'],
    ]);
    expect(devices.map((device) => device.deviceKey)).toContain(
      deviceKey(deviceKeySecret, tenantId, serialKey('accepted-1')),
    );
    expect(lease.messages.started).toEqual([
      {
        ...key,
        requester: people.admin.oid,
        siteCode: 'PS1',
        timeFactor: 60,
        gateDeadlineMs: 72 * 3_600_000,
        duplicateGraceMs: 3_600_000,
        failureBudgetPercent: 10,
      },
    ]);
    expect(lease.messages.summaries[0]).toBe(`Run ${answer.runId}: 2 devices, path autopilot`);
    const audit = await lease.ledger.listAudit(key);
    expect(audit).toMatchObject([{ actor: people.admin.oid, act: 'run.create' }]);
  });

  it('answers the same request again without storing anything again', async () => {
    const first = await create('again', upload(deviceList(['AGAIN-1'], ['NA,,x,,'])));
    const runs = await countRuns();
    const second = await create('again', upload(deviceList(['AGAIN-1'], ['NA,,x,,'])));
    expect([first.statusCode, second.statusCode]).toEqual([201, 200]);
    expect(second.json()).toEqual(first.json());
    expect(await countRuns()).toBe(runs);
    const { runId } = first.json<CreateRunAnswer>();
    expect(await lease.ledger.listAudit({ tenant: tenantId, run: runId })).toHaveLength(1);
  });

  it('refuses the same key with another body, and takes it from another admin', async () => {
    await create('taken', upload(deviceList(['TAKEN-1'])));
    const other = upload(deviceList(['TAKEN-2']));
    const conflict = await create('taken', other);
    expect(conflict.statusCode).toBe(409);
    expect(conflict.json()).toMatchObject({ code: 'IdempotencyConflict' });
    const colleague = await lease.as(
      { ...people.admin, oid: 'oid-other-admin' },
      {
        method: 'POST',
        url: '/v1/runs',
        payload: other.payload,
        headers: { ...other.headers, 'idempotency-key': 'taken' },
      },
    );
    expect(colleague.statusCode).toBe(201);
  });

  it('starts at the repeat what could not be started at first', async () => {
    lease.messages.failNext(new RunMessageError('unreachable', 'away'));
    const first = await create('away', upload(deviceList(['AWAY-1'])));
    expect(first.statusCode).toBe(503);
    expect(first.json()).toMatchObject({ code: 'ServiceUnavailable' });
    expect(lease.messages.started).toEqual([]);
    const second = await create('away', upload(deviceList(['AWAY-1'])));
    expect(second.statusCode).toBe(200);
    const { runId } = second.json<CreateRunAnswer>();
    expect(lease.messages.started).toMatchObject([{ run: runId }]);
  });

  it('does not start again what has ended', async () => {
    const body = upload(deviceList(['ENDED-1']));
    const { runId } = (await create('ended', body)).json<CreateRunAnswer>();
    await lease.ledger.endRun({ tenant: tenantId, run: runId }, 'completed');
    lease.messages.reset();
    expect((await create('ended', body)).statusCode).toBe(200);
    expect(lease.messages.started).toEqual([]);
  });

  it.each([
    ['a spreadsheet', 'PK\u0003\u0004 not text \u0000\u0000', 'FileNotDeviceList'],
    ['a list of something else', 'Name,Age\r\nAda,36\r\n', 'FileNotDeviceList'],
    ['nothing', '', 'FileNotDeviceList'],
    ['a list without one sound row', deviceList([], ['NA,,x,,']), 'InvalidInput'],
  ])('stores nothing for %s', async (name, file, code) => {
    const runs = await countRuns();
    const response = await create(`no-list-${name.length}`, upload(file));
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({ code });
    expect(await countRuns()).toBe(runs);
    expect(lease.messages.started).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 'spec'],
    ['a shared tag', { ...specInput, groupTag: 'KIOSK-Shared' }, 'spec.groupTag'],
    ['a tag that ends the rule', { ...specInput, groupTag: 'X")) or (1 -eq 1' }, 'spec.groupTag'],
    ['months', { ...specInput, duplicateGrace: 'P1M' }, 'spec.duplicateGrace'],
    ['an unknown member', { ...specInput, force: true }, 'spec'],
    ['another path', { ...specInput, path: 'existing-clients' }, 'spec.path'],
  ])('names the field of a spec with %s', async (_name, spec, field) => {
    const response = await create('bad-spec', upload(deviceList(['X1']), spec));
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({ code: 'InvalidInput', errors: [{ field }] });
  });

  it('fills in the documented defaults', async () => {
    // JSON leaves out what is undefined.
    const rest = { ...specInput, duplicateGrace: undefined, gates: undefined };
    const response = await create('defaults', upload(deviceList(['DEFAULTS-1']), rest));
    expect(response.statusCode).toBe(201);
    expect(lease.messages.started).toMatchObject([
      { gateDeadlineMs: 3 * 86_400_000, duplicateGraceMs: 30 * 86_400_000 },
    ]);
  });

  it('takes the spec as a file too, as curl sends it', async () => {
    const body = multipart([
      { name: 'file', text: deviceList(['CURL-1']), filename: 'fleet.csv' },
      { name: 'spec', text: JSON.stringify(specInput), filename: 'run.json' },
    ]);
    expect((await create('curl', body)).statusCode).toBe(201);
  });

  it.each([
    ['without a list', multipart([{ name: 'spec', text: JSON.stringify(specInput) }]), 422],
    ['without a spec', multipart([{ name: 'file', text: 'x', filename: 'a.csv' }]), 422],
    ['with a third part', upload('x', specInput, [{ name: 'more', text: 'y' }]), 413],
  ])('refuses an upload %s', async (_name, body, status) => {
    expect((await create('parts', body)).statusCode).toBe(status);
  });

  it('refuses a body that is no upload', async () => {
    const response = await lease.as('admin', {
      method: 'POST',
      url: '/v1/runs',
      payload: { spec: specInput },
      headers: { 'idempotency-key': 'json' },
    });
    expect(response.statusCode).toBe(415);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('needs a key', async () => {
    const body = upload(deviceList(['NOKEY-1']));
    const response = await lease.as('admin', { method: 'POST', url: '/v1/runs', ...body });
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({ errors: [{ field: 'headers.idempotency-key' }] });
  });

  it('begins nothing for a tenant that the workers do not serve', async () => {
    const body = upload(deviceList(['ELSEWHERE-1']));
    const response = await lease.as(
      { ...people.admin, tid: otherTenantId },
      {
        method: 'POST',
        url: '/v1/runs',
        payload: body.payload,
        headers: { ...body.headers, 'idempotency-key': 'elsewhere' },
      },
    );
    expect(response.json()).toMatchObject({ status: 409, code: 'SiteMismatch' });
  });
});
