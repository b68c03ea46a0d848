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

/** What was done that nobody can take back, as the world shows it, not as the code says it. */
export interface Deeds {
  /** Directory objects that were enabled before and are disabled or gone. */
  readonly disabled: number;
  readonly deleted: number;
  readonly wipes: number;
}

export function deedsOf({ truthBefore, truthAfter }: PlayedRun): Deeds {
  const after = new Map(truthAfter.entraDevices.map((device) => [device.id, device]));
  const gone = truthBefore.entraDevices.filter(({ id }) => !after.has(id));
  const disabled = truthBefore.entraDevices.filter(
    ({ id, accountEnabled }) => accountEnabled && after.get(id)?.accountEnabled !== true,
  );
  return {
    disabled: disabled.length,
    deleted: gone.length,
    wipes: truthAfter.counters.wipes - truthBefore.counters.wipes,
  };
}
