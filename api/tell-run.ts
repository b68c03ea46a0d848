import { randomUUID } from 'node:crypto';
import type { RunKey } from '../ports/ledger/port.ts';
import type { Caller } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { findRun } from './find-run.ts';
import { ApiProblem } from './problem.ts';
import { recordAct, updateIdOf } from './record-act.ts';
import type { RunMessageName, RunMessageTypes } from './run-messages.ts';

/** The messages that somebody gives a reason for; the reason's text goes to the ledger, its id to the run. */
export type ReasonedMessage = Exclude<
  RunMessageName,
  'decide' | 'completeTask' | 'confirmDelivered'
>;

/** Finds a run that still takes messages. */
export async function findLiveRun(deps: ApiDeps, caller: Caller, run: string): Promise<RunKey> {
  const { key, row } = await findRun(deps.ledger, caller, run);
  if (row.endedAt !== undefined) throw new ApiProblem('RunStopped', `Run ${run} has ended.`);
  return key;
}

/** Saves the reason, records the act, sends the message and waits for the run's answer. */
export async function tellRun<Name extends ReasonedMessage>(
  deps: ApiDeps,
  caller: Caller,
  told: {
    readonly run: string;
    readonly message: Name;
    readonly subject: string;
    readonly reason: string;
    /** Of the request, when it carries one: the same wish again is the same update. */
    readonly idempotencyKey: string | undefined;
    readonly input: (reasonId: string) => RunMessageTypes[Name]['input'];
  },
): Promise<RunMessageTypes[Name]['answer']> {
  const { ledger, messages } = deps;
  const key = await findLiveRun(deps, caller, told.run);
  const { textId, textHash } = await ledger.saveText(key, caller.oid, told.reason);
  const input = told.input(textId);
  await recordAct(ledger, key, caller, {
    act: `run.${told.message}`,
    subject: told.subject,
    detail: { ...input, reasonHash: textHash },
  });
  const wish = told.idempotencyKey ?? randomUUID();
  return messages.send(key, told.message, input, updateIdOf(told.message, caller.oid, wish));
}
