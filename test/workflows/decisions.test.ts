import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenGate, SignedDecision } from '../../domain/approval.ts';
import { textHash } from '../../domain/canonical-json.ts';
import { approverRole } from '../../domain/decision.ts';
import {
  decideSignal,
  decideUpdate,
  refreshKeysUpdate,
} from '../../workflows/onboarding-run/contract.ts';
import { ada, ben, mallory, rex, sign, trustList, type Forgery } from './support/people.ts';
import { aDevice } from './support/run-in-memory.ts';
import type { RunLease } from './support/run-lease.ts';
import { accepted, deeds, refusalOf } from './support/updates.ts';
import { useTemporal } from './support/use-temporal.ts';

/**
 * What a gate takes and what it does not. A refused decision must be as if it had never been sent: the validator
 * refuses it, so the server writes no event, and nothing of it can be found or replayed later.
 */
const temporal = useTemporal();

/** A plan that disables something, so that its gate takes two. */
const doubled = [aDevice({ hasDuplicate: true })];

describe('a gate that takes two', () => {
  it('goes on when two different people have approved, not before', async () => {
    const lease = await temporal.start({ devices: doubled });
    const gate = await lease.gate('plan');
    const first = await lease.decide(sign(lease.memory.key, gate, ada));
    expect(first).toEqual({ gate: 'plan', state: 'open', approvals: 1, quorum: 2 });
    expect(lease.memory.gates.get('plan')?.state).toBe('open');
    const second = await lease.decide(sign(lease.memory.key, gate, ben));
    expect(second).toEqual({ gate: 'plan', state: 'approved', approvals: 2, quorum: 2 });
    await lease.memory.untilWaitingOn('task cloud-attach');
  });

  it('ends the run as rejected at the first rejection, an approval notwithstanding', async () => {
    const lease = await temporal.start({ devices: doubled });
    await lease.approve('plan', ada);
    await lease.settle('plan', 'reject', ben);
    expect((await lease.result()).outcome).toBe('rejected');
    expect(lease.memory.gates.get('plan')?.state).toBe('rejected');
    expect(lease.memory.calls).not.toContain('ensureDeviceGroup');
  });
});

describe('a decision that does not hold', () => {
  let lease: RunLease;
  let gate: OpenGate;

  beforeAll(async () => {
    lease = await temporal.start({ devices: doubled });
    gate = await lease.gate('plan');
    await lease.quiet();
  });

  const forged = (forgery: Forgery, by = ada): SignedDecision =>
    sign(lease.memory.key, gate, by, 'approve', forgery);
  const altered = (change: Partial<SignedDecision['decision']>): SignedDecision => {
    const signed = forged({});
    return { ...signed, decision: { ...signed.decision, ...change } };
  };
  const countersigned = (countersigned: Forgery['countersigned']): SignedDecision =>
    forged({ ...(countersigned && { countersigned }) });

  const invalid = 'DecisionInvalid';
  it.each<[string, () => SignedDecision, string, string]>([
    ['signed with another key', () => forged({ signedBy: mallory }), invalid, 'bad-signature'],
    ['by somebody nobody trusts', () => forged({}, mallory), invalid, 'untrusted-key'],
    ['by the requester', () => forged({}, rex), invalid, 'requester'],
    [
      'under another person’s key',
      () => forged({ decision: { kid: ben.kid }, signedBy: ben }),
      invalid,
      'untrusted-key',
    ],
    ['turned into its opposite', () => altered({ verdict: 'reject' }), invalid, 'bad-signature'],
    [
      'made to last longer',
      () => altered({ executeUntil: '2030-01-01T00:00:00.000Z' }),
      invalid,
      'bad-signature',
    ],
    ['put into another mouth', () => altered({ oid: ben.oid }), invalid, 'other-person'],
    [
      'for a gate not open yet',
      () => forged({ decision: { gate: 'policy' } }),
      'GateNotOpen',
      'policy',
    ],
    ['for another run', () => forged({ decision: { run: 'r-other' } }), invalid, 'other-gate'],
    ['with another nonce', () => forged({ decision: { nonce: 'once' } }), invalid, 'replayed'],
    [
      'for another plan',
      () => forged({ decision: { planHash: textHash('other') } }),
      invalid,
      'other-plan',
    ],
    [
      'for another subject',
      () => forged({ decision: { subjectHash: textHash('other') } }),
      invalid,
      'other-subject',
    ],
    [
      'without a countersignature',
      () => {
        const signed = forged({});
        return { ...signed, countersignature: { ...signed.countersignature, signature: '' } };
      },
      invalid,
      'bad-countersignature',
    ],
    [
      'countersigned by the approver',
      () => forged({ countersignedBy: ada }),
      invalid,
      'bad-countersignature',
    ],
    [
      'countersigned under an approver’s key',
      () => forged({ countersignedBy: ada, countersigned: { kid: ada.kid } }),
      invalid,
      'untrusted-countersigner',
    ],
    [
      'countersigned with roles of the approver’s own making',
      () => {
        const signed = countersigned({ roles: [] });
        const countersignature = { ...signed.countersignature, roles: [approverRole] };
        return { ...signed, countersignature };
      },
      invalid,
      'bad-countersignature',
    ],
    [
      'of an app without the Approver role',
      () => countersigned({ roles: ['Gangway.Admin'] }),
      invalid,
      'not-an-approver',
    ],
    ['authenticated as another', () => countersigned({ oid: ben.oid }), invalid, 'other-person'],
    [
      'authenticated in another tenant',
      () => countersigned({ tenant: 'tenant-2' }),
      invalid,
      'other-person',
    ],
    [
      'countersigned after its own deadline',
      () => countersigned({ at: '2026-11-05T09:00:00.001Z' }),
      invalid,
      'late',
    ],
    [
      'countersigned before the key counted',
      () => countersigned({ at: '2025-12-01T00:00:00.000Z' }),
      invalid,
      'untrusted-key',
    ],
    ['with a time that is none', () => countersigned({ at: 'soon' }), invalid, 'malformed'],
    [
      'with a signature that is no base64',
      () => ({ ...forged({}), signature: 'trust me' }),
      invalid,
      'bad-signature',
    ],
    ['lacking its parts', () => ({ decision: { gate: 'plan' } }) as SignedDecision, invalid, ''],
  ])('is not taken, and leaves no event: %s', async (_what, make, code, problem) => {
    const before = deeds(await lease.history());
    const refusal = await refusalOf(lease.decide(make()));
    expect(refusal).toContain(code);
    expect(refusal).toContain(problem);
    const after = await lease.history();
    expect(accepted(after)).toEqual([]);
    expect(deeds(after)).toEqual(before);
  });

  it('does not spoil the gate for those who decide it rightly', async () => {
    await lease.approve('plan', ada);
    const again = await refusalOf(lease.decide(forged({})));
    expect(again).toContain('already-decided');
    await lease.approve('plan', ben);
    const late = await refusalOf(lease.decide(forged({})));
    expect(late).toContain('GateNotOpen');
    expect(accepted(await lease.history())).toHaveLength(2);
  });
});

describe('a decision of an earlier gate', () => {
  it('cannot be played again, neither there nor at the next gate', async () => {
    const lease = await temporal.start();
    const key = lease.memory.key;
    const onPlan = sign(key, await lease.gate('plan'), ada);
    await lease.decide(onPlan);
    await lease.attachCloud();
    const policy = await lease.gate('policy');
    const refusals = [
      await refusalOf(lease.decide(onPlan)),
      await refusalOf(
        lease.decide(sign(key, policy, ada, 'approve', { decision: { nonce: 'once' } })),
      ),
      await refusalOf(
        lease.decide({ ...onPlan, decision: { ...onPlan.decision, gate: 'policy' } }),
      ),
    ];
    expect(refusals[0]).toContain('GateNotOpen');
    expect(refusals[1]).toContain('replayed');
    expect(refusals[2]).toContain('replayed');
    // Plan decided, task completed; nothing else was ever accepted.
    expect(accepted(await lease.history())).toHaveLength(2);
  });
});

describe('a revoked key', () => {
  it('counts no more once the run has taken the trust list again', async () => {
    const lease = await temporal.start({ devices: [aDevice({ hasDuplicate: true })] });
    const gate = await lease.gate('plan');
    temporal.fleet.keys = trustList.filter(({ oid }) => oid !== ben.oid);
    const refreshed = await lease.handle.executeUpdate(refreshKeysUpdate, {
      args: [{ reasonId: 'reason-1' }],
    });
    temporal.fleet.keys = trustList;
    expect(refreshed).toEqual({ keys: trustList.length - 1 });
    const refusal = await refusalOf(lease.decide(sign(lease.memory.key, gate, ben)));
    expect(refusal).toContain('untrusted-key');
  });
});

describe('a decision by signal', () => {
  const ignoredOf = (lease: RunLease) =>
    temporal.logged
      .filter(({ meta }) => meta['workflowId'] === lease.handle.workflowId)
      .filter(({ message }) => message === 'a signalled decision was ignored')
      .map(({ meta }) => [meta['problem'], meta['ignored']]);

  it('counts when it holds, and is ignored and counted when it does not', async () => {
    const lease = await temporal.start({ devices: doubled });
    const { key } = lease.memory;
    const gate = await lease.gate('plan');
    const forged = sign(key, gate, ben, 'reject', { signedBy: mallory });
    await lease.handle.signal(decideSignal, { signed: forged });
    await lease.handle.signal(decideSignal, { signed: 'yes' } as never);
    await lease.handle.signal(decideSignal, { signed: sign(key, gate, ada) });
    const [view] = await lease.gates();
    expect(view).toMatchObject({ state: 'open', approvals: 1 });
    await lease.handle.signal(decideSignal, { signed: sign(key, gate, ben) });
    await lease.memory.untilWaitingOn('task cloud-attach');
    expect(ignoredOf(lease)).toEqual([
      ['bad-signature', 1],
      ['malformed', 2],
    ]);
  });

  it('does not stop the run when it carries nothing at all', async () => {
    const lease = await temporal.start();
    await lease.gate('plan');
    await lease.handle.signal('decideSignal');
    await lease.handle.signal('decideSignal', null);
    await lease.approve('plan');
    await lease.memory.untilWaitingOn('task cloud-attach');
  });
});

it('refuses a decision without a body, and the run goes on', async () => {
  const lease = await temporal.start();
  await lease.gate('plan');
  await refusalOf(lease.handle.executeUpdate(decideUpdate, { args: [null as never] }));
  await refusalOf(lease.handle.executeUpdate('decide'));
  expect(accepted(await lease.history())).toEqual([]);
});
