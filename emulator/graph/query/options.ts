import { gatewayBadRequest } from '../errors.ts';
import type { GraphRequest } from '../route.ts';
import { findProperty, isKnownType } from './properties.ts';

/** https://learn.microsoft.com/graph/query-parameters */
const systemOptions = [
  '$count',
  '$expand',
  '$filter',
  '$format',
  '$orderby',
  '$search',
  '$select',
  '$skip',
  '$skiptoken',
  '$deltatoken',
  '$top',
];

/** The name as this code asks for it: `$orderBy` is `$orderby`, and the `$` may be left out. */
export function optionNamed(name: string): string {
  const lower = name.toLowerCase();
  if (systemOptions.includes(lower)) return lower;
  return systemOptions.includes(`$${lower}`) ? `$${lower}` : name;
}

/** What the gateway refuses before any service is asked: it knows OData and the schema. */
export function checkOptions(request: GraphRequest, type: string): void {
  for (const name of Object.keys(request.query)) {
    if (name.startsWith('$') && !systemOptions.includes(name)) {
      throw gatewayBadRequest(`The query parameter '${name}' is not supported.`);
    }
  }
  if (!isKnownType(type) || OPEN_TYPES.includes(type)) return;
  for (const name of selectedNames(request) ?? []) {
    if (name === '*' || findProperty(type, name, request.version) !== undefined) continue;
    throw gatewayBadRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
    );
  }
}

/** Members are of many types, and may be asked for what only some of them have. */
const OPEN_TYPES = ['directoryObject', 'entity'];

export function selectedNames(request: GraphRequest): string[] | undefined {
  const text = request.query['$select'];
  if (text === undefined || text.trim() === '') return undefined;
  return text.split(',').map((name) => name.trim());
}
