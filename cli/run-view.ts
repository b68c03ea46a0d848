import { endStates } from '../domain/device-state.ts';
import { oneLine } from '../domain/plain-text.ts';
import type { RunDetail, RunSummary } from '../api/schemas/runs.ts';
import { renderCounts, renderFields, renderTable } from './table.ts';

/** One line that says where a run is; printed again whenever it changes. */
export function runLine(run: RunDetail): string {
  const { byState, total } = run.devices;
  const ended = endStates.reduce((sum, state) => sum + (byState[state] ?? 0), 0);
  const waiting = run.waitingOn === '' ? '' : `, waiting on ${run.waitingOn}`;
  // An ended run is always stopped; only while it goes on is the fence news.
  const fence = run.fence === 'live' || run.outcome !== undefined ? '' : ` [${run.fence}]`;
  return oneLine(
    `${run.phase}${fence}${waiting} · ${ended}/${total} ended · ${renderCounts(byState)}`,
  );
}

export function renderRuns(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'No runs. Start one: gangway run start --spec FILE --devices FILE';
  return renderTable(
    ['RUN', 'NAME', 'PHASE', 'WAITING ON', 'STATE', 'CREATED'],
    runs.map((run) => [
      run.runId,
      run.name,
      run.phase,
      run.waitingOn,
      run.outcome ?? run.fence,
      run.createdAt,
    ]),
  );
}

export function renderRun(run: RunDetail): string {
  const sections = [
    renderFields([
      ['run', run.runId],
      ['name', run.name],
      ['phase', run.phase],
      ['waiting on', run.waitingOn],
      ['state', run.outcome ?? run.fence],
      ['requested by', run.requester],
      ['created', run.createdAt],
      ...(run.endedAt === undefined ? [] : [['ended', run.endedAt] as const]),
      [
        'rows',
        `${run.rows.read} read, ${run.rows.accepted} accepted, ${run.rows.rejected} rejected`,
      ],
      ['devices', `${run.devices.total}: ${renderCounts(run.devices.byState)}`],
      ['vendor calls', renderCounts(run.calls)],
      ...(run.planHash === undefined ? [] : [['plan', run.planHash] as const]),
    ]),
  ];
  if (run.gates.length > 0) {
    sections.push(
      renderTable(
        ['GATE', 'STATE', 'APPROVALS', 'ITEMS', 'DEADLINE'],
        run.gates.map((gate) => [
          gate.gateId,
          gate.state,
          `${approvalsOf(gate)} of ${gate.quorum}`,
          gate.leafCount,
          gate.deadlineAt,
        ]),
      ),
    );
  }
  if (run.tasks.length > 0) {
    sections.push(
      renderTable(
        ['TASK', 'STATE', 'WHAT', 'PROBLEM'],
        run.tasks.map((task) => [
          `${task.run}.${task.taskId}`,
          task.state,
          task.title,
          task.problem ?? '',
        ]),
      ),
    );
  }
  sections.push(`Next: ${oneLine(run.next.text)}`);
  return sections.join('\n\n');
}

/** Distinct people who approved so far. */
export function approvalsOf(gate: RunDetail['gates'][number]): number {
  const approvers = gate.decidedBy.filter(({ verdict }) => verdict === 'approve');
  return new Set(approvers.map(({ oid }) => oid)).size;
}
