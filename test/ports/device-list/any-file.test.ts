import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { checkDeviceList } from '../../../domain/device-list.ts';
import { readDeviceList } from '../../../ports/device-list/read-device-list.ts';

const hash = `T0Fz${'A'.repeat(4092)}`;
const header = 'Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User';

describe('any file', () => {
  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readDeviceList(bytes);
        readDeviceList(Uint8Array.from([...iconv.encode(`${header}\n`, 'utf-8'), ...bytes]));
      }),
    );
  });

  test('each line with a serial number and a hash is one row, whatever its quotes', () => {
    const noise = fc.string({ unit: fc.constantFrom('"', 'a', ' ', "'", '='), maxLength: 6 });
    const more = fc.string({ unit: fc.constantFrom('"', ',', 'a', ' ', "'", '='), maxLength: 12 });
    const line = fc
      .tuple(noise, noise, noise, noise, more)
      .map(([a, b, c, d, e]) => `${a}5CG${b},${c},${d}${hash},${e}`);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        const result = readDeviceList(Buffer.from([header, ...lines].join('\n')));
        const rows = result.kind === 'records' ? result.records.map(({ row }) => row) : [];
        expect(rows).toEqual(lines.map((_, index) => index + 2));
      }),
    );
  });

  test('accepted + rejected = the rows a person counts, in any encoding and layout', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 12 }), anyFormat, (rows, format) => {
        const { bytes, rowNumbers } = writeList(rows, format);
        const read = readDeviceList(bytes);
        if (read.kind === 'refused') throw new Error(read.message);
        const { rows: count, accepted, rejected } = checkDeviceList(read.records);
        const seen = [...accepted, ...rejected].map(({ row }) => row);
        expect(count).toBe(rows.length);
        expect(seen.sort((a, b) => a - b)).toEqual(rowNumbers);
      }),
    );
  });
});

/** What stands in cells, sound and not; never all blank, which would be no row. */
const anyRow = fc.tuple(
  fc.oneof(
    fc.constantFrom('5CG1', '5CG2', ' 5cg2 ', '0012', 'None', '1.2E+11', '=1+1', 'Ä"1', '#N/A'),
    fc.stringMatching(/^[A-Z0-9]{5,9}$/),
  ),
  fc.constantFrom('', '3305212345678'),
  fc.constantFrom(hash, `${hash}AB`, `${hash.slice(0, -8)}BEEFBEEF`, '', 'n/a', 'T0Fz*'),
  fc.constantFrom('', 'Sales', 'Sales, North', 'A;B', 'K-Shared', 'Größe', 'a\tb', 'two\nlines'),
  fc.constantFrom('', 'ada@contoso.com', 'ada', '"ada"'),
);

const anyFormat = fc.record({
  encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252'),
  hasMark: fc.boolean(),
  delimiter: fc.constantFrom(',', ';', '\t'),
  lineEnd: fc.constantFrom('\r\n', '\n', '\r'),
  banner: fc.constantFrom([], ['Report,,,'], ['', 'Contoso', '']),
  columns: fc.constantFrom(3, 4, 5),
  tail: fc.constantFrom('', '\n', '\r\n\r\n', '\n,,,,\n;;;;\n'),
});
type Format = typeof anyFormat extends fc.Arbitrary<infer T> ? T : never;

function writeList(
  rows: readonly (readonly string[])[],
  { encoding, hasMark, delimiter, lineEnd, banner, columns, tail }: Format,
): { bytes: Uint8Array; rowNumbers: number[] } {
  const quoted = (cell: string) =>
    /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const line = (cells: readonly string[]) =>
    cells.slice(0, columns).map(quoted).join(delimiter).replaceAll('\n', lineEnd);
  const rowNumbers: number[] = [];
  let next = banner.length + 2;
  for (const row of rows) {
    rowNumbers.push(next);
    next += line(row).split(lineEnd).length;
  }
  const lines = [...banner, line(header.split(',')), ...rows.map(line)];
  const text = lines.join(lineEnd) + tail;
  return { bytes: iconv.encode(text, encoding, { addBOM: hasMark }), rowNumbers };
}
