import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { failures } from '../domain/failures.ts';
import { LedgerError } from '../ports/ledger/errors.ts';
import { ApiProblem } from './problem.ts';
import { RunMessageError } from './run-messages.ts';

/** Any error that reaches the edge → what the caller is told. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalidInput(error);
  if (error instanceof LedgerError) return ledgerProblem(error);
  if (error instanceof RunMessageError) return messageProblem(error);
  return fastifyProblem(error) ?? new ApiProblem('BrokenInvariant', undefined, { cause: error });
}

function invalidInput(error: {
  validation: readonly { instancePath: string; message?: string | undefined }[];
  validationContext?: unknown;
}): ApiProblem {
  const where = typeof error.validationContext === 'string' ? error.validationContext : 'request';
  const errors = error.validation.map(({ instancePath, message }) => ({
    field: `${where}${instancePath}`.replaceAll('/', '.').replace(/\.$/, ''),
    message: message ?? 'is not valid',
  }));
  return new ApiProblem('InvalidInput', undefined, { errors });
}

function ledgerProblem(error: LedgerError): ApiProblem {
  switch (error.kind) {
    case 'unavailable':
      return new ApiProblem('ServiceUnavailable', 'The database does not answer; try again soon.', {
        cause: error,
      });
    case 'refused':
      return new ApiProblem('BrokenInvariant', undefined, { cause: error });
  }
}

function messageProblem(error: RunMessageError): ApiProblem {
  const cause = error;
  switch (error.kind) {
    case 'refused':
      return new ApiProblem(error.code ?? 'InvalidInput', error.message, { cause });
    case 'not-running':
      return new ApiProblem('RunStopped', 'The run has ended; it takes no messages.', { cause });
    case 'unreachable':
      return new ApiProblem('ServiceUnavailable', 'Temporal does not answer; try again soon.', {
        cause,
      });
    case 'unanswered':
      return new ApiProblem(
        'OutcomeUnknown',
        'The run did not answer in time; ask for it again before you repeat the request.',
        { cause },
      );
  }
}

/** What Fastify and its plugins refuse by themselves, by their status: they keep those apart better than their codes. */
function fastifyProblem(error: unknown): ApiProblem | undefined {
  const status = statusOf(error);
  const options = { status, cause: error };
  switch (status) {
    case 400:
      return new ApiProblem('InvalidInput', 'The request cannot be read.', options);
    case 404:
      return new ApiProblem('NotFound', undefined, options);
    case 413:
      return new ApiProblem('FileTooLarge', 'The request is larger than Gangway reads.', options);
    case 406:
    case 415:
      return new ApiProblem('InvalidInput', 'The body is not of a type that this route reads.', {
        status: 415,
        cause: error,
      });
    case 429:
      return new ApiProblem('Throttled', 'Too many requests; Retry-After says when.', options);
    default:
      return undefined;
  }
}

function statusOf(error: unknown): number {
  const status: unknown = error instanceof Error && 'statusCode' in error ? error.statusCode : 0;
  return typeof status === 'number' ? status : failures.BrokenInvariant.status;
}
