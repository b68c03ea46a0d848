import type { GraphRequest } from '../route.ts';
import type { Operation } from './operations.ts';
import { readParameter, typeOf } from './types.ts';

/** Directory objects of one kind are told by their set, wherever they were found. */
const sets: Readonly<Record<string, string>> = {
  directoryObject: 'directoryObjects',
  device: 'devices',
  group: 'groups',
};

/**
 * `@odata.context`: what of the metadata an answer is.
 * https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html#sec_ContextURL
 */
export function contextOf(operation: Operation, request: GraphRequest): string | undefined {
  const described = describe(operation, request);
  return described === undefined
    ? undefined
    : `${request.origin}/${request.version}/$metadata#${described}`;
}

function describe({ response, path }: Operation, request: GraphRequest): string | undefined {
  if (response === null || 'text' in response) return undefined;
  if ('parameters' in response) {
    const spec = response.parameters['value'];
    if (spec === undefined) return undefined;
    const { type, isCollection } = readParameter('value', spec);
    const name = qualified(type);
    return isCollection ? `Collection(${name})` : name;
  }
  const projection = projectionOf(request);
  if ('collectionOf' in response) {
    return `${sets[response.collectionOf] ?? setOf(path, request.path)}${projection}`;
  }
  if (typeOf(response.type).kind === 'complex') return qualified(response.type);
  const set = sets[response.type] ?? setOf(path, request.path).replace(/\('[^']*'\)$/, '');
  return `${set}${projection}/$entity`;
}

/** `/users/{id}/licenseDetails` of user 5: `users('5')/licenseDetails`. */
function setOf(template: string, path: string): string {
  const actual = path.split('/');
  const parts = template.split('/').map((part, index) => {
    if (part === '') return '';
    if (part.startsWith('{')) return `('${actual[index] ?? ''}')`;
    return `/${part.replace(/\(.*\)$/, '')}`;
  });
  return parts.join('').slice(1);
}

function projectionOf({ query }: GraphRequest): string {
  const select = query['$select'];
  return select === undefined || select.trim() === '*' ? '' : `(${select.replaceAll(' ', '')})`;
}

function qualified(type: string): string {
  return type.startsWith('Edm.') ? type : `microsoft.graph.${type}`;
}
