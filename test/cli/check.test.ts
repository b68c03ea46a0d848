import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExpectedEnds } from '../../scripts/demo/expected-ends.ts';
import { gangway } from './run-command.ts';

const fleet = path.join(import.meta.dirname, '..', '..', 'examples', 'fleet.csv');
const header = 'Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User';
const hash = Buffer.alloc(300, 7).toString('base64');

interface CheckJson {
  rows: number;
  error: { code: string; message: string } | null;
  accepted: Record<string, unknown>[];
  rejected: { row: number; code: string }[];
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gangway-check-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function listOf(...rows: string[]): Promise<string> {
  const file = path.join(folder, `${createHash('sha1').update(rows.join()).digest('hex')}.csv`);
  await writeFile(file, [header, ...rows].join('\r\n'));
  return file;
}

describe('gangway check on the example fleet', () => {
  it('rejects exactly the rows that are expected to be rejected, and exits 1', async () => {
    const ran = await gangway(['check', fleet, '--json']);
    const answer = JSON.parse(ran.out) as CheckJson;
    const expected = parseExpectedEnds(
      await readFile(fleet.replace('.csv', '.expected.csv'), 'utf8'),
    );
    const bad = expected.filter(({ end }) => end.startsWith('rejected('));
    expect(ran.exitCode).toBe(1);
    expect(answer.rows).toBe(expected.length);
    expect(answer.accepted.length + answer.rejected.length).toBe(answer.rows);
    expect(answer.rejected.map(({ row, code }) => `${row} rejected(${code})`)).toEqual(
      bad.map(({ row, end }) => `${row} ${end}`),
    );
  });

  it('prints a table that says what to do with each rejected row', async () => {
    const ran = await gangway(['check', fleet]);
    expect(ran.out).toMatch(/^ROW +COLUMN +CODE +WHAT TO DO$/m);
    expect(ran.out).toMatch(/\d+ rows, \d+ accepted .*, \d+ rejected\.$/);
  });
});

describe('gangway check on a list of one row', () => {
  it('exits 0 and prints one JSON document of the promised shape', async () => {
    const file = await listOf(`AB-1234,,${hash},,ann@fabrikam.example`);
    const ran = await gangway(['check', file, '--json']);
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.out)).toEqual({
      rows: 1,
      error: null,
      accepted: [
        {
          row: 2,
          serial: 'AB-1234',
          productId: '',
          groupTag: '',
          assignedUser: 'ann@fabrikam.example',
          hashSha256: createHash('sha256').update(hash).digest('hex'),
          hashRepaired: false,
        },
      ],
      rejected: [],
    });
  });

  it('names row, column, code, message and remedy of what it rejects', async () => {
    const file = await listOf(`To be filled by O.E.M.,,${hash},,`);
    const ran = await gangway(['check', file, '--json']);
    const { rejected } = JSON.parse(ran.out) as CheckJson;
    expect(ran.exitCode).toBe(1);
    expect(rejected).toHaveLength(1);
    expect(Object.keys(rejected[0] ?? {})).toEqual(['row', 'column', 'code', 'message', 'remedy']);
    expect(rejected[0]).toMatchObject({ row: 2, code: 'SerialPlaceholder' });
  });
});

describe('gangway check on what is no device list', () => {
  it('exits 2 with the error in the JSON too', async () => {
    const file = path.join(folder, 'letter.txt');
    await writeFile(file, 'Dear all,\nthe laptops come on Monday.\n');
    const ran = await gangway(['check', file, '--json']);
    const answer = JSON.parse(ran.out) as CheckJson;
    expect(ran.exitCode).toBe(2);
    expect(answer).toMatchObject({ rows: 0, accepted: [], rejected: [] });
    expect(answer.error?.code).toBe('FileNotDeviceList');
    expect(ran.err).toContain('no device-list header');
  });

  it.each([
    ['a file that is not there', 'nowhere.csv', 'There is no file'],
    ['a folder', '.', 'is a folder'],
  ])('exits 2 on %s', async (_, name, message) => {
    const ran = await gangway(['check', path.join(folder, name)]);
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain(message);
    expect(ran.out).toBe('');
  });
});
