import type { Filter } from '../../http/odata-filter.ts';
import type { FilterOperator } from './rules.ts';

/** One condition of a filter, with the property of the row that it looks at. */
export interface Clause {
  property: string;
  operator: FilterOperator;
  isNegated: boolean;
  leaf: Exclude<Filter, { kind: 'and' | 'or' | 'not' | 'isof' }>;
}

/** Every condition of a filter. What stands inside `any` belongs to the collection's clause. */
export function clausesOf(filter: Filter, isNegated = false): Clause[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...clausesOf(filter.left, isNegated), ...clausesOf(filter.right, isNegated)];
    case 'not':
      return clausesOf(filter.inner, !isNegated);
    case 'isof':
      return [];
    case 'compare':
      return [clause(filter, filter.operator, isNegated)];
    case 'text':
      return [clause(filter, filter.name, isNegated)];
    default:
      return [clause(filter, filter.kind, isNegated)];
  }
}

function clause(leaf: Clause['leaf'], operator: FilterOperator, isNegated: boolean): Clause {
  return { property: leaf.property, operator, isNegated, leaf };
}
