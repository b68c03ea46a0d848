import { randomUUID } from 'node:crypto';
import {
  AuthenticationHandler,
  Client,
  GraphClientError,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { retryAfterMs, vendorInstant } from '../retry-after.ts';
import { describeTransportFailure } from '../transport-failure.ts';
import type { TransportFailure } from '../transport-failure.ts';
import { errorFromAnswer, isThrottle } from './error-mapping.ts';
import { GraphError } from './errors.ts';
import { TIMEOUT_DEFAULT_MS } from './graph-config.ts';
import type { GraphConfig } from './graph-config.ts';
import { isRead, methodOf, versionOf } from './operations.ts';
import type { OperationName } from './operations.ts';
import { TokenFailure, createTokenSource } from './tokens.ts';

export interface GraphCall {
  readonly operation: OperationName;
  /** Without the version; segments already safe (`identifiers.ts`). */
  readonly path: string;
  /** Values are encoded here. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface GraphAnswer {
  readonly status: number;
  /** Parsed JSON; undefined when the answer is empty, which Intune actions are by right. */
  readonly body: unknown;
  readonly vendorNow: string;
  readonly requestId: string;
}

export interface GraphHttp {
  /** One request, one answer; throws only `GraphError`. */
  send(call: GraphCall): Promise<GraphAnswer>;
  /** The next page of `call`; the link must stay on our origin, or the token would leave it. */
  follow(call: GraphCall, nextLink: string): Promise<GraphAnswer>;
}

export function createGraphHttp(config: GraphConfig): GraphHttp {
  const root = new URL(config.graphUrl);
  // The library sends no token over anything else, and says nothing about it.
  if (root.protocol !== 'https:') throw new TypeError('graphUrl must be an https URL.');
  const tokens = createTokenSource(config);
  const client = Client.initWithMiddleware({
    baseUrl: root.origin,
    customHosts: new Set([root.hostname]),
    // No RetryHandler: it would silently repeat a write after 504. No RedirectHandler either.
    middleware: [
      new AuthenticationHandler({ getAccessToken: () => carrying(tokens.getAccessToken()) }),
      transport(config.timeoutMs ?? TIMEOUT_DEFAULT_MS),
    ],
  });

  async function exchange(call: GraphCall, url: string): Promise<GraphAnswer> {
    const clientRequestId = randomUUID();
    const context = { operation: call.operation, clientRequestId };
    try {
      const response = await request(call, url, clientRequestId);
      const text = await response.text();
      const hasRetryAfter = retryAfterMs(response.headers) !== undefined;
      config.onCall?.({
        status: response.status,
        throttled: isThrottle(response.status, hasRetryAfter),
      });
      if (response.ok) return readAnswer(context, response, text);
      const { status, headers } = response;
      throw errorFromAnswer({ ...context, status, headers, text });
    } catch (error) {
      if (error instanceof GraphError) throw error;
      config.onCall?.({ status: 0, throttled: false });
      throw errorWithoutAnswer(context, error);
    }
  }

  async function request(call: GraphCall, url: string, requestId: string): Promise<Response> {
    const graphRequest = client
      .api(url)
      .headers({ 'client-request-id': requestId, 'User-Agent': 'Gangway', ...call.headers })
      .responseType(ResponseType.RAW);
    switch (methodOf(call.operation)) {
      case 'GET':
        return (await graphRequest.get()) as Response;
      case 'POST':
        return (await graphRequest.post(call.body)) as Response;
      case 'PATCH':
        return (await graphRequest.patch(call.body)) as Response;
      case 'DELETE':
        return (await graphRequest.delete()) as Response;
    }
  }

  /** A 401 means that nothing happened; a token may die early, so a fresh one is tried once. */
  async function exchangeRenewing(call: GraphCall, url: string): Promise<GraphAnswer> {
    const generation = tokens.generation();
    try {
      return await exchange(call, url);
    } catch (error) {
      if (!(error instanceof GraphError) || error.status !== 401) throw error;
      tokens.renew(generation);
      return exchange(call, url);
    }
  }

  return {
    send: (call) => exchangeRenewing(call, urlOf(root.origin, call)),
    follow: async (call, nextLink) => {
      if (!URL.canParse(nextLink) || new URL(nextLink).origin !== root.origin) {
        throw unexpected(call.operation, 'ForeignNextLink');
      }
      return exchangeRenewing(call, nextLink);
    },
  };
}

/** The answer does not have the shape the reference promises. */
export function unexpected(operation: OperationName, code: string, requestId?: string): GraphError {
  // A write was accepted all the same: whoever sent it has to look.
  const kind = isRead(operation) ? 'unexpected-answer' : 'outcome-unknown';
  return new GraphError({ kind, status: 200, code, requestId: requestId ?? 'unknown', operation });
}

function urlOf(origin: string, call: GraphCall): string {
  const query = Object.entries(call.query ?? {})
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return `${origin}/${versionOf(call.operation)}${call.path}${query === '' ? '' : `?${query}`}`;
}

/** The library turns errors into its own and loses the cause, save for what stands in `customError`. */
async function carrying<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const carrier = new GraphClientError();
    carrier.customError = error;
    throw carrier;
  }
}

/** The last link of the chain: one `fetch`, no retry; a redirect comes out as the answer it is. */
function transport(timeoutMs: number): Middleware {
  return {
    execute: async (context: Context) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const init = { ...context.options, signal, redirect: 'manual' } as RequestInit;
      // The library names a content type even when there is no content.
      if (init.body === undefined) Reflect.deleteProperty(init.headers ?? {}, 'Content-Type');
      context.response = await carrying(fetch(context.request as string, init));
    },
  };
}

interface ExchangeContext {
  readonly operation: OperationName;
  readonly clientRequestId: string;
}

function readAnswer(context: ExchangeContext, response: Response, text: string): GraphAnswer {
  const requestId = response.headers.get('request-id') ?? context.clientRequestId;
  const vendorNow = vendorInstant(response.headers);
  if (vendorNow === undefined) throw unexpected(context.operation, 'NoDateHeader', requestId);
  try {
    const body: unknown = text.trim() === '' ? undefined : JSON.parse(text);
    return { status: response.status, body, vendorNow, requestId };
  } catch {
    throw unexpected(context.operation, 'NotJson', requestId);
  }
}

function errorWithoutAnswer(context: ExchangeContext, error: unknown): GraphError {
  const { operation, clientRequestId: requestId } = context;
  const cause: unknown = error instanceof GraphClientError ? error.customError : error;
  if (cause instanceof TokenFailure) {
    const kind = cause.isRefusal ? 'credentials' : 'unavailable';
    return new GraphError({ kind, status: 0, code: 'NoToken', requestId, operation });
  }
  const failure: TransportFailure = describeTransportFailure(cause);
  const isLost = failure.mayHaveArrived && !isRead(operation);
  const kind = isLost ? 'outcome-unknown' : 'unavailable';
  return new GraphError({ kind, status: 0, code: failure.code, requestId, operation });
}
