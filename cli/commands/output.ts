import { escapeControls } from '../../domain/plain-text.ts';
import type { Terminal } from '../terminal.ts';

/** Every command that prints a table prints the same facts as JSON when asked to. */
export interface OutputOptions {
  readonly json?: boolean;
}

export const jsonOption = ['--json', 'print JSON instead of a table'] as const;

export function print(
  terminal: Terminal,
  options: OutputOptions,
  answer: { json: unknown; text: () => string },
): void {
  terminal.write(options.json === true ? jsonText(answer.json) : answer.text());
}

/** JSON that is the same value everywhere, and that a terminal shows as it stands: `stringify` leaves C1 as it is. */
export function jsonText(value: unknown, indent = 2): string {
  return escapeControls(JSON.stringify(value, null, indent));
}
