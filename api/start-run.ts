import { durationMs } from '../domain/duration.ts';
import type { LedgerPort, RunRow } from '../ports/ledger/port.ts';
import type { OnboardingRunInput } from '../workflows/onboarding-run/contract.ts';
import type { ApiDeps } from './deps.ts';

/**
 * Starts a stored run, after who asked for it stands in the audit. Both may be done again and again: there is one entry,
 * and the workflow's input is made from the ledger alone, so that a repeated start is the same start.
 */
export async function startRun(deps: ApiDeps, row: RunRow, bodyHash?: string): Promise<void> {
  if (row.endedAt !== undefined) return;
  await recordCreation(deps.ledger, row, bodyHash);
  const devices = row.rowsRead - row.rowsRejected;
  const summary = `Run ${row.run}: ${devices} devices, path ${row.spec.path}`;
  await deps.messages.startRun(runInput(deps, row), summary);
}

async function recordCreation(
  ledger: LedgerPort,
  row: RunRow,
  bodyHash: string | undefined,
): Promise<void> {
  const { tenant, run, requester, specHash, rowsRead } = row;
  const act = 'run.create';
  const audit = await ledger.listAudit({ tenant, run });
  if (audit.some((entry) => entry.act === act)) return;
  const detail = { specHash, rowsRead, ...(bodyHash === undefined ? {} : { bodyHash }) };
  await ledger.appendAudit({ tenant, run }, { actor: requester, act, subject: run, detail });
}

function runInput(deps: ApiDeps, row: RunRow): OnboardingRunInput {
  const { gates, duplicateGrace, waves } = row.spec;
  return {
    tenant: row.tenant,
    run: row.run,
    requester: row.requester,
    siteCode: deps.siteCode,
    timeFactor: deps.timeFactor,
    gateDeadlineMs: checkedMs(gates.deadline),
    duplicateGraceMs: checkedMs(duplicateGrace),
    failureBudgetPercent: waves.failureBudgetPercent,
  };
}

function checkedMs(duration: string): number {
  const ms = durationMs(duration);
  if (ms === undefined) throw new Error('the stored spec holds a malformed duration');
  return ms;
}
