import type { Filter } from '../../http/odata-filter.ts';
import type { GraphFamily } from '../errors.ts';
import type { Clause } from './clauses.ts';

/** What a `$filter` does to a property: comparisons, text functions, and `any` over collections. */
export type FilterOperator =
  'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'in' | 'startswith' | 'contains' | 'endswith' | 'any';

/**
 * - `refused`: the directory names the property and answers 400.
 * - `ignored`: the whole filter counts for nothing and everything comes back, with 200.
 * - `malformed`: the service behind the gateway answers 400 and says nothing.
 * - `unchecked`: whatever the schema has may be filtered; nobody has found the limits.
 */
type Unsupported = 'refused' | 'ignored' | 'malformed' | 'unchecked';

export interface FilterRules {
  unsupported: Unsupported;
  /** By property: what works by default. `ne` and `not` follow from `eq` in the directory. */
  properties: Readonly<Record<string, readonly FilterOperator[]>>;
  /** What works with `ConsistencyLevel: eventual` and `$count=true` only. */
  advanced?: Readonly<Record<string, readonly FilterOperator[]>>;
  /** A further condition, of values that a service stumbles over. */
  accepts?: (clause: Clause) => boolean;
  /** What the service makes of a filter it seems to honour. */
  understood?: (filter: Filter) => Filter;
}

/** What the list of one resource makes of the query options of OData. */
export interface QueryRules {
  family: GraphFamily;
  /** Of the rows, as the vendor's metadata names it: a property it lacks is refused with 400. */
  type: string;
  pageSize: number;
  pageSizeMax: number;
  filter: FilterRules;
  /** Sortable by default, and in advanced queries only. Left out: whatever the schema has. */
  orderBy?: { always: readonly string[]; advanced: readonly string[] };
  /** What `$search` looks at. Left out: `$search` counts for nothing. */
  search?: readonly string[];
  /** `@odata.count` comes unasked, and counts the page. */
  countsPages?: boolean;
}

/** https://learn.microsoft.com/graph/api/device-list and /group-list, /user-list. */
const DIRECTORY_PAGE = { pageSize: 100, pageSizeMax: 999 } as const;
/** Observed: Intune cuts its lists at 1,000 and takes no larger page. */
const INTUNE_PAGE = { pageSize: 1000, pageSizeMax: 1000 } as const;

export function directoryRules(
  type: string,
  rules: Pick<QueryRules, 'filter' | 'orderBy' | 'search'>,
): QueryRules {
  return { family: 'directory', type, ...DIRECTORY_PAGE, ...rules };
}

export function intuneRules(type: string, rules: Partial<QueryRules> = {}): QueryRules {
  const filter: FilterRules = { unsupported: 'unchecked', properties: {} };
  return { family: 'intune', type, ...INTUNE_PAGE, filter, ...rules };
}
