import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDevice, aRun } from './a-run.ts';
import { benToken, gangway, type Ran } from './run-command.ts';
import { problem, withScriptedApi, type Script, type SeenRequest } from './scripted-api.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gangway-run-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function against(
  script: Script,
  args: readonly string[],
): Promise<{ ran: Ran; seen: readonly SeenRequest[] }> {
  return withScriptedApi(script, async (api) => {
    const ran = await gangway(args, { apiUrl: api.url, token: benToken });
    return { ran, seen: api.seen };
  });
}

async function file(name: string, text: string): Promise<string> {
  const place = path.join(folder, name);
  await writeFile(place, text);
  return place;
}

const done = { json: { status: 'done' } };

describe('gangway run start', () => {
  const rejected = { row: 3, column: 'Hardware Hash', code: 'HardwareHashMissing' };
  const created = {
    runId: 'r-1',
    rows: { read: 2, accepted: 1, rejected: 1 },
    rejected: [{ ...rejected, message: 'The cell is empty.', remedy: 'Collect it.' }],
    links: [],
  };

  it('sends both files under one idempotency key and exits 1 when rows were rejected', async () => {
    const spec = await file('spec.json', '{"name":"x"}');
    const devices = await file('list.csv', 'Device Serial Number\nAB-1\n');
    const { ran, seen } = await against({ 'POST /v1/runs': () => ({ json: created }) }, [
      ...['run', 'start', '--spec', spec, '--devices', devices, '--idempotency-key', 'k-1'],
    ]);
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toContain('2 rows read, 1 accepted, 1 rejected');
    expect(ran.out).toMatch(/^3 +Hardware Hash +HardwareHashMissing +Collect it\.$/m);
    expect(ran.out).toContain('gangway run watch r-1');
    const [sent] = seen;
    expect(sent?.headers['idempotency-key']).toBe('k-1');
    expect(sent?.headers.authorization).toBe(`Bearer ${benToken}`);
    expect(sent?.body).toContain('name="spec"; filename="spec.json"');
    expect(sent?.body).toContain('name="file"; filename="list.csv"');
  });

  it('tells the key of a try that failed, without which the next would be a second run', async () => {
    const spec = await file('spec.json', '{"name":"x"}');
    const devices = await file('list.csv', 'Device Serial Number\nAB-1\n');
    const start = ['run', 'start', '--spec', spec, '--devices', devices];
    const away = problem(503, 'ServiceUnavailable', 'Temporal does not answer.');
    const first = await against({ 'POST /v1/runs': () => away }, start);
    expect(first.ran.exitCode).toBe(4);
    const sentKey = first.seen[0]?.headers['idempotency-key'] as string;
    expect(sentKey).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.ran.err).toContain(`--idempotency-key ${sentKey}`);
    const second = await against({ 'POST /v1/runs': () => ({ json: created }) }, [
      ...[...start, '--idempotency-key', sentKey],
    ]);
    expect(second.seen[0]?.headers['idempotency-key']).toBe(sentKey);
    expect(second.ran.err).not.toContain('--idempotency-key');
  });

  it('tells the key when nobody answers at all', async () => {
    const spec = await file('spec.json', '{"name":"x"}');
    const ran = await gangway(
      ['run', 'start', '--spec', spec, '--devices', spec, '--idempotency-key', 'k-7'],
      { apiUrl: 'http://127.0.0.1:9', token: benToken },
    );
    expect(ran.exitCode).toBe(4);
    expect(ran.err).toContain('--idempotency-key k-7');
  });

  it('does not advise a key that another body has used', async () => {
    const spec = await file('spec.json', '{"name":"x"}');
    const taken = problem(409, 'IdempotencyConflict', 'Taken.');
    const { ran } = await against({ 'POST /v1/runs': () => taken }, [
      ...['run', 'start', '--spec', spec, '--devices', spec, '--idempotency-key', 'k-1'],
    ]);
    expect(ran.err).not.toContain('starts no second run');
    expect(ran.err).toContain('use a new --idempotency-key');
  });

  it('sends nothing when a file is not there', async () => {
    const { ran, seen } = await against({}, [
      ...['run', 'start', '--spec', path.join(folder, 'none'), '--devices', 'none'],
    ]);
    expect(ran.exitCode).toBe(2);
    expect(seen).toEqual([]);
  });
});

describe('gangway run watch', () => {
  it('prints each change once and exits 0 when the run completed', async () => {
    const looks = [
      aRun({ phase: 'waves', devices: { total: 10, byState: { importing: 10 } } }),
      aRun({
        phase: 'ended',
        outcome: 'completed',
        devices: { total: 10, byState: { 'co-managed': 10 } },
      }),
    ];
    let look = 0;
    const { ran } = await against(
      { 'GET /v1/runs/*': () => ({ json: looks[look++] ?? looks[1] }) },
      ['run', 'watch', 'r-1'],
    );
    expect(ran.exitCode).toBe(0);
    expect(ran.out.split('\n')).toEqual([
      'waves · 0/10 ended · 10 importing',
      'ended · 10/10 ended · 10 co-managed',
      'Run r-1 ended: completed',
    ]);
  });

  it('exits 1 when the run was aborted', async () => {
    const { ran } = await against(
      { 'GET /v1/runs/*': () => ({ json: aRun({ phase: 'ended', outcome: 'aborted' }) }) },
      ['run', 'watch', 'r-1', '--json'],
    );
    expect(ran.exitCode).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({ outcome: 'aborted' });
  });
});

describe('gangway run show and devices', () => {
  it('says on whom the run waits and what to do next', async () => {
    const run = aRun({ phase: 'cloud-attach', waitingOn: 'admin: task cloud-attach' });
    const { ran } = await against({ 'GET /v1/runs/*': () => ({ json: run }) }, [
      'run',
      'show',
      'r-1',
    ]);
    expect(ran.out).toMatch(/^waiting on +admin: task cloud-attach$/m);
    expect(ran.out).toMatch(/^Next: Waiting on readiness\.$/m);
  });

  it('lists devices by their row, whatever the pages', async () => {
    const script: Script = {
      'GET /v1/runs/*/devices': ({ path: place }) => ({
        json: place.includes('after=b')
          ? { items: [aDevice(2)] }
          : { items: [aDevice(7), aDevice(5)], next: 'b' },
      }),
      'GET /v1/runs/*/rejected': () => ({ json: { items: [] } }),
    };
    const { ran } = await against(script, ['run', 'devices', 'r-1', '--json']);
    const { devices } = JSON.parse(ran.out) as { devices: { row: number }[] };
    expect(devices.map(({ row }) => row)).toEqual([2, 5, 7]);
  });
});

describe('gangway run, the verbs that change', () => {
  it.each(['pause', 'resume', 'abort'])('%s sends its reason', async (verb) => {
    const { ran, seen } = await against({ [`POST /v1/runs/*/${verb}`]: () => done }, [
      ...['run', verb, 'r-1', '--reason', 'storm'],
    ]);
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ reason: 'storm' });
  });

  it.each(['pause', 'abort', 'release'])('%s without a reason is refused here', async (verb) => {
    const { ran, seen } = await against({}, ['run', verb, 'r-1']);
    expect(ran.exitCode).toBe(2);
    expect(seen).toEqual([]);
  });

  it('deliver reads the first column of a table and says what was not ready', async () => {
    const list = await file(
      'delivery.csv',
      '\uFEFFSerial Number;User\r\nAB-1;ann\r\n"AB-2";\r\n\r\n',
    );
    const answer = { uploadId: 'd-1', listed: 2, delivered: 1 };
    const { ran, seen } = await against(
      { 'POST /v1/runs/*/deliveries': () => ({ json: answer }) },
      ['run', 'deliver', 'r-1', list],
    );
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ serialNumbers: ['AB-1', 'AB-2'] });
    expect(ran.out).toBe('1 devices delivered; 1 of the list were not ready to ship in this run.');
  });
});
