import {
  ApplicationFailure,
  CancellationScope,
  condition,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { countIn, type StateCounts } from '../../domain/device-state.ts';
import { failures, type FailureCode } from '../../domain/failures.ts';
import type { Fence, FenceState } from '../../ports/ledger/port.ts';
import { ledger } from '../activity-proxies.ts';
import { failureType } from '../child.ts';
import { searchAttributes } from '../search-attributes.ts';
import { workflowNow } from '../workflow-time.ts';
import type { ChildDone, OnboardingRunInput } from './contract.ts';

/** A wait looks again after this long even when no signal came: signals may be lost with a database. Wall time. */
const watchdogMs = 600_000;

/** What a run remembers between its steps. Handlers change it; the main line waits on it. */
export class RunState {
  readonly input: OnboardingRunInput;
  phase = 'starting';
  waitingOn = '';
  paused = false;
  isAborting = false;
  /** All is done but the report: too late for an abort. */
  isEnding = false;
  epoch = 0;
  wave = 0;
  waves = 0;
  counts: StateCounts = {};
  /** Grows with every signal that device rows moved. */
  moves = 0;
  /** Grows with every `resolve` that asks to try again. */
  retries = 0;
  /** Why the run itself is parked, step by step; empty while it is not. */
  parked: readonly string[] = [];
  readonly released = new Set<number>();
  readonly evidence: { taskId: string; evidenceId: string }[] = [];
  readonly openTasks = new Set<string>();
  readonly children = new Map<string, ChildDone | undefined>();
  readonly duplicatesReady = new Map<number, number>();
  readonly warnings: string[] = [];
  /** What the run waited on before it was parked. */
  #waitedOn = '';
  #fence: Promise<unknown> = Promise.resolve();

  constructor(input: OnboardingRunInput) {
    this.input = input;
  }

  get key(): { tenant: string; run: string } {
    return { tenant: this.input.tenant, run: this.input.run };
  }

  /** Says where the run stands: to operators at once, to the ledger for everybody else. */
  async enter(phase: string, waitingOn: string): Promise<void> {
    this.phase = phase;
    this.waitingOn = waitingOn;
    this.show();
    await ledger.recordPhase({ ...this.key, phase, waitingOn });
  }

  /** One after the other: two writes of the fence side by side could end in the wrong order. */
  async setFence(fence: FenceState): Promise<Fence> {
    const earlier = this.#fence;
    const write = CancellationScope.nonCancellable(async () => {
      await earlier;
      return ledger.recordFence({ ...this.key, state: fence });
    });
    // A write that failed is its own caller's trouble.
    this.#fence = write.catch(() => undefined);
    return write;
  }

  show(): void {
    const { input } = this;
    upsertSearchAttributes([
      { key: searchAttributes.phase, value: this.phase },
      { key: searchAttributes.waitingOn, value: this.waitingOn },
      { key: searchAttributes.paused, value: this.paused },
      {
        key: searchAttributes.needsAttention,
        value: this.parked.length > 0 || countIn(this.counts, ['needs-attention']) > 0,
      },
      {
        key: searchAttributes.devicesFailed,
        value: countIn(this.counts, ['needs-attention', 'refused', 'rolled-back']),
      },
    ]);
    const rows = Object.entries(this.counts).map(([state, count]) => `| ${state} | ${count} |`);
    setCurrentDetails(
      [
        `**Run ${input.run}** — ${this.phase}${this.paused ? ' (paused)' : ''}`,
        `Waiting on: ${this.waitingOn === '' ? 'nobody' : this.waitingOn}, since ${new Date(workflowNow()).toISOString()}`,
        ...this.parked.map(
          (reason) => `Needs attention: ${reason}. Next: \`resolve\` with action retry.`,
        ),
        '',
        '| state | devices |',
        '| --- | --- |',
        ...rows,
      ].join('\n'),
    );
  }

  /** Waits until the counts of a wave are as wished. */
  async until(
    filter: { wave: number; tracks?: readonly 'reset'[] },
    wish: (counts: StateCounts) => boolean | Promise<boolean>,
  ): Promise<StateCounts> {
    for (;;) {
      const seen = this.moves;
      const counts = await ledger.readCounts({ ...this.key, filter });
      if (filter.tracks === undefined) this.counts = counts;
      if (await wish(counts)) return counts;
      const heard = await condition(() => this.moves !== seen, watchdogMs);
      // Silence may be patience, or a watcher that somebody ended.
      if (!heard) await ledger.ensureWatch(watchRequest(this.input));
    }
  }

  /** A step that failed for good parks the run until an operator's `resolve`, then is tried again. */
  async attempt<T>(what: string, step: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await step();
      } catch (error) {
        const code = failureType(error);
        if (code === undefined) throw error;
        await this.park(`${what}: ${code}`);
      }
    }
  }

  async park(reason: string): Promise<void> {
    const { retries } = this;
    if (this.parked.length === 0) this.#waitedOn = this.waitingOn;
    this.parked = [...this.parked, reason];
    await this.#enterParked();
    await condition(() => this.retries !== retries);
    this.parked = this.parked.filter((other) => other !== reason);
    await this.#enterParked();
  }

  /** Steps that run side by side may be parked side by side. */
  #enterParked(): Promise<void> {
    const { parked } = this;
    return this.enter(
      this.phase,
      parked.length === 0 ? this.#waitedOn : `operator: ${parked.join('; ')}`,
    );
  }
}

export function watchRequest({ tenant, siteCode, timeFactor }: OnboardingRunInput): {
  tenant: string;
  siteCode: string;
  timeFactor: number;
} {
  return { tenant, siteCode, timeFactor };
}

export function refuse(code: FailureCode, detail: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`${failures[code].text} (${detail})`, code);
}
