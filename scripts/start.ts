import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultPersonas } from './demo/people.ts';
import { describeExit } from './stack/child-process.ts';
import { runCommand, untilInterrupted } from './stack/lifetime.ts';
import { projectRoot, stateRoot } from './stack/paths.ts';
import { keepTokenFiles } from './stack/persona-token-files.ts';
import { startStack, type Stack } from './stack/stack.ts';

const usage = `npm start -- [--world FILE] [--rate N]
Runs the whole stack, durable, until interrupted.
  --world FILE  what the emulator simulates (default examples/world.json)
  --rate N      how many times faster than the wall the vendor's clock runs (default 60)`;

// An import of minutes takes seconds, while a person can still follow what happens.
const rateDefault = '60';

await runCommand(async (lifetime) => {
  const { values } = parseArgs({
    options: {
      world: { type: 'string', default: path.join(projectRoot, 'examples', 'world.json') },
      rate: { type: 'string', default: rateDefault },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const rate = Number(values.rate);
  if (!(rate > 0)) throw new Error(`--rate must be a positive number, not ${values.rate}`);
  const stack = await startStack({
    stateDir: path.join(stateRoot, 'stack'),
    durable: true,
    worldFile: values.world,
    rate,
    lifetime,
    say: (line) => {
      console.log(`  ${line}`);
    },
    onUnexpectedExit: (exit) => {
      console.error(`${exit.name} ended by itself (${describeExit(exit)}); its last lines:`);
      console.error(exit.lastLines.map((line) => `  | ${line}`).join('\n'));
    },
  });
  const { admin, approvers, operator } = defaultPersonas;
  const [first, second] = approvers;
  const tokens = await keepTokenFiles(stack, {
    admin,
    operator,
    ...(first && { approver1: first }),
    ...(second && { approver2: second }),
  });
  lifetime.onEnd(() => {
    tokens.stop();
    return Promise.resolve();
  });
  console.log(links(stack, tokens.files));
  await untilInterrupted(lifetime);
  return 0;
});

function links(stack: Stack, tokenFiles: Readonly<Record<string, string>>): string {
  const relative = (file: string): string => path.relative(projectRoot, file);
  const people = Object.entries(tokenFiles).map(
    ([name, file]) => `  as ${name.padEnd(9)}  export GANGWAY_TOKEN=$(cat ${relative(file)})`,
  );
  return `
Gangway runs.
  Temporal UI    ${stack.temporalUiUrl ?? '(headless)'}
  API            ${stack.apiUrl}
  API docs       ${stack.apiUrl}/v1/docs
  emulator       ${stack.emulatorUrl} (trust ${relative(stack.caFile)})
  logs           ${relative(path.join(stack.stateDir, 'logs'))}
To use the command: export GANGWAY_API_URL=${stack.apiUrl}
${people.join('\n')}
The guard trusts nobody yet; its operator adds the API's key and each approver's:
  npm run trust -- add ${relative(stack.countersignPublicKeyFile)} --countersign
Stop it with Ctrl-C. Runs and histories are kept in ${relative(stack.stateDir)}; npm run clean removes them.`;
}
