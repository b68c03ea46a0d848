import { setTimeout as sleep } from 'node:timers/promises';
import type { RunDetail } from '../api/schemas/runs.ts';
import { CliError } from './cli-error.ts';
import type { GangwayClient } from './client.ts';
import { exitCodes } from './exit-codes.ts';

/** A person sees a change within two seconds, and the API hardly notices. */
const pollIntervalMs = 2_000;
/** A process that nobody looks at any more must end; the run itself goes on without it. */
const watchLimitMs = 24 * 60 * 60_000;

/** Reads a run until it has ended. `onRead` gets every answer, also the last, which is returned too. */
export async function watchRun(
  client: GangwayClient,
  run: string,
  onRead: (detail: RunDetail) => void,
): Promise<RunDetail> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < watchLimitMs) {
    const detail = await client.showRun(run);
    onRead(detail);
    if (detail.outcome !== undefined) return detail;
    await sleep(pollIntervalMs);
  }
  throw new CliError(`Run ${run} has not ended within a day of watching; it goes on`, {
    exitCode: exitCodes.partly,
    next: `gangway run watch ${run}`,
  });
}
