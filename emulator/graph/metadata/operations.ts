import type { GraphVersion } from '../route.ts';
import { addedOperations } from './additions.ts';
import data from './operations.json' with { type: 'json' };

/** What a request may carry. `parameters` are those of an action; a name maps to its type. */
export type RequestShape =
  | { type: string; partial?: boolean }
  | { parameters: Record<string, string>; betaParameters?: Record<string, string> }
  /** `{"@odata.id": "…"}`. */
  | { reference: true };

export type ResponseShape =
  | { type: string }
  | { collectionOf: string }
  | { parameters: Record<string, string> }
  /** `text/plain`. */
  | { text: string };

/** Throttling counts by these; `throttling.json` has their figures. */
export type ThrottlingBucket =
  | 'identity'
  | 'identityReports'
  | 'conditionalAccess'
  | 'intuneDevices'
  | 'intuneEnrollment'
  | 'intuneApps';

export interface Operation {
  id: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  /** Left out: in v1.0 and in beta. */
  only?: 'beta';
  request: RequestShape | null;
  response: ResponseShape | null;
  /** Of success; more than one are alternatives. */
  status: number[];
  /** Application permissions, least privileged first. None: only a user can call it. */
  roles: string[];
  /** One of `roles` is not enough. */
  needsAllRoles?: boolean;
  /** Delegated permissions, where they are not the same as `roles`. */
  scopes?: string[];
  bucket: ThrottlingBucket;
  /** Cost in the identity bucket where it is not 1. */
  resourceUnits?: number;
  /** Only of what `operations.json` lacks: the page it was taken from. */
  source?: string;
}

const operations: ReadonlyMap<string, Operation> = new Map(
  [...(data.operations as unknown as Operation[]), ...addedOperations].map((row) => [row.id, row]),
);

export function allOperations(): Operation[] {
  return [...operations.values()];
}

export function operationOf(id: string): Operation {
  const operation = operations.get(id);
  if (operation === undefined) throw new Error(`No operation ${id} in the metadata.`);
  return operation;
}

export function isServedBy(operation: Operation, version: GraphVersion): boolean {
  return operation.only === undefined || operation.only === version;
}
