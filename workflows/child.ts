import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { runWorkflowId } from '../domain/workflow-ids.ts';
import { ledger } from './activity-proxies.ts';
import {
  childDoneSignal,
  ledgerMovedSignal,
  runCommandSignal,
  type ChildDone,
  type RunCommand,
} from './onboarding-run/contract.ts';
import { searchAttributes } from './search-attributes.ts';
import type { StateCounts } from '../domain/device-state.ts';

/** A wait looks again after this long even when no signal came: signals may be lost with a database. Wall time. */
const watchdogMs = 600_000;

/** What shard, reset and clean-up have in common: they obey the run, wait on the ledger, and report their end. */
export class RunChild {
  readonly #run: { readonly tenant: string; readonly run: string };
  readonly #scope = new CancellationScope();
  #moves = 0;
  #retries = 0;

  constructor(run: { readonly tenant: string; readonly run: string }) {
    this.#run = run;
    setHandler(ledgerMovedSignal, () => {
      this.#moves += 1;
    });
    setHandler(runCommandSignal, (input: RunCommand | null | undefined) => {
      if (input?.command === 'abort') this.#scope.cancel();
      if (input?.command !== 'retry') return;
      this.#retries += 1;
      // A device that was sent back may be this child's to take on again.
      this.#moves += 1;
    });
  }

  /** Runs the child's work; aborted or done, the run hears of the end. */
  async work(done: ChildDone, body: () => Promise<void>): Promise<void> {
    try {
      await this.#scope.run(body);
    } catch (error) {
      // An abort is an end like any other: the run undoes from the ledger.
      if (!isCancellation(error)) throw error;
    }
    await CancellationScope.nonCancellable(() => this.report(done));
  }

  async report(done: ChildDone): Promise<void> {
    const parent = getExternalWorkflowHandle(runWorkflowId(this.#run.tenant, this.#run.run));
    try {
      await parent.signal(childDoneSignal, done);
    } catch (error) {
      // The run is gone: nobody is left to hear it, and the ledger holds all that was done.
      if (!(error instanceof Error)) throw error;
    }
  }

  /** Waits until the counts of the filter are as wished, and answers them. */
  async until(
    filter: { wave: number; shard?: number; tracks?: readonly 'reset'[] },
    wish: (counts: StateCounts) => boolean,
  ): Promise<StateCounts> {
    const { tenant, run } = this.#run;
    for (;;) {
      const seen = this.#moves;
      const counts = await ledger.readCounts({ tenant, run, filter });
      if (wish(counts)) return counts;
      await condition(() => this.#moves !== seen, watchdogMs);
    }
  }

  /** A step that failed for good waits for an operator's `resolve`, then is tried again. */
  async attempt<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      const seen = this.#retries;
      try {
        return await step();
      } catch (error) {
        const code = failureType(error);
        if (code === undefined) throw error;
        showParked(code);
        try {
          await condition(() => this.#retries !== seen);
        } finally {
          showParked(undefined);
        }
      }
    }
  }
}

/** To operators: what it is that waits for them, and what to do about it. */
export function showParked(code: string | undefined): void {
  upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: code !== undefined }]);
  setCurrentDetails(
    code === undefined ? '' : `Needs attention: ${code}. Next: \`resolve\` the run, action retry.`,
  );
}

/** The code of an activity's final failure; nothing for cancellation and for anything unexpected. */
export function failureType(error: unknown): string | undefined {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) return undefined;
  return error.cause instanceof ApplicationFailure
    ? (error.cause.type ?? 'BrokenInvariant')
    : 'BrokenInvariant';
}
