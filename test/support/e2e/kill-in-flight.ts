import type { WorkerRole } from '../../../scripts/stack/environment.ts';
import type { FaultWish } from './laboratory.ts';
import type { JournalRow } from './ledger-eyes.ts';
import type { Bench } from './use-stack.ts';
import { untilFound } from './wait.ts';

/**
 * The vendor holds its answer this long: time to kill, and less than the ten seconds after which the client would
 * give up by itself. A fault hits before the effect, so the effect happens when the killed process is long gone.
 */
const holdMs = 8_000;

export interface KillWish {
  /** The journal's name of the write, for example `autopilot/import`. */
  readonly step: string;
  readonly request: Pick<FaultWish, 'method' | 'path' | 'skip'>;
  readonly victims: readonly WorkerRole[];
  /** Whether the vendor does what the dead process asked for. */
  readonly isDone: boolean;
}

/** One kill while a request was under way, and what came of it. */
export interface Kill {
  readonly step: string;
  /** The write that was under way, as the journal had it when its process was dead. */
  readonly row: JournalRow;
  readonly restarts: readonly Restart[];
}

export interface Restart {
  readonly role: WorkerRole;
  readonly pid: number;
  readonly killedAt: number;
  readonly readyAt: number;
}

export interface ArmedKill {
  /** Waits for the request, kills, starts again. */
  strike(run: string, signal: AbortSignal): Promise<Kill>;
}

/** Has the vendor hold its answer to one write. Arm before the run begins, in the order of the requests. */
export async function armKill(bench: Bench, wish: KillWish): Promise<ArmedKill> {
  const fault: FaultWish = {
    ...wish.request,
    delayMs: holdMs,
    ...(wish.isDone ? {} : { status: 503 }),
  };
  await bench.laboratory.addFaults([fault]);
  return { strike: (run, signal) => strike(bench, wish, { run, signal }) };
}

async function strike(
  bench: Bench,
  wish: KillWish,
  { run, signal }: { run: string; signal: AbortSignal },
): Promise<Kill> {
  const { eyes } = bench;
  const sending = async (): Promise<JournalRow | undefined> =>
    (await eyes.journal(run, wish.step)).find(({ state }) => state === 'sending');
  const before = await untilFound(
    `${wish.step} held by the vendor`,
    async () => ((await isHeld(bench, wish)) ? sending() : undefined),
    signal,
  );
  const killedAt = Date.now();
  await Promise.all(wish.victims.map((role) => bench.stack.process(role).kill9()));
  const row = await sending();
  if (row?.key !== before.key) {
    throw new Error(`${wish.step} was over before its process was dead: ${JSON.stringify(before)}`);
  }
  const restarts = await Promise.all(wish.victims.map((role) => restart(bench, role, killedAt)));
  return { step: wish.step, row, restarts };
}

/** The fault is spent as soon as the request it waits for has arrived. */
async function isHeld({ laboratory }: Bench, { request, isDone }: KillWish): Promise<boolean> {
  const pending = await laboratory.pendingFaults();
  return !pending.some(
    (fault) => fault.path === request.path && (fault.status === undefined) === isDone,
  );
}

async function restart(bench: Bench, role: WorkerRole, killedAt: number): Promise<Restart> {
  const worker = bench.stack.process(role);
  await worker.start();
  return { role, pid: worker.pid ?? 0, killedAt, readyAt: Date.now() };
}
