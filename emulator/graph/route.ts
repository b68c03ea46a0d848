import type { GraphFamily } from './errors.ts';

export type GraphVersion = 'v1.0' | 'beta';

/** Who calls, as the token says. */
export interface Caller {
  appId: string;
  /** Of a delegated token: the person it stands for. */
  user?: string;
  scopes?: string[];
  roles: string[];
}

export interface GraphRequest {
  version: GraphVersion;
  method: string;
  /** Without the version, percent-decoded. */
  path: string;
  params: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string | undefined>;
  body: unknown;
  /** Its bytes; empty without a body. */
  bodyText: string;
  caller: Caller;
  /** `https://localhost:PORT`, for nextLinks. */
  origin: string;
}

export interface GraphResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** The `$select` that shaped it, where it came in a token and not in the query. */
  selected?: string;
  /** Left out: JSON. Otherwise `body` is text of this type. */
  contentType?: string;
}

export interface GraphRoute {
  /** Key of `metadata/operations.ts`: permissions, versions and shapes hang on it. */
  operation: string;
  /** Where one method and path serve several operations: which one this request is. */
  operationFor?: (request: GraphRequest) => string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `:name` is a parameter. */
  path: string;
  family: GraphFamily;
  handle: (request: GraphRequest) => GraphResponse | Promise<GraphResponse>;
}

export const noContent: GraphResponse = { status: 204 };

export function param(request: GraphRequest, name: string): string {
  return request.params[name] ?? '';
}
