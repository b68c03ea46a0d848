import type { FailureCode } from '../domain/failures.ts';
import type { RunKey } from '../ports/ledger/port.ts';
import type {
  CompleteTaskInput,
  ConfirmDeliveredInput,
  DecideAnswer,
  DecideInput,
  ExtendDeadlineInput,
  OnboardingRunInput,
  ReasonInput,
  ReleaseWaveInput,
  ResolveInput,
} from '../workflows/onboarding-run/contract.ts';

/** What a live run can be told, and what it answers once it has acted on it. */
export interface RunMessageTypes {
  readonly decide: { input: DecideInput; answer: DecideAnswer };
  readonly completeTask: { input: CompleteTaskInput; answer: { taskId: string } };
  readonly confirmDelivered: { input: ConfirmDeliveredInput; answer: { delivered: number } };
  readonly resolve: { input: ResolveInput; answer: { devices: number } };
  readonly pause: { input: ReasonInput; answer: unknown };
  readonly resume: { input: ReasonInput; answer: unknown };
  readonly abort: { input: ReasonInput; answer: unknown };
  readonly releaseWave: { input: ReleaseWaveInput; answer: unknown };
  readonly extendDeadline: { input: ExtendDeadlineInput; answer: unknown };
}
export type RunMessageName = keyof RunMessageTypes;

/** The API's way to the runs: everything it needs of Temporal. Throws `RunMessageError` only. */
export interface RunMessages {
  /** Starts the run's workflow. One that was started already, running or ended, is nothing. */
  startRun(input: OnboardingRunInput, summary: string): Promise<void>;
  /** Sends an update and waits for its answer. The same `updateId` again answers the first one. */
  send<Name extends RunMessageName>(
    run: RunKey,
    name: Name,
    input: RunMessageTypes[Name]['input'],
    updateId: string,
  ): Promise<RunMessageTypes[Name]['answer']>;
  /** Throws when Temporal does not answer. */
  ping(): Promise<void>;
}

export type RunMessageErrorKind =
  /** The run's validator or handler said no; `code` when it named a failure of the table. */
  | 'refused'
  /** The workflow has ended or was never there. */
  | 'not-running'
  /** Temporal cannot be reached: nothing was sent. */
  | 'unreachable'
  /** Sent, and no answer in time: it may take effect yet. */
  | 'unanswered';

export class RunMessageError extends Error {
  override readonly name = 'RunMessageError';
  readonly kind: RunMessageErrorKind;
  readonly code: FailureCode | undefined;

  constructor(
    kind: RunMessageErrorKind,
    message: string,
    options: { code?: FailureCode | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.code = options.code;
  }
}
