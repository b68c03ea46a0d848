import { parse } from 'csv-parse/sync';
import type { RejectedRow } from '../../cli/client.ts';
import type { DeviceAnswer } from '../../api/schemas/runs.ts';

/** What is expected of one row of a device list, or what became of it. */
export interface RowEnd {
  readonly row: number;
  readonly serialNumber: string;
  /** `none` for rows rejected at intake. */
  readonly track: string;
  /** `co-managed`, `refused(DeviceInUse)`, `rejected(SerialMissing)`, … */
  readonly end: string;
}

/** Reads `fleet.expected.csv`: row, serialNumber, track, end. */
export function parseExpectedEnds(text: string): RowEnd[] {
  const rows = parse(text, { columns: true, bom: true, skip_empty_lines: true });
  return rows.map((cells, index) => {
    const { row, serialNumber, track, end } = cells as Partial<Record<string, string>>;
    if (
      row === undefined ||
      serialNumber === undefined ||
      track === undefined ||
      end === undefined
    ) {
      throw new Error(
        `expected ends, entry ${index + 1}: row, serialNumber, track, end are needed`,
      );
    }
    return { row: Number(row), serialNumber, track, end };
  });
}

export function actualEnds(
  devices: readonly DeviceAnswer[],
  rejected: readonly RejectedRow[],
): RowEnd[] {
  return [
    ...devices.map(({ row, serialNumber, track, state, code }) => ({
      row,
      serialNumber,
      track: track ?? 'none',
      // A device that came through may have been parked on its way; its end has no reason.
      end: code === undefined || state === 'co-managed' ? state : `${state}(${code})`,
    })),
    ...rejected.map(({ row, serialNumber, code }) => ({
      row,
      serialNumber,
      track: 'none',
      end: `rejected(${code})`,
    })),
  ].sort((a, b) => a.row - b.row);
}

/** Each row that is not as expected, in the order of the list; nothing when all are. */
export function differences(expected: readonly RowEnd[], actual: readonly RowEnd[]): string[] {
  const actualByRow = new Map(actual.map((end) => [end.row, end]));
  const found: string[] = [];
  for (const want of expected) {
    const got = actualByRow.get(want.row);
    actualByRow.delete(want.row);
    const difference = differenceOf(want, got);
    if (difference !== undefined) found.push(`row ${want.row}: ${difference}`);
  }
  for (const { row, track, end } of actualByRow.values()) {
    found.push(`row ${row}: not expected at all, got ${track}, ${end}`);
  }
  return found;
}

function differenceOf(want: RowEnd, got: RowEnd | undefined): string | undefined {
  if (got === undefined)
    return `expected ${want.track}, ${want.end}, got no device and no rejection`;
  if (got.track === want.track && got.end === want.end) return undefined;
  return `expected ${want.track}, ${want.end}, got ${got.track}, ${got.end}`;
}
