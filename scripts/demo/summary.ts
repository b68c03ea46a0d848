import { renderCounts, renderFields, renderTable } from '../../cli/table.ts';
import type { CreateRunAnswer } from '../../api/schemas/runs.ts';
import type { PlayedRun } from './play-run.ts';
import { deedsOf, resultOf } from './result.ts';

/** The first few say what kinds there are; all of them are a command away. */
const rejectedShownMax = 5;
const differencesShownMax = 10;

export function renderIntake({ runId, rows, rejected }: CreateRunAnswer): string {
  const lines = [
    `run ${runId}: ${rows.read} rows read, ${rows.accepted} accepted, ${rows.rejected} rejected`,
    ...rejected
      .slice(0, rejectedShownMax)
      .map(({ row, column, code }) => `  row ${row}, ${column}: ${code}`),
  ];
  const more = rejected.length - rejectedShownMax;
  if (more > 0) lines.push(`  … and ${more} more: gangway check FILE says all, with remedies`);
  return lines.join('\n');
}

export function renderSummary(played: PlayedRun): string {
  const { devices, gates, calls, verdict, durationMs } = resultOf(played);
  const { duplicates, wipes } = deedsOf(played);
  const seconds = (durationMs / 1_000).toFixed(1);
  return [
    `Run ${played.run.runId} is ${played.run.outcome ?? 'over'} after ${seconds} s.`,
    renderTable(
      ['DEVICES', 'END STATE'],
      Object.entries(devices.byState).map(([state, count]) => [count, state]),
    ),
    renderTable(
      ['GATE', 'VERDICT', 'APPROVED BY'],
      gates.map(({ gate, verdict: decided, approvers }) => [gate, decided, approvers.join(', ')]),
    ),
    renderFields([
      ['tenant changes', renderCounts(countBy(played.run.tenantChanges.map((c) => c.change)))],
      ['duplicates', renderCounts(duplicates)],
      ['wipes', `${wipes.sent} sent, ${wipes.unknown} unknown; the world saw ${played.wipesSeen}`],
      ['vendor calls', `${calls.graph} Graph, ${calls.adminService} AdminService`],
      ['throttled', calls.throttled],
      ['violations', verdict.length === 0 ? 'none' : verdict.length],
    ]),
    ...verdict.map(({ kind, subject, at }) => `  ${kind}: ${subject} at ${at}`),
  ].join('\n\n');
}

/** What the comparison with the expected ends found, for people. */
export function renderComparison(expected: number, found: readonly string[]): string {
  if (found.length === 0) return `All ${expected} rows ended as expected.`;
  const shown = found.slice(0, differencesShownMax).map((line) => `  ${line}`);
  const more = found.length - shown.length;
  return [
    `${found.length} rows did not end as expected:`,
    ...shown,
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ].join('\n');
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
