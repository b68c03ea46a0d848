import { order } from '../../http/odata-match.ts';
import type { SiteSystem } from '../systems/table.ts';
import type { WqlSource } from '../systems/wql-sources.ts';
import { WqlSyntaxError, parseWql } from './parse.ts';
import type { WqlExpression, WqlOperand, WqlQuery, WqlValue } from './parse.ts';

export type SystemPredicate = (system: SiteSystem) => boolean;

type Sources = ReadonlyMap<string, WqlSource>;
/** The classes of a query in its order. */
type Scope = readonly { alias: string; source: WqlSource }[];
/** One instance of each class of the scope; what an outer join did not find is missing. */
type Row = readonly (object | undefined)[];
type RowPredicate = (row: Row) => boolean;

/** `undefined`: the provider would not accept the query of a device rule. */
export function compileWql(text: string, sources: Sources): SystemPredicate | undefined {
  try {
    return compile(parseWql(text), sources);
  } catch (error) {
    if (error instanceof WqlSyntaxError) return undefined;
    throw error;
  }
}

function compile(query: WqlQuery, sources: Sources): SystemPredicate {
  // A device rule must select from a resource class.
  if (query.from.className.toLowerCase() !== 'sms_r_system') {
    throw new WqlSyntaxError(query.from.className);
  }
  const classes = [query.from, ...query.joins.map(({ target }) => target)].map((each) => {
    const source = sources.get(each.className.toLowerCase());
    if (source === undefined) throw new WqlSyntaxError(each.className);
    return { alias: each.alias.toLowerCase(), source };
  });
  const joins = query.joins.map(({ on, isOuter }) => ({
    isOuter,
    accepts: predicateOf(on, classes),
  }));
  const accepts = query.where === undefined ? () => true : predicateOf(query.where, classes);
  return (system) => {
    let rows: Row[] = [[system]];
    joins.forEach((join, index) => {
      const instances = classes[index + 1]?.source.instancesOf(system) ?? [];
      rows = rows.flatMap((row) => {
        const joined = instances.map((instance): Row => [...row, instance]).filter(join.accepts);
        return joined.length === 0 && join.isOuter ? [[...row, undefined]] : joined;
      });
    });
    return rows.some(accepts);
  };
}

function predicateOf(expression: WqlExpression, scope: Scope): RowPredicate {
  switch (expression.kind) {
    case 'and': {
      const terms = expression.terms.map((term) => predicateOf(term, scope));
      return (row) => terms.every((term) => term(row));
    }
    case 'or': {
      const terms = expression.terms.map((term) => predicateOf(term, scope));
      return (row) => terms.some((term) => term(row));
    }
    case 'not': {
      const term = predicateOf(expression.term, scope);
      return (row) => !term(row);
    }
    case 'in': {
      const left = readerOf(expression.left, scope);
      const { values } = expression;
      return (row) =>
        someValue(left(row), (value) => values.some((each) => order(value, each) === 0));
    }
    case 'compare':
      return comparison(expression, scope);
  }
}

function comparison(
  { left, operator, right }: Extract<WqlExpression, { kind: 'compare' }>,
  scope: Scope,
): RowPredicate {
  const [readLeft, readRight] = [readerOf(left, scope), readerOf(right, scope)];
  if (operator === 'like') {
    const pattern = likePattern(right.kind === 'value' ? String(right.value) : '');
    return (row) =>
      someValue(readLeft(row), (value) => typeof value === 'string' && pattern.test(value));
  }
  const accepts = comparisons[operator];
  if (accepts === undefined) throw new WqlSyntaxError(operator);
  return (row) => {
    const wanted = (readRight(row) ?? null) as WqlValue;
    // As in SQL, nothing but `is null` is true of a value that is not there.
    return someValue(
      readLeft(row),
      (value) => (wanted === null || value !== null) && accepts(order(value, wanted)),
    );
  };
}

/** `Class.Property`, `alias.Property` or the bare property of the first class that has it. */
function readerOf(operand: WqlOperand, scope: Scope): (row: Row) => unknown {
  if (operand.kind === 'value') return () => operand.value;
  const [first = '', second] = operand.name.split('.');
  const index = scope.findIndex(({ alias, source }) =>
    second === undefined ? source.property(first) !== undefined : alias === first.toLowerCase(),
  );
  const read = scope[index]?.source.property(second ?? first);
  if (read === undefined) throw new WqlSyntaxError(operand.name);
  return (row) => {
    const instance = row[index];
    return instance === undefined ? null : read(instance);
  };
}

/** An array property passes by any of its values; a Boolean counts as 0 or 1. */
function someValue(value: unknown, passes: (value: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some(passes);
  return passes(typeof value === 'boolean' ? Number(value) : (value ?? null));
}

const comparisons: Readonly<Record<string, (result: number | undefined) => boolean>> = {
  '=': (result) => result === 0,
  '!=': (result) => result !== 0,
  '<>': (result) => result !== 0,
  '<': (result) => result !== undefined && result < 0,
  '>': (result) => result !== undefined && result > 0,
  '<=': (result) => result !== undefined && result <= 0,
  '>=': (result) => result !== undefined && result >= 0,
};

function likePattern(text: string): RegExp {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'is');
}
