import type { GraphFamily } from './errors.ts';

export type GraphVersion = 'v1.0' | 'beta';

/** Who calls, as the token says. */
export interface Caller {
  appId: string;
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
  caller: Caller;
  /** `https://localhost:PORT`, for nextLinks. */
  origin: string;
}

export interface GraphResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface GraphRoute {
  /** Key of `graph-types.json` operations; permissions hang on it. */
  operation: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `:name` is a parameter. */
  path: string;
  family: GraphFamily;
  /** Left out: served by both versions. */
  only?: 'beta';
  handle: (request: GraphRequest) => GraphResponse | Promise<GraphResponse>;
}

export const noContent: GraphResponse = { status: 204 };

export function param(request: GraphRequest, name: string): string {
  return request.params[name] ?? '';
}
