import type { Command } from 'commander';
import {
  checkDeviceList,
  type CheckedDeviceList,
  type RowWarning,
} from '../../domain/device-list.ts';
import { readDeviceList } from '../../ports/device-list/read-device-list.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { readInputFile } from '../files.ts';
import { jsonOption, jsonText, type OutputOptions } from './output.ts';
import { renderRejected } from './run-start.ts';

/** Reads a device list on this machine, sends nothing, and says what a run would accept. */
export function addCheckCommand(program: Command, context: CommandContext): void {
  program
    .command('check')
    .argument('<file>', 'the device list')
    .description(
      'check a device list offline; exit 0: all rows good, 1: some rejected, 2: no device list',
    )
    .option(...jsonOption)
    .action(async (file: string, options: OutputOptions) => {
      try {
        const { checked, ignoredColumns } = await checkFile(file);
        if (ignoredColumns.length > 0) {
          context.terminal.note(`not read: ${ignoredColumns.join(', ')}`);
        }
        for (const note of warningNotes(checked.warnings)) context.terminal.note(note);
        const json = options.json === true;
        context.terminal.write(json ? renderJson(checked) : renderText(file, checked));
        if (checked.rejected.length > 0) context.exitCode = exitCodes.partly;
      } catch (error) {
        if (options.json === true && error instanceof CliError) {
          const { code = 'InvalidInput', message } = error;
          context.terminal.write(renderJson(emptyList, { code, message }));
        }
        throw error;
      }
    });
}

/** As many rows as a person looks up before it is clear what is meant. */
const rowsNamedMax = 10;

/** One line a warning, not one a row: a whole fleet may have the same. */
function warningNotes(warnings: readonly RowWarning[]): string[] {
  const byMessage = Map.groupBy(warnings, ({ message }) => message);
  return Array.from(byMessage, ([message, same]) => {
    const named = same.slice(0, rowsNamedMax).map(({ row }) => row);
    const more = same.length - named.length;
    const rows = `${named.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
    return `${same.length === 1 ? 'row' : 'rows'} ${rows}: ${message}`;
  });
}

const emptyList: CheckedDeviceList = { rows: 0, accepted: [], rejected: [], warnings: [] };

async function checkFile(
  file: string,
): Promise<{ checked: CheckedDeviceList; ignoredColumns: readonly string[] }> {
  const { bytes } = await readInputFile(file);
  const list = readDeviceList(bytes);
  if (list.kind === 'refused') {
    throw new CliError(list.message, { exitCode: exitCodes.unusable, code: list.code });
  }
  return { checked: checkDeviceList(list.records), ignoredColumns: list.ignoredColumns };
}

function renderJson(
  { rows, accepted, rejected }: CheckedDeviceList,
  error: { code: string; message: string } | null = null,
): string {
  return jsonText({
    rows,
    error,
    accepted: accepted.map((row) => ({
      row: row.row,
      serial: row.serial,
      productId: row.productId,
      groupTag: row.groupTag,
      assignedUser: row.assignedUser ?? '',
      hashSha256: row.hashSha256,
      hashRepaired: row.hashRepaired,
    })),
    rejected: rejected.map(({ row, column, code, message, remedy }) => ({
      row,
      column,
      code,
      message,
      remedy,
    })),
  });
}

function renderText(file: string, { rows, accepted, rejected }: CheckedDeviceList): string {
  const repaired = accepted.filter((row) => row.hashRepaired).length;
  const summary =
    `${file}: ${rows} rows, ${accepted.length} accepted` +
    (repaired === 0 ? '' : ` (${repaired} with a repaired hash)`) +
    `, ${rejected.length} rejected.`;
  return rejected.length === 0 ? summary : `${renderRejected(rejected)}\n\n${summary}`;
}
