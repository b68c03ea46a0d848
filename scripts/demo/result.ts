import { z } from 'zod';
import type { RunDetail } from '../../api/schemas/runs.ts';
import type { StateCounts } from '../../domain/device-state.ts';
import type { Violation } from './emulated-world.ts';
import type { PlayedRun } from './play-run.ts';

/** What `--json FILE` writes. Its shape is public. */
export interface DemoResult {
  readonly runId: string;
  readonly rows: RunDetail['rows'];
  readonly devices: { readonly total: number; readonly byState: StateCounts };
  readonly gates: readonly {
    readonly gate: string;
    readonly verdict: string;
    readonly approvers: readonly string[];
  }[];
  readonly tenantChanges: RunDetail['tenantChanges'];
  readonly calls: {
    readonly graph: number;
    readonly adminService: number;
    readonly throttled: number;
  };
  readonly verdict: readonly Violation[];
  readonly durationMs: number;
}

export function resultOf(played: PlayedRun): DemoResult {
  const { run, people, verdict, durationMs } = played;
  return {
    runId: run.runId,
    rows: run.rows,
    devices: run.devices,
    gates: run.gates.map((gate) => ({
      gate: gate.gate,
      verdict: gate.state,
      approvers: gate.decidedBy
        .filter((by) => by.verdict === 'approve')
        .map(({ oid }) => people.nameOf(oid)),
    })),
    tenantChanges: run.tenantChanges,
    calls: {
      graph: run.calls['graph'] ?? 0,
      adminService: run.calls['adminService'] ?? 0,
      throttled: run.calls['throttled'] ?? 0,
    },
    verdict,
    durationMs,
  };
}

const count = z.number().default(0);
const deedsSchema = z.object({
  duplicates: z.object({ disabled: count, deleted: count, refused: count, enabledAgain: count }),
  wipes: z.object({ sent: count, unknown: count }),
});

/** What was done that nobody can take back, as the run's report says it. */
export type Deeds = z.output<typeof deedsSchema>;

export function deedsOf({ report }: Pick<PlayedRun, 'report'>): Deeds {
  return deedsSchema.parse(report);
}

/** A wipe that the report does not know of, or one that it made up: what the world saw decides. */
export function wipeDifference(
  played: Pick<PlayedRun, 'report' | 'wipesSeen'>,
): string | undefined {
  const { sent, unknown } = deedsOf(played).wipes;
  const { wipesSeen } = played;
  if (wipesSeen >= sent && wipesSeen <= sent + unknown) return undefined;
  return `the report says ${sent} wipes, and the world saw ${wipesSeen}`;
}
