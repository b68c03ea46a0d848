import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { connectionOf, hangUp } from '../http/connection.ts';
import { originOf } from '../http/origin.ts';
import type { VendorResponse } from '../http/vendor-call.ts';
import type { VendorExchange } from '../http/vendor-exchange.ts';
import type { Simulation } from '../simulation.ts';
import type { TokenRefusal } from './refusals.ts';
import type { IssuedToken, TokenIssuer } from './token-issuer.ts';

interface IdentityParts {
  issuer: TokenIssuer;
  exchange: VendorExchange;
  simulation: Simulation;
}
type OfTenant = FastifyRequest<{ Params: { tenant: string } }>;

/** The authority: discovery, keys and tokens, as @azure/identity asks for them. */
export function registerIdentityRoutes(app: FastifyInstance, parts: IdentityParts): void {
  app.get('/:tenant/v2.0/.well-known/openid-configuration', (request: OfTenant) =>
    openIdConfiguration(request),
  );
  // https://learn.microsoft.com/entra/msal/dotnet/advanced/instance-discovery: what an authority asks of itself.
  app.get('/common/discovery/instance', (request) => instanceDiscovery(request));
  app.get('/:tenant/discovery/v2.0/keys', () => ({ keys: [parts.issuer.publicJwk] }));
  app.post('/:tenant/oauth2/v2.0/token', (request: OfTenant, reply) =>
    answerToken(parts, request, reply),
  );
}

function openIdConfiguration(request: OfTenant): object {
  const authority = `${originOf(request)}/${request.params.tenant}`;
  return {
    issuer: `${authority}/v2.0`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
    response_types_supported: ['code', 'id_token', 'token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
  };
}

function instanceDiscovery(request: FastifyRequest): object {
  const { host } = new URL(originOf(request));
  const tenant = tenantOfEndpoint(Reflect.get(request.query as object, 'authorization_endpoint'));
  return {
    tenant_discovery_endpoint: `${originOf(request)}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}

function tenantOfEndpoint(endpoint: unknown): string {
  const [, tenant] = /^https?:\/\/[^/]+\/([^/]+)\//.exec(String(endpoint)) ?? [];
  return tenant ?? 'common';
}

async function answerToken(
  { issuer, exchange, simulation }: IdentityParts,
  request: OfTenant,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form: Record<string, string> = Object.fromEntries(
    new URLSearchParams(String(request.body)),
  );
  const { tenant } = request.params;
  const path = `/${tenant}/oauth2/v2.0/token`;
  const call = {
    ...connectionOf(request, reply),
    surface: 'identity',
    caller: form['client_id'] ?? '',
    method: 'POST',
    path,
    query: {},
    body: form,
    clientRequestId: form['client-request-id'],
    part: 'request',
  } as const;
  const endpoint = `${originOf(request)}${path}`;
  const answer = await exchange.run(call, async ({ clockSkewSeconds }) => {
    const issued = await issuer.issue({ tenant, form, endpoint, clockSkewSeconds });
    return 'accessToken' in issued ? granted(issued) : refused(issued, simulation.wallNow());
  });
  if (answer.isLost === true) return hangUp(reply);
  return reply
    .status(answer.status)
    .headers({ ...answer.headers, ...uncached })
    .send(answer.body);
}

const uncached = { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' };

function granted({ accessToken, expiresInSeconds, scope }: IssuedToken): VendorResponse {
  const body = {
    token_type: 'Bearer',
    ...(scope === undefined ? {} : { scope }),
    expires_in: expiresInSeconds,
    ext_expires_in: expiresInSeconds,
    access_token: accessToken,
  };
  return { status: 200, body };
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#error-response-1 */
function refused(refusal: TokenRefusal, wallMs: number): VendorResponse {
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  const timestamp = `${new Date(wallMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const body = {
    error: refusal.error,
    error_description:
      `${refusal.description} Trace ID: ${traceId} ` +
      `Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [refusal.errorCode],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  };
  return { status: refusal.status, body };
}
