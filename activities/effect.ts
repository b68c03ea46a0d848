import { ConfigMgrError } from '../ports/configmgr/errors.ts';
import { GraphError } from '../ports/graph/errors.ts';
import type {
  FenceRefusal,
  JournalEntry,
  JournalIntent,
  LedgerPort,
  RunKey,
} from '../ports/ledger/port.ts';
import { wallMs } from '../domain/vendor-time.ts';
import { failure, notReady } from './failure-mapping.ts';

/**
 * One write to a vendor, at most once where it matters, found again after a crash:
 *
 *   intended ──begin (fence, compare-and-set)──▶ sending ──answer──▶ answered
 *      ▲                                            │
 *      └── retract: the vendor said it did nothing ─┘
 *
 * `sending` without an owner means a process died in the act. Then nothing happens before HTTP time-out and settle time
 * have passed, the effect is read back twice (lists lag), and only then a repeatable write is sent again.
 */
export interface EffectDeps {
  readonly ledger: LedgerPort;
  readonly liveness: RunLiveness;
  /** Vendor seconds per wall second. */
  readonly timeFactor: number;
}

/** Asks Temporal whether the run still lives. Throws when Temporal does not answer: then nothing is sent. */
export interface RunLiveness {
  isRunning(key: RunKey): Promise<boolean>;
}

export interface Effect {
  readonly key: RunKey;
  readonly intent: JournalIntent;
  /** False for a wipe: after a crash a person decides. */
  readonly repeatable: boolean;
  /**
   * Why it may not be sent now, asked right before every sending, the second after a crash included. A reason ends
   * the effect as `refused`.
   */
  readonly refusal?: () => Promise<string | undefined>;
  /** The id of what the effect made, when the vendor shows it; for changes any text. */
  readonly readBack: () => Promise<string | undefined>;
  /** Sends and answers the id of what it made. */
  readonly send: () => Promise<string>;
}

export interface EffectResult {
  readonly outcome: 'done' | 'adopted' | 'refused' | 'unknown';
  readonly result: string;
}

/** Longest a vendor request may take; a request older than this is over, one way or the other. */
export const httpTimeoutMs = 10_000;

/** Vendor time until lists show a change; a negative read-back before it proves nothing. */
const settleVendorMs = 60_000;

export async function performEffect(deps: EffectDeps, effect: Effect): Promise<EffectResult> {
  const entry = await deps.ledger.intend(effect.key, effect.intent);
  if (entry.state === 'answered') return answered(entry);
  if (entry.state === 'sending') {
    const found = await findAfterCrash(deps, effect, entry);
    if (found !== undefined)
      return conclude(deps, effect, entry, { outcome: 'adopted', result: found });
    if (!effect.repeatable)
      return conclude(deps, effect, entry, { outcome: 'unknown', result: '' });
  }
  const reason = await effect.refusal?.();
  if (reason !== undefined) {
    return conclude(deps, effect, entry, { outcome: 'refused', result: reason });
  }
  const owned = await takeOwnership(deps, effect, entry);
  const result = await sendOnce(deps, effect, owned);
  return conclude(deps, effect, owned, { outcome: 'done', result });
}

function answered(entry: JournalEntry): EffectResult {
  const { outcome } = entry;
  if (outcome === undefined || outcome === 'undone' || outcome === 'cannot-undo') {
    throw failure('BrokenInvariant', `journal entry ${entry.key} ended as ${outcome ?? 'nothing'}`);
  }
  return { outcome, result: entry.result ?? '' };
}

async function findAfterCrash(
  deps: EffectDeps,
  effect: Effect,
  entry: JournalEntry,
): Promise<string | undefined> {
  const settleMs = wallMs(settleVendorMs, deps.timeFactor);
  waitUntilOver(deps, entry);
  return (await effect.readBack()) ?? (await after(settleMs, effect.readBack));
}

/** Fails "not ready" while the request of a dead attempt may still have its effect. */
export function waitUntilOver(deps: Pick<EffectDeps, 'timeFactor'>, entry: JournalEntry): void {
  const settleMs = wallMs(settleVendorMs, deps.timeFactor);
  // The database says how old the request is: workers' clocks may be an hour apart.
  const waitMs = httpTimeoutMs + settleMs - (entry.sendingForMs ?? 0);
  if (waitMs > 0) throw notReady(`effect ${entry.step} may still be under way`, waitMs);
}

/** Fails "not ready" while what an effect made may not show yet: who is answered "not there" would take it for gone. */
export function waitUntilShown(deps: Pick<EffectDeps, 'timeFactor'>, entry: JournalEntry): void {
  if (entry.state === 'sending') waitUntilOver(deps, entry);
  const settleMs = wallMs(settleVendorMs, deps.timeFactor);
  // What was found was never sent, and showed.
  const waitMs = settleMs - (entry.sendingForMs ?? settleMs);
  if (waitMs > 0) throw notReady(`what effect ${entry.step} made may not show yet`, waitMs);
}

async function after<T>(ms: number, then: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return then();
}

async function takeOwnership(
  deps: EffectDeps,
  effect: Effect,
  entry: JournalEntry,
): Promise<JournalEntry> {
  if (!(await deps.liveness.isRunning(effect.key)))
    throw failure('RunStopped', `effect ${entry.step}`);
  const { key, attempt } = entry;
  const begun = await deps.ledger.beginSending(effect.key, {
    key,
    attempt,
    epoch: effect.intent.epoch,
  });
  if (typeof begun === 'string') throw fenceFailure(begun, entry.step);
  if (!(await deps.ledger.stillOwns(effect.key, begun)))
    throw fenceFailure('not-owner', entry.step);
  return begun;
}

export function fenceFailure(refusal: FenceRefusal, step: string): Error {
  switch (refusal) {
    case 'paused':
      return failure('RunPaused', `effect ${step}`);
    case 'stopped':
      return failure('RunStopped', `effect ${step}`);
    case 'epoch-past':
      return failure('EpochPast', `effect ${step}`);
    case 'not-owner':
      return notReady(`another attempt holds effect ${step}`);
  }
}

async function sendOnce(deps: EffectDeps, effect: Effect, owned: JournalEntry): Promise<string> {
  try {
    return await effect.send();
  } catch (error) {
    // Whatever else it is, a lost answer stays `sending` and is read back by the next attempt.
    if (saysNothingHappened(error)) await deps.ledger.retract(effect.key, owned);
    throw error;
  }
}

/** True only where the vendor answered with a refusal, or was not reached at all. */
export function saysNothingHappened(error: unknown): boolean {
  const isVendorError = error instanceof GraphError || error instanceof ConfigMgrError;
  return isVendorError && error.kind !== 'outcome-unknown' && error.kind !== 'unexpected-answer';
}

async function conclude(
  deps: EffectDeps,
  effect: Effect,
  entry: JournalEntry,
  end: EffectResult,
): Promise<EffectResult> {
  await deps.ledger.answer(effect.key, {
    key: entry.key,
    attempt: entry.attempt,
    outcome: end.outcome,
    result: end.result,
  });
  return end;
}

/** The one name of an effect for ever. */
export function effectKey(run: string, thing: string, step: string): string {
  return `${run}/${thing}/${step}`;
}

/** The journal's name for a wipe; undo looks for it before it takes a registration back. */
export const wipeStep = 'wipe';

/** A request may have left and its answer never came: what the vendor shows now may be our own doing, not yet written down. */
export async function isUnanswered(
  ledger: LedgerPort,
  key: RunKey,
  entryKey: string,
): Promise<boolean> {
  const entry = await ledger.findEntry(key, entryKey);
  return entry !== undefined && entry.state !== 'answered';
}
