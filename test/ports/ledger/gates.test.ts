import { describe, expect, it } from 'vitest';
import type { GateLeaf } from '../../../domain/approval.ts';
import { textHash } from '../../../domain/canonical-json.ts';
import { useLedger } from '../../support/database.ts';
import { aDecision, aGate, aRun } from './builders.ts';

const lease = useLedger();

const leaves: readonly GateLeaf[] = ['b', 'a'].map((deviceKey) => ({
  deviceKey,
  action: 'wipe',
  serial: `SN-${deviceKey}`,
  precondition: 'enrolled',
}));

describe('a gate', () => {
  it('opens once: what was stored stands, its nonce too', async () => {
    const key = await aRun(lease.ledger);
    const gate = aGate();
    const opened = await lease.ledger.openGate(key, gate, leaves);
    expect(opened).toEqual({ ...gate, state: 'open', leafCount: 2 });
    expect(await lease.ledger.openGate(key, aGate({ nonce: 'other' }), [])).toEqual(opened);
    expect(await lease.ledger.findGate(key, 'plan')).toEqual(opened);
    expect(await lease.ledger.listGates(key)).toEqual([opened]);
    expect(await lease.ledger.listGateLeaves(key, 'plan')).toEqual(leaves);
  });

  it('stays closed once it is closed', async () => {
    const key = await aRun(lease.ledger);
    await lease.ledger.openGate(key, aGate(), leaves);
    await lease.ledger.setGateState(key, 'plan', 'held');
    await lease.ledger.setGateState(key, 'plan', 'approved');
    await lease.ledger.setGateState(key, 'plan', 'approved');
    const closed = await lease.ledger.findGate(key, 'plan');
    expect(closed).toMatchObject({ state: 'approved', closedAt: expect.any(String) as string });
    await expect(lease.ledger.setGateState(key, 'plan', 'open')).rejects.toMatchObject({
      kind: 'refused',
      message: 'a gate that is approved may not become open',
    });
    await expect(lease.ledger.setGateState(key, 'other', 'open')).rejects.toMatchObject({
      kind: 'refused',
    });
  });

  it('cannot ask something else once it is open', async () => {
    const { tenant } = await aRun(lease.ledger).then(async (key) => {
      await lease.ledger.openGate(key, aGate(), leaves);
      return key;
    });
    await expect(
      lease.query('update gates set quorum = 0 where tenant = $1', [tenant]),
    ).rejects.toThrow(/may not change/);
    await expect(
      lease.query('delete from gate_leaves where tenant = $1', [tenant]),
    ).rejects.toThrow(/refused/);
  });
});

describe('decisions', () => {
  it('are kept as they were signed, in order, the same one once', async () => {
    const key = await aRun(lease.ledger);
    await lease.ledger.openGate(key, aGate(), []);
    const approval = aDecision(key.run);
    const rejection = aDecision(key.run, { verdict: 'reject' });
    const ofAnother = aDecision(key.run, { oid: 'oid-linus', kid: 'kid-2' });
    for (const decision of [approval, rejection, approval, ofAnother]) {
      await lease.ledger.appendDecision(key, decision);
    }
    expect(await lease.ledger.listDecisions(key, 'plan')).toEqual([approval, rejection, ofAnother]);
  });

  it('belong to a gate of this run', async () => {
    const key = await aRun(lease.ledger);
    await expect(lease.ledger.appendDecision(key, aDecision(key.run))).rejects.toMatchObject({
      kind: 'refused',
    });
    await expect(lease.ledger.appendDecision(key, aDecision('r-9'))).rejects.toMatchObject({
      kind: 'refused',
    });
  });

  it.each([
    ['UPDATE', `update decisions set signature = 'forged'`],
    ['DELETE', 'delete from decisions'],
    ['TRUNCATE', 'truncate decisions'],
  ])('are append-only: %s is refused', async (operation, statement) => {
    await expect(lease.query(statement)).rejects.toThrow(`${operation} on decisions is refused`);
  });
});

describe('what people write', () => {
  it('is stored once per person and text', async () => {
    const key = await aRun(lease.ledger);
    const first = await lease.ledger.saveText(key, 'oid-ada', 'go ahead');
    expect(first.textHash).toBe(textHash('go ahead'));
    expect(await lease.ledger.saveText(key, 'oid-ada', 'go ahead')).toEqual(first);
    expect((await lease.ledger.saveText(key, 'oid-grace', 'go ahead')).textId).not.toBe(
      first.textId,
    );
  });

  it('completes a task with evidence', async () => {
    const key = await aRun(lease.ledger);
    const task = { taskId: 'cloud-attach', title: 'Attach the site', instructions: '1. Open …' };
    await lease.ledger.openTask(key, task);
    await lease.ledger.openTask(key, { ...task, title: 'other' });
    await lease.ledger.setTask(key, task.taskId, { state: 'open', problem: 'not attached' });
    expect(await lease.ledger.listTasks(key)).toMatchObject([
      { ...task, state: 'open', problem: 'not attached' },
    ]);
    await lease.ledger.setTask(key, task.taskId, { state: 'done' });
    expect((await lease.ledger.listTasks(key))[0]).not.toHaveProperty('problem');

    const evidence = { taskId: task.taskId, by: 'oid-ada', body: { site: 'PS1' } };
    const evidenceId = await lease.ledger.addEvidence(key, evidence);
    expect(await lease.ledger.findEvidence(key, evidenceId)).toEqual({ evidenceId, ...evidence });
    expect(await lease.ledger.findEvidence(key, 'unknown')).toBeUndefined();
  });

  it('registers a key of an approver once', async () => {
    const { tenant } = await aRun(lease.ledger);
    const approver = { kid: 'kid-1', oid: 'oid-grace', publicKey: 'AAAA' };
    await lease.ledger.registerApproverKey(tenant, approver);
    await lease.ledger.registerApproverKey(tenant, approver);
    expect(await lease.ledger.listApproverKeys(tenant)).toMatchObject([approver]);
    await expect(
      lease.ledger.registerApproverKey(tenant, { ...approver, publicKey: 'BBBB' }),
    ).rejects.toMatchObject({ kind: 'refused' });
  });
});
