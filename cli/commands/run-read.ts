import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { oneLine } from '../../domain/plain-text.ts';
import { apiClient, type CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { withProgress } from '../progress.ts';
import { renderRun, renderRuns, runLine } from '../run-view.ts';
import { renderCounts, renderTable } from '../table.ts';
import { watchRun } from '../watch-run.ts';
import { jsonOption, jsonText, print, type OutputOptions } from './output.ts';

/** Verbs that only look. */
export function addRunRead(run: Command, context: CommandContext): void {
  addList(run, context);
  addWatch(run, context);
  addPlanAndReport(run, context);
  addDevices(run, context);
}

function addList(run: Command, context: CommandContext): void {
  const { terminal } = context;
  run
    .command('list')
    .description('the runs of your tenant')
    .option(...jsonOption)
    .action(async (options: OutputOptions) => {
      const runs = await withProgress(terminal, 'reading runs', apiClient(context).listRuns());
      print(terminal, options, { json: runs, text: () => renderRuns(runs) });
    });
  run
    .command('show')
    .argument('<run>')
    .description('one run: where it is, on whom it waits, its gates and tasks')
    .option(...jsonOption)
    .action(async (id: string, options: OutputOptions) => {
      const detail = await withProgress(
        terminal,
        'reading the run',
        apiClient(context).showRun(id),
      );
      print(terminal, options, { json: detail, text: () => renderRun(detail) });
    });
}

function addWatch(run: Command, context: CommandContext): void {
  const { terminal } = context;
  run
    .command('watch')
    .argument('<run>')
    .description('follow a run until it ends; exit code 1 unless it completed')
    .option('--json', 'print a line of JSON for each change')
    .action(async (id: string, options: OutputOptions) => {
      let last = '';
      const ended = await watchRun(apiClient(context), id, (detail) => {
        const line = options.json === true ? jsonText(detail, 0) : runLine(detail);
        if (line !== last) terminal.write(line);
        last = line;
      });
      if (options.json !== true) terminal.write(`Run ${id} ended: ${oneLine(ended.outcome ?? '')}`);
      if (ended.outcome !== 'completed') context.exitCode = exitCodes.partly;
    });
}

function addPlanAndReport(run: Command, context: CommandContext): void {
  const { terminal } = context;
  run
    .command('plan')
    .argument('<run>')
    .description('what the run will do, as its approvers read it')
    .option(...jsonOption)
    .action(async (id: string, options: OutputOptions) => {
      const client = apiClient(context);
      if (options.json === true) {
        const plan = await withProgress(terminal, 'reading the plan', client.showPlan(id));
        terminal.write(jsonText(plan));
        return;
      }
      const text = await withProgress(terminal, 'reading the plan', client.readPlanText(id));
      terminal.write(text.trimEnd());
    });
  run
    .command('report')
    .argument('<run>')
    .description('what was done and by whose approval, as JSON')
    .option('--out <FILE>', 'write it there instead')
    .action(async (id: string, options: { readonly out?: string }) => {
      const reading = apiClient(context).showReport(id);
      const report = await withProgress(terminal, 'reading the report', reading);
      const text = jsonText(report);
      if (options.out === undefined) terminal.write(text);
      else {
        await writeFile(options.out, `${text}\n`);
        terminal.note(`wrote ${options.out}`);
      }
    });
}

function addDevices(run: Command, context: CommandContext): void {
  const { terminal } = context;
  run
    .command('devices')
    .argument('<run>')
    .description('the devices of a run, and the rows that became none')
    .option('--state <STATE>', 'only devices in this state, e.g. needs-attention')
    .option(...jsonOption)
    .action(async (id: string, options: OutputOptions & { readonly state?: string }) => {
      const client = apiClient(context);
      const [devices, rejected] = await withProgress(
        terminal,
        'reading devices',
        Promise.all([client.listDevices(id, options.state), client.listRejectedRows(id)]),
      );
      const rows = devices.toSorted((a, b) => a.row - b.row);
      print(terminal, options, {
        json: { devices: rows, rejected },
        text: () =>
          [
            renderTable(
              ['ROW', 'SERIAL', 'TRACK', 'WAVE', 'STATE', 'CODE'],
              rows.map((device) => [
                device.row,
                device.serialNumber,
                device.track ?? '',
                device.wave,
                device.state,
                device.code ?? '',
              ]),
            ),
            renderCounts({ devices: rows.length, 'rejected rows': rejected.length }),
          ].join('\n\n'),
      });
    });
}
