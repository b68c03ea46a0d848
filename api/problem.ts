import { failures, type FailureCode } from '../domain/failures.ts';
import type { Problem } from './schemas/common.ts';

export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** A refusal on its way out. Its code is a key of the failure table; the text is for the caller to read. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: FailureCode;
  readonly status: number;
  readonly errors: readonly FieldFault[] | undefined;

  constructor(
    code: FailureCode,
    detail?: string,
    options: { status?: number; errors?: readonly FieldFault[]; cause?: unknown } = {},
  ) {
    super(detail ?? failures[code].text, { cause: options.cause });
    this.code = code;
    this.status = options.status ?? failures[code].status;
    this.errors = options.errors;
  }
}

export const problemType = 'application/problem+json';

/** The body of RFC 9457. From 500 on nothing of our insides is told but the id to look it up with. */
export function problemBody(problem: ApiProblem, requestId: string): Problem {
  const { text } = failures[problem.code];
  const isOurs = problem.code === 'BrokenInvariant';
  return {
    type: `urn:gangway:failure:${problem.code}`,
    title: text,
    status: problem.status,
    code: problem.code,
    ...(isOurs || problem.message === text ? {} : { detail: problem.message }),
    requestId,
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  };
}
