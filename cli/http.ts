import { CliError } from './cli-error.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { isFailureCode, type FailureCode } from '../domain/failures.ts';
import { oneLine } from '../domain/plain-text.ts';

/**
 * Longer than the API waits for a run to take an update (a gate's decision is verified there), so that
 * its own, more precise answer comes first.
 */
const requestTimeoutMs = 30_000;
/** A device list of 100,000 rows takes its time to be read and stored. */
const uploadTimeoutMs = 180_000;

export interface ApiAddress {
  readonly apiUrl: string;
  readonly token: string;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** Below `/v1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly json?: unknown;
  readonly form?: FormData;
  /** Same key and body again: the API answers what it answered, and does nothing twice. */
  readonly idempotencyKey?: string;
  readonly accept?: string;
}

/** The API's refusal, as problem+json says it. */
export class ApiProblem extends CliError {
  readonly status: number;

  constructor(problem: Problem, status: number) {
    super(describeProblem(problem, status), {
      exitCode: exitCodeOf(status),
      code: problem.code,
      next: isFailureCode(problem.code) ? nextSteps[problem.code] : nextStepOf(status),
    });
    this.name = 'ApiProblem';
    this.status = status;
  }
}

/** Sends one request and answers the body's text; anything but success is a `CliError`. */
export async function sendRequest(address: ApiAddress, request: ApiRequest): Promise<string> {
  const url = new URL(`${address.apiUrl}/v1${request.path}`);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const timeoutMs = request.form === undefined ? requestTimeoutMs : uploadTimeoutMs;
  try {
    const response = await fetch(url, {
      method: request.method,
      headers: headersOf(address, request),
      body: bodyOf(request),
      // Moving elsewhere would carry the token to an address nobody named.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.ok) return text;
    throw new ApiProblem(parseProblem(text, response), response.status);
  } catch (error) {
    throw error instanceof CliError ? error : unreachable(address.apiUrl, error, timeoutMs);
  }
}

/** The same, for answers in JSON. */
export async function sendForJson<Answer>(
  address: ApiAddress,
  request: ApiRequest,
): Promise<Answer> {
  const text = await sendRequest(address, request);
  try {
    // The answer's shape is the API's promise; both sides share its types and are one release.
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  } catch {
    throw new CliError(
      `${address.apiUrl} answered ${request.path} with something that is not JSON`,
      {
        exitCode: exitCodes.unreachable,
        next: 'check that GANGWAY_API_URL is the address of the Gangway API',
      },
    );
  }
}

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | undefined;
}

function headersOf(address: ApiAddress, request: ApiRequest): Record<string, string> {
  return {
    authorization: `Bearer ${address.token}`,
    accept: `${request.accept ?? 'application/json'}, application/problem+json`,
    ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
  };
}

function bodyOf(request: ApiRequest): FormData | string | null {
  if (request.form !== undefined) return request.form;
  return request.json === undefined ? null : JSON.stringify(request.json);
}

/** A proxy in between answers in HTML; then the status line is all there is to tell. */
function parseProblem(text: string, response: Response): Problem {
  const fallback = {
    code: `HTTP ${response.status}`,
    detail: response.statusText,
    requestId: response.headers.get('x-request-id') ?? undefined,
  };
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return fallback;
    const read = (name: string): string | undefined => {
      const value = (body as Record<string, unknown>)[name];
      return typeof value === 'string' && value !== '' ? value : undefined;
    };
    const fields = 'errors' in body ? wrongFields(body.errors) : '';
    return {
      code: read('code') ?? fallback.code,
      detail: `${oneLine(read('detail') ?? read('title') ?? fallback.detail)}${fields}`,
      requestId: read('requestId') ?? fallback.requestId,
    };
  } catch {
    return fallback;
  }
}

/** With `InvalidInput` the API lists each field that is wrong. */
function wrongFields(errors: unknown): string {
  if (!Array.isArray(errors)) return '';
  const lines = (errors as readonly { field?: unknown; message?: unknown }[]).map(
    ({ field, message }) => `\n  ${oneLine(`${String(field)}: ${String(message)}`)}`,
  );
  return lines.join('');
}

function describeProblem(problem: Problem, status: number): string {
  const request =
    status >= 500 && problem.requestId !== undefined ? ` (request ${problem.requestId})` : '';
  return `${problem.code}: ${problem.detail}${request}`;
}

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.notSignedIn;
  return status >= 502 || status === 429 ? exitCodes.unreachable : exitCodes.refused;
}

/** What to type after a refusal, where one command is the answer. */
const nextSteps: Partial<Record<FailureCode, string>> = {
  NotSignedIn: 'get a new access token and set GANGWAY_TOKEN',
  NotAllowed: 'ask for the role the message names, or let somebody act who has it',
  NotFound: 'gangway run list',
  FileNotDeviceList: 'gangway check FILE',
  FileTooLarge: 'split the file; a run takes one part, further runs the others',
  GateNotOpen: 'gangway gate list --run RUN',
  DecisionInvalid: 'gangway gate show GATE --run RUN, then decide on what it shows now',
  TaskNotOpen: 'gangway task list --run RUN',
  CommandLineInvalid: 'gangway task list --run RUN shows where to copy the command line from',
  RunPaused: 'gangway run resume RUN --reason TEXT',
  RunStopped: 'gangway run report RUN',
  IdempotencyConflict: 'use a new --idempotency-key',
  Throttled: 'try again in a minute',
  ServiceUnavailable: 'try again in a minute',
  OutcomeUnknown: 'gangway run show RUN, before you repeat the command',
};

function nextStepOf(status: number): string | undefined {
  if (status === 401) return nextSteps.NotSignedIn;
  if (status === 429 || status >= 502) return nextSteps.ServiceUnavailable;
  return undefined;
}

function unreachable(apiUrl: string, error: unknown, timeoutMs: number): CliError {
  const name = error instanceof Error ? error.name : '';
  const what =
    name === 'TimeoutError'
      ? `did not answer within ${timeoutMs / 1000} s`
      : `cannot be reached (${reasonOf(error)})`;
  return new CliError(`The Gangway API at ${apiUrl} ${what}`, {
    exitCode: exitCodes.unreachable,
    next: 'start it with `npm start`, or correct GANGWAY_API_URL',
  });
}

/** `fetch failed` says nothing; its cause names the socket's trouble. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) {
    return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  }
  return error instanceof Error ? error.message : String(error);
}
