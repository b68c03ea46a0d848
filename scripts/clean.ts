import { rm } from 'node:fs/promises';
import { stateRoot } from './stack/paths.ts';
import { liveStacks, removeStateDir, stateDirs } from './stack/state-dir.ts';

const live = await liveStacks();
if (live.length > 0) {
  for (const { stateDir, pid } of live) console.error(`process ${pid} runs a stack in ${stateDir}`);
  console.error('stop it first (Ctrl-C there); nothing was removed');
  process.exitCode = 1;
} else {
  for (const stateDir of await stateDirs()) await removeStateDir(stateDir);
  await rm(stateRoot, { recursive: true, force: true });
  console.log('removed .gangway');
}
