import { condition, log, upsertSearchAttributes } from '@temporalio/workflow';
import type { GateType, OpenGate, SignedDecision, TrustedKey } from '../../domain/approval.ts';
import { decisionProblem } from '../../domain/decision.ts';
import { gateOutcome } from '../../domain/quorum.ts';
import { guard, ledger } from '../activity-proxies.ts';
import { searchAttributes } from '../search-attributes.ts';
import { workflowNow } from '../workflow-time.ts';
import type { DecideAnswer, GateView } from './contract.ts';
import { refuse, type RunState } from './state.ts';

/**
 * Gates of one run. A gate is `open` until it is decided; at its deadline it escalates once, at the second it is `held`:
 * nothing is ever approved by time. Time while the run is paused does not count.
 *
 *   open ──quorum──▶ approved        open ──deadline──▶ escalated ──deadline──▶ held ──extendDeadline──▶ open
 *   open ──one no──▶ rejected        open, held ──abort──▶ withdrawn
 */
interface Entry {
  readonly gate: OpenGate;
  readonly decisions: SignedDecision[];
  state: GateView['state'];
  /** What the ledger was told last of a gate that people have not decided. */
  recorded: GateView['state'];
  deadlineAtMs: number;
  isEscalated: boolean;
  /** Grows with every change of the deadline, so that the wait starts over. */
  version: number;
}

export class GateKeeper {
  readonly #state: RunState;
  readonly #entries = new Map<string, Entry>();
  #keys: readonly TrustedKey[] = [];
  /** Decisions that came as a signal and did not verify. */
  #invalidSignals = 0;

  constructor(state: RunState) {
    this.#state = state;
  }

  /** Opens a gate and waits until people have decided it. */
  async ask(
    gateType: GateType,
    wave: number,
    round = 1,
  ): Promise<{ gate: string; verdict: 'approved' | 'rejected' }> {
    const state = this.#state;
    // Keys first: once the ledger shows the gate, decisions may come.
    this.#keys = await guard.readTrustedKeys();
    const gate = await ledger.openGate({
      ...state.key,
      gateType,
      wave,
      round,
      deadlineMs: state.input.gateDeadlineMs,
    });
    const entry: Entry = {
      gate,
      decisions: [],
      state: 'open',
      recorded: 'open',
      deadlineAtMs: workflowNow() + state.input.gateDeadlineMs,
      isEscalated: false,
      version: 0,
    };
    this.#entries.set(gate.gate, entry);
    await state.enter(state.phase, this.#openGates());
    await this.#untilDecided(entry);
    await state.enter(state.phase, this.#openGates());
    const verdict = entry.state === 'rejected' ? 'rejected' : 'approved';
    await ledger.recordGate({ ...state.key, gate: gate.gate, state: verdict });
    return { gate: gate.gate, verdict };
  }

  /** Why this decision cannot be taken now, or nothing. Used by the validator, so it changes nothing. */
  problemOf(signed: SignedDecision): string | undefined {
    const entry = this.#entries.get(signed.decision.gate);
    if (entry?.state !== 'open' || this.#state.isAborting) return 'gate-not-open';
    if (entry.decisions.some(({ decision }) => decision.oid === signed.decision.oid))
      return 'already-decided';
    const { tenant, run, requester } = this.#state.input;
    return decisionProblem(signed, { gate: entry.gate, tenant, run, requester, keys: this.#keys });
  }

  validate(signed: SignedDecision): void {
    const problem = this.problemOf(signed);
    if (problem === 'gate-not-open') throw refuse('GateNotOpen', signed.decision.gate);
    if (problem !== undefined) throw refuse('DecisionInvalid', problem);
  }

  take(signed: SignedDecision): DecideAnswer {
    const entry = this.#entries.get(signed.decision.gate);
    if (entry === undefined) throw refuse('GateNotOpen', signed.decision.gate);
    // Two updates may pass the validator before either handler runs: the second of the same person adds nothing.
    if (!entry.decisions.some(({ decision }) => decision.oid === signed.decision.oid))
      entry.decisions.push(signed);
    const outcome = gateOutcome(entry.decisions, entry.gate.quorum);
    if (entry.state === 'open' && outcome !== 'open') entry.state = outcome;
    return {
      gate: entry.gate.gate,
      state: entry.state === 'approved' || entry.state === 'rejected' ? entry.state : 'open',
      approvals: approvalsOf(entry),
      quorum: entry.gate.quorum,
    };
  }

  /** A signal cannot be refused, so it is verified like an update and ignored when it does not hold. */
  takeSignal(signal: unknown): void {
    const signed = signal as SignedDecision;
    const problem = safely(() => this.problemOf(signed));
    if (problem === undefined) this.take(signed);
    else {
      this.#invalidSignals += 1;
      log.warn('a signalled decision was ignored', { problem, ignored: this.#invalidSignals });
    }
  }

  extend(gate: string, byMs: number): void {
    const entry = this.#entries.get(gate);
    if (entry === undefined || (entry.state !== 'open' && entry.state !== 'held'))
      throw refuse('GateNotOpen', gate);
    entry.deadlineAtMs = Math.max(entry.deadlineAtMs, workflowNow()) + byMs;
    entry.state = 'open';
    entry.version += 1;
  }

  /** The run is being undone: nobody is asked any more. */
  async withdraw(): Promise<void> {
    const unsettled = [...this.#entries.values()].filter(
      ({ state }) => state === 'open' || state === 'held',
    );
    for (const entry of unsettled) entry.state = 'withdrawn';
    for (const { gate } of unsettled)
      await ledger.recordGate({ ...this.#state.key, gate: gate.gate, state: 'withdrawn' });
  }

  async refreshKeys(): Promise<number> {
    this.#keys = await guard.readTrustedKeys();
    return this.#keys.length;
  }

  views(): readonly GateView[] {
    return [...this.#entries.values()].map((entry) => ({
      gate: entry.gate,
      gateType: entry.gate.gateType,
      state: entry.state,
      approvals: approvalsOf(entry),
    }));
  }

  async #untilDecided(entry: Entry): Promise<void> {
    const state = this.#state;
    const isDecided = (): boolean => entry.state === 'approved' || entry.state === 'rejected';
    while (!isDecided()) {
      const { version } = entry;
      if (entry.state !== entry.recorded) {
        await this.#record(entry);
      } else if (state.paused) {
        const pausedAt = workflowNow();
        await condition(() => !state.paused || isDecided());
        entry.deadlineAtMs += workflowNow() - pausedAt;
      } else if (entry.state === 'held') {
        // Held for as long as nobody extends the deadline: only people end it.
        await condition(() => entry.version !== version);
      } else {
        const leftMs = Math.max(entry.deadlineAtMs - workflowNow(), 1);
        upsertSearchAttributes([
          { key: searchAttributes.gateDeadline, value: new Date(entry.deadlineAtMs) },
        ]);
        const woke = await condition(
          () => isDecided() || state.paused || entry.version !== version,
          leftMs,
        );
        if (!woke) await this.#pastDeadline(entry);
      }
    }
    upsertSearchAttributes([{ key: searchAttributes.gateDeadline, value: null }]);
  }

  async #pastDeadline(entry: Entry): Promise<void> {
    const { gate } = entry.gate;
    if (!entry.isEscalated) {
      entry.isEscalated = true;
      entry.deadlineAtMs = workflowNow() + this.#state.input.gateDeadlineMs;
      await ledger.escalateGate({ ...this.#state.key, gate });
      return;
    }
    entry.state = 'held';
  }

  /** Held, or open again: ledger and operators are told. */
  async #record(entry: Entry): Promise<void> {
    const { gate } = entry.gate;
    entry.recorded = entry.state;
    await ledger.recordGate({ ...this.#state.key, gate, state: entry.recorded });
    await this.#state.enter(
      this.#state.phase,
      entry.recorded === 'held'
        ? `operator: gate ${gate} is held, extend its deadline`
        : this.#openGates(),
    );
  }

  #openGates(): string {
    const open = [...this.#entries.values()]
      .filter((entry) => entry.state === 'open')
      .map((entry) => entry.gate.gate);
    return open.length === 0 ? '' : `approvers: gate ${open.join(', ')}`;
  }
}

function approvalsOf(entry: Entry): number {
  return entry.decisions.filter(({ decision }) => decision.verdict === 'approve').length;
}

/** A signal may carry anything at all; what cannot even be read is invalid. */
function safely(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch {
    return 'malformed';
  }
}
