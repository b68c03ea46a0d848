import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrustList } from '../../ports/signing/trust-list.ts';
import { benOid, benToken, gangway } from './run-command.ts';
import { problem, withScriptedApi, type Script } from './scripted-api.ts';

const run = promisify(execFile);
const trustScript = path.join(import.meta.dirname, '..', '..', 'scripts', 'trust.ts');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gangway-people-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const registering: Script = {
  'POST /v1/approvers': ({ body }) => ({
    status: 201,
    json: { ...(JSON.parse(body) as object), oid: benOid, registeredAt: '2026-09-01T08:00:00Z' },
  }),
};

async function against(script: Script, args: readonly string[]) {
  return withScriptedApi(script, async ({ url, seen }) => ({
    ran: await gangway(args, { apiUrl: url, token: benToken }),
    seen,
  }));
}

describe('becoming an approver', () => {
  it('leads from a new key over the enrolment file to the trust list, and off it again', async () => {
    const key = path.join(folder, 'keys', 'ben.pem');
    const out = path.join(folder, 'ben.json');
    const enrol = ['approver', 'enroll', '--key', key, '--out', out];
    const { ran, seen } = await against(registering, enrol);
    expect(ran.exitCode).toBe(0);
    expect((await stat(key)).mode & 0o077).toBe(0);
    const enrolment = JSON.parse(await readFile(out, 'utf8')) as Record<string, string>;
    expect(Object.keys(enrolment)).toEqual(['kid', 'oid', 'publicKey']);
    expect(seen[0]?.body).not.toContain('PRIVATE');

    const list = path.join(folder, 'trust-list.json');
    await run(process.execPath, [trustScript, 'add', out, '--list', list]);
    expect(await readTrustList(list)).toMatchObject([{ ...enrolment, use: 'approver' }]);
    await run(process.execPath, [trustScript, 'revoke', enrolment['kid'] ?? '', '--list', list]);
    const [revoked] = await readTrustList(list);
    expect(revoked?.revokedAt).toBeDefined();
  });

  it('keeps the key that is there', async () => {
    const key = path.join(folder, 'again.pem');
    const args = ['approver', 'enroll', '--key', key, '--out', path.join(folder, 'again.json')];
    await against(registering, args);
    const before = await readFile(key, 'utf8');
    const { ran } = await against(registering, args);
    expect(ran.out).toContain('Found the private key');
    expect(await readFile(key, 'utf8')).toBe(before);
  });

  it('trusts nothing that is no enrolment file', async () => {
    const list = path.join(folder, 'empty-list.json');
    await expect(
      run(process.execPath, [trustScript, 'add', trustScript, '--list', list]),
    ).rejects.toMatchObject({ code: 1 });
  });
});

describe('gangway task complete', () => {
  it('sends evidence with equals signs and quotes as they are', async () => {
    const line = 'CCMSETUPCMD="CCMHOSTNAME=cmg.example/CCM_Proxy_MutualAuth/1 SMSSITECODE=PS1"';
    const { ran, seen } = await against(
      {
        'POST /v1/tasks/*/evidence': () => ({ json: { taskId: 'cloud-attach', evidenceId: 'e' } }),
      },
      ['task', 'complete', 'r-1.cloud-attach', '--evidence', `commandLine=${line}`],
    );
    expect(ran.exitCode).toBe(0);
    expect(seen[0]?.path).toBe('/v1/tasks/r-1.cloud-attach/evidence');
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ body: { commandLine: line } });
  });

  it('says which part of the command line is wrong', async () => {
    const { ran } = await against(
      { 'POST /v1/tasks/*/evidence': () => problem(422, 'CommandLineInvalid', 'position 13') },
      ['task', 'complete', 'r-1.cloud-attach', '--evidence', 'commandLine=x'],
    );
    expect(ran.exitCode).toBe(5);
    expect(ran.err).toContain('position 13');
  });

  it('refuses evidence without a name', async () => {
    const { ran } = await against({}, ['task', 'complete', 'r-1.t', '--evidence', 'value']);
    expect(ran.exitCode).toBe(2);
  });
});

describe('gangway resolve', () => {
  const resolved: Script = { 'POST /v1/runs/*/resolutions': () => ({ json: { devices: 4 } }) };
  const retry = ['resolve', 'r-1', '--action', 'retry', '--reason', 'cable'];

  it.each([
    [['--code', 'NotCoManaged'], { errorCode: 'NotCoManaged' }],
    [['--wave', '2'], { wave: 2 }],
    [['--device', 'key-1'], { deviceKey: 'key-1' }],
  ])('takes %j as its scope', async (scopeArgs, scope) => {
    const { ran, seen } = await against(resolved, [...retry, ...scopeArgs]);
    expect(ran).toMatchObject({ exitCode: 0, out: '4 devices: retry.' });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ scope, action: 'retry', reason: 'cable' });
  });

  it.each([[[]], [['--wave', '1', '--code', 'NotCoManaged']], [['--code', 'NoSuchCode']]])(
    'sends nothing for the scope %j',
    async (scopeArgs) => {
      const { ran, seen } = await against(resolved, [...retry, ...scopeArgs]);
      expect(ran.exitCode).toBe(2);
      expect(seen).toEqual([]);
    },
  );
});
