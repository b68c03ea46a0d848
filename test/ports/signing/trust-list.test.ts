import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrustedKey } from '../../../domain/approval.ts';
import { makeKeyFile } from '../../../ports/signing/key-file.ts';
import { addTrustedKey, readTrustList, revokeKey } from '../../../ports/signing/trust-list.ts';
import { withSigningFolder } from './signing-folder.ts';

const notBefore = '2026-09-01T12:00:00.000Z';
const later = '2026-09-02T12:00:00.000Z';

async function aKey(folder: string, name: string): Promise<TrustedKey> {
  const made = await makeKeyFile(path.join(folder, `${name}.pem`));
  return { ...made, use: 'approver', oid: `oid-${name}`, notBefore };
}

describe('the trust list', () => {
  it('keeps every key when many are added at once, and leaves no draft or lock behind', () =>
    withSigningFolder(async (folder) => {
      const file = path.join(folder, 'trust-list.json');
      const names = ['anna', 'bert', 'carla', 'dora', 'emil', 'frida'];
      const keys = await Promise.all(names.map((name) => aKey(folder, name)));
      await Promise.all(keys.map((key) => addTrustedKey(file, key)));
      const listed = await readTrustList(file);
      expect(listed.map(({ oid }) => oid).sort()).toEqual(names.map((name) => `oid-${name}`));
      expect((await readdir(folder)).filter((name) => /draft|lock/.test(name))).toEqual([]);
    }));

  it('takes the same key twice as once, and for nobody else', () =>
    withSigningFolder(async (folder) => {
      const file = path.join(folder, 'trust-list.json');
      const key = await aKey(folder, 'anna');
      await addTrustedKey(file, key);
      await addTrustedKey(file, { ...key, notBefore: later });
      expect(await readTrustList(file)).toEqual([key]);
      await expect(addTrustedKey(file, { ...key, oid: 'oid-bert' })).rejects.toMatchObject({
        kind: 'conflict',
      });
    }));

  it('revokes for good: the first instant stays and the key does not come back', () =>
    withSigningFolder(async (folder) => {
      const file = path.join(folder, 'trust-list.json');
      const key = await aKey(folder, 'anna');
      await addTrustedKey(file, key);
      await revokeKey(file, key.kid, notBefore);
      await revokeKey(file, key.kid, later);
      expect(await readTrustList(file)).toEqual([{ ...key, revokedAt: notBefore }]);
      await expect(addTrustedKey(file, key)).rejects.toMatchObject({ kind: 'conflict' });
      await expect(revokeKey(file, '0123456789abcdef', later)).rejects.toMatchObject({
        kind: 'missing',
      });
    }));

  it('trusts nobody when it is missing or damaged', () =>
    withSigningFolder(async (folder) => {
      const file = path.join(folder, 'trust-list.json');
      await expect(readTrustList(file)).rejects.toMatchObject({ kind: 'missing' });
      await writeFile(file, '{"version":1,"keys":[');
      await expect(readTrustList(file)).rejects.toMatchObject({ kind: 'invalid' });
      const key = await aKey(folder, 'anna');
      const other = await aKey(folder, 'bert');
      for (const keys of [
        [{ ...key, kid: other.kid }],
        [{ ...key, use: 'countersign' }],
        [{ ...key, use: 'approver', oid: undefined }],
        [key, key],
      ]) {
        await writeFile(file, JSON.stringify({ version: 1, keys }));
        await expect(readTrustList(file)).rejects.toMatchObject({ kind: 'invalid' });
      }
    }));

  it('refuses to write what it would refuse to read', () =>
    withSigningFolder(async (folder) => {
      const file = path.join(folder, 'trust-list.json');
      const key = await aKey(folder, 'anna');
      await addTrustedKey(file, key);
      const before = await readFile(file, 'utf8');
      const wrong = { ...key, kid: '0123456789abcdef' };
      await expect(addTrustedKey(file, wrong)).rejects.toMatchObject({ kind: 'invalid' });
      expect(await readFile(file, 'utf8')).toBe(before);
    }));
});
