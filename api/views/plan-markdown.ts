import { failures } from '../../domain/failures.ts';
import { identityConflicts } from '../../domain/identity-conflicts.ts';
import { oneLine } from '../../domain/plain-text.ts';
import type { PlanHeader, PlanItem } from '../../domain/plan-item.ts';

/** The plan as its approvers read it. All items: whoever approves must be able to see each. */
export function planMarkdown(
  plan: { header: PlanHeader; planHash: string },
  items: readonly PlanItem[],
): string {
  const { header, planHash } = plan;
  return [
    `# Plan of run ${cell(header.run)}`,
    '',
    `Path ${code(header.path)}, requested by ${code(header.requester)} in tenant ${code(header.tenant)}.`,
    `Plan hash ${code(planHash)}, root of the items ${code(header.itemsRoot)}.`,
    '',
    '## Totals',
    '',
    table(['What', 'How many'], totalRows(header)),
    '',
    '## Changes to the tenant and the site',
    '',
    table(
      ['Object', 'Name', 'Change'],
      header.tenantChanges.map(({ object, name, change }) => [object, name, change]),
    ),
    '',
    '## Devices',
    '',
    table(
      ['Row', 'Serial number', 'Track', 'Wave', 'Duplicates', 'Refused because'],
      items.map(itemRow),
    ),
    '',
    '## Duplicates',
    '',
    table(
      ['Row', 'Name', 'Entra object', 'Join', 'Last sign-in', 'What it is'],
      items.flatMap(({ row, duplicates }) =>
        duplicates.map((duplicate) => [
          String(row),
          duplicate.displayName,
          duplicate.entraObjectId,
          duplicate.trustType,
          duplicate.lastSignInAt,
          duplicate.twinClass,
        ]),
      ),
    ),
    '',
    '## Left alone beside them',
    '',
    table(
      ['Row', 'Name', 'Entra object', 'What it is', 'Left alone because'],
      items.flatMap(({ row, kept }) =>
        kept.map(({ displayName, entraObjectId, twinClass, reason }) => [
          String(row),
          displayName,
          entraObjectId,
          twinClass,
          reason,
        ]),
      ),
    ),
    '',
  ].join('\n');
}

function totalRows({ totals }: PlanHeader): string[][] {
  return [
    ['devices', String(totals.devices)],
    ...Object.entries(totals.byTrack).map(([track, count]) => [`track ${track}`, String(count)]),
    ['duplicates', String(totals.duplicates)],
    ['waves', String(totals.waves)],
  ];
}

function itemRow(item: PlanItem): string[] {
  return [
    String(item.row),
    item.target.serialNumber,
    item.track,
    item.wave === 0 ? '' : String(item.wave),
    String(item.duplicates.length),
    reasonOf(item),
  ];
}

/** The code, which tools search for, and the sentence, which people read. */
function reasonOf({ refusal, conflicts = [] }: PlanItem): string {
  if (refusal === undefined) return '';
  const sentences = conflicts.map(({ kind }) => identityConflicts[kind]);
  const [sentence = failures[refusal].text] = sentences;
  return `${refusal}: ${sentence}`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Serial numbers come from the list and names from the directory: one may hold what Markdown or a table would take for
 * its own, or what lets a terminal repaint the lines above.
 */
function cell(text: string): string {
  return oneLine(text)
    .replace(/[\\|`*_[\]<>]/g, '\\$&')
    .replace(/\s+/g, ' ');
}

/** Ids. A code span ends at the first backtick, and nothing in it can be escaped. */
function code(text: string): string {
  return `\`${oneLine(text).replaceAll('`', ' ')}\``;
}
