import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createEmulator } from '../../emulator/create-emulator.ts';
import type { WorldInput } from '../../emulator/world.ts';

const run = promisify(execFile);

/** What the page types, in one shell, against an emulator of the page's own world. */
it('every command of docs/emulator.md works as it stands there', async () => {
  const page = await readFile('docs/emulator.md', 'utf8');
  const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? '');
  expect(commands.length).toBeGreaterThan(4);
  const world = JSON.parse(await readFile('examples/world.json', 'utf8')) as WorldInput;
  const emulator = await createEmulator({ world, rate: 600, httpPort: 0 });
  await emulator.listen();
  try {
    const script = commands
      .join('\n')
      .replaceAll('http://localhost:9480', emulator.httpUrl ?? 'no http');
    const { stdout } = await run('sh', ['-euc', script]);
    expect(stdout).toContain('"@odata.nextLink"');
    expect(stdout).toContain('"SiteCode"');
    expect(stdout).toContain('"serialNumber":"JRGUSWD"');
    expect(stdout).toContain('"rule":"REF-IMPORT-BEFORE-OBJECTS"');
    expect(stdout).toContain('"rule":"REF-DEVICE-LOST"');
  } finally {
    await emulator.close();
  }
});
