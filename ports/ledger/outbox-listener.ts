import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { outboxChannel } from './outbox.ts';

export interface OutboxListener {
  close(): Promise<void>;
}

// A restarted server is back in a second or two; the sender's own poll covers the time between.
const reconnectDelayMs = 1_000;
const connectionTimeoutMs = 5_000;

/**
 * Calls `wake` when the outbox has something to send, and each time it begins to listen, because
 * something may have come before. Holds one connection and makes it again when it breaks.
 */
export function listenToOutbox(databaseUrl: string, wake: () => void): OutboxListener {
  const closing = new AbortController();
  const loop = (async () => {
    while (!closing.signal.aborted) {
      await listenOnce(databaseUrl, wake, closing.signal).catch(() => undefined);
      // Rejects when closed meanwhile, which ends the loop just as well.
      await sleep(reconnectDelayMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  })();
  return {
    async close() {
      closing.abort();
      await loop;
    },
  };
}

/** Until the connection breaks or the listener is closed. */
async function listenOnce(
  databaseUrl: string,
  wake: () => void,
  signal: AbortSignal,
): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'gangway-outbox-listener',
    keepAlive: true,
    connectionTimeoutMillis: connectionTimeoutMs,
  });
  client.on('error', () => undefined);
  client.on('notification', wake);
  try {
    await client.connect();
    const ended = once(client, 'end', { signal });
    ended.catch(() => undefined);
    await client.query(`listen ${outboxChannel}`);
    wake();
    await ended;
  } finally {
    await client.end();
  }
}
