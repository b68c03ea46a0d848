import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision, SignedDecision, TrustedKey } from '../../domain/approval.ts';
import type { Json } from '../../domain/canonical-json.ts';
import { clockToleranceMs, decisionProblem } from '../../domain/decision.ts';
import {
  aDecision,
  aGate,
  aLeaf,
  api,
  aSigner,
  aSubject,
  countersign,
  decide,
  decideBefore,
  edsger,
  grace,
  mallory,
  requester,
  run,
  signedAt,
  tenant,
  trusted,
  trustedApi,
  trustList,
  type By,
} from './approvals.ts';
import { without } from './without.ts';

const gate = aGate(aSubject([aLeaf('d-1'), aLeaf('d-2')]));

function problemOf(
  signed: SignedDecision,
  keys: readonly TrustedKey[] = trustList,
): string | undefined {
  return decisionProblem(signed, { gate, tenant, run, requester: requester.oid, keys });
}

describe('a decision', () => {
  test('counts when a trusted person signed the open gate and the API saw them do it', () => {
    expect(problemOf(decide(gate, grace))).toBeUndefined();
    expect(problemOf(decide(gate, grace, { verdict: 'reject' }))).toBeUndefined();
  });

  test.each([
    ['other-gate', { run: 'r-2' }],
    ['other-gate', { gate: 'wipe-2' }],
    ['replayed', { nonce: 'nonce-0' }],
    ['other-plan', { planHash: 'other' }],
    ['other-subject', { subjectHash: 'other' }],
    ['untrusted-key', { kid: 'nobody' }],
    ['malformed', { decideBefore: 'soon' }],
    ['malformed', { verdict: 'Reject' as Decision['verdict'] }],
  ] as const)('is %s although truly signed with %j', (problem, change) => {
    expect(problemOf(decide(gate, grace, change))).toBe(problem);
  });

  test('is refused when any field was changed after the approver signed, though countersigned anew', () => {
    const fields = Object.keys(aDecision(gate, grace)) as (keyof Decision)[];
    const sound = decide(gate, grace);
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.string({ minLength: 1 }), (field, more) => {
        const decision = { ...sound.decision, [field]: `${sound.decision[field]}${more}` };
        expect(problemOf(countersign(decision, sound.signature))).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });

  test('is refused when a field was taken away or added after it was signed', () => {
    const { decision, signature } = decide(gate, grace);
    const less = without(decision, 'textHash');
    const more = { ...decision, note: 'and one more thing' };
    expect(problemOf(countersign(less as Decision, signature))).toBe('bad-signature');
    expect(problemOf(countersign(more, signature))).toBe('bad-signature');
  });

  test('is refused when any byte of either signature is another', () => {
    const sound = decide(gate, grace);
    fc.assert(
      fc.property(fc.nat(63), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const forged = altered(sound.signature, at, change);
        expect(problemOf(countersign(sound.decision, forged))).toBe('bad-signature');
        const countersignature = {
          ...sound.countersignature,
          signature: altered(sound.countersignature.signature, at, change),
        };
        expect(problemOf({ ...sound, countersignature })).toBe('bad-countersignature');
      }),
      { numRuns: 25 },
    );
  });

  test.each(['', 'AAAA', 'not base64!', 'A'.repeat(88)])(
    'is refused, not thrown over, when the signature is %j',
    (signature) => {
      expect(problemOf(countersign(aDecision(gate, grace), signature))).toBe('bad-signature');
    },
  );

  test('is refused when signed with a key of Mallory under the key id of Grace', () => {
    const decision = aDecision(gate, grace);
    const forged = mallory.sign(decision as unknown as Json);
    expect(problemOf(countersign(decision, forged))).toBe('bad-signature');
  });

  test('is refused when the key is somebody else’s, however trusted they are', () => {
    const decision = { ...aDecision(gate, grace), kid: edsger.kid };
    const signed = countersign(decision, edsger.sign(decision));
    expect(problemOf(signed)).toBe('untrusted-key');
  });

  test('of the requester never counts, nor one in the name of another person', () => {
    expect(problemOf(decide(gate, requester))).toBe('requester');
    expect(problemOf(decide(gate, grace, {}, { oid: edsger.oid }))).toBe('other-person');
  });

  test('is refused from another tenant and without the app role', () => {
    expect(problemOf(decide(gate, grace, {}, { tenant: 'fabrikam' }))).toBe('other-person');
    expect(problemOf(decide(gate, grace, {}, { roles: [] }))).toBe('not-an-approver');
    expect(problemOf(decide(gate, grace, {}, { roles: ['Gangway.Admin'] }))).toBe(
      'not-an-approver',
    );
  });

  test('is late after the instant that was shown at signing, and sound at it', () => {
    expect(problemOf(decide(gate, grace, {}, { at: decideBefore }))).toBeUndefined();
    const late = new Date(Date.parse(decideBefore) + 1).toISOString();
    expect(problemOf(decide(gate, grace, {}, { at: late }))).toBe('late');
    expect(problemOf(decide(gate, grace, {}, { at: 'now' }))).toBe('malformed');
  });
});

describe('a key', () => {
  const at = Date.parse(signedAt);
  const iso = (ms: number): string => new Date(ms).toISOString();

  test('counts from its first instant, two clocks apart, until it is revoked', () => {
    const withKey = (change: Partial<TrustedKey>): string | undefined =>
      problemOf(decide(gate, grace), [trusted(grace, change), trustedApi()]);
    expect(withKey({ notBefore: iso(at + clockToleranceMs) })).toBeUndefined();
    expect(withKey({ notBefore: iso(at + clockToleranceMs + 1) })).toBe('untrusted-key');
    expect(withKey({ revokedAt: iso(at + 1) })).toBeUndefined();
    expect(withKey({ revokedAt: signedAt })).toBe('untrusted-key');
    expect(withKey({ notBefore: 'once' })).toBe('untrusted-key');
    expect(withKey({ revokedAt: 'some day' })).toBe('untrusted-key');
  });

  test('of the API must be trusted for countersigning, and not revoked', () => {
    const approvers = [trusted(grace), trusted(edsger)];
    expect(problemOf(decide(gate, grace), approvers)).toBe('untrusted-countersigner');
    const revoked = [...approvers, trustedApi({ revokedAt: signedAt })];
    expect(problemOf(decide(gate, grace), revoked)).toBe('untrusted-countersigner');
  });

  test('of an approver does not countersign, and the API’s does not approve', () => {
    const decision = aDecision(gate, grace);
    const signature = grace.sign(decision as unknown as Json);
    expect(problemOf(countersign(decision, signature, {}, edsger))).toBe('untrusted-countersigner');
    const byApi = { ...decision, kid: api.kid };
    expect(problemOf(countersign(byApi, api.sign(byApi as unknown as Json)))).toBe('untrusted-key');
  });

  test('nobody knows does not countersign under the API’s id', () => {
    const decision = aDecision(gate, grace);
    const forger = { ...aSigner('forger'), kid: api.kid };
    const signed = countersign(decision, grace.sign(decision as unknown as Json), {}, forger);
    expect(problemOf(signed)).toBe('bad-countersignature');
  });
});

test('what the API countersigned cannot be told otherwise afterwards', () => {
  const sound = decide(gate, grace, {}, { roles: ['Gangway.Approver', 'Gangway.Admin'] });
  const changes: Partial<By>[] = [
    { at: '2026-09-01T09:00:01.000Z' },
    { roles: ['Gangway.Approver'] },
    { roles: ['Gangway.Admin', 'Gangway.Approver'] },
  ];
  for (const change of changes) {
    const countersignature = { ...sound.countersignature, ...change };
    expect(problemOf({ ...sound, countersignature })).toBe('bad-countersignature');
  }
});

test('the countersignature of one approver does not fit another’s decision', () => {
  const ofGrace = decide(gate, grace);
  const ofEdsger = decide(gate, edsger);
  const swapped = { ...ofEdsger, countersignature: ofGrace.countersignature };
  expect(problemOf(swapped)).toBe('other-person');
  const renamed = { ...ofGrace.countersignature, oid: edsger.oid };
  expect(problemOf({ ...ofEdsger, countersignature: renamed })).toBe('bad-countersignature');
});

function altered(signature: string, at: number, change: number): string {
  const bytes = Buffer.from(signature, 'base64');
  bytes[at] = (bytes[at] ?? 0) ^ change;
  return bytes.toString('base64');
}
