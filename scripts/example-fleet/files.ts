import type { FleetRow } from './draft.ts';

/** The header is line 1. */
const FIRST_DATA_LINE = 2;
/** A record this short stays on one line, so that a difference shows whose it is. */
const JSON_LINE_MAX = 640;

const listHeader = [
  'Device Serial Number',
  'Windows Product ID',
  'Hardware Hash',
  'Group Tag',
  'Assigned User',
];

/** As a spreadsheet on Windows leaves it: byte order mark, CRLF and empty lines at the end. */
export function deviceListText(rows: readonly FleetRow[]): string {
  const lines = [listHeader, ...rows.map((row) => row.cells)].map((cells) => cells.join(','));
  return `\uFEFF${[...lines, '', '', ''].join('\r\n')}`;
}

/** What a run over the list must end with, row by row. */
export function expectedText(rows: readonly FleetRow[]): string {
  const lines = rows.map((row, index) =>
    [index + FIRST_DATA_LINE, row.serialNumber, row.track, row.end].join(','),
  );
  return `${['row,serialNumber,track,end', ...lines].join('\n')}\n`;
}

export function jsonText(value: unknown): string {
  return `${expanded(value, '')}\n`;
}

function expanded(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return bracketed(
      '[]',
      value.map((item) => nested(item, inner)),
      indent,
    );
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([key, item]) => `${JSON.stringify(key)}: ${nested(item, inner)}`,
    );
    return bracketed('{}', members, indent);
  }
  return JSON.stringify(value);
}

function nested(value: unknown, indent: string): string {
  const line = JSON.stringify(value);
  const isList = Array.isArray(value) && value.some((item) => typeof item === 'object');
  return line.length <= JSON_LINE_MAX && !isList ? line : expanded(value, indent);
}

function bracketed(brackets: string, parts: readonly string[], indent: string): string {
  if (parts.length === 0) return brackets;
  const body = parts.map((part) => `${indent}  ${part}`).join(',\n');
  return `${brackets.charAt(0)}\n${body}\n${indent}${brackets.charAt(1)}`;
}
