import { sql } from 'drizzle-orm';
import { createAuditLedger } from './audit.ts';
import { createDataCipher } from './data-cipher.ts';
import { openDatabase } from './database.ts';
import { createDevicesLedger } from './devices.ts';
import { mapErrors } from './error-mapping.ts';
import { createGatesLedger } from './gates.ts';
import { createJournalLedger } from './journal.ts';
import { createOutboxLedger } from './outbox.ts';
import { createPlansLedger } from './plans.ts';
import type { LedgerPort } from './port.ts';
import { createRunsLedger } from './runs.ts';

export interface PostgresLedgerOptions {
  readonly databaseUrl: string;
  /** 32 bytes; encrypts hardware hashes and escrowed objects at rest. */
  readonly dataKey: Uint8Array;
  /** Connections this process may hold; default 10. */
  readonly poolMax?: number;
}

/** Connects when first used; the database must have been migrated (`migrate.ts`). */
export function createPostgresLedger(options: PostgresLedgerOptions): LedgerPort {
  const cipher = createDataCipher(options.dataKey);
  const database = openDatabase(options.databaseUrl, options.poolMax);
  return mapErrors<LedgerPort>({
    ...createRunsLedger(database, cipher),
    ...createDevicesLedger(database, cipher),
    ...createPlansLedger(database),
    ...createGatesLedger(database),
    ...createJournalLedger(database, cipher),
    ...createOutboxLedger(database),
    ...createAuditLedger(database),
    async ping() {
      await database.statements.execute(sql`select 1`);
    },
    close: () => database.close(),
  });
}
