import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('the emulator as a process', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gangway-emulator-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('prints one line when it is ready, leaves its CA, and stops cleanly on SIGTERM', async () => {
    const [world, ca] = [join(folder, 'world.json'), join(folder, 'ca.pem')];
    await writeFile(world, '{"machines":[{"serialNumber":"A1"}]}');
    const args = ['emulator/main.ts', '--world', world, '--rate', '60', '--ca-out', ca];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    expect(JSON.parse(line)).toEqual({
      ready: true,
      // The port is a free one.
      url: expect.stringMatching(/^https:\/\/localhost:\d+$/) as string,
    });
    expect(await readFile(ca, 'utf8')).toContain('BEGIN CERTIFICATE');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says what is wrong with a world', async () => {
    const world = join(folder, 'wrong.json');
    await writeFile(world, '{"machines":[{"serial":"A1"}]}');
    const child = spawn(process.execPath, ['emulator/main.ts', '--world', world]);
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(text).toContain('serial');
  });
});
