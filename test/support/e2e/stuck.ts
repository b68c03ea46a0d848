import { Client, Connection } from '@temporalio/client';
import { runWorkflowId, watchWorkflowId } from '../../../domain/workflow-ids.ts';
import type { Stack } from '../../../scripts/stack/stack.ts';

/** What each open workflow of a run waits for, as the Temporal UI would show it: for the report of a run that hangs. */
export async function describeStuck(
  { temporalAddress, tenantId }: Pick<Stack, 'temporalAddress' | 'tenantId'>,
  run: string,
): Promise<string> {
  const connection = await Connection.connect({ address: temporalAddress });
  try {
    const { workflow } = new Client({ connection });
    const lines: string[] = [];
    const query = `ExecutionStatus = "Running"`;
    for await (const { workflowId } of workflow.list({ query })) {
      const isOurs = workflowId.startsWith(runWorkflowId(tenantId, run));
      if (!isOurs && workflowId !== watchWorkflowId(tenantId)) continue;
      const { raw } = await workflow.getHandle(workflowId).describe();
      lines.push(
        `${workflowId}: ${raw.workflowExecutionInfo?.historyLength?.toString() ?? '?'} events`,
      );
      for (const { activityType, attempt, lastFailure } of raw.pendingActivities ?? []) {
        lines.push(
          `  ${activityType?.name ?? '?'} attempt ${attempt ?? 0}: ${lastFailure?.message ?? 'no failure yet'}`,
          ...(lastFailure?.stackTrace?.split('\n').slice(0, 4) ?? []).map((line) => `    ${line}`),
        );
      }
      for (const { initiatedId } of raw.pendingChildren ?? [])
        lines.push(`  child of event ${initiatedId?.toString() ?? '?'}`);
      if (raw.pendingWorkflowTask != null) {
        lines.push(`  workflow task attempt ${raw.pendingWorkflowTask.attempt ?? 0}`);
      }
    }
    return lines.join('\n');
  } finally {
    await connection.close();
  }
}
