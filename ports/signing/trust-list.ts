import { open, readFile, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { TrustedKey } from '../../domain/approval.ts';
import { SigningError } from './errors.ts';
import { keyIdOf } from './key-file.ts';

/**
 * The guard's trust list: whose keys count. Only the guard's operator writes it (`npm run trust`);
 * everything else reads. Keys are added and revoked, never removed: old decisions must stay provable.
 */
const trustedKey = z
  .strictObject({
    kid: z.string(),
    use: z.enum(['approver', 'countersign']),
    oid: z.exactOptional(z.string().min(1)),
    publicKey: z.base64().length(44),
    notBefore: z.iso.datetime({ offset: true }),
    revokedAt: z.exactOptional(z.iso.datetime({ offset: true })),
  })
  .refine((key) => key.kid === keyIdOf(key.publicKey), 'the kid is not that of the public key')
  .refine((key) => (key.use === 'approver') === (key.oid !== undefined), {
    error: 'an approver’s key has an oid, a countersigning key has none',
  });

const trustList = z
  .strictObject({ version: z.literal(1), keys: z.array(trustedKey) })
  .refine(({ keys }) => new Set(keys.map((key) => key.kid)).size === keys.length, {
    error: 'a key stands on the list twice',
  });

/** Throws `SigningError`: a list that is missing or damaged trusts nobody, and says so. */
export async function readTrustList(file: string): Promise<readonly TrustedKey[]> {
  const keys = await readIfPresent(file);
  if (keys === undefined) throw new SigningError('missing', `there is no trust list ${file}`);
  return keys;
}

/** Makes the file when it is not there. The same key again is nothing; a revoked key does not come back. */
export async function addTrustedKey(file: string, key: TrustedKey): Promise<void> {
  const added = parse(file, { version: 1, keys: [key] });
  await change(file, (keys) => {
    const known = keys.find((other) => other.kid === key.kid);
    if (known === undefined) return [...keys, ...added];
    if (known.revokedAt !== undefined) {
      throw new SigningError('conflict', `key ${key.kid} is revoked; make a new one`);
    }
    if (known.use !== key.use || known.oid !== key.oid) {
      throw new SigningError('conflict', `key ${key.kid} is trusted for somebody else`);
    }
    return keys;
  });
}

/** From `revokedAt` on the key counts no more. An earlier revocation stays. */
export async function revokeKey(file: string, kid: string, revokedAt: string): Promise<void> {
  await change(file, (keys) => {
    if (!keys.some((key) => key.kid === kid)) {
      throw new SigningError('missing', `key ${kid} is not on the trust list`);
    }
    return keys.map((key) =>
      key.kid === kid ? { ...key, revokedAt: key.revokedAt ?? revokedAt } : key,
    );
  });
}

async function change(
  file: string,
  edit: (keys: readonly TrustedKey[]) => readonly TrustedKey[],
): Promise<void> {
  await withLock(file, async () => {
    const before = (await readIfPresent(file)) ?? [];
    const after = edit(before);
    const list = { version: 1, keys: after };
    parse(file, list);
    await writeAtomically(file, `${JSON.stringify(list, null, 2)}\n`);
  });
}

async function readIfPresent(file: string): Promise<readonly TrustedKey[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return parse(file, JSON.parse(text));
  } catch (error) {
    if (error instanceof SigningError) throw error;
    throw new SigningError('invalid', `${file} is not JSON`, { cause: error });
  }
}

function parse(file: string, value: unknown): readonly TrustedKey[] {
  const result = trustList.safeParse(value);
  if (result.success) return result.data.keys;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new SigningError('invalid', `${file} is no trust list (${faults.join('; ')})`);
}

/** The guard may read at any moment: it sees the old list or the new one, also after a power cut. */
async function writeAtomically(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`;
  const handle = await open(draft, 'w', 0o644);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

const lockTries = 100;
const lockPollMs = 50;

/** Two editors at once would lose one's key. Five seconds is long for an edit of milliseconds. */
async function withLock(file: string, action: () => Promise<void>): Promise<void> {
  const lock = `${file}.lock`;
  for (let tries = 1; !(await tryLock(lock)); tries += 1) {
    if (tries >= lockTries) {
      throw new SigningError(
        'conflict',
        `somebody is editing the trust list; if not, remove ${lock}`,
      );
    }
    await sleep(lockPollMs);
  }
  try {
    await action();
  } finally {
    await rm(lock, { force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    const handle = await open(lock, 'wx');
    await handle.close();
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
