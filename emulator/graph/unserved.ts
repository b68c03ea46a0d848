import { GatewayError, GraphError, gatewayBadRequest } from './errors.ts';
import type { GraphFamily } from './errors.ts';
import { allOperations, isServedBy, operationOf } from './metadata/operations.ts';
import type { Operation } from './metadata/operations.ts';
import type { GraphRoute, GraphVersion } from './route.ts';

const methodsOfGraph = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

/**
 * What a request gets for which there is no route. `served` are the routes of its path with other
 * methods. Where no service could take the method, the vendor's refusal; otherwise the emulator
 * says that it does not go so far.
 */
export function refusalOfUnserved(
  { method, path }: { method: string; path: string },
  { family, served }: { family: GraphFamily; served: readonly GraphRoute[] },
): GraphError {
  const isKnown = methodsOfGraph.includes(method);
  if (isKnown && !served.some((route) => refuses(route, { method, path })) && path !== '/$batch') {
    return new GatewayError(501, 'NotImplemented', `Not emulated: ${method} ${path}`);
  }
  // https://github.com/microsoftgraph/microsoft-graph-docs/issues/119 and …/issues/13985
  if (family === 'directory') {
    const message = 'Specified HTTP method is not allowed for the request target.';
    return new GraphError(405, 'Request_BadRequest', message);
  }
  // https://github.com/ThomasKur/IntuneDocumentation/issues/34 (400), and what it says there of a
  // PATCH without a key: https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2922
  return new GatewayError(
    400,
    'No method match route template',
    `No OData route exists that match template ${templateOf(path, served[0])} ` +
      `with http verb ${method} for request /DeviceFE/StatelessDeviceFEService${path}.`,
  );
}

/** Actions are posted, entities never; a collection is read and added to. */
function refuses(route: GraphRoute, { method, path }: { method: string; path: string }): boolean {
  const operation = operationOf(route.operation);
  if (isAction(operation)) return method !== 'POST';
  if (/:\w+('\))?$/.test(route.path)) {
    // A mere word in the place of a key may be an action that nobody serves here.
    return method === 'POST' && !/\/[a-z]+$/i.test(path);
  }
  const { response } = operation;
  const isCollection = response !== null && 'collectionOf' in response;
  return isCollection && ['PATCH', 'PUT', 'DELETE'].includes(method);
}

function isAction({ method, request }: Operation): boolean {
  return method === 'POST' && (request === null || 'parameters' in request);
}

function templateOf(path: string, route: GraphRoute | undefined): string {
  const [singleton, ...segments] = (route?.path ?? path).split('/').filter((part) => part !== '');
  const last = route !== undefined && isAction(operationOf(route.operation)) ? ['action'] : [];
  const kinds = segments
    .slice(0, segments.length - last.length)
    .map((part) => (part.startsWith(':') ? 'key' : 'navigation'));
  return ['~', ...(singleton === undefined ? [] : ['singleton']), ...kinds, ...last].join('/');
}

/**
 * Beta only, asked for in v1.0: the first segment that v1.0 does not have.
 * https://learn.microsoft.com/graph/versioning-and-support
 */
export function unknownSegment({ path }: GraphRoute, version: GraphVersion): GraphError {
  const known = allOperations().filter((operation) => isServedBy(operation, version));
  const shapes = known.map((operation) => segmentsOf(operation.path));
  const segments = segmentsOf(path);
  const index = segments.findIndex((_segment, last) =>
    shapes.every((shape) => segments.slice(0, last + 1).some((part, at) => part !== shape[at])),
  );
  return gatewayBadRequest(`Resource not found for the segment '${segments[index] ?? ''}'.`);
}

/** Keys are all the same: \`:id\` of a route, \`{id}\` of an operation. */
function segmentsOf(path: string): string[] {
  const segments = path.split('/').filter((part) => part !== '');
  return segments.map((part) => (/^[:{]/.test(part) ? '*' : part));
}
