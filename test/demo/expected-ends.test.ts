import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { actualEnds, differences, parseExpectedEnds } from '../../scripts/demo/expected-ends.ts';
import { parseDemoOptions } from '../../scripts/demo/options.ts';
import { aDevice } from '../cli/a-run.ts';

const examples = path.join(import.meta.dirname, '..', '..', 'examples');

const expected = parseExpectedEnds(
  [
    'row,serialNumber,track,end',
    '2,SN-2,register,co-managed',
    '3,SN-3,none,rejected(SerialMissing)',
    '4,SN-4,refused,refused(DeviceInUse)',
    '',
  ].join('\n'),
);
const rejected = {
  row: 3,
  column: 'Device Serial Number',
  code: 'SerialMissing',
  message: '',
  remedy: '',
  serialNumber: 'SN-3',
} as const;
const refused = aDevice(4, { track: 'refused', state: 'refused', code: 'DeviceInUse' });

describe('the comparison with the expected ends', () => {
  it('finds nothing when every row ended as it should, whatever the order', () => {
    expect(differences(expected, actualEnds([refused, aDevice(2)], [rejected]))).toEqual([]);
  });

  it('does not hold against a device that it was parked on its way', () => {
    const wasParked = aDevice(2, { code: 'ProfileNotAssigned' });
    expect(differences(expected, actualEnds([wasParked, refused], [rejected]))).toEqual([]);
  });

  it.each([
    [
      'another end',
      aDevice(2, { state: 'enrolling' }),
      'row 2: expected register, co-managed, got register, enrolling',
    ],
    [
      'another track',
      aDevice(2, { track: 'reset' }),
      'row 2: expected register, co-managed, got reset, co-managed',
    ],
  ])('names the row with %s', (_, device, difference) => {
    expect(differences(expected, actualEnds([device, refused], [rejected]))).toEqual([difference]);
  });

  it('names rows that are missing and rows that nobody expected', () => {
    expect(differences(expected, actualEnds([aDevice(9), refused], [rejected]))).toEqual([
      'row 2: expected register, co-managed, got no device and no rejection',
      'row 9: not expected at all, got register, co-managed',
    ]);
  });

  it('reads the example: 200 rows, each once', async () => {
    const ends = parseExpectedEnds(
      await readFile(path.join(examples, 'fleet.expected.csv'), 'utf8'),
    );
    expect(ends).toHaveLength(200);
    expect(new Set(ends.map(({ row }) => row)).size).toBe(200);
  });

  it('refuses a file that is something else', () => {
    expect(() => parseExpectedEnds('a,b\n1,2\n')).toThrow('entry 1');
  });
});

describe('the options of the demo', () => {
  it('compare the example fleet with the file beside it', () => {
    expect(parseDemoOptions([]).expectedFile).toBe(path.join(examples, 'fleet.expected.csv'));
  });

  it('compare nothing when nobody wrote down what to expect', () => {
    const options = parseDemoOptions(['--devices', path.join(examples, 'elsewhere.csv')]);
    expect(options.expectedFile).toBeUndefined();
  });

  it.each([['--rate', '0'], ['--rate', 'fast'], ['--unknown']])('refuse %s %s', (...args) => {
    expect(() => parseDemoOptions(args)).toThrow();
  });
});
