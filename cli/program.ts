import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import type { CliConfig } from '../config/cli-config.ts';
import { SigningError } from '../ports/signing/errors.ts';
import { CliError } from './cli-error.ts';
import { addApproverCommands } from './commands/approver.ts';
import { addCheckCommand } from './commands/check.ts';
import { addGateCommands } from './commands/gate.ts';
import { addResolveCommand } from './commands/resolve.ts';
import { addRunChange } from './commands/run-change.ts';
import { addRunRead } from './commands/run-read.ts';
import { addRunStart } from './commands/run-start.ts';
import { addTaskCommands } from './commands/task.ts';
import type { CommandContext } from './context.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { cleanTerminal, type Terminal } from './terminal.ts';

/** Runs one command line, and answers what to exit with. Throws nothing. */
export async function runCli(
  args: readonly string[],
  given: { terminal: Terminal; config: CliConfig },
): Promise<ExitCode> {
  const terminal = cleanTerminal(given.terminal);
  const context: CommandContext = { terminal, config: given.config, exitCode: exitCodes.done };
  try {
    await buildProgram(context).parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return report(terminal, error);
  }
}

function buildProgram(context: CommandContext): Command {
  const { terminal } = context;
  // Set before the commands are made, which inherit both.
  const program = new Command('gangway').exitOverride().configureOutput({
    writeOut: (text) => {
      terminal.write(text.trimEnd());
    },
    writeErr: (text) => {
      terminal.note(text.trimEnd());
    },
  });
  program
    .description('Brings fleets of Windows devices into co-management.')
    .version(packageVersion())
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText('after', helpAfter);
  addCheckCommand(program, context);
  const run = program.command('run').description('start, watch and steer runs');
  addRunStart(run, context);
  addRunRead(run, context);
  addRunChange(run, context);
  addApproverCommands(program, context);
  addGateCommands(program, context);
  addTaskCommands(program, context);
  addResolveCommand(program, context);
  return program;
}

const helpAfter = `
Environment:
  GANGWAY_API_URL   address of the Gangway API
  GANGWAY_TOKEN     your access token for it
  GANGWAY_KEY_FILE  your private key as an approver (default ~/.gangway/approver-key.pem)

Exit codes:
  0 done   1 done, but something was rejected or did not complete   2 command line or file unusable
  3 not signed in or not allowed   4 API unreachable   5 refused by the API   6 not confirmed   70 defect`;

function packageVersion(): string {
  const file = path.join(import.meta.dirname, '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function report(terminal: Terminal, error: unknown): ExitCode {
  // Commander has said what was wrong, or shown the help that was asked for.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.unusable;
  }
  if (error instanceof CliError) return tell(terminal, error);
  if (error instanceof SigningError) return tell(terminal, fromSigning(error));
  // Ctrl-C at a question.
  if (error instanceof Error && error.name === 'ExitPromptError') return exitCodes.interrupted;
  terminal.note(
    `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  terminal.note('This is a defect of gangway; please report it.');
  return exitCodes.broken;
}

function tell(terminal: Terminal, error: CliError): ExitCode {
  terminal.note(`error: ${error.message}`);
  if (error.next !== undefined) terminal.note(`next:  ${error.next}`);
  return error.exitCode;
}

function fromSigning(error: SigningError): CliError {
  const next = error.kind === 'missing' ? 'gangway approver enroll' : undefined;
  return new CliError(error.message, { exitCode: exitCodes.unusable, next });
}
