import { hasControlCharacters } from './plain-text.ts';

declare const serialNumberBrand: unique symbol;
declare const serialKeyBrand: unique symbol;

/** A serial number as it goes to the vendor: what stood in the list, without blanks around it. */
export type SerialNumber = string & { readonly [serialNumberBrand]: true };

/** A serial number as it is compared: upper case, inner blanks collapsed. Never sent to a vendor. */
export type SerialKey = string & { readonly [serialKeyBrand]: true };

export type ParsedSerialNumber =
  | { readonly kind: 'ok'; readonly serial: SerialNumber }
  | {
      readonly kind: 'rejected';
      readonly code: 'SerialMissing' | 'SerialPlaceholder' | 'SerialDamaged';
    };

export function parseSerialNumber(text: string): ParsedSerialNumber {
  const serial = trimBlanks(text);
  if (serial === '') return { kind: 'rejected', code: 'SerialMissing' };
  // Before the placeholders: `#N/A` is a spreadsheet's word, `N/A` a manufacturer's. And no serial number holds
  // control characters: something between the device and the list broke it.
  if (isSpreadsheetDamage(serial) || hasControlCharacters(serial)) {
    return { kind: 'rejected', code: 'SerialDamaged' };
  }
  if (isPlaceholder(serial)) return { kind: 'rejected', code: 'SerialPlaceholder' };
  return { kind: 'ok', serial: serial as SerialNumber };
}

/**
 * The one form in which serial numbers are matched, for rows and vendor records alike: firmware, Intune
 * and ConfigMgr differ in case and padding. Letters and digits stay as they are; `O` is not `0`.
 */
export function serialKey(serial: string): SerialKey {
  return trimBlanks(serial).replace(/\s+/g, ' ').toUpperCase() as SerialKey;
}

/** True for a number that a spreadsheet made of digits, and for the words it writes for what it cannot compute. */
export function isSpreadsheetDamage(text: string): boolean {
  return spreadsheetDamage.some((pattern) => pattern.test(text));
}

const spreadsheetDamage: readonly RegExp[] = [
  // A cell that a spreadsheet would compute: no serial number begins so.
  /^=/,
  // Twelve digits and more in a general cell: 1.23457E+11, with a comma in half of Europe. The sign is
  // always written, so a genuine serial number such as 1234E56 is not taken for one.
  /^\d(?:[.,]\d+)?E\+\d{2,3}$/i,
  /^\d[.,]\d+E-\d{2,3}$/i,
  // More than fifteen digits in a cell formatted as a number: the rest became zeros. One or two may be genuine.
  /^[1-9]\d{14}0{3,}$/,
  // MAR19, 1-2 and 3/4 become dates. The month's name is English, as the setting of most spreadsheets that do this.
  /^\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/i,
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{2}$/i,
  /^\d{1,2}\/\d{1,2}\/\d{4}$/,
  // A column of integers with a gap, written back as floats by scripts. Leading zeros are gone too.
  /^\d+\.0$/,
  /^#(?:NAME\?|REF!|VALUE!|DIV\/0!|N\/A|NUM!|NULL!)$/i,
  // A column too narrow, saved as it looks.
  /^#+$/,
];

/**
 * What firmware answers when nobody wrote a serial number: shared by thousands of PCs, so it identifies
 * none (design §6: never act on a placeholder serial). The list unites those that inventory tools keep.
 * Letters and digits only, upper case.
 */
const placeholders: ReadonlySet<string> = new Set([
  'TOBEFILLEDBYOEM',
  'FILLEDBYOEM',
  'OEM',
  'SYSTEMSERIALNUMBER',
  'SERIALNUMBER',
  'CHASSISSERIALNUMBER',
  'BASEBOARDSERIALNUMBER',
  'BOARDSERIALNUMBER',
  'DEFAULTSTRING',
  'DEFAULT',
  'NONE',
  'NA',
  'NOTAPPLICABLE',
  'NOTAVAILABLE',
  'NOTSPECIFIED',
  'NOTSET',
  'NULL',
  'EMPTY',
  'UNKNOWN',
  'UNDEFINED',
  'INVALID',
  'TBD',
]);

/** Digits counted up from 0 or 1; six are enough, no manufacturer numbers its PCs so short. */
const countedUp = /^(?:0?123456(?:7(?:8(?:90?)?)?)?)$/;

function isPlaceholder(serial: string): boolean {
  const letters = serial.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (letters === '' || placeholders.has(letters)) return true;
  // 0, 00000000, 11111111, FFFFFFFF, XXXXXXX.
  return /^0+$/.test(letters) || /^(.)\1{4,}$/u.test(letters) || countedUp.test(letters);
}

/** `trim`, and without the invisible characters that copying from web pages and chats brings along. */
function trimBlanks(text: string): string {
  return text.replace(/[\u200B-\u200D\u2060]/g, '').trim();
}
