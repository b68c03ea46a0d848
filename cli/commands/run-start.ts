import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { CreateRunAnswer } from '../../api/schemas/runs.ts';
import { CliError } from '../cli-error.ts';
import { apiClient, type CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { readInputFile } from '../files.ts';
import { withProgress } from '../progress.ts';
import { renderTable } from '../table.ts';
import { jsonOption, print, type OutputOptions } from './output.ts';

interface StartOptions extends OutputOptions {
  readonly spec: string;
  readonly devices: string;
  readonly idempotencyKey?: string;
}

export function addRunStart(run: Command, context: CommandContext): void {
  run
    .command('start')
    .description('start a run; exit code 1 when rows were rejected (the others go on)')
    .requiredOption('--spec <FILE>', 'what is asked for, as examples/run.json')
    .requiredOption('--devices <FILE>', 'the device list (gangway check reads it offline)')
    .option('--idempotency-key <KEY>', 'give the key of an earlier try to never start twice')
    .option(...jsonOption)
    .action(async (options: StartOptions) => {
      const client = apiClient(context);
      const [spec, devices] = await Promise.all([
        readInputFile(options.spec),
        readInputFile(options.devices),
      ]);
      const key = options.idempotencyKey ?? randomUUID();
      const answer = await withProgress(
        context.terminal,
        // Whoever waits long enough to interrupt it has read the key.
        `sending ${devices.name} under idempotency key ${key}`,
        client.createRun({ spec, devices }, key),
      ).catch((error: unknown) => {
        tellKey(context, key, error);
        throw error;
      });
      print(context.terminal, options, { json: answer, text: () => renderStarted(answer) });
      if (answer.rows.rejected > 0) context.exitCode = exitCodes.partly;
    });
}

/**
 * The run may have been stored although no answer came, and then it holds its devices: without the key a second try
 * would be a second run, in which every device is refused.
 */
function tellKey({ terminal }: CommandContext, key: string, error: unknown): void {
  if (error instanceof CliError && error.code === 'IdempotencyConflict') return;
  terminal.note(
    `The idempotency key of this try was ${key}; the same command with --idempotency-key ${key} starts no second run.`,
  );
}

function renderStarted({ runId, rows, rejected }: CreateRunAnswer): string {
  const lines = [
    `Run ${runId} started: ${rows.read} rows read, ${rows.accepted} accepted, ${rows.rejected} rejected.`,
  ];
  if (rejected.length > 0) {
    lines.push('', renderRejected(rejected), '');
    lines.push('The accepted rows go on; correct the others and start a further run with them.');
  }
  lines.push(`Next: gangway run watch ${runId}`);
  return lines.join('\n');
}

/** What to do counts more than what happened, which the code says; --json has both. */
export function renderRejected(rejected: readonly RejectedLine[]): string {
  return renderTable(
    ['ROW', 'COLUMN', 'CODE', 'WHAT TO DO'],
    rejected.map(({ row, column, code, message, remedy }) => [
      row,
      column,
      code,
      remedy === '' ? message : remedy,
    ]),
  );
}

interface RejectedLine {
  readonly row: number;
  readonly column: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}
