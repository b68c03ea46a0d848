import { ZodError } from 'zod';
import type { Simulation } from '../simulation.ts';
import { completeAnswer } from './complete.ts';
import { isUnreadable } from '../http/bodies.ts';
import {
  GraphError,
  directoryBadRequest,
  intuneBadRequest,
  renderGraphError,
  unreadableBody,
} from './errors.ts';
import type { GraphFamily } from './errors.ts';
import { isServedBy, operationOf } from './metadata/operations.ts';
import type { Operation } from './metadata/operations.ts';
import { requirePermission } from './permissions.ts';
import { checkOptions } from './query/options.ts';
import { checkRequestBody } from './request-body.ts';
import type { GraphRequest, GraphResponse, GraphRoute } from './route.ts';
import { refusalOfUnserved, unknownSegment } from './unserved.ts';

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
      const served = this.#routes.filter(({ pattern }) => pattern.test(request.path));
      throw refusalOfUnserved(request, {
        family: familyOf(request.path),
        served: served.map(({ route }) => route),
      });
    }
    const { route, pattern, names } = compiled;
    const values = pattern.exec(request.path)?.slice(1) ?? [];
    const params = Object.fromEntries(
      names.map((name, index) => [name, (values[index] ?? '').replaceAll("''", "'")]),
    );
    const asked = { ...request, params };
    const operation = operationOf(route.operationFor?.(asked) ?? route.operation);
    const { version, caller } = request;
    const { family } = route;
    if (!isServedBy(operation, version)) throw unknownSegment(route, version);
    requirePermission(operation, { caller, family });
    if (request.method === 'GET') checkOptions(request, rowTypeOf(operation));
    if (isUnreadable(request)) throw unreadableBody();
    checkRequestBody(request.body, operation, { version, family });
    const answer = await route.handle(asked);
    return completeAnswer(answer, { request, operation, family });
  }
}

/** Of the rows that an operation answers with; empty where the metadata names none. */
function rowTypeOf({ response }: Operation): string {
  if (response === null) return '';
  if ('type' in response) return response.type;
  return 'collectionOf' in response ? response.collectionOf : '';
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
      // `$count` and its like are no keys.
      return quote === '' ? String.raw`((?!\$)[^/']+)` : "'((?:[^']|'')+)";
    });
  return { route, pattern: new RegExp(`^${source}$`, 'i'), names };
}

function familyOf(path: string): GraphFamily {
  return /^\/device(Management|AppManagement)/i.test(path) ? 'intune' : 'directory';
}
