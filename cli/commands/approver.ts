import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { apiClient, type CommandContext } from '../context.ts';
import { enrolApprover } from '../enrol-approver.ts';
import { defaultKeyFile } from '../key-file-path.ts';
import { withProgress } from '../progress.ts';
import { jsonOption, print, type OutputOptions } from './output.ts';

interface EnrolOptions extends OutputOptions {
  readonly key?: string;
  readonly out?: string;
}

export function addApproverCommands(program: Command, context: CommandContext): void {
  program
    .command('approver')
    .description('become an approver')
    .command('enroll')
    .description('make your key if there is none, and register its public half as pending')
    .option('--key <FILE>', 'your private key (default: GANGWAY_KEY_FILE, else ~/.gangway)')
    .option(
      '--out <FILE>',
      'the enrolment file for the guard’s operator (default: approver-KID.json)',
    )
    .option(...jsonOption)
    .action((options: EnrolOptions) => enrol(context, options));
}

async function enrol(context: CommandContext, options: EnrolOptions): Promise<void> {
  const { terminal } = context;
  const keyFile = options.key ?? defaultKeyFile(context.config);
  const enrolling = enrolApprover(apiClient(context), keyFile);
  const { enrolment, isNewKey } = await withProgress(terminal, 'registering', enrolling);
  const file = options.out ?? `approver-${enrolment.kid}.json`;
  await writeFile(file, `${JSON.stringify(enrolment, null, 2)}\n`);
  print(terminal, options, {
    json: { ...enrolment, keyFile, enrolmentFile: file },
    text: () =>
      [
        `${isNewKey ? 'Made' : 'Found'} the private key ${keyFile}; it never leaves this machine.`,
        `Registered key ${enrolment.kid} as pending, and wrote ${file}.`,
        'Next: hand that file to the guard’s operator, who runs npm run trust -- add FILE.',
        'Let them read the key id back to you: whoever swaps the file could approve as you.',
      ].join('\n'),
  });
}
