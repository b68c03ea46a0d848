import { z } from 'zod';
import type { Simulation } from '../../simulation.ts';
import { isUnreadable } from '../../http/bodies.ts';
import { GraphError, gatewayBadRequest, renderGraphError, unreadableBody } from '../errors.ts';
import { parseGraphUrl } from '../parse-url.ts';
import type { GraphRequest, GraphResponse } from '../route.ts';
import { runningOrder } from './dependencies.ts';

/** https://learn.microsoft.com/graph/json-batching#batch-size-limitations */
const SUB_REQUESTS_MAX = 20;

const batchSchema = z.object({
  requests: z
    .array(
      z.object({
        id: z.string().min(1),
        method: z
          .string()
          .toUpperCase()
          .pipe(z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])),
        url: z.string().min(1),
        headers: z.record(z.string(), z.string()).nullish(),
        body: z.unknown().optional(),
        dependsOn: z.array(z.string()).nullish(),
      }),
    )
    .min(1),
});
type SubRequest = Omit<z.infer<typeof batchSchema>['requests'][number], 'dependsOn'> & {
  dependsOn: readonly string[];
};

/** One sub-request by the way of every request: faults, throttling, counters, the referee. */
export type SubRequestAnswerer = (request: GraphRequest) => Promise<GraphResponse>;

/**
 * Up to twenty requests in one. The outer answer is 200 as soon as the batch can be read; each
 * item has its own status, its own 429 with its own `Retry-After` too.
 * https://learn.microsoft.com/graph/json-batching
 */
export async function answerBatch(
  simulation: Simulation,
  outer: GraphRequest,
  answer: SubRequestAnswerer,
): Promise<GraphResponse> {
  if (isUnreadable(outer)) return refuse(simulation, outer, unreadableBody());
  const read = readBatch(simulation, outer.body);
  if (typeof read === 'string') return refuse(simulation, outer, gatewayBadRequest(read));
  const statuses = new Map<string, number>();
  const responses: { id: string; body: object }[] = [];
  for (const sub of read) {
    const isBlocked = sub.dependsOn.some((id) => (statuses.get(id.toLowerCase()) ?? 500) >= 400);
    const response = isBlocked
      ? failedDependency
      : await answerSub({ simulation, outer, sub, answer });
    statuses.set(sub.id.toLowerCase(), response.status);
    responses.push({ id: sub.id, body: toItem(sub.id, response) });
  }
  return { status: 200, body: { responses: inAnyOrder(simulation, responses) } };
}

/** The sub-requests in the order in which they run, or what is wrong with the batch as a whole. */
function readBatch(simulation: Simulation, body: unknown): SubRequest[] | string {
  const parsed = batchSchema.safeParse(body);
  if (!parsed.success) return 'Invalid batch payload format.';
  const requests = parsed.data.requests.map((sub) => ({ ...sub, dependsOn: sub.dependsOn ?? [] }));
  simulation.events.publish({ type: 'batch-received', requestCount: requests.length });
  if (requests.length > SUB_REQUESTS_MAX) {
    return `Number of batch request steps exceeds the maximum value of ${SUB_REQUESTS_MAX}.`;
  }
  const ids = new Set(requests.map(({ id }) => id.toLowerCase()));
  if (ids.size !== requests.length) return 'Batch request ids must be unique.';
  const unreadable = requests.find((sub) => isWrite(sub) && !hasTypedBody(sub));
  if (unreadable !== undefined) {
    return `Write request id : ${unreadable.id} does not contain Content-Type header or body.`;
  }
  return (
    runningOrder(requests) ?? 'Invalid dependency chain: either fully sequential or fully parallel.'
  );
}

const isWrite = ({ method }: SubRequest) => ['POST', 'PUT', 'PATCH'].includes(method);

/** Even an action without parameters needs an empty object and its type, as the page says. */
function hasTypedBody({ body, headers }: SubRequest): boolean {
  const names = Object.keys(headers ?? {}).map((name) => name.toLowerCase());
  return body !== undefined && names.includes('content-type');
}

interface SubQuestion {
  simulation: Simulation;
  outer: GraphRequest;
  sub: SubRequest;
  answer: SubRequestAnswerer;
}

/** Whatever goes wrong with one item is that item's answer: the others may have acted already. */
async function answerSub(question: SubQuestion): Promise<GraphResponse> {
  const { outer, simulation } = question;
  try {
    return await answerReadable(question);
  } catch (thrown) {
    if (thrown instanceof GraphError) return refuse(simulation, outer, thrown);
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    process.stderr.write(`${error.stack ?? error.message}\n`);
    // A mistake of the emulator's own never looks like the vendor.
    return { status: 500, body: { error: { code: 'EmulatorError', message: error.message } } };
  }
}

async function answerReadable({ outer, sub, answer }: SubQuestion): Promise<GraphResponse> {
  const foreign = /^\/?(https?:|v1\.0(?=\/)|beta(?=\/))/i.exec(sub.url)?.[1];
  // The url is relative to the version that was asked: a version or an origin is one segment more.
  if (foreign !== undefined) {
    throw gatewayBadRequest(`Resource not found for the segment '${foreign}'.`);
  }
  const { path, query } = parseGraphUrl(`/${sub.url.replace(/^\//, '')}`);
  const headers = Object.fromEntries(
    Object.entries(sub.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const agent = { 'user-agent': outer.headers['user-agent'] };
  return answer({
    ...outer,
    method: sub.method,
    path,
    query,
    params: {},
    headers: { ...agent, ...headers },
    body: sub.body,
    bodyText: sub.body === undefined ? '' : JSON.stringify(sub.body),
  });
}

const failedDependency: GraphResponse = {
  status: 424,
  body: { error: { code: 'FailedDependency', message: 'A request it depends on has failed.' } },
};

/** The headers of an item are JSON, where their spelling counts; elsewhere it does not. */
const headerSpellings: Readonly<Record<string, string>> = {
  'cache-control': 'Cache-Control',
  'content-type': 'Content-Type',
  location: 'Location',
  'retry-after': 'Retry-After',
};

function toItem(id: string, { status, headers, body, contentType }: GraphResponse): object {
  const spelt: Record<string, string> = {};
  if (body !== undefined) spelt['Content-Type'] = contentType ?? 'application/json';
  for (const [name, value] of Object.entries(headers ?? {})) {
    spelt[headerSpellings[name.toLowerCase()] ?? name] = value;
  }
  return { id, status, headers: spelt, ...(body === undefined ? {} : { body }) };
}

/** "Individual responses might appear in a different order": they do, the same way each time. */
function inAnyOrder(
  { ids }: Simulation,
  responses: readonly { id: string; body: object }[],
): object[] {
  const ranked = responses.map(({ id, body }) => ({ rank: ids.named(`batch:${id}`), body }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked.map(({ body }) => body);
}

function refuse({ clock, ids }: Simulation, outer: GraphRequest, error: GraphError): GraphResponse {
  const requestId = ids.next('request');
  const clientRequestId = outer.headers['client-request-id'] ?? requestId;
  const context = { vendorNow: clock.nowIso(), requestId, clientRequestId };
  const headers = { 'request-id': requestId, 'client-request-id': clientRequestId };
  const body = renderGraphError(error, { family: 'directory', ...context });
  return { status: error.status, body, headers };
}
