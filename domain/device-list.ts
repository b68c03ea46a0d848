import { textHash } from './canonical-json.ts';
import type { FailureCode } from './failures.ts';
import { isGroupTag, isSharedTag } from './group-tag.ts';
import { parseHardwareHash, type ParsedHardwareHash } from './hardware-hash.ts';
import { hasControlCharacters } from './plain-text.ts';
import {
  isSpreadsheetDamage,
  parseSerialNumber,
  serialKey,
  type ParsedSerialNumber,
  type SerialKey,
  type SerialNumber,
} from './serial-number.ts';

/** The columns Gangway reads, as Intune's own template writes them (REQ-151). */
export const deviceListColumns = {
  serialNumber: 'Device Serial Number',
  productId: 'Windows Product ID',
  hardwareHash: 'Hardware Hash',
  groupTag: 'Group Tag',
  assignedUser: 'Assigned User',
} as const;
export type DeviceListField = keyof typeof deviceListColumns;
export type DeviceListColumn = (typeof deviceListColumns)[DeviceListField];

/** A row as it stood in the file. A cell is absent when the list has no such column or the row ends before it. */
export type DeviceListRecord = {
  /** The line of the file on which the row begins, counted from 1, as an editor shows it. */
  readonly row: number;
  /**
   * The row has filled cells without a title. `shifting`: one of its cells may have been cut at a delimiter, so that
   * the group tag and the assigned user may be other columns' values. Absent: it has none.
   */
  readonly surplus?: 'unread' | 'shifting';
} & Readonly<Partial<Record<DeviceListField, string>>>;

export interface AcceptedRow {
  readonly row: number;
  readonly serial: SerialNumber;
  readonly serialKey: SerialKey;
  /** Empty when there is none: it is optional (REQ-151). */
  readonly productId: string;
  /** Empty: the run's own. */
  readonly groupTag: string;
  readonly assignedUser?: string;
  readonly hardwareHash: string;
  /** SHA-256 of the repaired text, lower-case hex. */
  readonly hashSha256: string;
  readonly hashRepaired: boolean;
}

export type RowFailureCode = Extract<
  FailureCode,
  | 'ColumnMissing'
  | 'ColumnShifted'
  | 'SerialMissing'
  | 'SerialPlaceholder'
  | 'SerialDamaged'
  | 'SerialDuplicated'
  | 'HardwareHashMissing'
  | 'HardwareHashDamaged'
  | 'HardwareHashDuplicated'
  | 'GroupTagShared'
  | 'GroupTagMalformed'
  | 'AssignedUserMalformed'
>;

export interface RejectedRow {
  readonly row: number;
  readonly column: DeviceListColumn;
  readonly code: RowFailureCode;
  /** What happened, with row and column. */
  readonly message: string;
  /** What to do next. */
  readonly remedy: string;
  /** The serial number as it stood in the file; empty when the row has none. */
  readonly serialNumber: string;
}

/** Something a person should know about a row that is accepted all the same. */
export interface RowWarning {
  readonly row: number;
  /** Absent: the row as a whole. */
  readonly column?: DeviceListColumn;
  readonly message: string;
}

export interface CheckedDeviceList {
  readonly rows: number;
  readonly accepted: readonly AcceptedRow[];
  readonly rejected: readonly RejectedRow[];
  readonly warnings: readonly RowWarning[];
}

/** Every row is either accepted or rejected, with its first fault in the order of the columns. */
export function checkDeviceList(records: readonly DeviceListRecord[]): CheckedDeviceList {
  const accepted: AcceptedRow[] = [];
  const rejected: RejectedRow[] = [];
  const warnings: RowWarning[] = [];
  const earlier: EarlierRows = { serials: new Map(), hashes: new Map() };
  for (const record of records) {
    const cells = readCells(record);
    const fault = findFault(cells, earlier);
    if (fault === undefined) {
      accepted.push(acceptRow(cells));
      warnings.push(...warningsOf(cells));
    } else {
      rejected.push(rejectRow(record, fault));
    }
    remember(cells, earlier);
  }
  warnings.push(...lostZeros(accepted));
  return { rows: records.length, accepted, rejected, warnings };
}

/**
 * A spreadsheet drops leading zeros and leaves no trace. Only a list that has kept one shows that its numbers are
 * whole; of any other nobody can tell, so the rows concerned are named and a person compares one.
 */
function lostZeros(accepted: readonly AcceptedRow[]): RowWarning[] {
  const numbers = accepted.filter(({ serial }) => /^\d+$/.test(serial));
  if (numbers.some(({ serial }) => serial.startsWith('0'))) return [];
  const message =
    'The serial number is digits only; whether a spreadsheet took leading zeros away cannot be told, so compare it with the device.';
  return numbers.map(({ row }) => ({ row, column: deviceListColumns.serialNumber, message }));
}

interface Cells {
  readonly record: DeviceListRecord;
  readonly serial: ParsedSerialNumber;
  readonly hash: ParsedHardwareHash;
  readonly hashSha256: string;
  readonly groupTag: string;
  readonly assignedUser: string;
}

function readCells(record: DeviceListRecord): Cells {
  const hash = parseHardwareHash(record.hardwareHash ?? '');
  return {
    record,
    serial: parseSerialNumber(record.serialNumber ?? ''),
    hash,
    hashSha256: hash.kind === 'ok' ? textHash(hash.hash) : '',
    groupTag: (record.groupTag ?? '').trim(),
    assignedUser: (record.assignedUser ?? '').trim(),
  };
}

/**
 * First row of each serial number and of each hash. Rejected rows count too: when two rows name the same
 * device, a person says which one is meant, even if only one of them is sound.
 */
interface EarlierRows {
  readonly serials: Map<SerialKey, number>;
  readonly hashes: Map<string, number>;
}

function remember({ record, serial, hash, hashSha256 }: Cells, earlier: EarlierRows): void {
  // A hash under a placeholder tells nothing about whose it is.
  if (serial.kind !== 'ok') return;
  const key = serialKey(serial.serial);
  if (!earlier.serials.has(key)) earlier.serials.set(key, record.row);
  if (hash.kind === 'ok' && !earlier.hashes.has(hashSha256)) {
    earlier.hashes.set(hashSha256, record.row);
  }
}

interface Fault {
  readonly field: DeviceListField;
  readonly code: RowFailureCode;
  /** The row this one collides with. */
  readonly otherRow?: number;
}

function findFault(cells: Cells, earlier: EarlierRows): Fault | undefined {
  return (
    missingCell(cells.record) ??
    serialFault(cells, earlier) ??
    hashFault(cells, earlier) ??
    shiftFault(cells) ??
    groupTagFault(cells) ??
    assignedUserFault(cells)
  );
}

/** The header has both columns, or the file would not have been read; so the row stops before them. */
function missingCell(record: DeviceListRecord): Fault | undefined {
  if (record.serialNumber === undefined) return { field: 'serialNumber', code: 'ColumnMissing' };
  if (record.hardwareHash === undefined) return { field: 'hardwareHash', code: 'ColumnMissing' };
  return undefined;
}

function serialFault({ serial }: Cells, earlier: EarlierRows): Fault | undefined {
  if (serial.kind === 'rejected') return { field: 'serialNumber', code: serial.code };
  const otherRow = earlier.serials.get(serialKey(serial.serial));
  if (otherRow === undefined) return undefined;
  return { field: 'serialNumber', code: 'SerialDuplicated', otherRow };
}

/** A hash is made anew each time it is collected (REQ-156): the same one twice is a row copied by hand. */
function hashFault({ hash, hashSha256 }: Cells, earlier: EarlierRows): Fault | undefined {
  if (hash.kind === 'rejected') return { field: 'hardwareHash', code: hash.code };
  // Always under another serial number: under the same one the serial's own fault comes first.
  const otherRow = earlier.hashes.get(hashSha256);
  if (otherRow === undefined) return undefined;
  return { field: 'hardwareHash', code: 'HardwareHashDuplicated', otherRow };
}

/** A tag decides which policies the device gets: never one that may be a model's name (KelvinTegelaar/CIPP#5709). */
function shiftFault({ record }: Cells): Fault | undefined {
  if (record.surplus !== 'shifting') return undefined;
  const field = record.groupTag === undefined ? 'assignedUser' : 'groupTag';
  return { field, code: 'ColumnShifted' };
}

function groupTagFault({ groupTag }: Cells): Fault | undefined {
  if (groupTag === '') return undefined;
  if (isSharedTag(groupTag)) return { field: 'groupTag', code: 'GroupTagShared' };
  return isGroupTag(groupTag) ? undefined : { field: 'groupTag', code: 'GroupTagMalformed' };
}

/** The service checks no more than the domain, and a wrong name can make the device unusable (REQ-179). */
function assignedUserFault({ assignedUser }: Cells): Fault | undefined {
  if (assignedUser === '' || isUserPrincipalName(assignedUser)) return undefined;
  return { field: 'assignedUser', code: 'AssignedUserMalformed' };
}

/**
 * Shape only; whether the user exists is asked when planning. At most 113 characters, and none of those
 * that Entra ID forbids: https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-userprincipalname
 */
function isUserPrincipalName(text: string): boolean {
  const [name, domain, ...more] = text.split('@');
  if (name === undefined || domain === undefined || more.length > 0 || text.length > 113) {
    return false;
  }
  if (hasControlCharacters(name)) return false;
  if (!/^[^\s\\%&*+/=?{}|<>();:,[\]"]+$/.test(name) || name.endsWith('.')) return false;
  const labels = domain.split('.');
  return (
    labels.length > 1 &&
    labels.every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label))
  );
}

function acceptRow(cells: Cells): AcceptedRow {
  const { record, serial, hash } = cells;
  if (serial.kind !== 'ok' || hash.kind !== 'ok') throw new Error('a faulty row was accepted');
  return {
    row: record.row,
    serial: serial.serial,
    serialKey: serialKey(serial.serial),
    productId: productIdOf(record),
    groupTag: cells.groupTag,
    ...(cells.assignedUser === '' ? {} : { assignedUser: cells.assignedUser }),
    hardwareHash: hash.hash,
    hashSha256: cells.hashSha256,
    hashRepaired: hash.repaired,
  };
}

/** Thirteen digits, which spreadsheets like to round. Optional, so a damaged one is left out rather than sent. */
function productIdOf(record: DeviceListRecord): string {
  const productId = (record.productId ?? '').trim();
  return isDamagedProductId(productId) ? '' : productId;
}

function isDamagedProductId(productId: string): boolean {
  return isSpreadsheetDamage(productId) || hasControlCharacters(productId);
}

function warningsOf({ record, hash }: Cells): RowWarning[] {
  const { row } = record;
  const warnings: RowWarning[] = [];
  if (record.surplus === 'unread') {
    const message = 'The row has cells without a title; they are not read.';
    warnings.push({ row, message });
  }
  if (isDamagedProductId((record.productId ?? '').trim())) {
    const message =
      'A spreadsheet rewrote the product id as a number, or it holds control characters; it is left out.';
    warnings.push({ row, column: deviceListColumns.productId, message });
  }
  if (hash.kind === 'ok' && hash.unusualLength) {
    const message = `The hash has ${hash.hash.length} characters; most have about 4,096.`;
    warnings.push({ row, column: deviceListColumns.hardwareHash, message });
  }
  return warnings;
}

function rejectRow(record: DeviceListRecord, fault: Fault): RejectedRow {
  const column = deviceListColumns[fault.field];
  const { what, remedy } = words[fault.code];
  const other = fault.otherRow === undefined ? '' : ` (row ${fault.otherRow})`;
  return {
    row: record.row,
    column,
    code: fault.code,
    message: `Row ${record.row}, column ${column}: ${what}${other}.`,
    remedy,
    serialNumber: (record.serialNumber ?? '').trim(),
  };
}

/** No cell is ever quoted in a message: messages end in logs, and logs hold neither serial numbers nor hashes. */
const words = {
  ColumnMissing: {
    what: 'the row ends before this column',
    remedy: 'Restore the missing cells, or collect the row again.',
  },
  ColumnShifted: {
    what: 'the row has more cells than the header has titles, so this may be the value of another column',
    remedy: 'Put the cell that holds a delimiter in quotes, or give each column its title.',
  },
  SerialMissing: {
    what: 'the cell is empty',
    remedy: 'Write the serial number that is printed on the device.',
  },
  SerialPlaceholder: {
    what: 'this is a manufacturer’s placeholder, which many devices share',
    remedy: 'Have the serial number set in the firmware, then collect the row again.',
  },
  SerialDamaged: {
    what: 'a spreadsheet rewrote the serial number, or it holds control characters',
    remedy: 'Collect the row again and do not save the list from a spreadsheet.',
  },
  SerialDuplicated: {
    what: 'the serial number stands on an earlier row too',
    remedy: 'Keep the row that is right and delete the other one.',
  },
  HardwareHashMissing: {
    what: 'the cell is empty',
    remedy: 'Collect the hardware hash on the device, for example with Get-WindowsAutopilotInfo.',
  },
  HardwareHashDamaged: {
    what: 'the hash is cut off or is not base64',
    remedy: 'Collect the hardware hash on the device again.',
  },
  HardwareHashDuplicated: {
    what: 'the hash stands on an earlier row under another serial number',
    remedy: 'Collect the hardware hashes of both devices again.',
  },
  GroupTagShared: {
    what: 'a tag that ends in -Shared makes shared devices, which cannot be co-managed this way',
    remedy: 'Use another group tag, or leave the cell empty for the tag of the run.',
  },
  GroupTagMalformed: {
    what: 'a tag holds letters, digits, blank, dot, hyphen and underscore only, 100 at most, and begins with a letter or digit',
    remedy: 'Correct the group tag, or leave the cell empty for the tag of the run.',
  },
  AssignedUserMalformed: {
    what: 'this is no user principal name',
    remedy: 'Write name@domain, or leave the cell empty.',
  },
} as const satisfies Record<RowFailureCode, { readonly what: string; readonly remedy: string }>;
