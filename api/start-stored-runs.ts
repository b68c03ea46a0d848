import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { RunRow } from '../ports/ledger/port.ts';
import type { Api, ApiDeps } from './deps.ts';
import { RunMessageError } from './run-messages.ts';
import { startRun } from './start-run.ts';

/** The phase of a run that no workflow has taken up yet. */
const storedPhase = 'intake';
/** Younger ones are somebody's request that is still being answered. */
const oldEnoughMs = 60_000;
/** Devices that a stored run holds are refused to every other: nobody should wait for longer than a person looks twice. */
const sweepIntervalMs = 30_000;
const pageSize = 100;
/** A thousand runs; they come newest first, and one that was never started is among the newest for weeks. */
const pagesMax = 10;

export interface SweepOptions {
  readonly log: Pick<FastifyBaseLogger, 'error' | 'warn'>;
  /** Default `sweepIntervalMs`. */
  readonly intervalMs?: number;
}

/** Sweeps once the API is ready, and until it closes. */
export function sweepWithApp(api: Api, deps: ApiDeps): void {
  let stop = (): Promise<void> => Promise.resolve();
  api.addHook('onReady', async () => {
    stop = keepStartingStoredRuns(deps, { log: api.log });
  });
  // Not `onClose`: by then the ledger may be closed already.
  api.addHook('preClose', () => stop());
}

/**
 * Starts, now and again and again, the runs that were stored and never started, because the API died in between or
 * Temporal was away: whoever asked may never ask again, and the devices would be held for ever. Answers how to stop it.
 */
export function keepStartingStoredRuns(deps: ApiDeps, options: SweepOptions): () => Promise<void> {
  const { log, intervalMs = sweepIntervalMs } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const keepOn = async (): Promise<void> => {
    while (!signal.aborted) {
      await startStoredRuns(deps, log, signal).catch((error: unknown) => {
        log.error({ err: error }, 'looking for runs that were never started failed');
      });
      await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = keepOn();
  return async () => {
    stopping.abort();
    await running;
  };
}

async function startStoredRuns(
  deps: ApiDeps,
  log: SweepOptions['log'],
  signal: AbortSignal,
): Promise<void> {
  const storedBefore = deps.now().getTime() - oldEnoughMs;
  let after: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const rows = await deps.ledger.listRuns(deps.tenantId, {
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    for (const row of rows.filter((one) => isForgotten(one, storedBefore))) {
      if (signal.aborted) return;
      try {
        await startRun(deps, row);
        log.warn({ run: row.run }, 'started a run that was stored and never started');
      } catch (error) {
        log.error({ err: error, run: row.run }, 'a stored run could not be started');
        // Temporal is away: it would not take the next one either, and each try takes its time.
        if (error instanceof RunMessageError) return;
      }
    }
    after = rows.at(-1)?.run;
    if (rows.length < pageSize || after === undefined) return;
  }
}

function isForgotten(row: RunRow, storedBefore: number): boolean {
  if (row.endedAt !== undefined || row.phase !== storedPhase) return false;
  return Date.parse(row.createdAt) < storedBefore;
}
