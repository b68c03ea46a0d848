import { graphRoutes } from '../../../emulator/graph/routes.ts';
import { operationOf } from '../../../emulator/graph/metadata/operations.ts';
import type { Operation } from '../../../emulator/graph/metadata/operations.ts';
import type { GraphRoute, GraphVersion } from '../../../emulator/graph/route.ts';
import type { Simulation } from '../../../emulator/simulation.ts';
import type { Laboratory } from '../support.ts';
import { cases } from './cases.ts';
import { openRichWorld, personalAuthorization } from './rich-world.ts';

/** One request a case asks for; `path` is without the version. */
export interface Step {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Default: a success of the operation. */
  status?: number;
  /** Asked by a person: an application alone is refused. */
  isPersonal?: boolean;
  /** Where one route serves several operations. */
  operation?: string;
}

export interface Walker {
  lab: Laboratory;
  simulation: Simulation;
  version: GraphVersion;
}

/** What to ask a route for. Cases run in their order, so that deletions come last. */
export type Case = (walker: Walker) => Step | Step[] | Promise<Step | Step[]>;

export interface Exchange {
  key: string;
  route: GraphRoute;
  operation: Operation;
  version: GraphVersion;
  step: Step;
  status: number;
  /** Undefined where the answer has no body; text where it is no JSON. */
  body: unknown;
  headers: Headers;
}

export const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

export function routesOf(simulation: Simulation): GraphRoute[] {
  return graphRoutes(simulation);
}

/** Asks every route of a rich world, in one version, for whatever it can answer. */
export async function walkRoutes(version: GraphVersion): Promise<Exchange[]> {
  const lab = await openRichWorld();
  const { simulation } = lab.emulator;
  const routes = new Map(routesOf(simulation).map((route) => [keyOf(route), route]));
  const ofApp = await lab.authorization();
  const ofPerson = await personalAuthorization(lab);
  const exchanges: Exchange[] = [];
  for (const [key, ask] of Object.entries(cases)) {
    const route = routes.get(key);
    // A case without a route is another test's failure.
    if (route === undefined) continue;
    const isServed = version === 'beta' || operationOf(route.operation).only !== 'beta';
    if (!isServed) continue;
    const steps = [await ask({ lab, simulation, version })].flat();
    for (const step of steps) {
      const authorization = step.isPersonal === true ? ofPerson : ofApp;
      exchanges.push(await send(lab, { key, route, version, step, authorization }));
    }
  }
  return exchanges;
}

async function send(
  lab: Laboratory,
  given: Pick<Exchange, 'key' | 'route' | 'version' | 'step'> & { authorization: string },
): Promise<Exchange> {
  const { key, route, version, step, authorization } = given;
  const response = await fetch(`${lab.emulator.url}/${version}${step.path}`, {
    method: route.method,
    headers: {
      authorization,
      ...(step.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...step.headers,
    },
    ...(step.body === undefined ? {} : { body: JSON.stringify(step.body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    key,
    route,
    version,
    step,
    operation: operationOf(step.operation ?? route.operation),
    status: response.status,
    body: text === '' ? undefined : isJson ? JSON.parse(text) : text,
    headers: response.headers,
  };
}
