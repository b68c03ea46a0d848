import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  GateLeaf,
  GateSubject,
  GuardedAction,
  SignedDecision,
  TrustedKey,
} from '../../domain/approval.ts';
import { gateName } from '../../domain/gate-subjects.ts';
import { guardRefusal, type GuardEvidence } from '../../domain/guard-verdict.ts';
import {
  aGate,
  aLeaf,
  aSigner,
  aSubject,
  decide,
  edsger,
  executeUntil,
  grace,
  header,
  mallory,
  requester,
  run,
  signedAt,
  tenant,
  trusted,
  trustedApi,
  trustList,
} from './approvals.ts';
import { without } from './without.ts';

const leaves = [aLeaf('d-1'), aLeaf('d-2'), aLeaf('d-3')];
const [first = aLeaf('d-1')] = leaves;
const subject = aSubject(leaves);
const gate = aGate(subject);
const approvals = [decide(gate, grace), decide(gate, edsger)];

const sound: GuardEvidence = {
  tenant,
  run,
  gate: gate.gate,
  subject,
  leaves,
  decisions: approvals,
  planHeader: header,
};

interface Change {
  evidence?: Partial<GuardEvidence>;
  action?: GuardedAction;
  leaf?: GateLeaf;
  keys?: readonly TrustedKey[];
  nowMs?: number;
}

function refusal({ evidence, action = 'wipe', leaf = first, keys, nowMs }: Change = {}) {
  return guardRefusal(
    { ...sound, ...evidence },
    { action, leaf },
    { keys: keys ?? trustList, nowMs: nowMs ?? Date.parse(signedAt) },
  );
}

/** Evidence for another subject, decided by the same two people about exactly it. */
function evidenceFor(
  about: GateSubject,
  under: readonly GateLeaf[],
  people = [grace, edsger],
): Partial<GuardEvidence> {
  const other = aGate(about);
  return {
    subject: about,
    leaves: under,
    decisions: people.map((person) => decide(other, person)),
  };
}

test('the guard wipes what two people approved', () => {
  for (const leaf of leaves) expect(refusal({ leaf })).toBeUndefined();
});

describe('the guard refuses', () => {
  test('a leaf of which any field was altered, added or taken away', () => {
    const fields = Object.keys(first) as (keyof GateLeaf)[];
    fc.assert(
      fc.property(fc.constantFrom(...fields), (field) => {
        const altered = { ...first, [field]: `${first[field] ?? ''}x` };
        const rest = without(first, field);
        expect(refusal({ leaf: altered })).toBe('item-not-approved');
        expect(refusal({ leaf: rest as GateLeaf })).toBe('item-not-approved');
      }),
    );
    expect(refusal({ leaf: { ...first, entraObjectId: 'another' } })).toBe('item-not-approved');
  });

  test('leaves that are not those under the root: altered, one more, one less, or moved', () => {
    const [, second = first, third = first] = leaves;
    const lists = [
      [{ ...first, managedDeviceId: 'another' }, second, third],
      [...leaves, aLeaf('d-4')],
      [first, second],
      [second, first, third],
      [],
    ];
    for (const list of lists) expect(refusal({ evidence: { leaves: list } })).toBe('items-differ');
  });

  test('a root that was altered to fit an extra leaf: nobody signed it', () => {
    const more = [...leaves, aLeaf('d-4')];
    const forged = { ...subject, itemsRoot: aSubject(more).itemsRoot };
    const evidence = { subject: forged, leaves: more };
    expect(refusal({ evidence, leaf: aLeaf('d-4') })).toBe('quorum-missing');
  });

  test.each([
    ['delete', 'wrong-gate'],
    ['disable', 'wrong-gate'],
    ['retire', 'wrong-gate'],
    ['group-add', 'wrong-gate'],
  ] as const)('to %s under a gate for wiping', (action, expected) => {
    expect(refusal({ action, leaf: { ...first, action } })).toBe(expected);
  });

  test('to wipe under an approved gate of another type that names wiping', () => {
    for (const gateType of ['plan', 'policy', 'wave', 'duplicate-delete', 'drift'] as const) {
      const about = aSubject(leaves, { gateType });
      expect(refusal({ evidence: evidenceFor(about, leaves) })).toBe('wrong-gate');
    }
  });

  test('to wipe under an approved wipe gate whose action is another', () => {
    const about = aSubject(leaves, { action: 'retire' });
    expect(refusal({ evidence: evidenceFor(about, leaves) })).toBe('wrong-gate');
  });

  test('to wipe a leaf that was approved for something else', () => {
    const mixed = [aLeaf('d-1', { action: 'disable' }), aLeaf('d-2')];
    const [leaf = first] = mixed;
    expect(refusal({ evidence: evidenceFor(aSubject(mixed), mixed), leaf })).toBe(
      'item-not-approved',
    );
  });

  test('one approver, the same one twice, and none', () => {
    const [one, other] = approvals as [SignedDecision, SignedDecision];
    expect(refusal({ evidence: { decisions: [one] } })).toBe('quorum-missing');
    expect(refusal({ evidence: { decisions: [other, other] } })).toBe('quorum-missing');
    const again = decide(gate, grace, { textHash: 'another text' });
    expect(refusal({ evidence: { decisions: [one, again] } })).toBe('quorum-missing');
    expect(refusal({ evidence: { decisions: [] } })).toBe('quorum-missing');
  });

  test('the requester as second approver, and somebody unknown', () => {
    const [one] = approvals as [SignedDecision];
    for (const second of [requester, mallory]) {
      const decisions = [one, decide(gate, second)];
      expect(refusal({ evidence: { decisions } })).toBe('quorum-missing');
    }
  });

  test('decisions about another gate, run, subject or plan, truly signed as they are', () => {
    const changes = [
      { gate: gateName('wipe', 2, 1) },
      { gate: gateName('wipe', 1, 2) },
      { run: 'r-2' },
      { subjectHash: 'other' },
      { planHash: 'other' },
    ];
    for (const change of changes) {
      const decisions = [decide(gate, grace, change), decide(gate, edsger, change)];
      expect(refusal({ evidence: { decisions } })).toBe('quorum-missing');
    }
  });

  test('a plan of another run or tenant, and one whose header was altered after approval', () => {
    for (const change of [{ run: 'r-2' }, { tenant: 'fabrikam' }]) {
      expect(refusal({ evidence: { planHeader: { ...header, ...change } } })).toBe('plan-differs');
    }
    const planHeader = { ...header, requester: 'oid-nobody' };
    expect(refusal({ evidence: { planHeader } })).toBe('quorum-missing');
  });

  test('after one sound rejection, whatever was approved besides', () => {
    const rejection = decide(gate, aSigner('oid-barbara'), { verdict: 'reject' });
    const keys = [...trustList, trusted(aSigner('oid-barbara'))];
    const decisions = [...approvals, rejection];
    expect(refusal({ evidence: { decisions }, keys })).toBe('rejected');
    // A rejection nobody trusted made is nobody's: it must not stop a run either.
    expect(refusal({ evidence: { decisions } })).toBeUndefined();
  });

  test('once the earliest of the approvals has run out', () => {
    const until = '2026-09-01T10:00:00.000Z';
    const [one] = approvals as [SignedDecision];
    const decisions = [one, decide(gate, edsger, { executeUntil: until })];
    const at = Date.parse(until);
    expect(refusal({ evidence: { decisions }, nowMs: at })).toBeUndefined();
    expect(refusal({ evidence: { decisions }, nowMs: at + 1 })).toBe('expired');
    expect(refusal({ nowMs: Date.parse(executeUntil) + 1 })).toBe('expired');
  });

  test('an approval that says nothing readable about its end', () => {
    const [one] = approvals as [SignedDecision];
    const decisions = [one, decide(gate, edsger, { executeUntil: 'for ever' })];
    expect(refusal({ evidence: { decisions } })).toBe('expired');
  });

  test('an approval made with a key that was revoked before, or not trusted by its own file', () => {
    const revoked = [trusted(grace), trusted(edsger, { revokedAt: signedAt }), trustedApi()];
    expect(refusal({ keys: revoked })).toBe('quorum-missing');
    expect(refusal({ keys: [trusted(grace), trustedApi()] })).toBe('quorum-missing');
    expect(refusal({ keys: [trusted(grace), trusted(edsger)] })).toBe('quorum-missing');
    expect(refusal({ keys: [] })).toBe('quorum-missing');
  });

  test('an approval that the API took in late', () => {
    const at = '2026-09-03T08:00:00.000Z';
    const [one] = approvals as [SignedDecision];
    const decisions = [one, decide(gate, edsger, {}, { at })];
    expect(refusal({ evidence: { decisions } })).toBe('quorum-missing');
  });

  test('one approver for disabling, however few disables the subject counts', () => {
    const item = aLeaf('d-1', { action: 'disable', entraObjectId: 'object-1' });
    const plan = (counts: Record<string, number>) =>
      aSubject([item], { gateType: 'plan', wave: 0, action: 'disable', counts });
    for (const counts of [{}, { disables: 0 }, { disables: 1 }]) {
      const about = plan(counts);
      const asked = { action: 'disable', leaf: item } as const;
      const byOne = evidenceFor(about, [item], [grace]);
      expect(refusal({ ...asked, evidence: byOne })).toBe('quorum-missing');
      expect(refusal({ ...asked, evidence: evidenceFor(about, [item]) })).toBeUndefined();
    }
  });
});
