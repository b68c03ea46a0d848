import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { substituteStateDir } from './postgres-account.ts';
import { stateRoot } from './paths.ts';

const lockName = 'stack.lock';

/** Claims a state folder for this process; a second stack on the same data would corrupt it. */
export async function lockStateDir(stateDir: string): Promise<() => void> {
  await mkdir(stateDir, { recursive: true });
  const file = path.join(stateDir, lockName);
  const holder = lockHolder(stateDir);
  if (holder !== undefined) {
    throw new Error(`a stack of process ${holder} uses ${stateDir}; stop it first (Ctrl-C there)`);
  }
  rmSync(file, { force: true });
  writeFileSync(file, String(process.pid), { flag: 'wx' });
  return () => {
    rmSync(file, { force: true });
  };
}

/** The pid of the living process that holds a state folder, if any. */
export function lockHolder(stateDir: string): number | undefined {
  const file = path.join(stateDir, lockName);
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8'));
  return pid > 0 && isAlive(pid) ? pid : undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** State folders under the root that a living process holds, and by whom. */
export async function liveStacks(): Promise<{ stateDir: string; pid: number }[]> {
  return (await stateDirs()).flatMap((stateDir) => {
    const pid = lockHolder(stateDir);
    return pid === undefined ? [] : [{ stateDir, pid }];
  });
}

/** Removes a state folder with everything that stands for it elsewhere. */
export async function removeStateDir(stateDir: string): Promise<void> {
  await rm(substituteStateDir(path.resolve(stateDir)), { recursive: true, force: true });
  await rm(stateDir, { recursive: true, force: true });
}

/** Removes what interrupted test runs left: folders that end in the pid of a process long gone. */
export async function removeAbandoned(prefix: string): Promise<void> {
  for (const stateDir of await stateDirs()) {
    const pid = Number(/-(\d+)$/.exec(stateDir)?.[1]);
    if (!path.basename(stateDir).startsWith(prefix) || Number.isNaN(pid) || isAlive(pid)) continue;
    await removeStateDir(stateDir);
  }
}

export async function stateDirs(): Promise<string[]> {
  if (!existsSync(stateRoot)) return [];
  const entries = await readdir(stateRoot, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(stateRoot, entry.name));
}
