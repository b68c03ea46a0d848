import type { PlanHeader, PlanItem } from '../../domain/plan-item.ts';

/** The plan as its approvers read it. All items: whoever approves must be able to see each. */
export function planMarkdown(
  plan: { header: PlanHeader; planHash: string },
  items: readonly PlanItem[],
): string {
  const { header, planHash } = plan;
  return [
    `# Plan of run ${header.run}`,
    '',
    `Path \`${header.path}\`, requested by \`${header.requester}\` in tenant \`${header.tenant}\`.`,
    `Plan hash \`${planHash}\`, root of the items \`${header.itemsRoot}\`.`,
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
      ['Row', 'Name', 'Entra object', 'Join', 'Last sign-in'],
      items.flatMap(({ row, duplicates }) =>
        duplicates.map((duplicate) => [
          String(row),
          duplicate.displayName,
          duplicate.entraObjectId,
          duplicate.trustType,
          duplicate.lastSignInAt,
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
    item.refusal ?? '',
  ];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Names come from the directory: one may hold what Markdown or a table would take for its own. */
function cell(text: string): string {
  return text.replace(/[\\|`*_[\]<>]/g, '\\$&').replace(/\s+/g, ' ');
}
