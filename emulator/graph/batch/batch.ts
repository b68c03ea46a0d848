import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { parseGraphUrl } from '../parse-url.ts';
import type { GraphRequest, GraphResponse } from '../route.ts';

/** https://learn.microsoft.com/graph/json-batching#batch-size-limitations */
const SUB_REQUESTS_MAX = 20;

const batchSchema = z.object({
  requests: z.array(
    z.object({
      id: z.string(),
      method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']),
      url: z.string(),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown().optional(),
      dependsOn: z.array(z.string()).optional(),
    }),
  ),
});
type SubRequest = z.infer<typeof batchSchema>['requests'][number];

export type SubRequestAnswerer = (request: GraphRequest) => Promise<GraphResponse>;

/**
 * Answers each sub-request through the ordinary router, in order, so that `dependsOn` chains
 * hold. Faults and throttling apply to each one: `answer` is given by the server.
 */
export async function answerBatch(
  simulation: Simulation,
  outer: GraphRequest,
  answer: SubRequestAnswerer,
): Promise<GraphResponse> {
  const parsed = batchSchema.safeParse(outer.body);
  if (!parsed.success) return malformed('Invalid batch payload format.');
  const { requests } = parsed.data;
  simulation.events.publish({ type: 'batch-received', requestCount: requests.length });
  if (requests.length > SUB_REQUESTS_MAX) {
    return malformed(
      `Number of batch request steps exceeds the maximum value of ${SUB_REQUESTS_MAX}.`,
    );
  }
  const ids = new Set(requests.map(({ id }) => id.toLowerCase()));
  if (ids.size !== requests.length) return malformed('Batch request ids must be unique.');
  const statuses = new Map<string, number>();
  const responses: object[] = [];
  for (const sub of requests) {
    const isBlocked = sub.dependsOn?.some((id) => (statuses.get(id) ?? 500) >= 400) === true;
    const response = isBlocked ? failedDependency : await answer(subRequest(outer, sub));
    statuses.set(sub.id, response.status);
    responses.push({ id: sub.id, ...response, headers: response.headers ?? {} });
  }
  return { status: 200, body: { responses } };
}

const failedDependency: GraphResponse = {
  status: 424,
  body: { error: { code: 'FailedDependency', message: 'A request it depends on has failed.' } },
};

function subRequest(outer: GraphRequest, sub: SubRequest): GraphRequest {
  const { path, query } = parseGraphUrl(sub.url.startsWith('/') ? sub.url : `/${sub.url}`);
  const headers = Object.fromEntries(
    Object.entries(sub.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const agent = { 'user-agent': outer.headers['user-agent'] };
  return {
    ...outer,
    method: sub.method,
    path,
    query,
    params: {},
    headers: { ...agent, ...headers },
    body: sub.body,
  };
}

function malformed(message: string): GraphResponse {
  return { status: 400, body: { error: { code: 'BadRequest', message } } };
}
