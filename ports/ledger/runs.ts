import { and, eq, sql } from 'drizzle-orm';
import { createRun } from './create-run.ts';
import type { DataCipher } from './data-cipher.ts';
import type { Database } from './database.ts';
import { createFences } from './fences.ts';
import type { RunsLedger } from './port.ts';
import { createRunReads } from './run-reads.ts';
import { devices } from './schema/devices.ts';
import { reports, runs, tenants } from './schema/runs.ts';
import { asJson, now, ofRun, theOne } from './statements.ts';

export function createRunsLedger(database: Database, cipher: DataCipher): RunsLedger {
  const { statements } = database;
  return {
    ...createFences(database),
    ...createRunReads(database),
    async ensureTenant(tenant, displayName) {
      await statements
        .insert(tenants)
        .values({ tenant, displayName, createdAt: now })
        .onConflictDoUpdate({ target: tenants.tenant, set: { displayName } });
    },
    createRun: (input) => createRun(database, cipher, input),
    async setPhase(key, phase, waitingOn) {
      const changed = statements.update(runs).set({ phase, waitingOn }).where(ofRun(runs, key));
      theOne(await changed.returning({ run: runs.run }), 'run');
    },
    endRun: (key, outcome) =>
      database.transaction(async (tx) => {
        // The first end stands: an activity that runs twice must not move it.
        const ended = {
          endedAt: sql`coalesce(${runs.endedAt}, now())`,
          outcome: sql`coalesce(${runs.outcome}, ${outcome})`,
        };
        const changed = tx.update(runs).set(ended).where(ofRun(runs, key));
        theOne(await changed.returning({ run: runs.run }), 'run');
        // Other runs may take what this one leaves behind.
        const isHeld = and(ofRun(devices, key), eq(devices.holds, true));
        await tx.update(devices).set({ holds: false }).where(isHeld);
      }),
    async saveReport(key, report) {
      const { tenant, run } = key;
      const content = { body: asJson(report), savedAt: now };
      await statements
        .insert(reports)
        .values({ tenant, run, ...content })
        .onConflictDoUpdate({ target: [reports.tenant, reports.run], set: content });
    },
    async findReport(key) {
      const found = statements.select({ body: reports.body }).from(reports);
      const [row] = await found.where(ofRun(reports, key));
      return row?.body;
    },
  };
}
