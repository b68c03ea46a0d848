import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The account PostgreSQL runs as when the launcher is root. */
export interface PostgresAccount {
  readonly uid: number;
  readonly gid: number;
}

const accountName = 'postgres';

/** Nothing for ordinary people; for root (containers, CI) the account `postgres`, made if missing. */
export async function postgresAccount(): Promise<PostgresAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const found = await lookUp().catch(() => undefined);
  if (found !== undefined) return found;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', accountName]);
    return await lookUp();
  } catch (error) {
    throw new Error(
      `PostgreSQL refuses to run as root, and the account "${accountName}" could not be made for it`,
      { cause: error },
    );
  }
}

async function lookUp(): Promise<PostgresAccount> {
  const [uid, gid] = await Promise.all([
    run('id', ['-u', accountName]),
    run('id', ['-g', accountName]),
  ]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

export interface Place {
  readonly stateDir: string;
  readonly programDir: string;
}

/**
 * The given folders when the account can enter them (a clone under /root or in a private temporary
 * folder it cannot), else copies of the programs and a data folder in the system's temporary folder.
 */
export async function readableBy(
  account: PostgresAccount,
  stateDir: string,
  programDir: string,
): Promise<Place> {
  if ((await canEnter(account, stateDir)) && (await canEnter(account, programDir))) {
    return { stateDir, programDir };
  }
  const copy = path.join(os.tmpdir(), `gangway-postgres-${fingerprint(programDir)}`);
  if (!existsSync(path.join(copy, 'bin', 'postgres'))) {
    // Copied aside and renamed: two stacks may start at once, and half a copy must never be seen.
    const aside = `${copy}.${process.pid}`;
    await cp(programDir, aside, { recursive: true, verbatimSymlinks: true });
    await rename(aside, copy).catch(() => rm(aside, { recursive: true, force: true }));
  }
  return { stateDir: substituteStateDir(stateDir), programDir: copy };
}

/** Where the data of a stack is when its own folder cannot be entered; `clean` removes it too. */
export function substituteStateDir(stateDir: string): string {
  return path.join(os.tmpdir(), `gangway-data-${fingerprint(stateDir)}`);
}

function fingerprint(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 12);
}

async function canEnter(account: PostgresAccount, folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  for (let at = folder; ; at = path.dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}
