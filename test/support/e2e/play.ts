import { onTestFailed } from 'vitest';
import { GangwayClient } from '../../../cli/client.ts';
import { defaultPersonas } from '../../../scripts/demo/people.ts';
import type { RunDetail } from '../../../api/schemas/runs.ts';
import { playRun, type PlayedRun, type PlayOptions } from '../../../scripts/demo/play-run.ts';
import { mintPersonaToken } from '../../../scripts/stack/stack.ts';
import type { SmallFleet } from './small-fleet.ts';
import { describeStuck } from './stuck.ts';
import type { Bench } from './use-stack.ts';

/** What goes on beside the play: it is told the run, and that the run is over. */
export type Scene<T> = (run: string, signal: AbortSignal) => Promise<T>;

/** Looked at more often than people would, so that nobody waits for the people. */
const pollIntervalMs = 300;
/** A parked step is not tried again by itself; this only lets a passing word of it go by. */
const parkedMsMax = 10_000;

export interface Stage<T> extends Pick<PlayOptions, 'runLimitMs'> {
  readonly fleet: SmallFleet;
  readonly scene: Scene<T>;
}

/**
 * Plays a run to its end with a scene beside it. Whichever fails first ends the other; a scene still waiting when the
 * run is over has missed its cue and fails.
 */
export async function playWith<T>(
  { stack }: Bench,
  { fleet, scene, runLimitMs = 120_000 }: Stage<T>,
): Promise<{ played: PlayedRun; made: T }> {
  const over = new AbortController();
  const started = Promise.withResolvers<string>();
  // Nobody hears of it when the play fails before its start, and nobody needs to.
  started.promise.catch(() => undefined);
  const lines: string[] = [];
  onTestFailed(() => {
    console.error(lines.join('\n'));
  });
  const playing = playRun({
    stack,
    files: fleet.files,
    pollIntervalMs,
    runLimitMs,
    signal: over.signal,
    onProgress: (line) => lines.push(`${new Date().toISOString()} ${line}`),
    onStarted: ({ runId }) => {
      started.resolve(runId);
    },
    onLook: impatientOfOperators(),
  });
  const acting = started.promise.then((run) => scene(run, over.signal));
  try {
    const [played, made] = await Promise.all([
      playing.finally(() => {
        over.abort(new Error('the run is over'));
      }),
      acting.catch((error: unknown) => {
        over.abort(error);
        throw error;
      }),
    ]);
    return { played, made };
  } catch (error) {
    started.reject(error);
    const run = await started.promise.catch(() => '');
    lines.push(await describeStuck(stack, run));
    await Promise.allSettled([playing, acting]);
    throw error;
  }
}

/** Nobody plays an operator here: a run that is parked will not end, and there is no sense in waiting for that. */
function impatientOfOperators(): (run: Pick<RunDetail, 'waitingOn'>) => void {
  let parkedAtMs: number | undefined;
  return ({ waitingOn }) => {
    if (!waitingOn.startsWith('operator')) parkedAtMs = undefined;
    else parkedAtMs ??= performance.now();
    if (parkedAtMs !== undefined && performance.now() - parkedAtMs > parkedMsMax) {
      throw new Error(`the run is parked: ${waitingOn}`);
    }
  };
}

/** The admin's own client, for what the play does not do by itself. */
export async function adminOf({ stack }: Pick<Bench, 'stack'>): Promise<GangwayClient> {
  const token = await mintPersonaToken(stack, defaultPersonas.admin);
  return new GangwayClient({ apiUrl: stack.apiUrl, token });
}
