import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Task } from '../../api/schemas/tasks.ts';
import { makeKeyFile } from '../../ports/signing/key-file.ts';
import { aRun } from './support/a-run.ts';
import { people, tenantId } from './support/people.ts';
import { useApi } from './support/use-api.ts';

const lease = useApi();
const task = {
  taskId: 'cloud-attach',
  title: 'Attach the site',
  instructions: '1. Open the wizard',
};

const addEvidence = (address: string, body: Record<string, string>) =>
  lease.as('admin', { method: 'POST', url: `/v1/tasks/${address}/evidence`, payload: { body } });

describe('tasks', () => {
  it('are listed by run, or the open ones of all live runs', async () => {
    const done = await aRun(lease);
    await lease.ledger.openTask(done, task);
    await lease.ledger.setTask(done, task.taskId, { state: 'done' });
    const open = await aRun(lease);
    await lease.ledger.openTask(open, task);
    await lease.ledger.setTask(open, task.taskId, { state: 'open', problem: 'not attached yet' });
    const list = async (query: string) =>
      (await lease.as('auditor', { method: 'GET', url: `/v1/tasks${query}` })).json<{
        items: Task[];
      }>().items;
    expect(await list(`?run=${done.run}`)).toMatchObject([{ state: 'done' }]);
    expect(await list('')).toMatchObject([
      { run: open.run, ...task, state: 'open', problem: 'not attached yet' },
    ]);
  });

  it('take evidence: stored, recorded, and named to the run', async () => {
    const key = await aRun(lease);
    await lease.ledger.openTask(key, task);
    const body = { commandLine: '/mp:https://cmg.example CCMHOSTNAME=cmg.example SMSSiteCode=PS1' };
    const response = await addEvidence(`${key.run}.cloud-attach`, body);
    expect(response.statusCode).toBe(200);
    const { evidenceId } = response.json<{ evidenceId: string }>();
    expect(await lease.ledger.findEvidence(key, evidenceId)).toMatchObject({
      taskId: 'cloud-attach',
      by: people.admin.oid,
      body,
    });
    expect(lease.messages.sent).toMatchObject([
      { run: key, name: 'completeTask', input: { taskId: 'cloud-attach', evidenceId } },
    ]);
    expect(await lease.ledger.listAudit(key)).toMatchObject([{ act: 'task.evidence' }]);
  });

  it('take none when they are unknown or done', async () => {
    const key = await aRun(lease);
    await lease.ledger.openTask(key, task);
    await lease.ledger.setTask(key, task.taskId, { state: 'done' });
    const done = await addEvidence(`${key.run}.cloud-attach`, { a: 'b' });
    expect(done.json()).toMatchObject({ status: 409, code: 'TaskNotOpen' });
    const unknown = await addEvidence(`${key.run}.licence`, { a: 'b' });
    expect(unknown.json()).toMatchObject({ status: 404, code: 'NotFound' });
    expect(lease.messages.sent).toEqual([]);
  });
});

describe('approvers', () => {
  const register = (bearer: Parameters<typeof lease.as>[0], payload: object) =>
    lease.as(bearer, { method: 'POST', url: '/v1/approvers', payload });

  it('register keys of their own, once', async () => {
    const key = await makeKeyFile(path.join(lease.folder, 'one.pem'));
    const first = await register('approver', key);
    expect(first.json()).toMatchObject({ ...key, oid: people.approver.oid });
    expect((await register('approver', key)).json()).toEqual(first.json());
    const list = await lease.as('auditor', { method: 'GET', url: '/v1/approvers' });
    expect(list.json()).toEqual({ items: [first.json()] });
  });

  it('cannot take another’s key for theirs', async () => {
    const key = await makeKeyFile(path.join(lease.folder, 'two.pem'));
    await register('approver', key);
    const stolen = await register('secondApprover', key);
    expect(stolen.json()).toMatchObject({ status: 409, code: 'RuleForbids' });
    const keys = await lease.ledger.listApproverKeys(tenantId);
    expect(keys.find(({ kid }) => kid === key.kid)?.oid).toBe(people.approver.oid);
  });

  it('cannot choose the id of a key', async () => {
    const { publicKey } = await makeKeyFile(path.join(lease.folder, 'three.pem'));
    const response = await register('approver', { kid: '0123456789abcdef', publicKey });
    expect(response.json()).toMatchObject({ status: 422, code: 'InvalidInput' });
  });
});
