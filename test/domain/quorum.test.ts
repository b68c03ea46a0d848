import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gateTypes } from '../../domain/approval.ts';
import { gateOutcome, quorumOf } from '../../domain/quorum.ts';
import { aGate, aSigner, aSubject, aDecision, countersign } from './approvals.ts';

const gate = aGate(aSubject([]));
const people = ['oid-1', 'oid-2', 'oid-3', 'oid-4'].map(aSigner);

describe('quorum', () => {
  test('is two for whatever destroys, one for the rest', () => {
    const quorums = gateTypes.map((type) => [type, quorumOf(type, { disables: 0 })]);
    expect(Object.fromEntries(quorums)).toEqual({
      plan: 1,
      policy: 1,
      wave: 1,
      workload: 1,
      drift: 1,
      'duplicate-delete': 2,
      wipe: 2,
    });
  });

  test('of the plan is two as soon as it disables anything', () => {
    expect(quorumOf('plan', { disables: 1 })).toBe(2);
  });
});

describe('the outcome of a gate', () => {
  // The outcome does not look at signatures: those were verified when the decision was taken.
  const vote = fc.record({
    by: fc.constantFrom(...people),
    verdict: fc.constantFrom('approve', 'reject'),
  });
  const votes = fc.array(vote, { maxLength: 8 });
  const cast = (given: readonly { by: (typeof people)[number]; verdict: string }[]) =>
    given.map(({ by, verdict }) =>
      countersignedOnce(by.oid, verdict === 'reject' ? 'reject' : 'approve'),
    );

  test('is rejected by one rejection, whenever it came', () => {
    fc.assert(
      fc.property(votes, fc.integer({ min: 1, max: 3 }), (given, quorum) => {
        const isRejected = given.some(({ verdict }) => verdict === 'reject');
        expect(gateOutcome(cast(given), quorum) === 'rejected').toBe(isRejected);
      }),
    );
  });

  test('is approved by distinct people only, in any order', () => {
    fc.assert(
      fc.property(votes, fc.integer({ min: 1, max: 3 }), (given, quorum) => {
        const approving = given.filter(({ verdict }) => verdict === 'approve');
        const distinct = new Set(approving.map(({ by }) => by.oid)).size;
        const expected = distinct >= quorum ? 'approved' : 'open';
        expect(gateOutcome(cast(approving), quorum)).toBe(expected);
        expect(gateOutcome(cast([...approving].reverse()), quorum)).toBe(expected);
      }),
    );
  });
});

const made = new Map<string, ReturnType<typeof countersign>>();

/** Signing takes milliseconds; a vote looks the same each time. */
function countersignedOnce(oid: string, verdict: 'approve' | 'reject') {
  const name = `${oid} ${verdict}`;
  const there = made.get(name) ?? countersign(aDecision(gate, aSigner(oid), { verdict }), '');
  made.set(name, there);
  return there;
}
