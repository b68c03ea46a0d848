import { readCliConfig } from '../config/cli-config.ts';
import { exitCodes } from './exit-codes.ts';
import { runCli } from './program.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
const read = readCliConfig();
if (read.kind === 'invalid') {
  terminal.note(`error: ${read.message}`);
  process.exitCode = exitCodes.unusable;
} else {
  process.exitCode = await runCli(process.argv.slice(2), { terminal, config: read.config });
}
