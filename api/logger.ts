import { pino, type DestinationStream, type Logger } from 'pino';

/** Standard output is for the line that tells the launcher where the API listens. */
const standardError = 2;

/** Request bodies, tokens and addresses of people are never handed to the logger; errors are stripped here. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'api' },
    serializers: { err: describeError, req: describeRequest },
    redact: ['*.authorization', '*.headers'],
  };
  return pino(options, destination ?? pino.destination(standardError));
}

interface ErrorDescription {
  readonly type: string;
  readonly code?: string;
  /** Where, without the message: databases and vendors quote values in theirs. */
  readonly frames: readonly string[];
  readonly cause?: ErrorDescription;
}

const causesMax = 4;

function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const kind = 'kind' in error && typeof error.kind === 'string' ? error.kind : undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const hasCause = error.cause !== undefined && depth < causesMax;
  return {
    type: error.name,
    ...(code === undefined && kind === undefined ? {} : { code: code ?? kind ?? '' }),
    frames: frames.map((line) => line.trim()),
    ...(hasCause ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

/** The query may hold cursors only; it is left out all the same. */
function describeRequest(request: { method?: string; url?: string }): object {
  return { method: request.method, path: request.url?.split('?')[0] };
}
