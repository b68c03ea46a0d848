import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  condition,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import { taskQueues } from '../../domain/task-queues.ts';
import {
  duplicatesWorkflowId,
  resetWorkflowId,
  shardWorkflowId,
} from '../../domain/workflow-ids.ts';
import { deviceResetType, type DeviceResetInput } from '../device-reset/contract.ts';
import {
  duplicateCleanupType,
  gateDecidedSignal,
  type DuplicateCleanupInput,
} from '../duplicate-cleanup/contract.ts';
import {
  registrationShardType,
  type RegistrationShardInput,
} from '../registration-shard/contract.ts';
import { searchAttributes } from '../search-attributes.ts';
import { runCommandSignal, type RunCommand } from './contract.ts';
import type { RunState } from './state.ts';

/** Shards open at once; more would only queue behind the same vendor limits. */
const openShardsMax = 20;

/** A workflow task that no worker answers is handed to another after this long: a killed worker is replaced soon. */
const workflowTaskTimeout = '5 seconds';

type ChildInput = RegistrationShardInput | DuplicateCleanupInput | DeviceResetInput;

/** Starts a child under its derived id, or adopts the one that runs under it already. It outlives the run and reports by signal. */
async function adoptChild(
  state: RunState,
  child: { type: string; workflowId: string; summary: string; input: ChildInput },
): Promise<void> {
  if (isOpen(state, child.workflowId)) return;
  state.children.set(child.workflowId, undefined);
  const { run, tenant } = state.input;
  try {
    await startChild(child.type, {
      workflowId: child.workflowId,
      args: [child.input],
      taskQueue: taskQueues.gangway,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowTaskTimeout,
      staticSummary: child.summary,
      typedSearchAttributes: [
        { key: searchAttributes.run, value: run },
        { key: searchAttributes.tenant, value: tenant },
      ],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

function isOpen(state: RunState, workflowId: string): boolean {
  return state.children.has(workflowId) && state.children.get(workflowId) === undefined;
}

async function untilDone(state: RunState, workflowId: string): Promise<void> {
  await condition(() => state.children.get(workflowId) !== undefined);
}

/** All shards of a wave, a bounded number at a time. */
export async function runShards(state: RunState, wave: number, shards: number): Promise<void> {
  const { tenant, run, timeFactor } = state.input;
  const ids = Array.from({ length: shards }, (_, index) =>
    shardWorkflowId(tenant, run, wave, index + 1),
  );
  for (const [index, workflowId] of ids.entries()) {
    await condition(() => ids.filter((id) => isOpen(state, id)).length < openShardsMax);
    const input: RegistrationShardInput = {
      tenant,
      run,
      wave,
      shard: index + 1,
      epoch: state.epoch,
      timeFactor,
    };
    const summary = `Wave ${wave}, shard ${index + 1} of ${shards}`;
    await adoptChild(state, { type: registrationShardType, workflowId, summary, input });
  }
  for (const id of ids) await untilDone(state, id);
}

export async function startCleanup(state: RunState, wave: number): Promise<string> {
  const { tenant, run, timeFactor, duplicateGraceMs } = state.input;
  const workflowId = duplicatesWorkflowId(tenant, run, wave);
  const input: DuplicateCleanupInput = {
    tenant,
    run,
    wave,
    epoch: state.epoch,
    timeFactor,
    graceMs: duplicateGraceMs,
  };
  await adoptChild(state, {
    type: duplicateCleanupType,
    workflowId,
    summary: `Wave ${wave}, duplicates`,
    input,
  });
  return workflowId;
}

export async function finishCleanup(
  state: RunState,
  workflowId: string,
  decided: { gate: string; verdict: 'approved' | 'rejected' } | undefined,
): Promise<void> {
  if (decided !== undefined)
    await getExternalWorkflowHandle(workflowId).signal(gateDecidedSignal, decided);
  await untilDone(state, workflowId);
}

export async function runReset(state: RunState, wave: number, gate: string): Promise<void> {
  const { tenant, run, timeFactor } = state.input;
  const workflowId = resetWorkflowId(tenant, run, wave);
  const input: DeviceResetInput = { tenant, run, wave, epoch: state.epoch, timeFactor, gate };
  const summary = `Wave ${wave}, wipe and reset`;
  await adoptChild(state, { type: deviceResetType, workflowId, summary, input });
  await untilDone(state, workflowId);
}

export function openChildren(state: RunState): readonly string[] {
  return [...state.children]
    .filter(([, done]) => done === undefined)
    .map(([workflowId]) => workflowId);
}

export async function signalChildren(state: RunState, command: RunCommand): Promise<void> {
  for (const workflowId of openChildren(state))
    await tell(() => getExternalWorkflowHandle(workflowId).signal(runCommandSignal, command));
}

export async function cancelChildren(state: RunState): Promise<void> {
  for (const workflowId of openChildren(state))
    await tell(() => getExternalWorkflowHandle(workflowId).cancel());
}

/** A child that has ended cannot be told anything, and need not. */
async function tell(say: () => Promise<void>): Promise<void> {
  try {
    await say();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}
