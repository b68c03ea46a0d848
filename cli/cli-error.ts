import { exitCodes, type ExitCode } from './exit-codes.ts';

/** What a person reads instead of a stack trace: what happened, and what to do next. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  /** A command to type or a thing to do; absent when the message says it all. */
  readonly next: string | undefined;
  /** Failure code of the API, or of the device list. */
  readonly code: string | undefined;

  constructor(
    message: string,
    facts: { exitCode: ExitCode; next?: string | undefined; code?: string | undefined },
  ) {
    super(message);
    this.name = 'CliError';
    this.exitCode = facts.exitCode;
    this.next = facts.next;
    this.code = facts.code;
  }
}

export function unusable(message: string, next?: string): CliError {
  return new CliError(message, { exitCode: exitCodes.unusable, next });
}
