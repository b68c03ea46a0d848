import { parse } from 'csv-parse/sync';
import type { DeviceListField, DeviceListRecord } from '../../domain/device-list.ts';
import type { FailureCode } from '../../domain/failures.ts';
import { fieldOf, findHeader, isTitleOf, type ColumnPlaces, type Header } from './header.ts';
import { hashCharactersMin, soundLines, splitLines, type Line } from './lines.ts';
import { decodeText } from './text-encoding.ts';

export type ReadDeviceList =
  | {
      readonly kind: 'records';
      /** At least one. */
      readonly records: readonly DeviceListRecord[];
      /** Titles of columns that were not read. */
      readonly ignoredColumns: readonly string[];
    }
  | {
      readonly kind: 'refused';
      readonly code: Extract<FailureCode, 'FileNotDeviceList' | 'FileTooLarge'>;
      readonly message: string;
    };

/** About 15,000 devices of 4.2 KB; reading and checking them takes 400 MB for three seconds (measured, Node 24). */
export const deviceListBytesMax = 64 * 1024 * 1024;
/** The height of an Excel sheet: one formatted to its end is saved with as many blank lines. */
const linesMax = 1_048_576 + 1;
/** The largest fleet Gangway is measured with; only a list without hashes gets there. */
const recordsMax = 100_000;

/**
 * Bytes as people have them → rows with their line numbers. Pure and total: it throws for no input.
 * What a cell means, and whether it is right, is `domain/device-list.ts`'s to say.
 */
export function readDeviceList(bytes: Uint8Array): ReadDeviceList {
  if (bytes.length > deviceListBytesMax) {
    return tooLarge(`The file is larger than ${deviceListBytesMax / 1024 / 1024} MiB; split it.`);
  }
  const decoded = decodeText(bytes);
  if (decoded.kind === 'binary') {
    return notDeviceList(
      `The file is ${decoded.looksLike}, not a CSV file; save it as CSV (UTF-8) and try again.`,
    );
  }
  if (countLines(decoded.text) > linesMax) {
    return tooLarge(`The file has more than ${linesMax} lines; split it.`);
  }
  const lines = splitLines(decoded.text);
  if (lines.length === 0) return notDeviceList('The file is empty.');
  const found = findHeader(lines);
  if (found.kind === 'missing') {
    return notDeviceList(`The file has no device-list header: ${found.reason}.`);
  }
  const { header } = found;
  const { line, places, ignoredColumns } = header;
  if (lines.length - line > recordsMax) {
    return tooLarge(`The file has more than ${recordsMax} rows; split it.`);
  }
  const rows = parseRows(soundLines(lines.slice(line), header), header.delimiter);
  const titledPlaces = valuesBesideTitles(rows, places);
  const records = readRecords(rows, header, titledPlaces);
  if (records.length === 0) return notDeviceList('The file has a header and no rows below it.');
  return { kind: 'records', records, ignoredColumns: titledPlaces ? [] : ignoredColumns };
}

interface Row {
  readonly row: number;
  readonly cells: readonly string[];
}

function parseRows(lines: readonly Line[], delimiter: string): Row[] {
  const text = lines.map((line) => line.text).join('\n');
  const parsed = parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true });
  if (parsed.length !== lines.length) throw new Error('a line of the list is not one record');
  return lines.map(({ row }, index) => ({ row, cells: (parsed[index] ?? []).map(bareValue) }));
}

/**
 * People write ="0123" or '0123 so that a spreadsheet keeps the zeros; the quotes may be gone already. Any other
 * formula stays what it is.
 */
function bareValue(cell: string): string {
  const value = cell.trim();
  const [, kept] = /^="?([A-Za-z0-9][A-Za-z0-9 ._-]*)"?$/.exec(value) ?? [];
  if (kept !== undefined) return kept.trim();
  return value.startsWith("'") ? value.slice(1) : value;
}

function readRecords(
  rows: readonly Row[],
  header: Header,
  titledPlaces: ColumnPlaces | undefined,
): DeviceListRecord[] {
  const from = titledPlaces ?? header.places;
  // Lists joined from several files repeat the header, with titles where a row has values.
  return rows
    .filter(({ cells }) => !hasTitlesAt(cells, from))
    .filter((row) => titledPlaces === undefined || !isTitlesAlone(row.cells, titledPlaces))
    .map((row) => {
      const surplus = titledPlaces === undefined ? surplusOf(row.cells, header) : undefined;
      return { ...recordOf(row, from), ...(surplus === undefined ? {} : { surplus }) };
    });
}

/**
 * Cells without a title. A comma in a model such as `Latitude 5440, i5` makes them too, when a script has taken the
 * quotes away, and then all cells to its right stand one column further than they should.
 */
function surplusOf(cells: readonly string[], header: Header): DeviceListRecord['surplus'] {
  const { places, columns, titledColumns } = header;
  const isFilled = cells.slice(titledColumns).some((cell) => cell !== '');
  const { groupTag = -1, assignedUser = -1 } = places;
  // Whoever stands in the user's column with an @ stands where he should, and so does the tag.
  const isAligned = cells[assignedUser]?.includes('@') === true;
  const isTagLast = groupTag === titledColumns - 1 && cells[groupTag] !== '';
  const isBehindUnread =
    cells.length > columns &&
    cells.slice(places.hardwareHash + 1).some((cell) => cell !== '') &&
    [groupTag, assignedUser].some((place) => hasUnreadBetween(header, place));
  if (!isAligned && (isBehindUnread || (isTagLast && isFilled))) return 'shifting';
  return isFilled ? 'unread' : undefined;
}

/** The hash tells of itself whether it stands in its column; to its right nothing does. */
function hasUnreadBetween({ places }: Header, place: number): boolean {
  const read: readonly number[] = Object.values(places);
  const from = places.hardwareHash + 1;
  return read.filter((at) => at >= from && at < place).length < place - from;
}

function recordOf({ row, cells }: Row, places: ColumnPlaces): DeviceListRecord {
  const entries: [DeviceListField, string][] = [];
  for (const [field, place] of Object.entries(places)) {
    const cell = cells[place];
    // Absent, not empty, where the row ends early: the difference is a fault of its own.
    if (cell !== undefined) entries.push([field as DeviceListField, cell]);
  }
  const read = Object.fromEntries(entries) as Partial<Record<DeviceListField, string>>;
  // The only cell that a tool rightly wraps.
  const { hardwareHash } = read;
  return {
    row,
    ...read,
    ...(hardwareHash === undefined ? {} : { hardwareHash: hardwareHash.replaceAll('\n', '') }),
  };
}

function hasTitlesAt(cells: readonly string[], places: ColumnPlaces): boolean {
  return (
    isTitleOf('serialNumber', cells[places.serialNumber]) &&
    isTitleOf('hardwareHash', cells[places.hardwareHash])
  );
}

function isTitlesAlone(cells: readonly string[], titledPlaces: ColumnPlaces): boolean {
  const beside = cells.slice(Math.min(titledPlaces.serialNumber, titledPlaces.hardwareHash));
  return beside.every((cell) => cell === '' || fieldOf(cell) !== undefined);
}

/**
 * The CSV export of ConfigMgr's report repeats the titles in columns A to C of every row and has the values
 * in D to F (MicrosoftDocs/windows-itpro-docs #5510, memdocs #3738). Then the columns stand as far to the
 * right as there are titles.
 */
function valuesBesideTitles(rows: readonly Row[], places: ColumnPlaces): ColumnPlaces | undefined {
  const { serialNumber, hardwareHash, productId } = places;
  const titled = [serialNumber, hardwareHash, ...(productId === undefined ? [] : [productId])];
  const shift = Math.max(...titled) - Math.min(...titled) + 1;
  const isBeside = rows.some(
    ({ cells }) =>
      hasTitlesAt(cells, places) && (cells[hardwareHash + shift] ?? '').length >= hashCharactersMin,
  );
  if (!isBeside) return undefined;
  return {
    serialNumber: serialNumber + shift,
    hardwareHash: hardwareHash + shift,
    ...(productId === undefined ? {} : { productId: productId + shift }),
  };
}

function countLines(text: string): number {
  let count = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count += 1;
  }
  return count;
}

function notDeviceList(message: string): ReadDeviceList {
  return { kind: 'refused', code: 'FileNotDeviceList', message };
}

function tooLarge(message: string): ReadDeviceList {
  return { kind: 'refused', code: 'FileTooLarge', message };
}
