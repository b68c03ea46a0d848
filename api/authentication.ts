import type { FastifyInstance, FastifyRequest } from 'fastify';
import { access, openPrefixes, type Access } from './access.ts';
import { ApiProblem } from './problem.ts';

/** Who sends a request, as their token says. */
export interface Caller {
  readonly tenant: string;
  readonly oid: string;
  readonly roles: readonly string[];
  /** False for an application's own token. */
  readonly isPerson: boolean;
}

/** Verifies a bearer token. Throws `ApiProblem` `NotSignedIn`. */
export type Authenticate = (token: string) => Promise<Caller>;

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** Every route but the open ones needs a token and a row of the access table; without a row the service does not start. */
export function requireSignIn(app: FastifyInstance, authenticate: Authenticate): void {
  app.decorateRequest('caller', null);
  app.addHook('onRoute', (route) => {
    if (isOpen(route.url)) return;
    const methods = Array.isArray(route.method) ? route.method : [route.method];
    for (const method of methods) accessTo(method, route.url);
  });
  app.addHook('onRequest', async (request) => {
    const { url } = request.routeOptions;
    // An unknown address is told apart from a forbidden one only to those who are signed in.
    if (url !== undefined && isOpen(url)) return;
    const caller = await authenticate(bearerToken(request));
    request.caller = caller;
    if (url !== undefined) refuseUnlessAllowed(caller, accessTo(request.method, url));
  });
}

/** The caller of a route that is not open. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new ApiProblem('NotSignedIn');
  return request.caller;
}

function refuseUnlessAllowed(caller: Caller, needed: Access): void {
  if (!needed.roles.some((role) => caller.roles.includes(role))) {
    throw new ApiProblem('NotAllowed', `This needs the role ${needed.roles.join(' or ')}.`);
  }
  if (needed.personOnly === true && !caller.isPerson) {
    throw new ApiProblem('NotAllowed', 'This needs a signed-in person, not an application.');
  }
}

function accessTo(method: string, url: string): Access {
  // Fastify answers HEAD by the route of GET.
  const key = `${method === 'HEAD' ? 'GET' : method} ${url}`;
  const rows: Readonly<Record<string, Access>> = access;
  const row = rows[key];
  if (row === undefined) throw new Error(`route ${key} has no row in api/access.ts`);
  return row;
}

function isOpen(url: string): boolean {
  return openPrefixes.some((prefix) => url === prefix || url.startsWith(`${prefix}/`));
}

function bearerToken(request: FastifyRequest): string {
  const match = /^Bearer ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '');
  if (match?.[1] === undefined) {
    throw new ApiProblem('NotSignedIn', 'Send an access token as `Authorization: Bearer`.');
  }
  return match[1];
}
