import { retryAfterMs } from '../retry-after.ts';
import { describeTransportFailure } from '../transport-failure.ts';
import { TIMEOUT_DEFAULT_MS } from './admin-service-config.ts';
import type { AdminServiceConfig } from './admin-service-config.ts';
import { errorFromAnswer, isThrottle } from './error-mapping.ts';
import { ConfigMgrError } from './errors.ts';

export interface AdminCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The class and method for errors and logs, without keys: `SMS_Collection.RequestRefresh`. */
  readonly operation: string;
  /** Below the base URL. */
  readonly path: string;
  /** Values are encoded here. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** The path names one object, so that 404 can mean that it is not there. */
  readonly isKeyed?: boolean;
}

export interface AdminHttp {
  /** One request; the parsed body, undefined when empty. Throws only `ConfigMgrError`. */
  send(call: AdminCall): Promise<unknown>;
  /** A next page by its link, which must stay below the base URL, or the token would leave it. */
  follow(call: AdminCall, nextLink: string): Promise<unknown>;
}

export function createAdminHttp(config: AdminServiceConfig): AdminHttp {
  const base = config.baseUrl.endsWith('/') ? config.baseUrl : `${config.baseUrl}/`;
  if (new URL(base).protocol !== 'https:') throw new TypeError('baseUrl must be an https URL.');

  async function exchange(call: AdminCall, url: string): Promise<unknown> {
    const authorization = await config.authentication.authorizationHeader(url);
    const { status, headers, text } = await request(call, url, authorization);
    const isRead = call.method === 'GET';
    const throttled = isThrottle(status, retryAfterMs(headers) !== undefined);
    config.onCall?.({ status, throttled });
    if (status >= 200 && status < 300) return parseJson(call, text);
    const { operation, isKeyed = false } = call;
    throw errorFromAnswer({ operation, isRead, isKeyed, status, headers, text });
  }

  async function request(call: AdminCall, url: string, authorization: string) {
    const content = call.body === undefined ? {} : { 'Content-Type': 'application/json' };
    try {
      const response = await fetch(url, {
        method: call.method,
        headers: { Authorization: authorization, Accept: 'application/json', ...content },
        body: call.body === undefined ? null : JSON.stringify(call.body),
        redirect: 'manual',
        signal: AbortSignal.timeout(config.timeoutMs ?? TIMEOUT_DEFAULT_MS),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      config.onCall?.({ status: 0, throttled: false });
      const { mayHaveArrived, code } = describeTransportFailure(error);
      const isLost = mayHaveArrived && call.method !== 'GET';
      const kind = isLost ? 'outcome-unknown' : 'unavailable';
      throw new ConfigMgrError({ kind, status: 0, operation: `${call.operation} (${code})` });
    }
  }

  return {
    send: (call) => exchange(call, `${base}wmi/${call.path}${queryString(call.query)}`),
    follow: (call, nextLink) => {
      if (!nextLink.startsWith(base)) throw unexpected(call);
      return exchange(call, nextLink);
    },
  };
}

/** The answer does not have the shape the reference promises; a write was accepted all the same. */
export function unexpected(call: Pick<AdminCall, 'method' | 'operation'>): ConfigMgrError {
  const kind = call.method === 'GET' ? 'unexpected-answer' : 'outcome-unknown';
  return new ConfigMgrError({ kind, status: 200, operation: call.operation });
}

function queryString(query: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function parseJson(call: AdminCall, text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw unexpected(call);
  }
}
