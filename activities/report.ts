import type { LedgerPort, JournalEntry, TenantObjectRow } from '../ports/ledger/port.ts';
import type { StateCounts } from '../domain/device-state.ts';
import type { RunInput } from './inputs.ts';
import { allDevices } from './planning.ts';

/** What was done, by whose approval, and what could not be: the first thing an auditor asks for. */
export interface RunReport {
  readonly run: string;
  readonly planHash: string;
  readonly outcome: string;
  readonly counts: StateCounts;
  readonly rows: { readonly read: number; readonly rejected: number };
  readonly gates: readonly {
    readonly gate: string;
    readonly state: string;
    readonly deciders: readonly { oid: string; verdict: string; at: string }[];
  }[];
  readonly duplicates: {
    readonly disabled: number;
    readonly deleted: number;
    readonly refused: number;
    readonly enabledAgain: number;
  };
  readonly wipes: { readonly sent: number; readonly unknown: number };
  readonly tenantObjects: readonly TenantObjectRow[];
  readonly devices: readonly {
    readonly deviceKey: string;
    readonly row: number;
    readonly track: string;
    readonly state: string;
    readonly code?: string;
    readonly vendorReason?: string;
  }[];
  readonly calls: Readonly<Record<string, number>>;
}

export function createReportActivities(ledger: LedgerPort) {
  return {
    async writeReport(input: RunInput & { outcome: string }): Promise<{ counts: StateCounts }> {
      const counts = await ledger.countDevices(input);
      const run = await ledger.findRun(input);
      const report: RunReport = {
        run: input.run,
        planHash: run?.planHash ?? '',
        outcome: input.outcome,
        counts,
        rows: { read: run?.rowsRead ?? 0, rejected: run?.rowsRejected ?? 0 },
        gates: await gatesOf(ledger, input),
        ...effectsOf(await ledger.listEntries(input, effectSteps)),
        tenantObjects: await ledger.listTenantObjects(input),
        devices: (await allDevices(ledger, input, {})).map((row) => ({
          deviceKey: row.deviceKey,
          row: row.row,
          track: row.track ?? 'none',
          state: row.state,
          ...(row.code === undefined ? {} : { code: row.code }),
          ...(row.vendorReason === undefined ? {} : { vendorReason: row.vendorReason }),
        })),
        calls: await ledger.readCalls(input.tenant),
      };
      await ledger.saveReport(input, report);
      return { counts };
    },
  };
}

const effectSteps = [
  'duplicate/disable',
  'duplicate/delete',
  'duplicate/enable',
  'undo/duplicate-enable',
  'wipe',
];

function effectsOf(entries: readonly JournalEntry[]): Pick<RunReport, 'duplicates' | 'wipes'> {
  const count = (step: string, ...outcomes: string[]): number =>
    entries.filter(
      (entry) =>
        entry.step === step && entry.outcome !== undefined && outcomes.includes(entry.outcome),
    ).length;
  return {
    duplicates: {
      disabled: count('duplicate/disable', 'done', 'adopted'),
      deleted: count('duplicate/delete', 'done', 'adopted'),
      refused: count('duplicate/disable', 'refused') + count('duplicate/delete', 'refused'),
      enabledAgain:
        count('duplicate/enable', 'done', 'adopted') +
        count('undo/duplicate-enable', 'done', 'adopted'),
    },
    wipes: { sent: count('wipe', 'done', 'adopted'), unknown: count('wipe', 'unknown') },
  };
}

async function gatesOf(ledger: LedgerPort, input: RunInput): Promise<RunReport['gates']> {
  const gates = await ledger.listGates(input);
  return Promise.all(
    gates.map(async ({ gate, state }) => ({
      gate,
      state,
      deciders: (await ledger.listDecisions(input, gate)).map(({ decision, countersignature }) => ({
        oid: decision.oid,
        verdict: decision.verdict,
        at: countersignature.at,
      })),
    })),
  );
}
