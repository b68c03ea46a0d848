import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { soundLines } from '../../../ports/device-list/lines.ts';
import { deviceListBytesMax, readDeviceList } from '../../../ports/device-list/read-device-list.ts';

const hash = `T0Fz${'A'.repeat(4092)}`;
const header = 'Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User';

function refusal(file: Uint8Array | string): string {
  const result = readDeviceList(typeof file === 'string' ? Buffer.from(file) : file);
  return result.kind === 'refused' ? `${result.code}: ${result.message}` : 'not refused';
}

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
    ['a list in gzip', [...gzipSync(`${header}\n5CG1,,${hash},,\n`)], 'compressed'],
    ['an empty ZIP archive', [0x50, 0x4b, 0x05, 0x06, ...Array<number>(18).fill(0)], 'binary'],
    ['a program', [...Buffer.from('MZ\u0090\0\u0003\0\0\0', 'latin1')], 'binary'],
    ['UTF-32', [0xff, 0xfe, 0, 0, 0x44, 0, 0, 0], 'binary'],
    ['an image', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13], 'binary'],
  ])('%s is called what it is', (_name, bytes, looksLike) => {
    const answer = refusal(Uint8Array.from(bytes));
    expect(answer).toMatch(/^FileNotDeviceList: /);
    expect(answer).toContain(looksLike);
  });

  test('a file over the limit is refused by its size, before anything looks into it', () => {
    expect(refusal(new Uint8Array(deviceListBytesMax + 1))).toMatch(/^FileTooLarge: .*64 MiB/);
  });

  test('one endless line is no header, and is not split into cells', () => {
    const line = Buffer.alloc(8 * 1024 * 1024, ',Hardware Hash');
    expect(refusal(line)).toMatch(/^FileNotDeviceList: /);
  });

  test('a row of nothing but delimiters is cut to the columns of the header, or its cells would fill the memory', () => {
    const layout = { delimiter: ',', columns: 5, places: { serialNumber: 0, hardwareHash: 2 } };
    const [line] = soundLines([{ row: 2, text: `"x,y",${','.repeat(130_000)}` }], layout);
    expect(line?.text).toBe(`"x,y"${','.repeat(10)}`);
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
