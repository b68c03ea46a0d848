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
  terminal.write(options.json === true ? JSON.stringify(answer.json, null, 2) : answer.text());
}
