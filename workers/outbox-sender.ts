import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { LedgerPort } from '../ports/ledger/port.ts';
import type { Logger } from 'pino';

/** How often the outbox is looked at; a signal is at most this much later than its transaction. */
const pollMs = 250;
/** Signals sent in one transaction; bounds how long its rows are locked. */
const batchMax = 50;

/**
 * Takes signals from the ledger to Temporal, in every orchestrator process. A signal may be sent twice, never lost:
 * the row goes only after Temporal took it.
 */
export function startOutboxSender(deps: { ledger: LedgerPort; client: Client; logger: Logger }): {
  stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const loop = run(deps, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

async function run(
  deps: { ledger: LedgerPort; client: Client; logger: Logger },
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      const sent = await deps.ledger.deliver(batchMax, (row) => send(deps.client, row));
      if (sent === batchMax) continue;
    } catch (error) {
      // The database or Temporal is away: what is in the outbox waits there.
      deps.logger.warn({ err: error }, 'outbox: signals wait');
    }
    await pause(stopping);
  }
}

async function send(client: Client, row: { workflowId: string; signal: string }): Promise<void> {
  try {
    await client.workflow.getHandle(row.workflowId).signal(row.signal);
  } catch (error) {
    // A workflow that has ended waits for nothing any more.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

async function pause(stopping: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, pollMs);
    stopping.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
