/** Which of Graph's two back ends answers: their error envelopes differ. */
export type GraphFamily = 'directory' | 'intune';

/** A refusal in the vendor's words; the router puts it into the family's envelope. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export interface ErrorContext {
  family: GraphFamily;
  vendorNow: string;
  requestId: string;
  clientRequestId: string;
}

/**
 * Directory messages are plain text; Intune wraps JSON text in `message`.
 * https://learn.microsoft.com/graph/errors#json-representation
 */
export function renderGraphError(error: GraphError, context: ErrorContext): object {
  const isPlain = context.family === 'directory' || error.code === 'TooManyRequests';
  return {
    error: {
      code: error.code,
      message: isPlain ? error.message : intuneMessage(error.message, context),
      innerError: {
        date: context.vendorNow.slice(0, 19),
        'request-id': context.requestId,
        'client-request-id': context.clientRequestId,
      },
    },
  };
}

function intuneMessage(message: string, context: ErrorContext): string {
  const operation = '00000000-0000-0000-0000-000000000000';
  const text =
    `${message} - Operation ID (for customer support): ${operation}` +
    ` - Activity ID: ${context.clientRequestId} - Url: https://emulator.manage.microsoft.com/`;
  const wrapped = {
    _version: 3,
    Message: text,
    CustomApiErrorPhrase: '',
    RetryAfter: null,
    ErrorSourceService: '',
    HttpHeaders: '{}',
  };
  return JSON.stringify(wrapped, undefined, 2).replaceAll('\n', '\r\n');
}

export const directoryNotFound = (id: string) =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
export const intuneNotFound = (id: string) =>
  new GraphError(404, 'ResourceNotFound', `Resource not found: ${id}`);
export const directoryBadRequest = (message: string) =>
  new GraphError(400, 'Request_BadRequest', message);
export const unsupportedQuery = (message: string) =>
  new GraphError(400, 'Request_UnsupportedQuery', message);
export const intuneBadRequest = (message: string) => new GraphError(400, 'BadRequest', message);
