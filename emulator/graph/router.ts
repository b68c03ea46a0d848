import { ZodError } from 'zod';
import type { Simulation } from '../simulation.ts';
import { GraphError, directoryBadRequest, intuneBadRequest, renderGraphError } from './errors.ts';
import type { GraphFamily } from './errors.ts';
import { mayCall, rolesThatOpen } from './permissions.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from './route.ts';

interface CompiledRoute {
  route: GraphRoute;
  pattern: RegExp;
  names: string[];
}

/** Finds the route of a request, checks the token's roles, and turns refusals into envelopes. */
export class GraphRouter {
  readonly #routes: CompiledRoute[];
  readonly #simulation: Simulation;

  constructor(simulation: Simulation, routes: GraphRoute[]) {
    this.#simulation = simulation;
    this.#routes = routes.map(compile);
  }

  async answer(request: GraphRequest): Promise<GraphResponse> {
    const requestId = this.#simulation.ids.next('request');
    const clientRequestId = request.headers['client-request-id'] ?? requestId;
    const headers = {
      'request-id': requestId,
      'client-request-id': clientRequestId,
      'x-ms-ags-diagnostic': '{"ServerInfo":{"DataCenter":"Emulator","Ring":"1"}}',
    };
    const compiled = this.#find(request);
    try {
      const answer = await this.#handle(request, compiled);
      return { ...answer, headers: { ...headers, ...answer.headers } };
    } catch (thrown) {
      const family = compiled?.route.family ?? familyOf(request.path);
      const error = toGraphError(thrown, family);
      const body = renderGraphError(error, {
        family,
        vendorNow: this.#simulation.clock.nowIso(),
        requestId,
        clientRequestId,
      });
      return { status: error.status, body, headers: { ...headers, ...error.headers } };
    }
  }

  #find(request: GraphRequest): CompiledRoute | undefined {
    return this.#routes.find(
      ({ route, pattern }) => route.method === request.method && pattern.test(request.path),
    );
  }

  async #handle(
    request: GraphRequest,
    compiled: CompiledRoute | undefined,
  ): Promise<GraphResponse> {
    if (compiled === undefined) {
      throw new GraphError(
        501,
        'NotImplemented',
        `Not emulated: ${request.method} ${request.path}`,
      );
    }
    const { route, pattern, names } = compiled;
    if (route.only === 'beta' && request.version !== 'beta') {
      const segment = request.path
        .split('/')
        .find((part) => part !== '' && part !== 'deviceManagement');
      throw new GraphError(
        400,
        'BadRequest',
        `Resource not found for the segment '${segment ?? ''}'.`,
      );
    }
    requireRole(request, route);
    const values = pattern.exec(request.path)?.slice(1) ?? [];
    const params = Object.fromEntries(
      names.map((name, index) => [name, (values[index] ?? '').replaceAll("''", "'")]),
    );
    return route.handle({ ...request, params });
  }
}

/** https://learn.microsoft.com/graph/resolve-auth-errors */
function requireRole(request: GraphRequest, route: GraphRoute): void {
  if (mayCall(route.operation, request.caller.roles)) return;
  if (route.family === 'directory') {
    const message = 'Insufficient privileges to complete the operation.';
    throw new GraphError(403, 'Authorization_RequestDenied', message);
  }
  const needed = rolesThatOpen(route.operation).slice(0, 2).join(', ');
  const message =
    'Application is not authorized to perform this operation. ' +
    `Application must have one of the following scopes: ${needed}`;
  throw new GraphError(403, 'Forbidden', message);
}

/** A body that does not fit the schema is the caller's mistake; anything else is ours. */
function toGraphError(thrown: unknown, family: GraphFamily): GraphError {
  if (thrown instanceof GraphError) return thrown;
  if (!(thrown instanceof ZodError)) throw thrown;
  const [issue] = thrown.issues;
  const message = `Invalid value for '${issue?.path.join('/') ?? ''}': ${issue?.message ?? ''}`;
  return family === 'directory' ? directoryBadRequest(message) : intuneBadRequest(message);
}

function compile(route: GraphRoute): CompiledRoute {
  const names: string[] = [];
  const source = route.path
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/('?):([A-Za-z]+)/g, (_match, quote: string, name: string) => {
      names.push(name);
      // Inside a quoted key a quote is doubled.
      return quote === '' ? "([^/']+)" : "'((?:[^']|'')+)";
    });
  return { route, pattern: new RegExp(`^${source}$`, 'i'), names };
}

function familyOf(path: string): GraphFamily {
  return /^\/device(Management|AppManagement)/i.test(path) ? 'intune' : 'directory';
}
