import type { Decision, SignedDecision, TrustedKey } from '../domain/approval.ts';
import { canonicalHash, textHash, type Json } from '../domain/canonical-json.ts';
import { clockToleranceMs, decisionProblem, type DecisionProblem } from '../domain/decision.ts';
import type { GateRow, RunKey, RunRow } from '../ports/ledger/port.ts';
import type { Caller } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { findRun } from './find-run.ts';
import { ApiProblem } from './problem.ts';
import { recordAct, updateIdOf } from './record-act.ts';
import { RunMessageError } from './run-messages.ts';
import type { DecisionAnswer, DecisionRequest } from './schemas/gates.ts';
import { executeUntilMax, takesDecisions } from './views/gate-view.ts';

/**
 * Takes in a signed decision. The run and the guard verify everything again against the guard's own trust list;
 * what is refused here is refused early and with better words, and what is countersigned here was authenticated here.
 */
export async function decide(
  deps: ApiDeps,
  caller: Caller,
  gate: { run: string; name: string },
  request: DecisionRequest,
): Promise<DecisionAnswer> {
  const { key, row: run } = await findRun(deps.ledger, caller, gate.run);
  const gateRow = await deps.ledger.findGate(key, gate.name);
  if (gateRow === undefined) throw new ApiProblem('NotFound', `There is no gate ${gate.name}.`);
  refuseOthersWords(caller, request);
  const known = await storedDecision(deps, key, request);
  if (known === undefined && !takesDecisions(gateRow)) {
    throw new ApiProblem('GateNotOpen', `Gate ${gate.name} is ${gateRow.state}.`);
  }
  const signed = known ?? (await takeIn(deps, caller, { key, run, gateRow }, request));
  return deliver(deps, key, signed);
}

/** The token says who hands it in; the signature must be that person's, and over the comment that came with it. */
function refuseOthersWords(caller: Caller, { decision, comment }: DecisionRequest): void {
  if (decision.oid !== caller.oid) {
    throw new ApiProblem('DecisionInvalid', 'The decision was signed as somebody else.');
  }
  if (decision.textHash !== textHash(comment)) {
    throw new ApiProblem('DecisionInvalid', 'The comment is not the one that was signed.');
  }
}

/** Handed in before: then what was stored goes out again, byte for byte, so that the ledger and the run hold the same. */
async function storedDecision(
  { ledger }: ApiDeps,
  key: RunKey,
  { decision, signature }: DecisionRequest,
): Promise<SignedDecision | undefined> {
  const hash = decisionHash(decision);
  const stored = await ledger.listDecisions(key, decision.gate);
  return stored.find(
    (other) => other.signature === signature && decisionHash(other.decision) === hash,
  );
}

async function takeIn(
  deps: ApiDeps,
  caller: Caller,
  { key, run, gateRow }: { key: RunKey; run: RunRow; gateRow: GateRow },
  { decision, signature, comment }: DecisionRequest,
): Promise<SignedDecision> {
  const { ledger, countersigner } = deps;
  const now = deps.now();
  const by = {
    tenant: key.tenant,
    oid: caller.oid,
    roles: caller.roles,
    at: now.toISOString(),
  };
  const signed = {
    decision,
    signature,
    countersignature: countersigner.countersign(decision, signature, by),
  };
  const problem = decisionProblem(signed, {
    gate: gateRow,
    tenant: key.tenant,
    run: key.run,
    requester: run.requester,
    keys: await registeredKeys(deps, key),
  });
  // Before anything is stored or leaves: the countersignature of a refused decision is dropped here.
  if (problem !== undefined) throw new ApiProblem('DecisionInvalid', problemTexts[problem]);
  refuseLongValidity(decision, executeUntilMax(run, now));
  const { textId } = await ledger.saveText(key, caller.oid, comment);
  await ledger.appendDecision(key, signed);
  await recordAct(ledger, key, caller, {
    act: 'gate.decide',
    subject: decision.gate,
    detail: { decisionHash: decisionHash(decision), textId, verdict: decision.verdict },
  });
  return signed;
}

/**
 * Keys that people registered here, and our own. Whether the guard trusts them is the guard's to say; this much
 * shows at once that a signature was made by another key.
 */
async function registeredKeys(deps: ApiDeps, key: RunKey): Promise<readonly TrustedKey[]> {
  const registered = await deps.ledger.listApproverKeys(key.tenant);
  const { kid, publicKey } = deps.countersigner;
  return [
    ...registered.map((approver): TrustedKey => ({
      kid: approver.kid,
      use: 'approver',
      oid: approver.oid,
      publicKey: approver.publicKey,
      notBefore: approver.registeredAt,
    })),
    { kid, use: 'countersign', publicKey, notBefore: new Date(0).toISOString() },
  ];
}

/** The run spec bounds for how long the guard may act on a signature; no approver may sign a longer one. */
function refuseLongValidity(decision: Decision, latest: number): void {
  const executeUntil = Date.parse(decision.executeUntil);
  if (!(executeUntil <= latest + clockToleranceMs)) {
    throw new ApiProblem('DecisionInvalid', 'executeUntil is later than the run allows.');
  }
}

async function deliver(
  { messages }: ApiDeps,
  key: RunKey,
  signed: SignedDecision,
): Promise<DecisionAnswer> {
  const updateId = updateIdOf('decide', decisionHash(signed.decision));
  try {
    return await messages.send(key, 'decide', { signed }, updateId);
  } catch (error) {
    const isPlainNo = error instanceof RunMessageError && error.kind === 'refused';
    if (!isPlainNo || error.code !== undefined) throw error;
    throw new ApiProblem('DecisionInvalid', error.message, { cause: error });
  }
}

function decisionHash(decision: Decision): string {
  return canonicalHash(decision as unknown as Json);
}

const problemTexts = {
  'other-gate': 'The decision is about another gate.',
  replayed: 'The decision was signed for an earlier opening of this gate.',
  'other-plan': 'The decision is about another plan.',
  'other-subject': 'What the gate is about has changed since it was signed.',
  requester: 'Whoever asked for the run cannot approve it.',
  'not-an-approver': 'Your token does not carry the approver’s role.',
  'other-person': 'The decision was signed as somebody else.',
  'untrusted-key': 'The key is not registered as yours; run `gangway approver enroll`.',
  'bad-signature': 'The signature does not verify over this decision.',
  'untrusted-countersigner': 'The API’s own key is not trusted.',
  'bad-countersignature': 'The API’s own signature does not verify.',
  late: 'The time to hand in this decision is over; sign the gate again.',
  malformed: 'An instant of the decision cannot be read.',
} as const satisfies Record<DecisionProblem, string>;
