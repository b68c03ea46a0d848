import { canonicalHash, type Json } from '../domain/canonical-json.ts';
import { subjectHash } from '../domain/gate-subjects.ts';
import { merkleRoot } from '../domain/merkle.ts';
import type { DecisionDraft, GateDetail } from '../api/schemas/gates.ts';
import { CliError } from './cli-error.ts';
import type { GangwayClient } from './client.ts';
import { exitCodes } from './exit-codes.ts';

export type GateLeaf = GateDetail['leaves']['items'][number];

/** A gate as an approver may sign it: what is shown has been checked to be what the signature covers. */
export interface GateReview {
  readonly detail: GateDetail;
  /** All items, not a page of them. */
  readonly leaves: readonly GateLeaf[];
  readonly draft: DecisionDraft;
}

/**
 * Reads a gate with all its items and recomputes the hashes on this machine. The API cannot make somebody
 * sign thirty wipes by showing three: the numbers come from the items, and the items from their root.
 */
export async function reviewGate(
  client: GangwayClient,
  address: { run: string; gate: string },
): Promise<GateReview> {
  const [detail, leaves] = await Promise.all([
    client.showGate(address.run, address.gate),
    client.listGateLeaves(address.run, address.gate),
  ]);
  const draft = detail.decisionDraft;
  if (draft === undefined) {
    throw new CliError(`Gate ${detail.gateId} is ${detail.state} and takes no decision any more`, {
      exitCode: exitCodes.refused,
      next: `gangway gate show ${detail.gateId}`,
    });
  }
  const difference = differenceOf(detail, leaves, draft, address);
  if (difference !== undefined) {
    throw new CliError(
      `What the API shows of gate ${detail.gateId} is not what you would sign: ${difference}. Nothing was signed`,
      { exitCode: exitCodes.refused, next: 'tell the operator of this Gangway' },
    );
  }
  return { detail, leaves, draft };
}

function differenceOf(
  detail: GateDetail,
  leaves: readonly GateLeaf[],
  draft: DecisionDraft,
  asked: { run: string; gate: string },
): string | undefined {
  if (draft.run !== asked.run || draft.gate !== asked.gate) return 'the draft is of another gate';
  if (draft.subjectHash !== subjectHash(detail.subject)) {
    return 'the hash is not that of the subject';
  }
  if (detail.subject.itemsRoot !== merkleRoot(leaves)) {
    return 'the items are not those under the root';
  }
  if (detail.subject.gateType !== detail.gateType) return 'the type is not that of the subject';
  return bodyDifference(detail);
}

/** A hash cannot be judged: what it stands for must be there, and must be what it stands for. */
function bodyDifference({ gateType, subject, body }: GateDetail): string | undefined {
  if (gateType === 'policy' && (body === undefined || subject.bodyHash === undefined)) {
    return 'the objects it would make are not shown';
  }
  if (hashOf(body) === subject.bodyHash) return undefined;
  return 'the objects it shows are not those under the hash';
}

function hashOf(body: GateDetail['body']): string | undefined {
  if (body === undefined) return undefined;
  try {
    return canonicalHash(body as Json);
  } catch {
    // A number that canonical JSON does not hold: nothing of ours was made of it.
    return 'none';
  }
}

/** `r-7f3a.wipe-1`, as `gate list` prints it. */
export function parseAddress(text: string, what: 'gate' | 'task'): { run: string; name: string } {
  const [run, name, ...more] = text.split('.');
  if (run === undefined || run === '' || name === undefined || name === '' || more.length > 0) {
    throw new CliError(`"${text}" names no ${what}: write RUN.${what.toUpperCase()}`, {
      exitCode: exitCodes.unusable,
      next: `gangway ${what} list`,
    });
  }
  return { run, name };
}
