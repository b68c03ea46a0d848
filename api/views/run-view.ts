import { countIn, deviceStates, type StateCounts } from '../../domain/device-state.ts';
import { failures, type FailureCode } from '../../domain/failures.ts';
import type { DeviceRow, RejectedRow, RunRow } from '../../ports/ledger/port.ts';
import type { GateSummary } from '../schemas/gates.ts';
import type { DeviceAnswer, RejectedRowAnswer, RunDetail, RunSummary } from '../schemas/runs.ts';
import type { Task } from '../schemas/tasks.ts';

export const runHref = (run: string): string => `/v1/runs/${run}`;

export function runLinks(run: string): { rel: string; href: string }[] {
  const self = runHref(run);
  return [
    { rel: 'self', href: self },
    { rel: 'devices', href: `${self}/devices` },
    { rel: 'rejected', href: `${self}/rejected` },
    { rel: 'plan', href: `${self}/plan` },
    { rel: 'report', href: `${self}/report` },
    { rel: 'gates', href: `/v1/gates?run=${run}` },
    { rel: 'tasks', href: `/v1/tasks?run=${run}` },
  ];
}

export function runSummaryOf(row: RunRow): RunSummary {
  return {
    runId: row.run,
    name: row.spec.name,
    path: row.spec.path,
    requester: row.requester,
    phase: row.phase,
    waitingOn: row.waitingOn,
    fence: row.fence.state,
    createdAt: row.createdAt,
    ...(row.endedAt === undefined ? {} : { endedAt: row.endedAt }),
    ...(row.outcome === undefined ? {} : { outcome: row.outcome }),
    links: runLinks(row.run),
  };
}

export function rowCountsOf(row: Pick<RunRow, 'rowsRead' | 'rowsRejected'>): RunDetail['rows'] {
  const { rowsRead: read, rowsRejected: rejected } = row;
  return { read, accepted: read - rejected, rejected };
}

export function devicesOf(byState: StateCounts): RunDetail['devices'] {
  return { total: countIn(byState, deviceStates), byState };
}

/** What somebody can do now, the most urgent first: whoever only reads this line should know where to go. */
export function nextStep(
  row: RunRow,
  gates: readonly GateSummary[],
  tasks: readonly Task[],
): RunDetail['next'] {
  if (row.endedAt !== undefined) {
    return { text: `The run is ${row.outcome ?? 'over'}.`, href: `${runHref(row.run)}/report` };
  }
  if (row.fence.state === 'paused') {
    return { text: 'The run is paused; resume it.', href: `${runHref(row.run)}/resume` };
  }
  const gate = gates.find(({ state }) => state === 'open' || state === 'held');
  if (gate?.state === 'held') {
    const text = `Gate ${gate.gate} is held past its deadline; an operator may extend it.`;
    return { text, href: `${runHref(row.run)}/gates/${gate.gate}/deadline` };
  }
  if (gate !== undefined) {
    const missing = gate.quorum - gate.decidedBy.length;
    const text = `Gate ${gate.gate} waits for ${missing > 1 ? `${missing} approvers` : 'an approver'}.`;
    return { text, href: `/v1/gates/${gate.gateId}` };
  }
  const task = tasks.find(({ state }) => state === 'open');
  if (task !== undefined) {
    return {
      text: `Task ${task.taskId} waits for an admin.`,
      href: `/v1/tasks/${row.run}.${task.taskId}/evidence`,
    };
  }
  return { text: `Waiting on ${row.waitingOn || row.phase}.`, href: runHref(row.run) };
}

export function deviceOf(row: DeviceRow): DeviceAnswer {
  return {
    deviceKey: row.deviceKey,
    row: row.row,
    serialNumber: row.serialNumber,
    groupTag: row.groupTag,
    wave: row.wave,
    state: row.state,
    updatedAt: row.updatedAt,
    ...present({
      track: row.track,
      parkedFrom: row.parkedFrom,
      vendorReason: row.vendorReason,
      entraObjectId: row.entraObjectId,
      entraDeviceId: row.entraDeviceId,
      managedDeviceId: row.managedDeviceId,
      autopilotIdentityId: row.autopilotIdentityId,
    }),
    ...(row.code === undefined ? {} : explained(row.code)),
  };
}

function explained(code: FailureCode): Pick<DeviceAnswer, 'code' | 'message' | 'owner'> {
  const { text, fixer } = failures[code];
  return { code, message: text, owner: fixer };
}

/** The words of the failure table: what happened, and after the semicolon what to do. */
export function rejectedRowOf(row: RejectedRow): RejectedRowAnswer & { serialNumber: string } {
  const { text } = failures[row.code];
  const semicolon = text.indexOf('; ');
  const message = semicolon < 0 ? text : `${text.slice(0, semicolon)}.`;
  const remedy = semicolon < 0 ? '' : sentence(text.slice(semicolon + 2));
  return {
    row: row.row,
    column: row.column,
    code: row.code,
    message,
    remedy,
    serialNumber: row.serialNumber,
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

type Present<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> };

/** Leaves out what is undefined: the wire knows absent members only. */
function present<Members extends object>(members: Members): Present<Members> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Present<Members>;
}
