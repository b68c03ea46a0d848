import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import {
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
    'UTF-16 LE without mark': (text: string) => iconv.encode(text, 'utf-16le', { addBOM: false }),
    'UTF-16 BE without mark': (text: string) => iconv.encode(text, 'utf-16be', { addBOM: false }),
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
      'Get-WindowsAutopilotInfo -Append with a tag and a user',
      '"Device Serial Number","Windows Product ID","Hardware Hash","Group Tag","Assigned User"',
      '"5CG1","","H","Sales","ada@contoso.com"',
      { productId: '', groupTag: 'Sales', assignedUser: 'ada@contoso.com' },
    ],
    [
      'a collecting script with columns in front and behind',
      'UploadedUtc,ComputerName,Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model',
      '2026-02-02T10:45:30Z,PC1,"5CG1","","H",Dell,XPS 13',
      { productId: '' },
    ],
    [
      'Partner Center',
      'Device serial number,Windows product ID,Hardware hash,Manufacturer name,Device model',
      '5CG1,,H,Contoso,X1',
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

  test('the line of Export-Csv that names a type is a banner', () => {
    const text = `#TYPE Selected.System.Management.Automation.PSCustomObject\n${header}\n5CG1,,H,,\n`;
    expect(records(text)).toMatchObject([{ row: 3, serialNumber: '5CG1' }]);
  });

  test('of two names for one column the other is said to be unread', () => {
    const result = read('Device Serial Number,Hardware Hash,Order ID,Group Tag\n5CG1,H,A,B\n');
    expect(result).toMatchObject({ records: [{ groupTag: 'B' }], ignoredColumns: ['Order ID'] });
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
    ['=00123', '00123'],
    ['"=""00123"""', '00123'],
    ["'00123", '00123'],
  ])('%s, written to keep the zeros in a spreadsheet, is the number', (cell, serialNumber) => {
    expect(records(`${header}\n${cell},,H,,\n`)).toMatchObject([{ serialNumber }]);
  });
});

describe('records that run over lines', () => {
  const wide = 'Device Serial Number,Windows Product ID,Hardware Hash,Device model,Group Tag';

  test('a model of two lines is one cell, and the row begins on its first line', () => {
    const text = `${wide}\n5CG1,,${hash},"Latitude\r\n5440",Sales\n5CG2,,${hash},X1,HQ\n`;
    expect(records(text)).toMatchObject([
      { row: 2, serialNumber: '5CG1', groupTag: 'Sales' },
      { row: 4, serialNumber: '5CG2', groupTag: 'HQ' },
    ]);
  });

  test('what stood on two lines is not read as one word: a tag would become another', () => {
    expect(records(`${wide}\n5CG1,,${hash},X1,"Sales\nNorth"\n`)).toMatchObject([
      { row: 2, groupTag: 'Sales\nNorth' },
    ]);
  });

  test('short rows with a stray quote each are not taken for one: a device would be lost', () => {
    expect(records(`${wide}\n5CG1,,"${hash}\n5CG2",,${hash}\n`)).toMatchObject([
      { row: 2, serialNumber: '5CG1', hardwareHash: hash },
      { row: 3, serialNumber: '5CG2', hardwareHash: hash },
    ]);
  });
});

describe('lists that went through a spreadsheet or a copy', () => {
  test('whole lines in quotes, as Excel saves what it opened as one column', () => {
    const text = `"${header}"\r\n"5CG1,,H,""Sales, North"",ada@contoso.com"\r\n"5CG2,,H,,"\r\n`;
    expect(records(text)).toMatchObject([
      { row: 2, serialNumber: '5CG1', groupTag: 'Sales, North', assignedUser: 'ada@contoso.com' },
      { row: 3, serialNumber: '5CG2', groupTag: '' },
    ]);
  });

  test('line ends of three kinds in one file are counted as an editor counts them', () => {
    const text = `${header}\r\n5CG1,,H,,\r5CG2,,H,,\n\r\n5CG3,,H,,`;
    expect(records(text)).toMatchObject([{ row: 2 }, { row: 3 }, { row: 5 }]);
  });

  test('the Ctrl+Z that `copy a.csv+b.csv` leaves at the end is no row and no user', () => {
    expect(records(`${header}\n5CG1,,H,,\u001a`)).toMatchObject([{ row: 2, assignedUser: '' }]);
    expect(records(`${header}\n5CG1,,H,,\n\u001a`)).toHaveLength(1);
  });

  test('a mark in the middle of a joined file belongs to no serial number', () => {
    expect(records(`${header}\n5CG1,,H,,\n\uFEFF${header}\n\uFEFF5CG2,,H,,\n`)).toMatchObject([
      { row: 2, serialNumber: '5CG1' },
      { row: 4, serialNumber: '5CG2' },
    ]);
  });

  test.each(["=cmd|' /C calc'!A0", '=1+2', '=SUM(A1)', '+1', '-1', '@x'])(
    'the formula %s keeps its sign: what is left would pass for a serial number',
    (cell) => {
      expect(records(`${header}\n${cell},,H,,\n`)).toMatchObject([{ serialNumber: cell }]);
    },
  );
});

describe('rows with more cells than titles', () => {
  const partner =
    'Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model,Group Tag';
  const surplusOf = (titles: string, row: string) => {
    const result = read(`${titles}\n${row}\n`);
    return result.kind === 'records' ? result.records[0]?.surplus : result;
  };

  test.each([
    ['a comma in a model without quotes', partner, '5CG1,,H,Dell, Inc.,XPS,Sales'],
    ['the same, and no tag', partner, '5CG1,,H,Dell, Inc.,XPS,'],
    ['a comma in a tag without quotes', header.replace(',Assigned User', ''), '5CG1,,H,A, B'],
  ])('%s may put another value into the tag: said so', (_name, titles, row) => {
    expect(surplusOf(titles, row)).toBe('shifting');
  });

  test.each([
    ['a user in his place shows that nothing moved', header, '5CG1,,H,Sales,a@contoso.com,x'],
    ['a tag under no title', 'Device Serial Number,Hardware Hash', '5CG1,H,Sales'],
    ['a comma behind all that is read', `${header},Device model`, '5CG1,,H,Sales,,XPS, i5'],
  ])('%s: not read', (_name, titles, row) => {
    expect(surplusOf(titles, row)).toBe('unread');
  });

  test.each([
    ['empty cells at the end', header, '5CG1,,H,Sales,,,,'],
    ['a comma in quotes', partner, '5CG1,,H,"Dell, Inc.",XPS,Sales'],
    ['nothing but commas behind the hash', partner, '5CG1,,H,,,,,,'],
  ])('%s are no fault', (_name, titles, row) => {
    expect(surplusOf(titles, row)).toBeUndefined();
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
