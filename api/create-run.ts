import { randomBytes } from 'node:crypto';
import { textHash } from '../domain/canonical-json.ts';
import type { RunSpec } from '../domain/run-spec.ts';
import type { Caller } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { refuseOtherTenant } from './find-run.ts';
import { readIntake, type Intake } from './intake.ts';
import { ApiProblem } from './problem.ts';
import type { CreateRunAnswer } from './schemas/runs.ts';
import { startRun } from './start-run.ts';
import { runLinks } from './views/run-view.ts';

export interface CreateRunRequest {
  readonly spec: RunSpec;
  readonly file: Uint8Array;
  readonly idempotencyKey: string;
}

/**
 * Stores the run, then starts it. Each step is repeatable, so that the same request again, or else the sweep of
 * `start-stored-runs.ts`, finishes what a crash left half done: stored but not in the audit, in the audit but not started.
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
  const row = await deps.ledger.findRun({ tenant, run: stored.run });
  if (row === undefined) throw new Error('the run is gone from the ledger');
  await startRun(deps, row, intake.bodyHash);
  return { isNew: stored.kind === 'created', answer: answerOf(stored.run, intake) };
}

/** 48 random bits: short enough to read out, and no two runs of a tenant will meet. */
function newRunId(): string {
  return `r-${randomBytes(6).toString('hex')}`;
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
