import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { HistoryEvent } from './run-lease.ts';

/** Updates that became part of the history; what a validator refuses never does. */
export function accepted(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  return events.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes != null);
}

/** Everything but the server's own questions to the worker, which may come again on a busy machine. */
export function deeds(events: readonly HistoryEvent[]): readonly number[] {
  return events
    .filter(
      (event) =>
        event.workflowTaskScheduledEventAttributes == null &&
        event.workflowTaskStartedEventAttributes == null &&
        event.workflowTaskCompletedEventAttributes == null &&
        event.workflowTaskTimedOutEventAttributes == null,
    )
    .map((event) => Number(event.eventId));
}

/** Why the run refused an update: the failure's code and text. */
export async function refusalOf(sent: Promise<unknown>): Promise<string> {
  const error: unknown = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowUpdateFailedError))
    throw new Error('it was not refused', { cause: error });
  const { cause } = error;
  return cause instanceof ApplicationFailure
    ? `${cause.type ?? ''}: ${cause.message}`
    : String(cause);
}
