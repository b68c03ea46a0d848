import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { RunLiveness } from '../activities/effect.ts';
import { runWorkflowId } from '../domain/workflow-ids.ts';

/** How long an answer of Temporal is believed: a terminated run stops within this. */
const believedMs = 2_000;

/** Longest that Temporal may take to say whether a run lives; without an answer nothing is sent. */
const answerMs = 5_000;

export function createRunLiveness(client: Client): RunLiveness {
  const known = new Map<string, { at: number; isRunning: boolean }>();
  return {
    async isRunning({ tenant, run }) {
      const id = runWorkflowId(tenant, run);
      const there = known.get(id);
      if (there !== undefined && Date.now() - there.at < believedMs) return there.isRunning;
      const isRunning = await isWorkflowRunning(client, id);
      known.set(id, { at: Date.now(), isRunning });
      return isRunning;
    },
  };
}

/** Throws when Temporal does not answer. */
export async function isWorkflowRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.connection.withDeadline(Date.now() + answerMs, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
