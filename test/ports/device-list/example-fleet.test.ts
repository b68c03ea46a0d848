import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkDeviceList } from '../../../domain/device-list.ts';
import { readDeviceList } from '../../../ports/device-list/read-device-list.ts';

const example = (name: string): Buffer =>
  readFileSync(new URL(`../../../examples/${name}`, import.meta.url));

test('the example fleet is refused row by row as its expectation says, and no row more', () => {
  const read = readDeviceList(example('fleet.csv'));
  if (read.kind === 'refused') throw new Error(read.message);
  const { rows, accepted, rejected } = checkDeviceList(read.records);
  expect([rows, accepted.length, rejected.length]).toEqual([200, 182, 18]);

  const expected = example('fleet.expected.csv')
    .toString('utf8')
    .matchAll(/^(?<row>\d+),.*,rejected\((?<code>\w+)\)\r?$/gm);
  expect(rejected.map(({ row, code }) => `${row} ${code}`)).toEqual(
    Array.from(expected, ({ groups }) => `${groups?.['row'] ?? ''} ${groups?.['code'] ?? ''}`),
  );
});
