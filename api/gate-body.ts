import { z } from 'zod';
import { canonicalHash, type Json } from '../domain/canonical-json.ts';
import { tenantObjectBodies } from '../domain/tenant-objects.ts';
import type { GateRow, LedgerPort, RunRow } from '../ports/ledger/port.ts';
import { ApiProblem } from './problem.ts';
import { takesDecisions } from './views/gate-view.ts';

/** Where the run stores the evidence of cloud attach, and with it the command line it proved. */
const evidenceStore = 'cloud-attach';
const evidence = z.object({ commandLine: z.string() });

export type GateBody = Readonly<Record<string, unknown>>;

/**
 * What a `policy` gate approves, word for word: the hash in its subject is all that is signed, and nobody can read a hash.
 * Made again from the ledger; where it is not what the gate was opened with, there is nothing to approve.
 */
export async function gateBodyOf(
  ledger: LedgerPort,
  run: RunRow,
  gate: GateRow,
): Promise<GateBody | undefined> {
  if (gate.gateType !== 'policy') return undefined;
  const body = await bodyNow(ledger, run);
  if (body !== undefined && canonicalHash(body as Json) === gate.subject.bodyHash) return body;
  // Of a closed gate the numbers and the decisions can still be read.
  if (!takesDecisions(gate) && gate.state !== 'held') return undefined;
  throw new ApiProblem(
    'ConflictingChange',
    `What gate ${gate.gate} was opened for is not what would be sent now; abort the run and start another.`,
  );
}

async function bodyNow(ledger: LedgerPort, run: RunRow): Promise<GateBody | undefined> {
  const stored = await ledger.readInventory(run, evidenceStore);
  const proved = evidence.safeParse(stored?.rows[0]);
  if (!proved.success) return undefined;
  return { ...tenantObjectBodies(run.spec, proved.data.commandLine) };
}
