import type { Filter, Literal } from '../../http/odata-filter.ts';
import { parseFilter } from '../../http/odata-filter.ts';
import { matchesFilter, order } from '../../http/odata-match.ts';
import { Bounds } from '../bounds.ts';
import type { CallerView } from '../callers/caller-view.ts';
import { badRequest } from '../errors.ts';
import type { SiteClass, SiteRow } from '../site-class.ts';

/** Inline `$count`, `$expand`, `$search` and all else are refused. */
const knownOptions = ['$filter', '$select', '$orderby', '$top', '$skip'];
type Columns = SiteClass['columns'];

export function checkOptions(query: Readonly<Record<string, string>>, more: string[] = []): void {
  const known = [...knownOptions, ...more];
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown !== undefined) throw badRequest(`The query option '${unknown}' is not supported.`);
}

/** The rows that the caller sees and that pass, in order, from `$skip` on, `$top` of them. */
export function listRows(
  siteClass: SiteClass,
  view: CallerView,
  query: Readonly<Record<string, string>>,
): SiteRow[] {
  const { $filter, $orderby, $top, $skip } = query;
  const filter = $filter === undefined ? undefined : resolve(siteClass, parseFilter($filter));
  const terms = $orderby === undefined ? [] : orderTerms(siteClass, $orderby);
  const start = countOf('$skip', $skip) ?? 0;
  const top = countOf('$top', $top) ?? Number.POSITIVE_INFINITY;
  if (!view.may('read', siteClass.name)) return [];
  const isInOrder = terms.every(
    ({ name, sign }, index) => index === 0 && sign === 1 && name === siteClass.orderedBy,
  );
  const passing: SiteRow[] = [];
  for (const row of siteClass.list(view, new Bounds(filter))) {
    if (isInOrder && passing.length >= start + top) break;
    if (filter === undefined || matchesFilter(row, filter)) passing.push(row);
  }
  if (!isInOrder) sort(passing, terms);
  return passing.slice(start, start + top);
}

/** Property names as the class spells them: the provider tolerates any case. */
export function selectedNames(
  siteClass: SiteClass,
  $select: string | undefined,
): string[] | undefined {
  if ($select === undefined || $select.trim() === '*') return undefined;
  return $select.split(',').map((name) => columnNamed(siteClass, name.trim()));
}

function columnNamed(siteClass: SiteClass, name: string): string {
  if (siteClass.columns.has(name)) return name;
  const lower = name.toLowerCase();
  const found = [...siteClass.columns.keys()].find((each) => each.toLowerCase() === lower);
  if (found !== undefined) return found;
  throw badRequest(
    `Could not find a property named '${name}' on type 'AdminService.${siteClass.name}'.`,
  );
}

/** Gives properties their spelling, and refuses what does not fit their types. */
function resolve(siteClass: SiteClass, filter: Filter): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return {
        ...filter,
        left: resolve(siteClass, filter.left),
        right: resolve(siteClass, filter.right),
      };
    case 'not':
      return { ...filter, inner: resolve(siteClass, filter.inner) };
    case 'isof':
      throw badRequest("The function 'isof' is not supported.");
    case 'in':
      throw badRequest("The operator 'in' is not supported.");
    case 'any': {
      const property = columnNamed(siteClass, filter.property);
      if (!typeOf(siteClass.columns, property).startsWith('Collection(')) {
        throw badRequest(`'any' needs a collection; '${property}' is none.`);
      }
      return { ...filter, property };
    }
    case 'text': {
      const property = columnNamed(siteClass, filter.property);
      if (typeOf(siteClass.columns, property) !== 'Edm.String') {
        throw badRequest(`No function signature for '${filter.name}' matches '${property}'.`);
      }
      return { ...filter, property };
    }
    case 'compare': {
      const property = columnNamed(siteClass, filter.property);
      const type = typeOf(siteClass.columns, property);
      if (!isComparable(type, filter)) {
        throw badRequest(
          'A binary operator with incompatible types was detected. ' +
            `Found operand types '${type}' and '${nameOf(filter.value)}'.`,
        );
      }
      return { ...filter, property };
    }
  }
}

function typeOf(columns: Columns, property: string): string {
  return columns.get(property)?.type ?? '';
}

function isComparable(
  type: string,
  { value, quoted }: Extract<Filter, { kind: 'compare' }>,
): boolean {
  if (value === null) return true;
  switch (type) {
    case 'Edm.Int64':
    case 'Edm.Int32':
      return typeof value === 'number';
    case 'Edm.Boolean':
      return typeof value === 'boolean';
    case 'Edm.DateTimeOffset':
      return typeof value === 'string' && !quoted;
    default:
      return quoted;
  }
}

function nameOf(value: Literal): string {
  if (typeof value === 'number') return 'Edm.Int32';
  return typeof value === 'boolean' ? 'Edm.Boolean' : 'Edm.String';
}

interface OrderTerm {
  name: string;
  sign: 1 | -1;
}

function orderTerms(siteClass: SiteClass, $orderby: string): OrderTerm[] {
  return $orderby.split(',').map((term) => {
    const [name = '', direction = 'asc'] = term.trim().split(/\s+/);
    const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
    return { name: columnNamed(siteClass, name), sign };
  });
}

function sort(rows: SiteRow[], terms: readonly OrderTerm[]): void {
  rows.sort((left, right) => {
    for (const { name, sign } of terms) {
      const difference = order(left[name], right[name] as Literal) ?? 0;
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
}

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw badRequest(`Invalid value '${text}' for ${name}.`);
  return Number(text);
}
