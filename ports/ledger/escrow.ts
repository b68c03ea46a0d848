import { and, eq } from 'drizzle-orm';
import type { DataCipher } from './data-cipher.ts';
import type { Database } from './database.ts';
import type { JournalLedger } from './port.ts';
import { escrow } from './schema/journal.ts';
import { now, ofRun } from './statements.ts';

export function createEscrow(
  database: Database,
  cipher: DataCipher,
): Pick<JournalLedger, 'saveEscrow' | 'hasEscrow'> {
  const { statements } = database;
  return {
    async saveEscrow(key, { key: escrowKey, kind, body }) {
      const { tenant, run } = key;
      const place = `escrow/${tenant}/${run}/${escrowKey}`;
      const { keyId, sealed } = cipher.seal(JSON.stringify(body ?? null), place);
      await statements
        .insert(escrow)
        .values({ tenant, run, key: escrowKey, kind, keyId, sealed, savedAt: now })
        .onConflictDoNothing();
    },
    async hasEscrow(key, escrowKey) {
      const rows = await statements
        .select({ key: escrow.key })
        .from(escrow)
        .where(and(ofRun(escrow, key), eq(escrow.key, escrowKey)));
      return rows.length > 0;
    },
  };
}
