// The first thing a clone runs. It has no dependency and runs on Node 20, because nothing is
// installed yet: it installs when node_modules is missing or stale, then runs the command under the
// Node 24 that comes with the packages. `npm run demo` is `node scripts/bootstrap.mjs demo`.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const NODE = path.join(
  ROOT,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const STAMP = path.join(ROOT, 'node_modules', '.gangway-stamp');
const LOCK = path.join(ROOT, '.gangway', 'install.lock');
// Longer than any install seen (45 s on two cores), so that a slow line is not mistaken for a hang.
const LOCK_WAIT_MS = 15 * 60_000;
const LOCK_POLL_MS = 500;
// A line every ten seconds tells a person that it is still working.
const PROGRESS_INTERVAL_MS = 10_000;

/** What each command runs: a script and the arguments that come before the person's own. */
const COMMANDS = {
  demo: ['scripts/demo.ts'],
  start: ['scripts/start.ts'],
  test: ['scripts/check.ts'],
  'test:unit': ['scripts/check.ts', '--only', 'unit'],
  'test:workflows': ['scripts/check.ts', '--only', 'workflows'],
  'test:e2e': ['scripts/check.ts', '--only', 'e2e'],
  'test:sweep': ['scripts/check.ts', '--only', 'sweep'],
  build: ['scripts/build.ts'],
  clean: ['scripts/clean.ts'],
  emulator: ['emulator/main.ts'],
  'emulator:world': ['emulator/worlds/main.ts'],
  trust: ['scripts/trust.ts'],
  'record:history': ['scripts/record-history.ts'],
  'bench:emulator': ['bench/emulator.ts'],
  'bench:plan': ['bench/plan.ts'],
  gangway: ['cli/main.ts'],
};

/** Names what is installed: another lock file, system or processor needs another installation. */
function wantedStamp() {
  const hash = createHash('sha256').update(readFileSync(path.join(ROOT, 'package-lock.json')));
  return hash.update(`${process.platform} ${process.arch}`).digest('hex');
}

function isInstalled() {
  return (
    existsSync(NODE) && existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === wantedStamp()
  );
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the lock, or says who has it. The flag wx makes taking it atomic. */
function tryLock() {
  mkdirSync(path.dirname(LOCK), { recursive: true });
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const holder = Number(readFileSync(LOCK, 'utf8'));
  // An empty file is a holder between creating and writing; the next poll sees its pid.
  if (holder > 0 && !isAlive(holder)) rmSync(LOCK, { force: true });
  return false;
}

async function withInstallLock(action) {
  const deadline = Date.now() + LOCK_WAIT_MS;
  let told = false;
  while (!tryLock()) {
    if (Date.now() > deadline) throw new Error(`another installation holds ${LOCK}`);
    if (!told) say('another command is installing the dependencies; waiting for it');
    told = true;
    await sleep(LOCK_POLL_MS);
  }
  try {
    await action();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function say(message) {
  process.stderr.write(`[gangway] ${message}\n`);
}

/** npm must not run on the Node inside node_modules, which it is about to delete. */
function environmentWithoutProjectBin() {
  const bin = path.join(ROOT, 'node_modules', '.bin');
  const kept = (process.env.PATH ?? '').split(path.delimiter).filter((entry) => entry !== bin);
  return { ...process.env, PATH: kept.join(path.delimiter) };
}

async function npmCi() {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  say('installing dependencies (npm ci)');
  const progress = setInterval(() => {
    say(`still installing, ${elapsed()}`);
  }, PROGRESS_INTERVAL_MS);
  // Engine warnings are noise here: the packages run under Node 24, only npm runs under this one.
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  const status = await run('npm', args, {
    env: environmentWithoutProjectBin(),
    shell: process.platform === 'win32',
  });
  clearInterval(progress);
  if (status !== 0) {
    throw new Error(
      'npm ci failed; its message is above. A registry that cannot be reached is the usual cause.',
    );
  }
  writeStamp();
  say(`dependencies installed in ${elapsed()}`);
}

/** Called after each installation, also by npm's own postinstall, so that both ways count. */
function writeStamp() {
  if (!existsSync(NODE)) {
    throw new Error(`the package "node" left no binary at ${path.relative(ROOT, NODE)}`);
  }
  writeFileSync(STAMP, `${wantedStamp()}\n`);
}

async function ensureInstalled() {
  if (isInstalled()) return;
  await withInstallLock(async () => {
    // Whoever held the lock before us may have done the work.
    if (!isInstalled()) await npmCi();
  });
}

/** How often we look whether whoever started us is still there. */
const ORPHAN_LOOK_MS = 500;

/** Runs a program in the foreground; signals reach it, and its end is our end. */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    // A terminal sends Ctrl-C to both of us, `kill` only to one. Forwarding covers both: whoever
    // is told twice to stop must take it as once.
    const forward = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    // npm and its shell pass a SIGTERM of their own on to nobody: they just die. Without them nobody is left to stop us.
    const parent = process.ppid;
    const orphaned = setInterval(() => {
      if (process.ppid !== parent) forward('SIGTERM');
    }, ORPHAN_LOOK_MS);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(orphaned);
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, forward);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

async function main() {
  const [command, ...rest] = process.argv.slice(2);
  if (command === 'stamp') {
    if (existsSync(NODE)) writeStamp();
    return 0;
  }
  const target = COMMANDS[command];
  if (target === undefined) {
    say(`unknown command "${command ?? ''}"; known: ${Object.keys(COMMANDS).join(', ')}`);
    return 2;
  }
  await ensureInstalled();
  const [script, ...fixed] = target;
  const file = path.join(ROOT, script);
  if (!existsSync(file)) {
    say(`${script} is missing from this clone`);
    return 2;
  }
  // The gangway command reads files relative to where the person stands; the others to the clone.
  const cwd = command === 'gangway' ? process.cwd() : ROOT;
  return run(NODE, [file, ...fixed, ...rest], { cwd });
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
