import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseWorld } from '../../emulator/world.ts';

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
      // Of the token endpoint, which a script needs before it can ask anything.
      tenantId: '7f1c0a52-0d4e-4c5a-9a51-0e6f3a1b2c3d',
    });
    expect(await readFile(ca, 'utf8')).toContain('BEGIN CERTIFICATE');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says what is wrong with a world', async () => {
    const world = join(folder, 'wrong.json');
    await writeFile(world, '{"machines":[{"serial":"A1"}]}');
    const { code, text } = await ended(['emulator/main.ts', '--world', world]);
    expect(code).toBe(1);
    expect(text).toContain('serial');
  });

  it('ends when it cannot leave its CA or when a port is taken, instead of serving unannounced', async () => {
    const world = join(folder, 'plain.json');
    await writeFile(world, '{}');
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ends = await Promise.all([
      ended(['emulator/main.ts', '--world', world, '--ca-out', join(folder, 'nowhere', 'ca.pem')]),
      ended(['emulator/main.ts', '--world', world, '--http', String(port)]),
    ]);
    other.close();
    expect(ends).toMatchObject([
      { code: 1, out: '', text: expect.stringContaining('nowhere') as string },
      { code: 1, out: '', text: expect.stringContaining('EADDRINUSE') as string },
    ]);
  });

  it('takes the worlds that its generator writes, and the list names hashes of theirs', async () => {
    const [world, list] = [join(folder, 'generated.json'), join(folder, 'fleet.csv')];
    const args = ['--machines', '20', '--out', world, '--list', list];
    expect(await ended(['emulator/worlds/main.ts', ...args])).toMatchObject({ code: 0, text: '' });
    const { machines } = parseWorld(JSON.parse(await readFile(world, 'utf8')));
    const rows = (await readFile(list, 'utf8')).trimEnd().split('\r\n').slice(1);
    expect(rows).toHaveLength(machines.filter(({ bystander }) => !bystander).length);
    expect(rows[0]).toMatch(/^\w+,,T0F[^,]{3997},,[^,]+@/);
    const refused = await ended(['emulator/worlds/main.ts', '--machines', '20']);
    expect(refused).toMatchObject({ code: 1, text: expect.stringContaining('--out') as string });
  });
});

async function ended(args: string[]): Promise<{ code: number; out: string; text: string }> {
  const child = spawn(process.execPath, args);
  let [out, text] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, text };
}
