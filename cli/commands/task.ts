import { InvalidArgumentError, type Command } from 'commander';
import { apiClient, type CommandContext } from '../context.ts';
import { parseAddress } from '../gate-review.ts';
import { withProgress } from '../progress.ts';
import { renderTasks } from '../task-view.ts';
import { jsonOption, print, type OutputOptions } from './output.ts';

type Evidence = Readonly<Record<string, string>>;

export function addTaskCommands(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const task = program.command('task').description('what a person has to do by hand');
  task
    .command('list')
    .description('open tasks of all live runs, or all tasks of one run, with their steps')
    .option('--run <RUN>', 'all tasks of this run')
    .option(...jsonOption)
    .action(async (options: OutputOptions & { readonly run?: string }) => {
      const listing = apiClient(context).listTasks(options.run);
      const tasks = await withProgress(terminal, 'reading tasks', listing);
      print(terminal, options, { json: tasks, text: () => renderTasks(tasks) });
    });
  task
    .command('complete')
    .argument('<task>', 'RUN.TASK, as `gangway task list` prints it')
    .description('say that it is done; Gangway looks for itself before it believes it')
    .option('--evidence <NAME=VALUE>', 'what the task asks for; may be repeated', addEvidence, {})
    .option(...jsonOption)
    .action(async (text: string, options: OutputOptions & { readonly evidence: Evidence }) => {
      const { run, name } = parseAddress(text, 'task');
      const sending = apiClient(context).completeTask(run, name, options.evidence);
      const answer = await withProgress(terminal, 'sending the evidence', sending);
      print(terminal, options, {
        json: answer,
        text: () => `Evidence for task ${text} taken in. Next: gangway task list --run ${run}`,
      });
    });
}

/** Only the first `=` parts name and value: command lines are full of them. */
function addEvidence(text: string, before: Evidence): Evidence {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write NAME=VALUE.');
  const name = text.slice(0, at);
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return { ...before, [name]: text.slice(at + 1) };
}
