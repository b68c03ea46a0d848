import type { Command } from 'commander';
import { unusable } from '../cli-error.ts';
import type { ReasonVerb } from '../client.ts';
import { apiClient, type CommandContext } from '../context.ts';
import { parseSerialNumbers, readInputFile } from '../files.ts';
import { withProgress } from '../progress.ts';
import { jsonOption, print, type OutputOptions } from './output.ts';
import { parseCount } from './parse-count.ts';

/** What the API takes in one list. */
const serialsPerUploadMax = 10_000;

interface ReasonOptions {
  readonly reason: string;
}

const reasonVerbs: Readonly<Record<ReasonVerb, { does: string; done: string }>> = {
  pause: { does: 'let nothing new begin until it is resumed', done: 'is paused' },
  resume: { does: 'go on after a pause', done: 'goes on' },
  abort: {
    does: 'undo whatever has not passed its point of no return, then end',
    done: 'is being undone',
  },
};

/** Verbs that change a live run. Each takes a reason, which the audit keeps. */
export function addRunChange(run: Command, context: CommandContext): void {
  const { terminal } = context;
  for (const verb of Object.keys(reasonVerbs) as ReasonVerb[]) {
    const { does, done } = reasonVerbs[verb];
    run
      .command(verb)
      .argument('<run>')
      .description(does)
      .requiredOption('--reason <TEXT>', 'why; kept in the audit')
      .action(async (id: string, { reason }: ReasonOptions) => {
        await withProgress(terminal, verb, apiClient(context).tell(id, verb, reason));
        terminal.write(`Run ${id} ${done}.`);
      });
  }
  run
    .command('release')
    .argument('<run>')
    .description('let the next wave begin before its time')
    .requiredOption('--wave <N>', 'which wave', parseCount)
    .requiredOption('--reason <TEXT>', 'why; kept in the audit')
    .action(async (id: string, options: ReasonOptions & { readonly wave: number }) => {
      const releasing = apiClient(context).releaseWave(id, options.wave, options.reason);
      await withProgress(terminal, 'releasing', releasing);
      terminal.write(`Wave ${options.wave} of run ${id} may begin.`);
    });
  addDeliver(run, context);
}

function addDeliver(run: Command, context: CommandContext): void {
  const { terminal } = context;
  run
    .command('deliver')
    .argument('<run>')
    .argument('<file>', 'serial numbers, one a line; of a table the first column is read')
    .description('say which devices that were ready to ship have been handed out')
    .option(...jsonOption)
    .action(async (id: string, file: string, options: OutputOptions) => {
      const { bytes } = await readInputFile(file);
      const serials = parseSerialNumbers(new TextDecoder().decode(bytes));
      if (serials.length === 0) throw unusable(`${file} holds no serial number`);
      if (serials.length > serialsPerUploadMax) {
        throw unusable(`${file} holds more than ${serialsPerUploadMax} serial numbers`, 'split it');
      }
      const client = apiClient(context);
      const answer = await withProgress(terminal, `sending ${file}`, client.deliver(id, serials));
      const others = serials.length - answer.delivered;
      print(terminal, options, {
        json: answer,
        text: () =>
          `${answer.delivered} devices delivered` +
          (others === 0 ? '.' : `; ${others} of the list were not ready to ship in this run.`),
      });
    });
}
