import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AdminService } from '../configmgr/admin-service.ts';
import type { Credentials } from '../configmgr/callers/authenticate.ts';
import { notFound, renderError } from '../configmgr/errors.ts';
import type { TokenVerifier } from '../identity/token-verifier.ts';
import type { Simulation } from '../simulation.ts';
import { bodyTextOf, isUnreadable } from './bodies.ts';
import { connectionOf } from './connection.ts';
import { originOf } from './origin.ts';
import { sendVendorResponse } from './send.ts';
import type { VendorResponse } from './vendor-call.ts';
import type { VendorExchange } from './vendor-exchange.ts';

interface Parts {
  simulation: Simulation;
  exchange: VendorExchange;
  verifier: TokenVerifier;
}

/** What a route below one of the prefixes needs to know. */
interface Entrance {
  /** `/AdminService/`, as the caller wrote it. */
  prefix: string;
  credentials: Credentials;
}

/**
 * The AdminService where it can be reached: with Windows authentication, with Entra tokens, and
 * with Entra tokens through the cloud management gateway.
 * https://learn.microsoft.com/mem/configmgr/develop/adminservice/overview
 */
export function registerAdminServiceEndpoint(app: FastifyInstance, parts: Parts): void {
  const { simulation, verifier } = parts;
  const service = new AdminService(simulation);
  const serve = (incoming: FastifyRequest, reply: FastifyReply, entrance: Entrance) =>
    answer(incoming, { reply, entrance, service, parts });
  const tokenOf = async (incoming: FastifyRequest): Promise<Credentials> => {
    const audiences = [simulation.site.spec.tokenAuth.audience];
    const checked = await verifier.check(incoming.headers.authorization, { audiences });
    if (checked.kind === 'refused') return { kind: 'token', claims: undefined };
    const { scopes, userPrincipalName: upn } = checked.claims;
    return {
      kind: 'token',
      claims: { upn, scp: scopes.length === 0 ? undefined : scopes.join(' ') },
    };
  };

  // `fastify` has refused a path already that cannot be decoded.
  app.all('/AdminService/*', (incoming, reply) => {
    const { authorization } = incoming.headers;
    const credentials = { kind: 'windows', authorization } as const;
    return serve(incoming, reply, { prefix: '/AdminService/', credentials });
  });
  app.all('/AdminService_TokenAuth/*', async (incoming, reply) => {
    const credentials = await tokenOf(incoming);
    return serve(incoming, reply, { prefix: '/AdminService_TokenAuth/', credentials });
  });
  for (const proxy of ['CCM_Proxy_ServerAuth', 'CCM_Proxy_MutualAuth']) {
    app.all<{ Params: { id: string } }>(`/${proxy}/:id/AdminService/*`, async (incoming, reply) => {
      const { id } = incoming.params;
      if (!isThroughGateway(simulation, id)) {
        return sendVendorResponse(simulation, reply, renderError(notFound(incoming.url)));
      }
      const credentials = await tokenOf(incoming);
      return serve(incoming, reply, { prefix: `/${proxy}/${id}/AdminService/`, credentials });
    });
  }
  app.get('/CCM_Proxy_ServerAuth/AADAuthInfo', (incoming, reply) =>
    sendVendorResponse(simulation, reply, authInfo(simulation, incoming)),
  );
}

/** The gateway knows the AdminService by a number, while it runs and is allowed to pass it on. */
function isThroughGateway({ site }: Simulation, id: string): boolean {
  const { cmg } = site.spec;
  return cmg !== null && cmg.state === 0 && cmg.allowsAdminService && id === cmg.adminServiceId;
}

/** What a client learns anonymously in its setup; the shape of the answer is unconfirmed. */
function authInfo({ site, world }: Simulation, incoming: FastifyRequest): VendorResponse {
  const { searchParams } = new URL(incoming.url, 'https://localhost');
  const isOurs = searchParams.get('TenantID')?.toLowerCase() === world.tenant.tenantId;
  if (!isOurs || site.spec.cmg?.state !== 0 || !site.spec.hasTenantConnection) {
    return renderError(notFound(incoming.url));
  }
  const { audience, clientAppId } = site.spec.tokenAuth;
  const body = { TenantID: world.tenant.tenantId, ClientAppID: clientAppId, ResourceUri: audience };
  return { status: 200, body };
}

async function answer(
  incoming: FastifyRequest,
  given: { reply: FastifyReply; entrance: Entrance; service: AdminService; parts: Parts },
): Promise<FastifyReply> {
  const { reply, entrance, service, parts } = given;
  const { prefix, credentials } = entrance;
  const { simulation, exchange } = parts;
  const { method, body } = incoming;
  const [rawPath = '', rawQuery = ''] = incoming.url.slice(prefix.length).split(/\?(.*)/s);
  const call = {
    surface: 'adminService',
    caller: callerOf(credentials),
    method,
    path: `${prefix}${decodeURIComponent(rawPath)}`,
    query: Object.fromEntries(new URLSearchParams(rawQuery)),
    body,
    clientRequestId: incoming.headers['client-request-id']?.toString(),
    part: 'request',
    ...connectionOf(incoming, reply),
  } as const;
  const response = await exchange.run(call, () => {
    const [, asked, path = ''] = /^(wmi|v1\.0)\/(.*)$/is.exec(decodeURIComponent(rawPath)) ?? [];
    if (asked === undefined) return renderError(notFound(incoming.url));
    const route = asked.toLowerCase() as 'wmi' | 'v1.0';
    const baseUrl = `${originOf(incoming)}${prefix}${route}`;
    return service.answer({
      method,
      route,
      path,
      query: call.query,
      credentials,
      body,
      isUnreadable: isUnreadable({ body, bodyText: bodyTextOf(incoming) }),
      baseUrl,
    });
  });
  return sendVendorResponse(simulation, reply, response);
}

/** A person stays the same whatever token is shown. */
function callerOf(credentials: Credentials): string {
  const given = credentials.kind === 'token' ? credentials.claims?.upn : credentials.authorization;
  return given ?? 'anonymous';
}
