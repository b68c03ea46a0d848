import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { RunMessageError } from '../../api/run-messages.ts';
import type { DecisionRequest, GateDetail } from '../../api/schemas/gates.ts';
import type { Decision, SignedDecision } from '../../domain/approval.ts';
import { textHash } from '../../domain/canonical-json.ts';
import { signatureProblem } from '../../domain/decision.ts';
import type { RunKey } from '../../ports/ledger/port.ts';
import { readApproverSigner } from '../../ports/signing/approver-signer.ts';
import { makeKeyFile } from '../../ports/signing/key-file.ts';
import type { ApproverSigner } from '../../ports/signing/port.ts';
import { aLeaf, aRun, openGate } from './support/a-run.ts';
import { people, tenantId, type PersonName } from './support/people.ts';
import { useApi, type Bearer } from './support/use-api.ts';

const lease = useApi();
const comment = 'Numbers checked against the wave.';
const signers = new Map<PersonName, ApproverSigner>();

beforeAll(async () => {
  for (const name of ['approver', 'secondApprover'] as const) await enrol(name);
});

async function enrol(name: PersonName): Promise<void> {
  const file = path.join(lease.folder, `${name}.pem`);
  const key = await makeKeyFile(file);
  signers.set(name, await readApproverSigner(file));
  const response = await lease.as(name, { method: 'POST', url: '/v1/approvers', payload: key });
  expect(response.statusCode).toBe(201);
}

function signerOf(name: PersonName): ApproverSigner {
  const signer = signers.get(name);
  if (signer === undefined) throw new Error(`${name} is not enrolled`);
  return signer;
}

async function aGate(): Promise<{ key: RunKey; gateId: string }> {
  const key = await aRun(lease);
  await openGate(lease, key, { leaves: [aLeaf('a'), aLeaf('b'), aLeaf('c')] });
  return { key, gateId: `${key.run}.wipe-1` };
}

async function showGate(gateId: string, query = ''): Promise<GateDetail> {
  const response = await lease.as('approver', {
    method: 'GET',
    url: `/v1/gates/${gateId}${query}`,
  });
  expect(response.statusCode).toBe(200);
  return response.json<GateDetail>();
}

/** What an approver's machine makes of a gate; changes are made before signing. */
async function sign(
  gateId: string,
  name: PersonName = 'approver',
  change: Partial<Decision> = {},
): Promise<DecisionRequest> {
  const { decisionDraft } = await showGate(gateId);
  if (decisionDraft === undefined) throw new Error('the gate is closed');
  const signer = signerOf(name);
  const decision: Decision = {
    ...decisionDraft,
    verdict: 'approve',
    textHash: textHash(comment),
    oid: people[name].oid,
    kid: signer.kid,
    ...change,
  };
  return { decision, signature: signer.sign(decision), comment };
}

const handIn = (bearer: Bearer, gateId: string, payload: DecisionRequest) =>
  lease.as(bearer, { method: 'POST', url: `/v1/gates/${gateId}/decisions`, payload });

async function expectRefused(
  bearer: Bearer,
  gate: { key: RunKey; gateId: string },
  request: DecisionRequest,
): Promise<void> {
  const response = await handIn(bearer, gate.gateId, request);
  expect(response.json()).toMatchObject({ status: 403, code: 'DecisionInvalid' });
  expect(await lease.ledger.listDecisions(gate.key, 'wipe-1')).toEqual([]);
  expect(lease.messages.sent).toEqual([]);
}

describe('GET /v1/gates/{run}.{gate}', () => {
  it('shows subject, items by pages and what to sign', async () => {
    const { gateId } = await aGate();
    const detail = await showGate(gateId, '?limit=2');
    expect(detail).toMatchObject({
      gateId,
      state: 'open',
      quorum: 2,
      leafCount: 3,
      counts: { devices: 3 },
      leaves: { items: [aLeaf('a'), aLeaf('b')], next: '2' },
      decidedBy: [],
    });
    expect((await showGate(gateId, '?limit=2&after=2')).leaves).toEqual({ items: [aLeaf('c')] });
    const draft = detail.decisionDraft;
    const hours = (text = ''): number => (Date.parse(text) - Date.now()) / 3_600_000;
    expect(hours(draft?.decideBefore)).toBeCloseTo(1, 1);
    expect(hours(draft?.executeUntil)).toBeCloseTo(30 * 24, 1);
  });

  it('offers nothing to sign once the gate is closed', async () => {
    const { key, gateId } = await aGate();
    await lease.ledger.setGateState(key, 'wipe-1', 'rejected');
    expect(await showGate(gateId)).not.toHaveProperty('decisionDraft');
  });
});

describe('POST /v1/gates/{run}.{gate}/decisions', () => {
  it('stores what it countersigned before it delivers it', async () => {
    const { key, gateId } = await aGate();
    const request = await sign(gateId);
    lease.messages.failNext(new RunMessageError('unanswered', 'no answer in time'));
    const lost = await handIn('approver', gateId, request);
    expect(lost.json()).toMatchObject({ status: 504, code: 'OutcomeUnknown' });
    const [stored] = await lease.ledger.listDecisions(key, 'wipe-1');
    expect(stored?.decision).toEqual(request.decision);
    expect(stored?.countersignature).toMatchObject({
      tenant: tenantId,
      oid: people.approver.oid,
      roles: people.approver.roles,
    });
    const audit = await lease.ledger.listAudit(key);
    expect(audit).toMatchObject([{ actor: people.approver.oid, act: 'gate.decide' }]);
  });

  it('sends both signatures, which verify, and again the very same when it is handed in again', async () => {
    const { key, gateId } = await aGate();
    const request = await sign(gateId);
    const first = await handIn('approver', gateId, request);
    expect(first.statusCode).toBe(200);
    expect(first.json()).toEqual({ gate: 'plan', state: 'approved', approvals: 1, quorum: 1 });
    await lease.ledger.setGateState(key, 'wipe-1', 'approved');
    expect((await handIn('approver', gateId, request)).statusCode).toBe(200);
    const [one, two] = lease.messages.sent;
    expect(one).toEqual(two);
    expect(one).toMatchObject({ run: key, name: 'decide' });
    const { signed } = one?.input as { signed: SignedDecision };
    const notBefore = '2026-01-01T00:00:00Z';
    const { kid, publicKey } = signerOf('approver');
    const api = lease.countersigner;
    const keys = [
      { kid, publicKey, use: 'approver', oid: people.approver.oid, notBefore },
      { kid: api.kid, publicKey: api.publicKey, use: 'countersign', notBefore },
    ] as const;
    expect(signatureProblem(signed, tenantId, keys)).toBeUndefined();
    expect(await lease.ledger.listAudit(key)).toHaveLength(1);
  });

  it('keeps the comment in the ledger under the hash that was signed', async () => {
    const { key, gateId } = await aGate();
    await handIn('approver', gateId, await sign(gateId));
    const saved = await lease.ledger.saveText(key, people.approver.oid, comment);
    expect(saved.textHash).toBe(textHash(comment));
    const texts = await lease.database.query('select body from texts where run = $1', [key.run]);
    expect(texts).toEqual([{ body: comment }]);
  });

  it('shows who decided', async () => {
    const { gateId } = await aGate();
    await handIn('approver', gateId, await sign(gateId));
    await handIn(
      'secondApprover',
      gateId,
      await sign(gateId, 'secondApprover', { verdict: 'reject' }),
    );
    expect((await showGate(gateId)).decidedBy).toMatchObject([
      { oid: people.approver.oid, verdict: 'approve' },
      { oid: people.secondApprover.oid, verdict: 'reject' },
    ]);
  });

  it('refuses another person’s decision, however well signed', async () => {
    const gate = await aGate();
    await expectRefused('secondApprover', gate, await sign(gate.gateId, 'approver'));
  });

  it('refuses one that was signed with another’s key', async () => {
    const gate = await aGate();
    const request = await sign(gate.gateId, 'approver', { oid: people.secondApprover.oid });
    await expectRefused('secondApprover', gate, request);
  });

  it('refuses a forged or altered one', async () => {
    const gate = await aGate();
    const request = await sign(gate.gateId);
    const other = await sign(gate.gateId, 'approver', { verdict: 'reject' });
    await expectRefused('approver', gate, { ...request, signature: other.signature });
    const decision = { ...request.decision, verdict: 'reject' } as const;
    await expectRefused('approver', gate, { ...request, decision });
  });

  it('refuses another comment than the one that was signed', async () => {
    const gate = await aGate();
    const request = await sign(gate.gateId);
    await expectRefused('approver', gate, { ...request, comment: 'Never mind the numbers.' });
  });

  it.each<[string, Partial<Decision>]>([
    ['of another gate of the run', { gate: 'plan' }],
    ['of another run', { run: 'r-other' }],
    ['for an earlier opening', { nonce: 'nonce-before' }],
    ['about another plan', { planHash: 'other' }],
    ['about other numbers', { subjectHash: 'other' }],
    ['too late', { decideBefore: '2026-01-01T00:00:00Z' }],
    ['valid for longer than the run allows', { executeUntil: '2099-01-01T00:00:00Z' }],
  ])('refuses one %s', async (_name, change) => {
    const gate = await aGate();
    await expectRefused('approver', gate, await sign(gate.gateId, 'approver', change));
  });

  it('refuses whoever asked for the run, approver or not', async () => {
    await enrolRequester();
    const gate = await aGate();
    const bearer = { oid: people.admin.oid, roles: people.approver.roles };
    await expectRefused(bearer, gate, await sign(gate.gateId, 'admin'));
  });

  it('refuses an application, whatever it holds', async () => {
    const gate = await aGate();
    const request = await sign(gate.gateId);
    const response = await handIn({ ...people.approver, scp: undefined }, gate.gateId, request);
    expect(response.json()).toMatchObject({ status: 403, code: 'NotAllowed' });
    expect(await lease.ledger.listDecisions(gate.key, 'wipe-1')).toEqual([]);
  });

  it('refuses a member that nobody checks', async () => {
    const gate = await aGate();
    const request = await sign(gate.gateId);
    const decision = { ...request.decision, note: 'hidden' } as Decision;
    const response = await handIn('approver', gate.gateId, { ...request, decision });
    expect(response.statusCode).toBe(422);
  });

  it('says that a gate is closed', async () => {
    const { key, gateId } = await aGate();
    const request = await sign(gateId);
    await lease.ledger.setGateState(key, 'wipe-1', 'rejected');
    const response = await handIn('approver', gateId, request);
    expect(response.json()).toMatchObject({ status: 409, code: 'GateNotOpen' });
  });

  it('passes on what the run says to it', async () => {
    const { gateId } = await aGate();
    lease.messages.failNext(new RunMessageError('refused', 'untrusted-key'));
    const plain = await handIn('approver', gateId, await sign(gateId));
    expect(plain.json()).toMatchObject({ code: 'DecisionInvalid', detail: 'untrusted-key' });
    lease.messages.failNext(new RunMessageError('refused', 'closed', { code: 'GateNotOpen' }));
    const named = await handIn('approver', gateId, await sign(gateId));
    expect(named.json()).toMatchObject({ status: 409, code: 'GateNotOpen' });
  });
});

async function enrolRequester(): Promise<void> {
  const file = path.join(lease.folder, 'requester.pem');
  const { kid, publicKey } = await makeKeyFile(file);
  signers.set('admin', await readApproverSigner(file));
  await lease.ledger.registerApproverKey(tenantId, { kid, publicKey, oid: people.admin.oid });
}
