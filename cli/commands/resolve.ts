import { Option, type Command } from 'commander';
import { isFailureCode } from '../../domain/failures.ts';
import type { ResolutionRequest } from '../../api/schemas/run-messages.ts';
import { unusable } from '../cli-error.ts';
import { apiClient, type CommandContext } from '../context.ts';
import { withProgress } from '../progress.ts';
import { jsonOption, print, type OutputOptions } from './output.ts';
import { parseCount } from './parse-count.ts';

interface ResolveOptions extends OutputOptions {
  readonly device?: string;
  readonly code?: string;
  readonly wave?: number;
  readonly action: 'retry' | 'skip';
  readonly reason: string;
}

export function addResolveCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('resolve')
    .argument('<run>')
    .description('decide about devices that need attention: one, all of a code, or all of a wave')
    .option('--device <KEY>', 'the device key, as `gangway run devices --json` prints it')
    .option('--code <CODE>', 'every device with this failure code')
    .option('--wave <N>', 'every device of this wave', parseCount)
    .addOption(
      new Option('--action <ACTION>', 'try again, or leave it out of the run')
        .choices(['retry', 'skip'])
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <TEXT>', 'why; kept in the audit')
    .option(...jsonOption)
    .action(async (run: string, options: ResolveOptions) => {
      const resolution = {
        scope: scopeOf(options),
        action: options.action,
        reason: options.reason,
      };
      const sending = apiClient(context).resolve(run, resolution);
      const answer = await withProgress(terminal, 'resolving', sending);
      print(terminal, options, {
        json: answer,
        text: () => `${answer.devices} devices: ${options.action}.`,
      });
    });
}

function scopeOf({ device, code, wave }: ResolveOptions): ResolutionRequest['scope'] {
  const given = [device, code, wave].filter((value) => value !== undefined);
  if (given.length !== 1) throw unusable('Give exactly one of --device, --code and --wave');
  if (device !== undefined) return { deviceKey: device };
  if (wave !== undefined) return { wave };
  if (code === undefined || !isFailureCode(code)) {
    throw unusable(`"${code ?? ''}" is no failure code`, 'see docs/failures.md');
  }
  return { errorCode: code };
}
