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

/** Said by the gateway before a back end was asked: plain text in either family. */
export class GatewayError extends GraphError {}

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
  const isPlain =
    context.family === 'directory' ||
    error instanceof GatewayError ||
    error.code === 'TooManyRequests';
  return {
    error: {
      code: error.code,
      message: isPlain ? error.message : intuneMessage(error.message, context),
      innerError: {
        ...(error.code === MODEL_VALIDATION ? { message: error.message } : {}),
        ...(error.code === 'TooManyRequests' ? throttled : {}),
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

/** https://learn.microsoft.com/graph/throttling#sample-response */
const throttled = { code: '429', message: 'Please retry after', status: '429' };

const MODEL_VALIDATION = 'ModelValidationFailure';

/**
 * A body that Intune's model does not fit; the message stands there twice, and unwrapped.
 * https://github.com/microsoftgraph/powershell-intune-samples/issues/162
 */
export const modelValidationFailure = (message: string) =>
  new GatewayError(400, MODEL_VALIDATION, message);

/** https://github.com/microsoftgraph/microsoft-graph-docs/issues/6259 */
export const unreadableBody = () =>
  gatewayBadRequest(
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );

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
export const gatewayBadRequest = (message: string) => new GatewayError(400, 'BadRequest', message);
