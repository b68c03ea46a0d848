import { Client, Connection } from '@temporalio/client';
import { runWorkflowId } from '../../../domain/workflow-ids.ts';
import type { Stack } from '../../../scripts/stack/stack.ts';
import type { Kill } from './kill-in-flight.ts';

interface Completion {
  readonly identity: string;
  readonly atMs: number;
}

/**
 * How soon each killed role was at work again: the first activity that the new process completed. Told, not judged:
 * on a shared machine these seconds prove nothing.
 */
export async function tellRecovery(
  stack: Pick<Stack, 'temporalAddress' | 'tenantId'>,
  run: string,
  kills: readonly Kill[],
): Promise<void> {
  const completions = await completionsOf(stack, run);
  for (const { step, restarts } of kills) {
    for (const { role, pid, killedAt, readyAt } of restarts) {
      const first = completions
        .filter(({ identity }) => identity === `${role}-${pid}`)
        .reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
      const work = Number.isFinite(first)
        ? `first activity completed ${seconds(first - readyAt)} s later`
        : 'completed none before it was killed again or the run was over';
      console.log(
        `killed in mid ${step}: ${role} back after ${seconds(readyAt - killedAt)} s, ${work}`,
      );
    }
  }
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

/** From the histories of the run and its children. */
async function completionsOf(
  { temporalAddress, tenantId }: Pick<Stack, 'temporalAddress' | 'tenantId'>,
  run: string,
): Promise<readonly Completion[]> {
  const connection = await Connection.connect({ address: temporalAddress });
  try {
    const { workflow } = new Client({ connection });
    const query = `WorkflowId STARTS_WITH "${runWorkflowId(tenantId, run)}"`;
    const found: Completion[] = [];
    for await (const { workflowId } of workflow.list({ query })) {
      const { events } = await workflow.getHandle(workflowId).fetchHistory();
      for (const { eventTime, activityTaskCompletedEventAttributes: completed } of events ?? []) {
        if (typeof completed?.identity !== 'string') continue;
        const atMs = Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1e6;
        found.push({ identity: completed.identity, atMs });
      }
    }
    return found;
  } finally {
    await connection.close();
  }
}
