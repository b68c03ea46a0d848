import { randomBytes } from 'node:crypto';
import { textHash } from '../domain/canonical-json.ts';
import type { RunSpec } from '../domain/run-spec.ts';
import type { RunKey } from '../ports/ledger/port.ts';
import type { OnboardingRunInput } from '../workflows/onboarding-run/contract.ts';
import type { Caller } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { durationMs } from './duration.ts';
import { refuseOtherTenant } from './find-run.ts';
import { readIntake, type Intake } from './intake.ts';
import { ApiProblem } from './problem.ts';
import type { CreateRunAnswer } from './schemas/runs.ts';
import { runLinks } from './views/run-view.ts';

export interface CreateRunRequest {
  readonly spec: RunSpec;
  readonly file: Uint8Array;
  readonly idempotencyKey: string;
}

/**
 * Stores the run, then starts it. Each step is repeatable, so that the same request again finishes what a crash
 * left half done: stored but not in the audit, in the audit but not started.
 */
export async function createRun(
  deps: ApiDeps,
  caller: Caller,
  request: CreateRunRequest,
): Promise<{ isNew: boolean; answer: CreateRunAnswer }> {
  refuseOtherTenant(caller, deps.tenantId);
  const { tenant } = caller;
  const { spec } = request;
  const intake = readIntake(spec, request.file, { secret: deps.deviceKeySecret, tenant });
  const stored = await deps.ledger.createRun({
    tenant,
    run: newRunId(),
    requester: caller.oid,
    spec,
    specHash: intake.specHash,
    devices: intake.devices,
    rejected: intake.rejected.map(({ row, column, code, serialNumber }) => ({
      row,
      column,
      code,
      serialNumber,
    })),
    rowsRead: intake.rowsRead,
    // Two people who count their requests from one must not meet.
    idempotencyKey: textHash(`${caller.oid} ${request.idempotencyKey}`),
    bodyHash: intake.bodyHash,
  });
  if (stored.kind === 'conflict') throw new ApiProblem('IdempotencyConflict');
  const key = { tenant, run: stored.run };
  await recordCreation(deps, key, caller, intake);
  await startUnlessEnded(deps, key, intake.devices.length);
  return { isNew: stored.kind === 'created', answer: answerOf(stored.run, intake) };
}

/** 48 random bits: short enough to read out, and no two runs of a tenant will meet. */
function newRunId(): string {
  return `r-${randomBytes(6).toString('hex')}`;
}

async function recordCreation(
  { ledger }: ApiDeps,
  key: RunKey,
  caller: Caller,
  intake: Intake,
): Promise<void> {
  const act = 'run.create';
  const audit = await ledger.listAudit(key);
  if (audit.some((entry) => entry.act === act)) return;
  const { specHash, bodyHash, rowsRead } = intake;
  const detail = { specHash, bodyHash, rowsRead };
  await ledger.appendAudit(key, { actor: caller.oid, act, subject: key.run, detail });
}

async function startUnlessEnded(deps: ApiDeps, key: RunKey, devices: number): Promise<void> {
  const row = await deps.ledger.findRun(key);
  if (row === undefined) throw new Error('the run is gone from the ledger');
  if (row.endedAt !== undefined) return;
  const summary = `Run ${key.run}: ${devices} devices, path ${row.spec.path}`;
  await deps.messages.startRun(runInput(deps, key, row), summary);
}

/** What the workflow is started with; always from the ledger, so that a repeated start is the same start. */
function runInput(
  deps: ApiDeps,
  key: RunKey,
  row: { spec: RunSpec; requester: string },
): OnboardingRunInput {
  const { gates, duplicateGrace, waves } = row.spec;
  return {
    tenant: key.tenant,
    run: key.run,
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

function answerOf(run: string, intake: Intake): CreateRunAnswer {
  return {
    runId: run,
    rows: {
      read: intake.rowsRead,
      accepted: intake.devices.length,
      rejected: intake.rejected.length,
    },
    rejected: intake.rejected.map(({ row, column, code, message, remedy }) => ({
      row,
      column,
      code,
      message,
      remedy,
    })),
    links: runLinks(run),
  };
}
