import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDeviceList, type DeviceListRecord } from '../../domain/device-list.ts';
import { failures } from '../../domain/failures.ts';

const hashOf = (letter: string): string => `T0Fz${letter.repeat(4092)}`;

function record(row: number, change: Partial<DeviceListRecord> = {}): DeviceListRecord {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (row % 26));
  return { row, serialNumber: `5CG000${row}`, hardwareHash: hashOf(letter), ...change };
}

/** A row whose line ends early. */
const cutAt = (...cells: string[]): DeviceListRecord => ({
  row: 2,
  ...(cells[0] === undefined ? {} : { serialNumber: cells[0] }),
});

function codes(records: readonly DeviceListRecord[]): (readonly [number, string])[] {
  return checkDeviceList(records).rejected.map(({ row, code }) => [row, code] as const);
}

describe('an accepted row', () => {
  test('carries what registration needs, trimmed and repaired', () => {
    const { accepted, rows, rejected } = checkDeviceList([
      record(2, {
        serialNumber: ' 5cg0002 ',
        productId: ' 3305212345678 ',
        hardwareHash: `${hashOf('C')}AB`,
        groupTag: ' Sales ',
        assignedUser: " ada.o'neil@contoso.com ",
      }),
    ]);
    expect({ rows, rejected }).toEqual({ rows: 1, rejected: [] });
    expect(accepted).toEqual([
      {
        row: 2,
        serial: '5cg0002',
        serialKey: '5CG0002',
        productId: '3305212345678',
        groupTag: 'Sales',
        assignedUser: "ada.o'neil@contoso.com",
        hardwareHash: `${hashOf('C')}AB==`,
        hashSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        hashRepaired: true,
      },
    ]);
  });

  test('has no assigned user rather than an empty one, and an empty tag means the run’s', () => {
    const [row] = checkDeviceList([record(2, { groupTag: ' ', assignedUser: ' ' })]).accepted;
    expect(row).not.toHaveProperty('assignedUser');
    expect(row).toMatchObject({ productId: '', groupTag: '' });
  });

  test('loses a product id that a spreadsheet rounded, with a word about it', () => {
    const { accepted, warnings } = checkDeviceList([record(7, { productId: '3.30521E+12' })]);
    expect(accepted[0]?.productId).toBe('');
    expect(warnings).toMatchObject([{ row: 7, column: 'Windows Product ID' }]);
  });

  test('loses a product id with control characters, with a word about it', () => {
    const { accepted, warnings } = checkDeviceList([record(7, { productId: '33\u001b[2K05' })]);
    expect(accepted[0]?.productId).toBe('');
    expect(warnings).toMatchObject([{ row: 7, column: 'Windows Product ID' }]);
  });

  test('with a hash of unusual length is warned about, not refused', () => {
    const { accepted, warnings } = checkDeviceList([record(7, { hardwareHash: 'A'.repeat(400) })]);
    expect(accepted).toHaveLength(1);
    expect(warnings).toMatchObject([{ row: 7, column: 'Hardware Hash' }]);
  });
});

describe('what a list cannot tell', () => {
  const zeros = (...serials: string[]) =>
    checkDeviceList(
      serials.map((serialNumber, at) => record(at + 2, { serialNumber })),
    ).warnings.filter(({ message }) => message.includes('leading zeros'));

  test('serial numbers of digits may have lost zeros: accepted, with a word about it', () => {
    expect(zeros('27654321057', '5CG1', '17654321057')).toMatchObject([{ row: 2 }, { row: 4 }]);
  });

  test('a list that kept one zero has kept them all', () => {
    expect(zeros('27654321057', '007654321057')).toEqual([]);
  });

  test('cells without a title are not read in silence', () => {
    expect(checkDeviceList([record(7, { surplus: 'unread' })])).toMatchObject({
      accepted: [{ row: 7 }],
      warnings: [{ row: 7, message: 'The row has cells without a title; they are not read.' }],
    });
  });
});

describe('a rejected row', () => {
  test.each([
    ['ends before the serial number', cutAt(), 'ColumnMissing', 'Device Serial Number'],
    ['ends before the hash', cutAt('5CG0002'), 'ColumnMissing', 'Hardware Hash'],
    [
      'has no serial number',
      record(2, { serialNumber: ' ' }),
      'SerialMissing',
      'Device Serial Number',
    ],
    [
      'has a placeholder',
      record(2, { serialNumber: 'Default string' }),
      'SerialPlaceholder',
      'Device Serial Number',
    ],
    [
      'was in a spreadsheet',
      record(2, { serialNumber: '1.23457E+11' }),
      'SerialDamaged',
      'Device Serial Number',
    ],
    ['has no hash', record(2, { hardwareHash: '' }), 'HardwareHashMissing', 'Hardware Hash'],
    [
      'has a broken hash',
      record(2, { hardwareHash: 'T0Fz*' }),
      'HardwareHashDamaged',
      'Hardware Hash',
    ],
    [
      'may have a model for a tag',
      record(2, { groupTag: 'XPS', surplus: 'shifting' }),
      'ColumnShifted',
      'Group Tag',
    ],
    [
      'may have a model for a user',
      record(2, { assignedUser: '', surplus: 'shifting' }),
      'ColumnShifted',
      'Assigned User',
    ],
    [
      'is for a shared device',
      record(2, { groupTag: 'Kiosk-Shared ' }),
      'GroupTagShared',
      'Group Tag',
    ],
    [
      'is for a shared device, in small letters',
      record(2, { groupTag: 'x-shared' }),
      'GroupTagShared',
      'Group Tag',
    ],
    [
      'would end the text of the membership rule with its tag',
      record(2, { groupTag: 'X")) or (device.deviceOwnership -eq "Company' }),
      'GroupTagMalformed',
      'Group Tag',
    ],
    [
      'has a line break in its tag',
      record(2, { groupTag: 'HQ\n1' }),
      'GroupTagMalformed',
      'Group Tag',
    ],
    [
      'has a tag that is too long',
      record(2, { groupTag: 'H'.repeat(101) }),
      'GroupTagMalformed',
      'Group Tag',
    ],
    [
      'has an escape sequence for a serial number',
      record(2, { serialNumber: '\u001b[5A\u001b[2Kitems 3' }),
      'SerialDamaged',
      'Device Serial Number',
    ],
    [
      'names a user by half',
      record(2, { assignedUser: 'ada' }),
      'AssignedUserMalformed',
      'Assigned User',
    ],
  ])('that %s says where, what and what next', (_name, bad, code, column) => {
    const { accepted, rejected } = checkDeviceList([bad, record(3)]);
    expect(accepted.map(({ row }) => row)).toEqual([3]);
    expect(rejected).toMatchObject([{ row: 2, column, code }]);
    expect(rejected[0]?.message).toContain(`Row 2, column ${column}: `);
    expect(rejected[0]?.remedy).toMatch(/^[A-Z].+\.$/);
    expect(failures[code as keyof typeof failures].status).toBe(422);
  });

  test('quotes neither serial number nor hash nor user in its message, which ends in logs', () => {
    const bad = record(2, { serialNumber: 'SECRET-SN', assignedUser: 'SECRET USER' });
    const [row] = checkDeviceList([bad]).rejected;
    expect(row?.serialNumber).toBe('SECRET-SN');
    expect(`${row?.message ?? ''}${row?.remedy ?? ''}`).not.toContain('SECRET');
  });
});

describe('two rows for one device', () => {
  test('the later one is refused and names the earlier, or it would be registered twice', () => {
    const { rejected, accepted } = checkDeviceList([
      record(2, { serialNumber: '5CG1' }),
      record(3),
      record(9, { serialNumber: ' 5cg1' }),
    ]);
    expect(accepted.map(({ row }) => row)).toEqual([2, 3]);
    expect(rejected).toMatchObject([{ row: 9, code: 'SerialDuplicated' }]);
    expect(rejected[0]?.message).toContain('(row 2)');
  });

  test('a third one names the first as well', () => {
    const records = [2, 3, 4].map((row) => record(row, { serialNumber: '5CG1' }));
    const messages = checkDeviceList(records).rejected.map(({ message }) => message);
    expect(messages).toHaveLength(2);
    expect(messages.every((message) => message.includes('(row 2)'))).toBe(true);
  });

  test('a rejected row counts as earlier: which of two tags is meant a person must say', () => {
    const shared = record(2, { serialNumber: '5CG1', groupTag: 'A-Shared' });
    expect(codes([shared, record(3, { serialNumber: '5CG1', groupTag: 'B' })])).toEqual([
      [2, 'GroupTagShared'],
      [3, 'SerialDuplicated'],
    ]);
  });

  test('placeholders are not duplicates of each other', () => {
    expect(codes([2, 3].map((row) => record(row, { serialNumber: 'None' })))).toEqual([
      [2, 'SerialPlaceholder'],
      [3, 'SerialPlaceholder'],
    ]);
  });
});

describe('one hash under two serial numbers', () => {
  test('the later row is refused, also when only its padding differs', () => {
    const first = record(2, { hardwareHash: `${hashOf('Q')}AB==` });
    expect(codes([first, record(3, { hardwareHash: `${hashOf('Q')}AB` })])).toEqual([
      [3, 'HardwareHashDuplicated'],
    ]);
  });

  test('a hash that stood beside a placeholder is free: nothing says whose it is', () => {
    const first = record(2, { serialNumber: 'None', hardwareHash: hashOf('Q') });
    expect(codes([first, record(3, { hardwareHash: hashOf('Q') })])).toEqual([
      [2, 'SerialPlaceholder'],
    ]);
  });
});

describe('the assigned user', () => {
  test.each([
    'ada@contoso.com',
    'Ada.Lovelace_1-x@sub.contoso.co.uk',
    "o'neil@contoso.onmicrosoft.com",
    'guest_fabrikam.com#EXT#@contoso.onmicrosoft.com',
  ])('%s passes; whether it exists is asked later', (assignedUser) => {
    expect(codes([record(2, { assignedUser })])).toEqual([]);
  });

  test.each([
    'ada',
    'ada@',
    '@contoso.com',
    'ada@contoso',
    'ada@contoso..com',
    'ada@-contoso.com',
    'ada@contoso.com;bob@contoso.com',
    'ada@bob@contoso.com',
    'CONTOSO\\ada',
    'Ada Lovelace <ada@contoso.com>',
    'ada lovelace@contoso.com',
    'ada.@contoso.com',
    'ada\u001b[2K@contoso.com',
    'ada\u0085x@contoso.com',
    'ada\u202e@contoso.com',
    `${'a'.repeat(110)}@contoso.com`,
  ])('%s would make the device unusable and is refused', (assignedUser) => {
    expect(codes([record(2, { assignedUser })])).toEqual([[2, 'AssignedUserMalformed']]);
  });
});

describe('any list', () => {
  const cell = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<T | string | undefined> =>
    fc.oneof({ weight: 4, arbitrary: good }, fc.string(), fc.constant(undefined));
  const rows = fc
    .array(
      fc.record({
        serialNumber: cell(fc.integer({ min: 1, max: 8 }).map((n) => `5CG00${n}`)),
        productId: cell(fc.constant('')),
        hardwareHash: cell(fc.constantFrom(...['A', 'B', 'C', 'D', 'E', 'F'].map(hashOf))),
        groupTag: cell(fc.constantFrom('Sales', 'Kiosk-Shared')),
        assignedUser: cell(fc.constant('ada@contoso.com')),
      }),
      { maxLength: 20 },
    )
    .map((cells) =>
      cells.map((all, index) => ({
        row: index + 2,
        ...Object.fromEntries(Object.entries(all).filter(([, text]) => text !== undefined)),
      })),
    );

  test('no row is lost or counted twice: accepted + rejected = rows', () => {
    fc.assert(
      fc.property(rows, (records) => {
        const checked = checkDeviceList(records);
        const seen = [...checked.accepted, ...checked.rejected].map(({ row }) => row);
        expect(checked.rows).toBe(records.length);
        expect(seen.sort((a, b) => a - b)).toEqual(records.map(({ row }) => row));
      }),
    );
  });

  test('no two accepted rows share a serial number or a hash', () => {
    fc.assert(
      fc.property(rows, (records) => {
        const { accepted } = checkDeviceList(records);
        expect(new Set(accepted.map((row) => row.serialKey)).size).toBe(accepted.length);
        expect(new Set(accepted.map((row) => row.hashSha256)).size).toBe(accepted.length);
      }),
    );
  });
});
