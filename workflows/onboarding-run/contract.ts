import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { GateType, OpenGate, SignedDecision } from '../../domain/approval.ts';
import type { StateCounts } from '../../domain/device-state.ts';
import type { QueryDefinition, SignalDefinition, UpdateDefinition } from '@temporalio/common';

/**
 * The public face of a run: input, messages, answers. Names and shapes are append-only.
 * Every message takes one object, because the Temporal UI can send only one.
 */
export const onboardingRunType = 'onboardingRun';

export interface OnboardingRunInput {
  readonly tenant: string;
  readonly run: string;
  /** `oid` of who asked; their own approval never counts. */
  readonly requester: string;
  readonly siteCode: string;
  /** Vendor seconds per wall second: 1 in production. */
  readonly timeFactor: number;
  /** Wall time from a gate's opening to its escalation, and from there to hold. */
  readonly gateDeadlineMs: number;
  /** Vendor time. */
  readonly duplicateGraceMs: number;
  readonly failureBudgetPercent: number;
}

export interface OnboardingRunResult {
  readonly outcome: 'completed' | 'rejected' | 'aborted';
  readonly counts: StateCounts;
}

export interface DecideInput {
  readonly signed: SignedDecision;
}
export interface DecideAnswer {
  readonly gate: string;
  readonly state: 'open' | 'approved' | 'rejected';
  /** Distinct people who approved so far, and how many it takes. */
  readonly approvals: number;
  readonly quorum: number;
}
export interface CompleteTaskInput {
  readonly taskId: string;
  readonly evidenceId: string;
}
/** The reason's text lives in the ledger under this id. */
export interface ReasonInput {
  readonly reasonId: string;
}
export interface ConfirmDeliveredInput {
  readonly uploadId: string;
}
export interface ResolveInput {
  readonly scope:
    { readonly deviceKey: string } | { readonly errorCode: string } | { readonly wave: number };
  readonly action: 'retry' | 'skip';
  readonly reasonId: string;
}
export interface ReleaseWaveInput {
  readonly wave: number;
  readonly reasonId: string;
}
export interface ExtendDeadlineInput {
  readonly gate: string;
  readonly byMs: number;
  readonly reasonId: string;
}

export const decideUpdate: UpdateDefinition<DecideAnswer, [DecideInput]> = defineUpdate('decide');
export const decideSignal: SignalDefinition<[DecideInput]> = defineSignal('decideSignal');
export const completeTaskUpdate: UpdateDefinition<{ taskId: string }, [CompleteTaskInput]> =
  defineUpdate('completeTask');
export const pauseUpdate: UpdateDefinition<void, [ReasonInput]> = defineUpdate('pause');
export const resumeUpdate: UpdateDefinition<void, [ReasonInput]> = defineUpdate('resume');
export const pauseSignal: SignalDefinition<[ReasonInput]> = defineSignal('pauseSignal');
export const resumeSignal: SignalDefinition<[ReasonInput]> = defineSignal('resumeSignal');
export const abortUpdate: UpdateDefinition<void, [ReasonInput]> = defineUpdate('abort');
export const confirmDeliveredUpdate: UpdateDefinition<
  { delivered: number },
  [ConfirmDeliveredInput]
> = defineUpdate('confirmDelivered');
export const resolveUpdate: UpdateDefinition<{ devices: number }, [ResolveInput]> =
  defineUpdate('resolve');
export const releaseWaveUpdate: UpdateDefinition<void, [ReleaseWaveInput]> =
  defineUpdate('releaseWave');
export const extendDeadlineUpdate: UpdateDefinition<void, [ExtendDeadlineInput]> =
  defineUpdate('extendDeadline');
export const refreshKeysUpdate: UpdateDefinition<{ keys: number }, [ReasonInput]> =
  defineUpdate('refreshKeys');

/** From the outbox: device rows of this run moved. Carries nothing; the counts are read from the ledger. */
export const ledgerMovedSignal: SignalDefinition = defineSignal('ledgerMoved');
/** To children: give up, or try again what failed. Pausing needs no word: the fence holds their effects. */
export const runCommandSignal: SignalDefinition<[RunCommand]> = defineSignal('runCommand');
export interface RunCommand {
  readonly command: 'abort' | 'retry';
}

/** From children that cannot outlive the parent's wait: a child of this wave ended. */
export const childDoneSignal: SignalDefinition<[ChildDone]> = defineSignal('childDone');
export interface ChildDone {
  readonly workflowId: string;
  readonly kind: 'shard' | 'duplicates-ready' | 'duplicates' | 'reset';
  readonly wave: number;
  /** How many duplicates are disabled and ready for gate `duplicate-delete`; only with `duplicates-ready`. */
  readonly ready?: number;
}

export interface GateView {
  readonly gate: OpenGate;
  readonly gateType: GateType;
  readonly state: 'open' | 'held' | 'approved' | 'rejected' | 'withdrawn';
  readonly approvals: number;
}
export interface RunProgress {
  readonly phase: string;
  readonly waitingOn: string;
  readonly paused: boolean;
  readonly wave: number;
  readonly waves: number;
  readonly counts: StateCounts;
}
export const progressQuery: QueryDefinition<RunProgress> = defineQuery('progress');
export const gatesQuery: QueryDefinition<readonly GateView[]> = defineQuery('gates');
export const tasksQuery: QueryDefinition<readonly { taskId: string; state: string }[]> =
  defineQuery('tasks');
