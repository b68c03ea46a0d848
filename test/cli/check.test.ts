import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
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

  it('gives the digest of the hash as it would be sent, and the line on which the record starts', async () => {
    const cut = hash.slice(0, -2);
    const wrapped = `"${cut.slice(0, 76)}\r\n${cut.slice(76)}"`;
    const file = await listOf(`AB-1,,${wrapped},,`, `AB-2,,${hash.slice(0, -4)},,`);
    const { accepted } = JSON.parse((await gangway(['check', file, '--json'])).out) as CheckJson;
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(accepted).toMatchObject([
      { row: 2, hashSha256: digest(`${cut}==`), hashRepaired: true },
      { row: 4, hashSha256: digest(hash.slice(0, -4)), hashRepaired: false },
    ]);
  });

  it('says in one line for all rows that lost zeros cannot be told from the list', async () => {
    const numbers = Array.from({ length: 12 }, (_, at) => {
      const own = Buffer.alloc(3072, at + 1).toString('base64');
      return `4711${at},,${own},,`;
    });
    const ran = await gangway(['check', await listOf(...numbers)]);
    expect(ran.exitCode).toBe(0);
    expect(ran.err).toMatch(/^rows 2, 3, .*, 11 and 2 more: .*leading zeros.*$/m);
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
    ['a list', `${header}\r\nAB-1234,,${hash},,`],
    ['one line', 'x'],
    ['a ZIP archive', 'PK\u0003\u0004'],
    ['a compressed file', '\u001f\u008b\u0008'],
  ])('exits 2 on 100 MB of %s by its size, before it reads a byte of it', async (_, start) => {
    const file = path.join(folder, 'large');
    await writeFile(file, start, 'latin1');
    await truncate(file, 100 * 1024 * 1024);
    const ran = await gangway(['check', file, '--json']);
    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.out)).toMatchObject({ rows: 0, error: { code: 'FileTooLarge' } });
  });

  it.skipIf(process.platform === 'win32')(
    'exits 2 on a file without end as soon as it is too large, though its size says nothing',
    async () => {
      const ran = await gangway(['check', '/dev/zero', '--json']);
      expect(ran.exitCode).toBe(2);
      expect(JSON.parse(ran.out)).toMatchObject({ rows: 0, error: { code: 'FileTooLarge' } });
    },
  );

  it.each([
    [
      'an Excel workbook',
      Buffer.from('PK\u0003\u0004\u0014\0\u0006\0[Content_Types].xml', 'latin1'),
    ],
    ['a compressed list', gzipSync(`${header}\r\nAB-1234,,${hash},,`)],
  ])('exits 2 on %s and says what it is', async (_, bytes) => {
    const file = path.join(folder, 'binary.csv');
    await writeFile(file, bytes);
    const ran = await gangway(['check', file, '--json']);
    expect(ran.exitCode).toBe(2);
    expect(JSON.parse(ran.out)).toMatchObject({ rows: 0, error: { code: 'FileNotDeviceList' } });
    expect(ran.err).toMatch(/an Excel workbook|a compressed file/);
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
