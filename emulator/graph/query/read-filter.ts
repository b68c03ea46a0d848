import { FilterSyntaxError, parseFilter } from '../../http/odata-filter.ts';
import type { Filter } from '../../http/odata-filter.ts';
import { gatewayBadRequest, intuneBadRequest, unsupportedQuery } from '../errors.ts';
import type { GraphRequest, GraphVersion } from '../route.ts';
import { clausesOf } from './clauses.ts';
import type { Clause } from './clauses.ts';
import { findProperty, isKnownType } from './properties.ts';
import type { FilterOperator, FilterRules, QueryRules } from './rules.ts';

/**
 * The filter of a request as far as the vendor honours it: `undefined` means that every row
 * passes, be it that nothing was asked or that the service lets the filter fall.
 */
export function readFilter(request: GraphRequest, rules: QueryRules): Filter | undefined {
  const text = request.query['$filter'];
  if (text === undefined) return undefined;
  const filter = parse(text);
  const clauses = clausesOf(filter);
  for (const clause of clauses) checkSchema(clause, rules.type, request.version);
  const isHeededWhole = clauses.every((clause) => isHeeded(clause, rules.filter));
  switch (rules.filter.unsupported) {
    case 'unchecked':
      return filter;
    case 'ignored':
      return isHeededWhole ? (rules.filter.understood?.(filter) ?? filter) : undefined;
    case 'malformed':
      if (isHeededWhole) return filter;
      throw intuneBadRequest('An error has occurred');
    case 'refused':
      for (const clause of clauses) checkSupport(clause, rules, request);
      return filter;
  }
}

function parse(text: string): Filter {
  try {
    return parseFilter(text);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    throw gatewayBadRequest(`Invalid filter clause: ${error.message}`);
  }
}

/** The gateway knows the schema, whichever service stands behind it. */
function checkSchema({ property, leaf }: Clause, type: string, version: GraphVersion): void {
  if (!isKnownType(type)) return;
  const [first = ''] = property.split('/');
  const found = findProperty(type, first, version);
  if (found === undefined) {
    throw gatewayBadRequest(
      `Invalid filter clause: Could not find a property named '${first}' on type 'microsoft.graph.${type}'.`,
    );
  }
  if (leaf.kind !== 'compare' || leaf.value === null || property.includes('/')) return;
  if (suits(found.type, leaf.value, leaf.quoted)) return;
  throw gatewayBadRequest(
    'Invalid filter clause: A binary operator with incompatible types was detected. ' +
      `Found operand types '${found.type ?? ''}' and '${leaf.quoted ? 'Edm.String' : typeof leaf.value}' for operator kind '${leaf.operator}'.`,
  );
}

/** A date is written without quotes, text with them: the commonest mistake of all filters. */
function suits(type: string | undefined, value: unknown, isQuoted: boolean): boolean {
  switch (type) {
    case 'Edm.String':
      return isQuoted;
    case 'Edm.Boolean':
      return typeof value === 'boolean';
    case 'Edm.DateTimeOffset':
      return !isQuoted && !Number.isNaN(Date.parse(String(value)));
    case 'Edm.Int32':
    case 'Edm.Int64':
      return typeof value === 'number';
    default:
      return true;
  }
}

/**
 * Whether a service that says nothing takes notice of a clause. An empty text never counts:
 * `userPrincipalName eq ''` answers every device.
 * https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1391
 */
function isHeeded(clause: Clause, rules: FilterRules): boolean {
  const { property, operator, isNegated, leaf } = clause;
  const isEmpty = 'value' in leaf && leaf.value === '';
  if (isNegated || isEmpty || rules.accepts?.(clause) === false) return false;
  return operatorsOf(rules.properties, property).includes(operator);
}

/**
 * https://learn.microsoft.com/graph/aad-advanced-queries: `ne` and `not` need the advanced
 * parameters wherever `eq` works without, and `in` works wherever `eq` does.
 */
function checkSupport(clause: Clause, rules: QueryRules, request: GraphRequest): void {
  const { filter, type } = rules;
  const always = operatorsOf(filter.properties, clause.property);
  const advanced = operatorsOf(filter.advanced ?? {}, clause.property);
  const needsAdvanced = advancedNeedOf(clause, always, advanced);
  if (needsAdvanced === false) return;
  if (needsAdvanced === undefined) {
    const resource = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
    throw unsupportedQuery(
      `Unsupported or invalid query filter clause specified for property '${clause.property}' of resource '${resource}'.`,
    );
  }
  if (isAdvancedQuery(request)) return;
  throw unsupportedQuery(
    `Operator '${needsAdvanced}' is not supported because the required parameters might be missing. ` +
      'Try adding $count=true query parameter and ConsistencyLevel:eventual header. ' +
      'Refer to https://aka.ms/graph-docs/advanced-queries for more information',
  );
}

/** False: works by default. A name: works in an advanced query. Undefined: never. */
function advancedNeedOf(
  clause: Clause,
  always: readonly FilterOperator[],
  advanced: readonly FilterOperator[],
): string | false | undefined {
  const { operator, isNegated } = clause;
  const stem = operator === 'ne' || operator === 'in' ? 'eq' : operator;
  const isKnown = always.includes(stem) || advanced.includes(stem);
  if (!isKnown) return undefined;
  if (isNegated) return 'not';
  if (operator === 'ne') return 'ne';
  return always.includes(stem) ? false : operator;
}

/** Both halves are needed: https://learn.microsoft.com/graph/aad-advanced-queries */
export function isAdvancedQuery(request: GraphRequest): boolean {
  return isEventual(request) && request.query['$count']?.toLowerCase() === 'true';
}

export function isEventual(request: GraphRequest): boolean {
  return request.headers['consistencylevel']?.toLowerCase() === 'eventual';
}

function operatorsOf(
  properties: Readonly<Record<string, readonly FilterOperator[]>>,
  property: string,
): readonly FilterOperator[] {
  const wanted = property.toLowerCase();
  const found = Object.entries(properties).find(([name]) => name.toLowerCase() === wanted);
  return found?.[1] ?? [];
}
