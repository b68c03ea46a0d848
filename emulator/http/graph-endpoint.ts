import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerBatch } from '../graph/batch/batch.ts';
import { GraphError } from '../graph/errors.ts';
import { parseGraphUrl } from '../graph/parse-url.ts';
import type { Caller, GraphRequest, GraphVersion } from '../graph/route.ts';
import { GraphRouter } from '../graph/router.ts';
import { graphRoutes } from '../graph/routes.ts';
import { GRAPH_AUDIENCES } from '../identity/token-issuer.ts';
import type { TokenClaims, TokenFault, TokenVerifier } from '../identity/token-verifier.ts';
import type { Simulation } from '../simulation.ts';
import { bodyTextOf } from './bodies.ts';
import { connectionOf } from './connection.ts';
import { originOf } from './origin.ts';
import { refuse, tokenExpired } from './refusal.ts';
import { sendVendorResponse } from './send.ts';
import type { Circumstances, VendorCall, VendorResponse } from './vendor-call.ts';
import type { VendorExchange } from './vendor-exchange.ts';

interface GraphEndpointParts {
  simulation: Simulation;
  verifier: TokenVerifier;
  exchange: VendorExchange;
}

type Connection = Pick<VendorCall, 'clientAddress' | 'gone'>;

/** `/v1.0/…` and `/beta/…`. */
export function registerGraphEndpoint(app: FastifyInstance, parts: GraphEndpointParts): void {
  const endpoint = new GraphEndpoint(parts);
  for (const version of ['v1.0', 'beta'] as const) {
    for (const path of [`/${version}`, `/${version}/*`]) {
      app.all(path, (incoming, reply) => endpoint.answer(incoming, { reply, version }));
    }
  }
}

class GraphEndpoint {
  readonly #parts: GraphEndpointParts;
  readonly #router: GraphRouter;

  constructor(parts: GraphEndpointParts) {
    this.#parts = parts;
    this.#router = new GraphRouter(parts.simulation, graphRoutes(parts.simulation));
  }

  async answer(
    incoming: FastifyRequest,
    { reply, version }: { reply: FastifyReply; version: GraphVersion },
  ): Promise<FastifyReply> {
    const { simulation, verifier } = this.#parts;
    const checked = await verifier.check(incoming.headers.authorization, {
      audiences: GRAPH_AUDIENCES,
    });
    const request = toGraphRequest(incoming, version);
    if (checked.kind === 'refused') {
      const call = { surface: 'graph', path: incoming.url, ...clientRequestIdOf(request) } as const;
      const response = refuse(simulation, call, unauthenticated[checked.fault]());
      return sendVendorResponse(simulation, reply, response);
    }
    const known = { ...request, caller: callerOf(checked.claims) };
    const connection = connectionOf(incoming, reply);
    const isBatch = request.method === 'POST' && /^\/\$batch\/?$/.test(request.path);
    const response = isBatch
      ? await this.#answerBatch(known, connection)
      : await this.#answerOne(known, { ...connection, part: 'request' });
    return sendVendorResponse(simulation, reply, response);
  }

  #answerOne(
    request: GraphRequest,
    given: Connection & { part: VendorCall['part'] },
  ): Promise<VendorResponse> {
    return this.#parts.exchange.run({ ...toCall(request), ...given }, (circumstances) =>
      this.#router.answer({ ...request, caller: callerUnder(circumstances, request.caller) }),
    );
  }

  #answerBatch(outer: GraphRequest, connection: Connection): Promise<VendorResponse> {
    const call = { ...toCall(outer), ...connection, part: 'batch' } as const;
    return this.#parts.exchange.run(call, async (circumstances) => {
      const caller = callerUnder(circumstances, outer.caller);
      let isLost = false;
      const answered = await answerBatch(
        this.#parts.simulation,
        { ...outer, caller },
        async (request) => {
          const item = await this.#answerOne(request, { ...connection, part: 'sub-request' });
          // One connection carries all: losing one answer loses them all.
          if (item.isLost === true) isLost = true;
          const { status, body, headers } = item;
          return { status, body, ...(headers === undefined ? {} : { headers }) };
        },
      );
      return { ...answered, isLost };
    });
  }
}

function toCall(request: GraphRequest): Omit<VendorCall, 'clientAddress' | 'gone' | 'part'> {
  return {
    surface: 'graph',
    caller: request.caller.appId,
    method: request.method,
    path: `/${request.version}${request.path}`,
    query: request.query,
    body: request.body,
    ...clientRequestIdOf(request),
  };
}

const clientRequestIdOf = ({ headers }: Pick<GraphRequest, 'headers'>) => ({
  clientRequestId: headers['client-request-id'],
});

function toGraphRequest(
  incoming: FastifyRequest,
  version: GraphVersion,
): Omit<GraphRequest, 'caller'> {
  const { path, query } = parseGraphUrl(incoming.url.slice(version.length + 1));
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, value?.toString()]),
  );
  return {
    version,
    method: incoming.method,
    path,
    query,
    params: {},
    headers,
    body: incoming.body,
    bodyText: bodyTextOf(incoming),
    origin: originOf(incoming),
  };
}

function callerOf(claims: TokenClaims): Caller {
  const { appId, roles, scopes, userPrincipalName } = claims;
  return userPrincipalName === undefined
    ? { appId, roles }
    : { appId, roles, scopes, user: userPrincipalName };
}

function callerUnder({ withoutRoles }: Circumstances, caller: Caller): Caller {
  const keeps = (name: string) => withoutRoles !== 'all' && !withoutRoles.includes(name);
  return {
    ...caller,
    roles: caller.roles.filter(keeps),
    ...(caller.scopes === undefined ? {} : { scopes: caller.scopes.filter(keeps) }),
  };
}

/** As observed; https://learn.microsoft.com/graph/resolve-auth-errors */
const unauthenticated: Readonly<Record<TokenFault, () => GraphError>> = {
  missing: () => unauthorized('Access token is empty.'),
  malformed: () => unauthorized('CompactToken parsing failed with error code: 80049217'),
  signature: () => unauthorized('Access token validation failure. Invalid signature.'),
  audience: () => unauthorized('Access token validation failure. Invalid audience.'),
  expired: tokenExpired,
};

function unauthorized(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message);
}
