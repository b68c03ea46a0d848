import { deviceListColumns, type DeviceListField } from '../../domain/device-list.ts';
import type { Line } from './lines.ts';

/** Where the columns stand in a row; serial number and hash are always there. */
export type ColumnPlaces = Partial<Record<DeviceListField, number>> & {
  readonly serialNumber: number;
  readonly hardwareHash: number;
};

export interface Header {
  readonly delimiter: string;
  /** Index into the lines, not a row number. */
  readonly line: number;
  readonly places: ColumnPlaces;
  /** Cells of the line, and how many of them up to its last title. */
  readonly columns: number;
  readonly titledColumns: number;
  /** Titles of columns that Gangway does not read, so that nobody thinks it did. */
  readonly ignoredColumns: readonly string[];
}

export type FoundHeader =
  | { readonly kind: 'found'; readonly header: Header }
  /** `reason` ends the sentence "The file has no device-list header: …". */
  | { readonly kind: 'missing'; readonly reason: string };

/** Wider than any list; what stands further right is not looked at, so that a line of delimiters costs nothing. */
const columnsMax = 256;

/** The report of ConfigMgr has three lines above its header, a logo and parameters at worst some twenty. */
const searchedLinesMax = 50;

/** Comma by the book, semicolon where the comma is a decimal sign, tab from the clipboard. */
const delimiters = [',', ';', '\t'] as const;

/**
 * Titles as they are met, without case, blanks and punctuation: Intune's template, Partner Center,
 * ConfigMgr's report (SSRS writes `Device_Serial_Number`), Get-WindowsAutopilotInfo, Graph's own names.
 */
const titles: Readonly<Record<DeviceListField, readonly string[]>> = {
  serialNumber: ['deviceserialnumber', 'serialnumber'],
  productId: ['windowsproductid', 'productid', 'productkey'],
  hardwareHash: ['hardwarehash', 'hardwareidentifier'],
  // The tag was called order id at first, and still is in `[OrderID]`.
  groupTag: ['grouptag', 'orderid'],
  assignedUser: ['assigneduser', 'assigneduserprincipalname'],
};
const fields = Object.keys(titles) as DeviceListField[];

export function findHeader(lines: readonly Line[]): FoundHeader {
  let reason: string | undefined;
  for (const [index, line] of lines.slice(0, searchedLinesMax).entries()) {
    for (const delimiter of delimiters) {
      const cells = line.text
        .replaceAll('"', '')
        .split(delimiter, columnsMax)
        .map((cell) => cell.trim());
      const { places, twice } = placeColumns(cells);
      if (isWhole(places) && twice === undefined) {
        const header = { delimiter, line: index, places, ...columnsOf(cells, places) };
        return { kind: 'found', header };
      }
      // No end of the search: SSRS writes the names of its text boxes above the titles people see.
      reason ??= almostHeader(line, places, twice);
    }
  }
  reason ??= `none of the first ${searchedLinesMax} lines names the columns ${deviceListColumns.serialNumber} and ${deviceListColumns.hardwareHash}`;
  return { kind: 'missing', reason };
}

function columnsOf(
  cells: readonly string[],
  places: ColumnPlaces,
): Pick<Header, 'columns' | 'titledColumns' | 'ignoredColumns'> {
  const read: readonly number[] = Object.values(places);
  return {
    columns: cells.length,
    titledColumns: cells.findLastIndex((cell) => cell !== '') + 1,
    // A second name of a column too: who fills both `Group Tag` and `Order ID` must know which one counts.
    ignoredColumns: cells.filter((cell, at) => cell !== '' && !read.includes(at)),
  };
}

/** Whether a cell holds the title of this column rather than a value. */
export function isTitleOf(field: DeviceListField, cell: string | undefined): boolean {
  return cell !== undefined && titles[field].includes(simplify(cell));
}

export function fieldOf(cell: string): DeviceListField | undefined {
  const title = simplify(cell);
  return fields.find((field) => titles[field].includes(title));
}

/** SSRS numbers titles that it has used before: `Hardware_Hash1`. */
function simplify(cell: string): string {
  // Longer than any title: a value, perhaps a hash, not worth the work.
  if (cell.length > 64) return '';
  return cell
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/\d+$/, '');
}

interface Placed {
  readonly places: Partial<Record<DeviceListField, number>>;
  /** A title that stands on the line twice: nobody can say which column is meant. */
  readonly twice?: string;
}

function placeColumns(cells: readonly string[]): Placed {
  const names = cells.map(simplify);
  const places: Partial<Record<DeviceListField, number>> = {};
  let twice: string | undefined;
  for (const field of fields) {
    const title = titles[field].find((name) => names.includes(name));
    if (title === undefined) continue;
    places[field] = names.indexOf(title);
    if (names.lastIndexOf(title) !== names.indexOf(title)) twice = deviceListColumns[field];
  }
  return twice === undefined ? { places } : { places, twice };
}

function isWhole(places: Placed['places']): places is ColumnPlaces {
  return places.serialNumber !== undefined && places.hardwareHash !== undefined;
}

/** Why a line with titles is no header. An export of Endpoint analytics, for one, has serial numbers and no hash. */
function almostHeader(line: Line, places: Placed['places'], twice?: string): string | undefined {
  if (places.serialNumber === undefined) return undefined;
  return places.hardwareHash === undefined
    ? `line ${line.row} has the column ${deviceListColumns.serialNumber} but no column ${deviceListColumns.hardwareHash}`
    : `line ${line.row} names the column ${twice ?? deviceListColumns.hardwareHash} twice`;
}
