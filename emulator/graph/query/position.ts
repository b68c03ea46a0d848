import { z } from 'zod';
import { GraphError, directoryBadRequest, gatewayBadRequest, intuneBadRequest } from '../errors.ts';
import type { GraphRequest } from '../route.ts';
import { openToken } from './page-token.ts';
import type { QueryRules } from './rules.ts';

/** Behind which row a page begins: its place in the table, and its sort key if there is an order. */
export interface PagePosition {
  sequence: number;
  key?: (string | number | boolean | null)[] | undefined;
}

const positionSchema = z.object({
  sequence: z.number(),
  key: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
});

/**
 * The directory's answer as restarting clients know it:
 * https://github.com/cartography-cncf/cartography/pull/2853
 */
export function positionOf(request: GraphRequest, rules: QueryRules): PagePosition | undefined {
  const token = request.query['$skiptoken'];
  if (token === undefined) return undefined;
  const position = positionSchema.safeParse(openToken(request.path, token));
  if (position.success) return position.data;
  if (rules.family === 'intune') throw intuneBadRequest('Invalid skip token.');
  const message =
    'The specified page token value has expired and can no longer be included in your request.';
  throw new GraphError(400, 'Directory_ExpiredPageToken', message);
}

/**
 * The directory refuses a page too large; Intune gives its largest.
 * https://learn.microsoft.com/graph/paging: either may happen, "depending on the API".
 */
export function pageSizeOf(request: GraphRequest, rules: QueryRules): number {
  const text = request.query['$top'];
  if (text === undefined) return rules.pageSize;
  if (!/^\d+$/.test(text)) {
    throw gatewayBadRequest(
      `Invalid value '${text}' for $top query option found. The $top query option requires a non-negative integer value.`,
    );
  }
  const size = Number(text);
  if (rules.family === 'intune')
    return size === 0 ? rules.pageSize : Math.min(size, rules.pageSizeMax);
  if (size >= 1 && size <= rules.pageSizeMax) return size;
  throw directoryBadRequest(
    `Invalid page size specified: '${text}'. Must be between 1 and ${rules.pageSizeMax} inclusive.`,
  );
}

/** https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/348 */
export function skipOf(request: GraphRequest, rules: QueryRules): number {
  const text = request.query['$skip'];
  if (text === undefined) return 0;
  if (rules.family === 'directory') {
    throw directoryBadRequest("'$skip' is not supported by the service.");
  }
  if (/^\d+$/.test(text)) return request.query['$skiptoken'] === undefined ? Number(text) : 0;
  throw gatewayBadRequest(`Invalid value '${text}' for $skip query option found.`);
}
