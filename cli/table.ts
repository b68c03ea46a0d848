import Table from 'cli-table3';
import { oneLine } from '../domain/plain-text.ts';

/** A plain table: no lines, no colours, columns two blanks apart, so that it reads and greps alike. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const none = '';
  const table = new Table({
    head: [...head],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: {
      top: none,
      'top-mid': none,
      'top-left': none,
      'top-right': none,
      bottom: none,
      'bottom-mid': none,
      'bottom-left': none,
      'bottom-right': none,
      left: none,
      'left-mid': none,
      mid: none,
      'mid-mid': none,
      right: none,
      'right-mid': none,
      middle: '  ',
    },
  });
  for (const row of rows) table.push(row.map((cell) => oneLine(String(cell))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** `name  value` pairs, for one thing in detail. */
export function renderFields(fields: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields
    .map(([name, value]) => `${oneLine(name).padEnd(width)}  ${oneLine(String(value))}`.trimEnd())
    .join('\n');
}

/** Counts as one sentence: `120 co-managed, 3 refused`. */
export function renderCounts(counts: Readonly<Record<string, number | undefined>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count !== undefined && count > 0);
  return parts.length === 0
    ? 'none'
    : parts.map(([name, count]) => `${count ?? 0} ${oneLine(name)}`).join(', ');
}
