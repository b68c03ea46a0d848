import type { FastifyInstance, FastifyRequest } from 'fastify';
import { jwtVerify } from 'jose';
import { answerBatch } from '../graph/batch/batch.ts';
import { GraphError, renderGraphError } from '../graph/errors.ts';
import { parseGraphUrl } from '../graph/parse-url.ts';
import type { Caller, GraphRequest, GraphVersion } from '../graph/route.ts';
import { GraphRouter } from '../graph/router.ts';
import { graphRoutes } from '../graph/routes.ts';
import { TOKEN_AUDIENCE } from '../identity/token-issuer.ts';
import type { TokenIssuer } from '../identity/token-issuer.ts';
import type { Simulation } from '../simulation.ts';
import { sendVendorResponse } from './send.ts';
import type { VendorExchange, VendorResponse } from './vendor-exchange.ts';

export interface GraphEndpointParts {
  simulation: Simulation;
  issuer: TokenIssuer;
  exchange: VendorExchange;
  origin: () => string;
}

/** `/v1.0/…` and `/beta/…`. */
export function registerGraphEndpoint(app: FastifyInstance, parts: GraphEndpointParts): void {
  const router = new GraphRouter(parts.simulation, graphRoutes(parts.simulation));
  const answerOne = (request: GraphRequest): Promise<VendorResponse> =>
    parts.exchange.run(
      {
        surface: 'graph',
        caller: request.caller.appId,
        method: request.method,
        path: `/${request.version}${request.path}`,
      },
      () => router.answer(request),
    );
  for (const version of ['v1.0', 'beta'] as const) {
    app.all(`/${version}/*`, async (incoming, reply) => {
      const caller = await callerOf(incoming, parts.issuer);
      if (caller === undefined) {
        return sendVendorResponse(parts.simulation, reply, unauthenticated(parts.simulation));
      }
      const request = toGraphRequest(incoming, { version, caller, origin: parts.origin() });
      const isBatch = request.method === 'POST' && request.path === '/$batch';
      const response = isBatch
        ? await answerBatch(parts.simulation, request, answerOne)
        : await answerOne(request);
      return sendVendorResponse(parts.simulation, reply, response);
    });
  }
}

function toGraphRequest(
  incoming: FastifyRequest,
  given: { version: GraphVersion; caller: Caller; origin: string },
): GraphRequest {
  const { path, query } = parseGraphUrl(incoming.url.slice(given.version.length + 1));
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, value?.toString()]),
  );
  return {
    ...given,
    method: incoming.method,
    path,
    query,
    params: {},
    headers,
    body: incoming.body,
  };
}

async function callerOf(
  incoming: FastifyRequest,
  issuer: TokenIssuer,
): Promise<Caller | undefined> {
  const token = /^Bearer (.+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  try {
    const options = { issuer: issuer.issuer, audience: TOKEN_AUDIENCE };
    const { payload } = await jwtVerify(token, issuer.publicKey, options);
    const roles = payload['roles'];
    return {
      appId: String(payload['appid']),
      roles: Array.isArray(roles) ? roles.map(String) : [],
    };
  } catch {
    return undefined;
  }
}

function unauthenticated({ clock, ids }: Simulation): VendorResponse {
  const requestId = ids.next('request');
  const error = new GraphError(
    401,
    'InvalidAuthenticationToken',
    'Access token is empty or invalid.',
  );
  const body = renderGraphError(error, {
    family: 'directory',
    vendorNow: clock.nowIso(),
    requestId,
    clientRequestId: requestId,
  });
  return { status: 401, body, headers: { 'www-authenticate': 'Bearer realm=""' } };
}
