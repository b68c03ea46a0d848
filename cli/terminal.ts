import { input } from '@inquirer/prompts';
import { oneLine, plainLines } from '../domain/plain-text.ts';

/** The one door between the commands and the person or script in front of them. */
export interface Terminal {
  /** The answer: goes to standard output, and is all a script reads. */
  write(text: string): void;
  /** Progress and hints: go to standard error, so that they never end up in a pipe. */
  note(text: string): void;
  /** False in a pipe: then nothing is asked, and what would be asked must be given as an option. */
  readonly isInteractive: boolean;
  ask(question: string): Promise<string>;
}

/**
 * Everything that is printed goes through here: what the API, a vendor or a device list wrote must not move the cursor of
 * whoever reads it before a decision. No command prints control characters of its own.
 */
export function cleanTerminal(terminal: Terminal): Terminal {
  return {
    write: (text) => {
      terminal.write(plainLines(text));
    },
    note: (text) => {
      terminal.note(plainLines(text));
    },
    isInteractive: terminal.isInteractive,
    ask: (question) => terminal.ask(oneLine(question)),
  };
}

export function processTerminal(): Terminal {
  return {
    write: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
    isInteractive: process.stdin.isTTY && process.stderr.isTTY,
    // The question goes to standard error like every other hint.
    ask: (question) => input({ message: question }, { output: process.stderr }),
  };
}
