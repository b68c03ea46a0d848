import { textHash } from '../domain/canonical-json.ts';
import type { LedgerPort, RunKey } from '../ports/ledger/port.ts';
import type { Caller } from './authentication.ts';

export interface HumanAct {
  /** `run.pause`, `gate.decide`, … */
  readonly act: string;
  /** What it is about: ids only, names and texts stay in their own tables. */
  readonly subject: string;
  readonly detail: unknown;
}

/**
 * Writes what somebody asked for into the run's audit, before it is delivered: an entry whose message got lost
 * does no harm, an effect without its entry would.
 */
export async function recordAct(
  ledger: LedgerPort,
  key: RunKey,
  caller: Caller,
  { act, subject, detail }: HumanAct,
): Promise<void> {
  await ledger.appendAudit(key, { actor: caller.oid, act, subject, detail });
}

/** Update ids are part of histories: short, of one form, and telling nothing. */
export function updateIdOf(message: string, ...identity: readonly string[]): string {
  return `${message}-${textHash(identity.join(' ')).slice(0, 32)}`;
}
