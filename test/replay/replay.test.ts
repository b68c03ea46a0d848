import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker, type ReplayResult } from '@temporalio/worker';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as workflows from '../../workflows/index.ts';
import { installRuntime } from '../workflows/support/runtime.ts';
import { eventsOf, recordedHistories, workflowTypeOf, type RecordedHistory } from './recorded.ts';

/**
 * Runs that began under an older version must go on under this one. Each recorded history is given to the present code,
 * which must make the same commands again. When one fails: leave the old way in under a patch, see `workflows/patches.ts`.
 */
beforeAll(() => {
  // A history that is meant to fail would fill the screen.
  installRuntime();
});

async function replay(histories: readonly { name: string; history: unknown }[]) {
  const results: ReplayResult[] = [];
  const given = histories.map(({ name, history }) => ({ workflowId: name, history }));
  const options = { workflowBundle: { codePath: inject('workflowBundlePath') } };
  for await (const result of Worker.runReplayHistories(options, given)) results.push(result);
  return results;
}

/** As if a deploy had renamed its first activity. */
function altered(recorded: RecordedHistory): unknown {
  const history = eventsOf(recorded);
  const scheduled = history.events.find((event) => event.activityTaskScheduledEventAttributes);
  if (scheduled?.activityTaskScheduledEventAttributes === undefined)
    throw new Error(`${recorded.name} has no activity to alter`);
  scheduled.activityTaskScheduledEventAttributes.activityType.name = 'anotherActivity';
  return history;
}

describe('recorded histories', () => {
  it('cover every workflow there is', () => {
    expect(new Set(recordedHistories.map(workflowTypeOf))).toEqual(new Set(Object.keys(workflows)));
  });

  it('all replay on the present code', async () => {
    const histories = recordedHistories.map((recorded) => ({
      name: recorded.name,
      history: eventsOf(recorded),
    }));
    const failed = (await replay(histories)).filter(({ error }) => error !== undefined);
    expect(failed.map(({ workflowId, error }) => `${workflowId}: ${String(error)}`)).toEqual([]);
  });

  it.each(recordedHistories)('would show that $name cannot go on, if it could not', async (one) => {
    const [result] = await replay([{ name: one.name, history: altered(one) }]);
    expect(result?.error).toBeInstanceOf(DeterminismViolationError);
  });

  it('take so long to replay (printed, not judged)', async () => {
    const bySize = [...recordedHistories].sort((a, b) => b.text.length - a.text.length);
    const [largest] = bySize;
    if (largest === undefined) throw new Error('nothing is recorded');
    const history = eventsOf(largest);
    const startedAt = performance.now();
    const [result] = await replay([{ name: largest.name, history }]);
    const tookMs = Math.round(performance.now() - startedAt);
    console.log(`replay of ${largest.name}: ${history.events.length} events in ${tookMs} ms`);
    expect(result?.error).toBeUndefined();
  });
});
