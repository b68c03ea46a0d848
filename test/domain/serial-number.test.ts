import { describe, expect, test } from 'vitest';
import { parseSerialNumber, serialKey } from '../../domain/serial-number.ts';

describe('parseSerialNumber', () => {
  test.each([
    ['5CG1234ABC', '5CG1234ABC'],
    ['  5cg1234abc\t', '5cg1234abc'],
    ['\u00A0PF2ABCDE\u200B', 'PF2ABCDE'],
    ['0012345678901', '0012345678901'],
    ['VMware-56 4d 0c 1f  aa', 'VMware-56 4d 0c 1f  aa'],
  ])('%j goes to the vendor as %j: case, zeros and inner blanks belong to it', (text, serial) => {
    expect(parseSerialNumber(text)).toEqual({ kind: 'ok', serial });
  });

  test.each(['', '   ', '\u00A0', '\u200B'])('%j is missing, not a serial number', (text) => {
    expect(parseSerialNumber(text)).toEqual({ kind: 'rejected', code: 'SerialMissing' });
  });

  test.each([
    'To be filled by O.E.M.',
    'TO BE FILLED BY OEM',
    'System Serial Number',
    'Default string',
    'None',
    'N/A',
    'Not Specified',
    'not applicable',
    'Chassis Serial Number',
    '0',
    '00000000',
    '123456789',
    '0123456789',
    '1234567890',
    'FFFFFFFF',
    'xxxxxxx',
    '-',
    '.....',
  ])('%j would match every other device with the same firmware, so it is refused', (text) => {
    expect(parseSerialNumber(text)).toEqual({ kind: 'rejected', code: 'SerialPlaceholder' });
  });

  test.each([
    '1.23457E+11',
    '1,23457E+11',
    '5e+12',
    '7.00E-03',
    '1.234E+59',
    '123456789012345000',
    '12-Mar',
    'Mar-19',
    '3/4/2026',
    '=1+2',
    "=cmd|' /C calc'!A0",
    '123456789012.0',
    '#NAME?',
    '#N/A',
    '########',
  ])('%j is what a spreadsheet left of a serial number', (text) => {
    expect(parseSerialNumber(text)).toEqual({ kind: 'rejected', code: 'SerialDamaged' });
  });

  test.each(['5CG\u001b[2K1234', '\u0000', '5CG\u009b1A1234', '5CG\t1234', '5CG\u202e4321'])(
    '%j would repaint the screen of whoever reads it before a decision, so it is refused',
    (text) => {
      expect(parseSerialNumber(text)).toEqual({ kind: 'rejected', code: 'SerialDamaged' });
    },
  );

  test.each(['12345678901234500', '7E-03', 'MAR19', '12-Mars', '2019-03-12', '-1234', '+1234'])(
    '%j may be genuine and is taken',
    (text) => {
      expect(parseSerialNumber(text).kind).toBe('ok');
    },
  );

  test.each(['1234E56', '5E12345', '12E4567', 'NONE123', '12345678X', '1234567891', 'OEM4711'])(
    '%j only resembles a placeholder or a rounded number and is taken',
    (text) => {
      expect(parseSerialNumber(text).kind).toBe('ok');
    },
  );
});

describe('serialKey', () => {
  test('a device is found although the stores differ in case and blanks', () => {
    expect(serialKey(' vmware-56  4D ')).toBe(serialKey('VMWARE-56 4d'));
  });

  test('similar serial numbers stay apart', () => {
    const similar = ['5CG100O', '5CG1000', '05CG1000', '5CG-1000', '5CG 1000'];
    expect(new Set(similar.map(serialKey)).size).toBe(similar.length);
  });
});
