import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import {
  deviceListBytesMax,
  readDeviceList,
  type ReadDeviceList,
} from '../../../ports/device-list/read-device-list.ts';

const hash = `T0Fz${'A'.repeat(4092)}`;
const header = 'Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User';

const read = (text: string): ReadDeviceList => readDeviceList(iconv.encode(text, 'utf-8'));

function records(text: string): unknown {
  const result = read(text);
  return result.kind === 'records' ? result.records : result;
}

function refusal(bytes: Uint8Array | string): string {
  const result = typeof bytes === 'string' ? read(bytes) : readDeviceList(bytes);
  return result.kind === 'refused' ? `${result.code}: ${result.message}` : 'not refused';
}

describe('encodings × delimiters × line ends', () => {
  const rows = [
    ['Device Serial Number', 'Windows Product ID', 'Hardware Hash', 'Group Tag', 'Assigned User'],
    ['5CG0001', '', hash, 'Zürich', 'ada@contoso.com'],
    ['5CG0002', '3305212345678', hash, 'Genève–Ost', ''],
  ];
  const expected = [
    {
      row: 2,
      serialNumber: '5CG0001',
      productId: '',
      hardwareHash: hash,
      groupTag: 'Zürich',
      assignedUser: 'ada@contoso.com',
    },
    {
      row: 3,
      serialNumber: '5CG0002',
      productId: '3305212345678',
      hardwareHash: hash,
      groupTag: 'Genève–Ost',
      assignedUser: '',
    },
  ];
  const encodings = {
    'UTF-8': (text: string) => iconv.encode(text, 'utf-8'),
    'UTF-8 with mark': (text: string) => iconv.encode(text, 'utf-8', { addBOM: true }),
    'UTF-16 LE': (text: string) => iconv.encode(text, 'utf-16le', { addBOM: true }),
    'UTF-16 BE': (text: string) => iconv.encode(text, 'utf-16be', { addBOM: true }),
    'Windows-1252': (text: string) => iconv.encode(text, 'windows-1252'),
  };
  const lineEnds = { CRLF: '\r\n', LF: '\n', CR: '\r' };
  const combinations = Object.keys(encodings).flatMap((encoding) =>
    [',', ';', '\t'].flatMap((delimiter) =>
      Object.keys(lineEnds).flatMap((lineEnd) =>
        [false, true].map((quoted) => ({ encoding, delimiter, lineEnd, quoted })),
      ),
    ),
  );

  test.each(combinations)(
    '$encoding, delimiter $delimiter, $lineEnd, quoted: $quoted give the same rows',
    ({ encoding, delimiter, lineEnd, quoted }) => {
      const text = rows
        .map((cells) => cells.map((cell) => (quoted ? `"${cell}"` : cell)).join(delimiter))
        .join(lineEnds[lineEnd as keyof typeof lineEnds]);
      const bytes = encodings[encoding as keyof typeof encodings](text);
      expect(readDeviceList(bytes)).toEqual({
        kind: 'records',
        records: expected,
        ignoredColumns: [],
      });
    },
  );
});

describe('layouts people have', () => {
  test.each([
    [
      'Intune, three columns',
      'Device Serial Number,Windows Product ID,Hardware Hash',
      '5CG1,,H',
      { productId: '' },
    ],
    [
      'Intune, four columns',
      'Device Serial Number,Windows Product ID,Hardware Hash,Group Tag',
      '5CG1,,H,Sales',
      { productId: '', groupTag: 'Sales' },
    ],
    [
      'Intune, five columns',
      header,
      '5CG1,,H,Sales,ada@contoso.com',
      { productId: '', groupTag: 'Sales', assignedUser: 'ada@contoso.com' },
    ],
    ['without the product id', 'Device Serial Number,Hardware Hash', '5CG1,H', {}],
    [
      'Get-WindowsAutopilotInfo',
      '"Device Serial Number","Windows Product ID","Hardware Hash"',
      '"5CG1","","H"',
      { productId: '' },
    ],
    [
      'Get-WindowsAutopilotInfo -Partner',
      'Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model',
      '5CG1,,H,"Contoso, Ltd.",X1',
      { productId: '' },
    ],
    [
      'columns in another order',
      'Group Tag,Hardware Hash,Device Serial Number',
      'Sales,H,5CG1',
      { groupTag: 'Sales' },
    ],
    [
      'titles without blanks, in capitals',
      'DEVICESERIALNUMBER,HARDWAREHASH,GROUPTAG',
      '5CG1,H,Sales',
      { groupTag: 'Sales' },
    ],
    [
      'titles of SSRS',
      'Device_Serial_Number,Windows_Product_ID,Hardware_Hash1',
      '5CG1,,H',
      { productId: '' },
    ],
    [
      'Graph’s own names',
      'serialNumber,productKey,hardwareIdentifier,groupTag,assignedUserPrincipalName',
      '5CG1,,H,,',
      { productId: '', groupTag: '', assignedUser: '' },
    ],
    ['blanks around titles and values', ' Device Serial Number , Hardware Hash ', ' 5CG1 , H ', {}],
  ])('%s', (_name, titles, row, more) => {
    expect(records(`${titles}\r\n${row}\r\n`)).toEqual([
      { row: 2, serialNumber: '5CG1', hardwareHash: 'H', ...more },
    ]);
  });

  test('the ConfigMgr report, values beside repeated titles, below a banner, reads as it is exported', () => {
    const titles = 'Device Serial Number,Windows Product ID,Hardware Hash';
    const text = [
      'Windows Autopilot Device Information,,,,,',
      '"Contoso, Ltd.",,,,,',
      '',
      'Textbox3,Textbox5,Textbox7,SerialNo,PKID,Hash',
      `${titles},5CG1,,${hash}`,
      `${titles},5CG2,3305212345678,${hash}`,
      `${titles},5CG3,,`,
      '',
    ].join('\r\n');
    expect(read(text)).toEqual({
      kind: 'records',
      records: [
        { row: 5, serialNumber: '5CG1', productId: '', hardwareHash: hash },
        { row: 6, serialNumber: '5CG2', productId: '3305212345678', hardwareHash: hash },
        { row: 7, serialNumber: '5CG3', productId: '', hardwareHash: '' },
      ],
      ignoredColumns: [],
    });
  });

  test.each([
    ['titles alone', 'Device Serial Number,Windows Product ID,Hardware Hash,,,'],
    [
      'names of text boxes',
      'Serial_Number,Product_ID,Hardware_Hash,Serial_Number1,Product_ID1,Hardware_Hash1',
    ],
  ])('the ConfigMgr report with a line of %s on top: that line is no device', (_name, top) => {
    const row = `Device Serial Number,Windows Product ID,Hardware Hash,5CG1,,${hash}`;
    expect(records(`${top}\n${row}\n`)).toEqual([
      { row: 2, serialNumber: '5CG1', productId: '', hardwareHash: hash },
    ]);
  });

  test('the ConfigMgr report with one plain header below its banner', () => {
    const text = `Report,,\nPrinted 1.2.2026,,\n\nDevice Serial Number,Windows Product ID,Hardware Hash\n5CG1,,H\n`;
    expect(records(text)).toMatchObject([{ row: 5, serialNumber: '5CG1' }]);
  });

  test('lists copied one below the other: the second header is no device', () => {
    const text = `${header}\n5CG1,,H,,\n${header}\n5CG2,,H,,\n`;
    expect(records(text)).toMatchObject([
      { row: 2, serialNumber: '5CG1' },
      { row: 4, serialNumber: '5CG2' },
    ]);
  });

  test('columns that are not read are named, so that a misspelt tag does not vanish in silence', () => {
    const result = read('Device Serial Number,Hardware Hash,Grp Tag,,Owner\n5CG1,H,Sales,,IT\n');
    expect(result).toMatchObject({ ignoredColumns: ['Grp Tag', 'Owner'] });
  });

  test('Excel’s own separator line and its blank tail are no rows', () => {
    const text = `sep=;\r\n${header.replaceAll(',', ';')}\r\n5CG1;;H;;\r\n${';;;;\r\n'.repeat(500)}`;
    expect(records(text)).toMatchObject([{ row: 3, serialNumber: '5CG1' }]);
  });

  test('blank lines keep the numbers that an editor shows', () => {
    const text = `\n${header}\n\n5CG1,,H,,\n   \n,,,,\n5CG2,,H,,`;
    expect(records(text)).toMatchObject([{ row: 4 }, { row: 7 }]);
  });

  test.each([
    ['="00123"', '00123'],
    ['"=""00123"""', '00123'],
    ["'00123", '00123'],
  ])('%s, written to keep the zeros in a spreadsheet, is the number', (cell, serialNumber) => {
    expect(records(`${header}\n${cell},,H,,\n`)).toMatchObject([{ serialNumber }]);
  });
});

describe('damaged rows cost themselves only', () => {
  test('a delimiter in quotes belongs to the cell', () => {
    expect(records(`${header}\n5CG1,,H,"Sales ""North"", West",ada@contoso.com\n`)).toMatchObject([
      { groupTag: 'Sales "North", West', assignedUser: 'ada@contoso.com' },
    ]);
  });

  test('a stray quote and another on the next row are not one cell over both', () => {
    expect(records(`${header}\n5CG1,,"H\n5CG2,,H","Sales"\n5CG3,,H,,\n`)).toMatchObject([
      { row: 2, serialNumber: '5CG1', hardwareHash: 'H' },
      { row: 3, serialNumber: '5CG2', hardwareHash: 'H', groupTag: 'Sales' },
      { row: 4, serialNumber: '5CG3' },
    ]);
  });

  test('nor are two of them in the serial numbers', () => {
    expect(records(`${header}\n"5CG1,,H,,\n5CG2",,H,,\n`)).toMatchObject([
      { row: 2, serialNumber: '5CG1' },
      { row: 3, serialNumber: '5CG2' },
    ]);
  });

  test('a row that stops early lacks its cells; an empty cell is there', () => {
    expect(records(`${header}\n5CG1\n5CG2,,\n5CG3,,H\n`)).toEqual([
      { row: 2, serialNumber: '5CG1' },
      { row: 3, serialNumber: '5CG2', productId: '', hardwareHash: '' },
      { row: 4, serialNumber: '5CG3', productId: '', hardwareHash: 'H' },
    ]);
  });

  test.each([
    ['a quote that opens and never closes', '"5CG1,,H,,'],
    ['a quote that closes and never opened', '5CG1",,H,,'],
    ['a quote within a cell', '5C"G1,,H,,'],
    ['text after a closing quote', '"5CG"1,,H,,'],
    ['an open quote at the end', '5CG1,,H,"'],
    ['a blank before a quoted cell', ' "5CG1", "" ,"H",,'],
  ])('%s does not swallow the rows below', (_name, row) => {
    expect(records(`${header}\n${row}\n"5CG2","","H","",""\n5CG3,,H,,\n`)).toMatchObject([
      { row: 2, serialNumber: '5CG1', hardwareHash: 'H' },
      { row: 3, serialNumber: '5CG2', hardwareHash: 'H' },
      { row: 4, serialNumber: '5CG3', hardwareHash: 'H' },
    ]);
  });

  test('a hash that a tool wrapped in its quotes is one cell, counted by its first line', () => {
    const wrapped = (hash.match(/.{1,64}/g) ?? []).join('\r\n');
    expect(records(`${header}\r\n5CG1,,"${wrapped}",Sales,\r\n5CG2,,H,,`)).toMatchObject([
      { row: 2, serialNumber: '5CG1', hardwareHash: hash, groupTag: 'Sales' },
      { row: 66, serialNumber: '5CG2' },
    ]);
  });

  test('a line without end neither exhausts the memory nor takes the others along', () => {
    const endless = `5CG1,,${','.repeat(2_000_000)}\n"5CG2","","${'A'.repeat(2_000_000)}"`;
    const read = records(`${header}\n${endless}\n5CG3,,H,,\n`);
    expect(read).toMatchObject([{ row: 2 }, { row: 3 }, { row: 4, serialNumber: '5CG3' }]);
    expect(JSON.stringify(read).length).toBeLessThan(200_000);
  });

  test('more cells than titles do not shift the others', () => {
    expect(records(`${header}\n5CG1,,H,Sales,ada@contoso.com,x,y\n`)).toMatchObject([
      { serialNumber: '5CG1', assignedUser: 'ada@contoso.com' },
    ]);
  });
});

describe('no device list', () => {
  test.each([
    ['empty', '', 'is empty'],
    ['blank', ' \r\n,,,\r\n', 'is empty'],
    ['prose', 'Dear all,\nplease find attached the list.\n', 'no device-list header'],
    ['rows without a header', `5CG1,,${hash}\n5CG2,,${hash}\n`, 'no device-list header'],
    [
      'serial numbers alone',
      'Device Serial Number,Model\n5CG1,X1\n',
      'line 1 has the column Device Serial Number but no column Hardware Hash',
    ],
    [
      'a title twice',
      'Device Serial Number,Hardware Hash,Hardware Hash\n5CG1,H,H\n',
      'line 1 names the column Hardware Hash twice',
    ],
    ['a header alone', `${header}\n\n`, 'no rows below it'],
    [
      'a header deeper than any banner',
      `${'banner\n'.repeat(50)}${header}\n5CG1,,H,,\n`,
      'first 50 lines',
    ],
  ])('%s: one clear error', (_name, text, message) => {
    expect(refusal(text)).toMatch(/^FileNotDeviceList: /);
    expect(refusal(text)).toContain(message);
  });

  test.each([
    ['a workbook', [0x50, 0x4b, 0x03, 0x04, 20, 0], 'Excel workbook'],
    ['an old workbook', [0xd0, 0xcf, 0x11, 0xe0], 'Excel workbook'],
    ['a PDF', [...Buffer.from('%PDF-1.7')], 'PDF'],
    ['gzip', [0x1f, 0x8b, 8], 'compressed'],
    ['UTF-16 without a mark', [...Buffer.from(header, 'utf16le')], 'binary'],
    ['an image', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13], 'binary'],
  ])('%s is called what it is', (_name, bytes, looksLike) => {
    const answer = refusal(Uint8Array.from(bytes));
    expect(answer).toMatch(/^FileNotDeviceList: /);
    expect(answer).toContain(looksLike);
  });

  test('a file over the limit is refused by its size, before anything looks into it', () => {
    expect(refusal(new Uint8Array(deviceListBytesMax + 1))).toMatch(/^FileTooLarge: .*64 MiB/);
  });

  test('too many lines are refused before they become strings', () => {
    expect(refusal(new Uint8Array(1_048_577).fill(10))).toMatch(/^FileTooLarge: .*lines/);
  });

  test('too many rows are refused', () => {
    expect(refusal(`${header}\n${'5CG1,,\n'.repeat(100_001)}`)).toMatch(/^FileTooLarge: .*rows/);
  });

  test('the message quotes nothing of the file', () => {
    expect(refusal('SECRET-SERIAL,SECRET-HASH\n')).not.toContain('SECRET');
  });
});

describe('any file', () => {
  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readDeviceList(bytes);
        readDeviceList(Uint8Array.from([...iconv.encode(`${header}\n`, 'utf-8'), ...bytes]));
      }),
    );
  });

  test('each line with text below the header is one row, whatever its quotes', () => {
    const line = fc
      .string({ unit: fc.constantFrom('"', ',', 'a', ' ', "'", '='), maxLength: 12 })
      // Not base64 at the end: an open quote before it may rightly take in the next line.
      .map((text) => `5CG.${text}.`);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        const result = read([header, ...lines].join('\n'));
        const rows = result.kind === 'records' ? result.records.map(({ row }) => row) : [];
        expect(rows).toEqual(lines.map((_, index) => index + 2));
      }),
    );
  });
});
