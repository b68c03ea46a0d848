import type { RunMessageName, RunMessages } from '../../../api/run-messages.ts';
import type { RunKey } from '../../../ports/ledger/port.ts';
import type { OnboardingRunInput } from '../../../workflows/onboarding-run/contract.ts';

export interface SentMessage {
  readonly run: RunKey;
  readonly name: RunMessageName;
  readonly input: unknown;
  readonly updateId: string;
}

/** Temporal as the routes see it: keeps what it was told and answers what the test says. */
export interface RecordingMessages extends RunMessages {
  readonly started: OnboardingRunInput[];
  readonly summaries: string[];
  readonly sent: SentMessage[];
  /** What the next start, message or ping meets instead of success. */
  failNext(error: Error): void;
  reset(): void;
}

const answers: Readonly<Record<RunMessageName, unknown>> = {
  decide: { gate: 'plan', state: 'approved', approvals: 1, quorum: 1 },
  completeTask: { taskId: 'cloud-attach' },
  confirmDelivered: { delivered: 1 },
  resolve: { devices: 2 },
  pause: undefined,
  resume: undefined,
  abort: undefined,
  releaseWave: undefined,
  extendDeadline: undefined,
};

export function recordingMessages(): RecordingMessages {
  const started: OnboardingRunInput[] = [];
  const summaries: string[] = [];
  const sent: SentMessage[] = [];
  const failures: Error[] = [];
  const failOnce = (): void => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
  };
  return {
    started,
    summaries,
    sent,
    failNext: (error) => void failures.push(error),
    reset: () => {
      for (const list of [started, summaries, sent, failures]) list.length = 0;
    },
    async startRun(input, summary) {
      failOnce();
      started.push(input);
      summaries.push(summary);
    },
    async send(run, name, input, updateId) {
      sent.push({ run, name, input, updateId });
      failOnce();
      return answers[name];
    },
    async ping() {
      failOnce();
    },
  };
}
