import { Client, Connection } from '@temporalio/client';
import { readApiConfig, type ApiConfig } from '../config/api-config.ts';
import { ConfigError } from '../config/env.ts';
import { createPostgresLedger } from '../ports/ledger/postgres-ledger.ts';
import { readCountersigner } from '../ports/signing/countersigner.ts';
import { buildApp } from './app.ts';
import { nobodySignsIn, readDevIssuer } from './dev-issuer.ts';
import { createLogger } from './logger.ts';
import { createTemporalMessages } from './temporal-messages.ts';

/** Composition root of the API process. */
async function main(): Promise<void> {
  const config = readApiConfig();
  const logger = createLogger(config.logLevel);
  const ledger = createPostgresLedger({
    databaseUrl: config.databaseUrl,
    dataKey: config.dataKey,
  });
  // Lazy: an API that starts before Temporal says so in /v1/readyz instead of dying.
  const connection = Connection.lazy({ address: config.temporal.address });
  const client = new Client({ connection, namespace: config.temporal.namespace });
  const api = await buildApp(
    {
      ledger,
      messages: createTemporalMessages(client),
      countersigner: await readCountersigner(config.countersignKeyFile),
      authenticate: await authenticator(config),
      tenantId: config.tenantId,
      siteCode: config.siteCode,
      timeFactor: config.timeFactor,
      deviceKeySecret: config.deviceKeySecret,
      now: () => new Date(),
    },
    { logger },
  );
  api.addHook('onClose', async () => {
    await connection.close();
    await ledger.close();
  });
  await ledger.ensureTenant(config.tenantId, config.tenantId);
  const url = await api.listen({ host: config.host, port: config.port });
  stopOnSignal(() => api.close());
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
}

function authenticator({ devIssuerKeyFile }: ApiConfig) {
  return devIssuerKeyFile === undefined ? nobodySignsIn : readDevIssuer(devIssuerKeyFile);
}

/** Longer than any answer is worth waiting for when somebody wants the process gone. */
const stopWithinMs = 10_000;

/** Requests in flight are answered, then the connections are closed; a second signal does nothing more. */
function stopOnSignal(close: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    void close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
}

try {
  await main();
} catch (error) {
  // A configuration error is for the person at the terminal, not for a log.
  const text = error instanceof ConfigError ? error.message : String(error);
  process.stderr.write(`gangway api: ${text}\n`);
  // Pools and connections that were opened before it failed must not keep a dead service alive.
  process.exit(1);
}
