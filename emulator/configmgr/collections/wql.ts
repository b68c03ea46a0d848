import type { PlainRow } from '../../http/odata-match.ts';
import { order, readProperty, textOf } from '../../http/odata-match.ts';

export type WqlPredicate = (row: PlainRow) => boolean;

/**
 * The WQL of membership rules: the where clause with =, !=, <>, <, >, <=, >=, like, in, is null,
 * and, or, not, parentheses. Class prefixes are ignored: the caller joins the rows beforehand.
 * https://learn.microsoft.com/windows/win32/wmisdk/wql-sql-for-wmi
 */
export function parseWql(query: string): WqlPredicate | undefined {
  if (!/^\s*select\s.+\sfrom\s+SMS_R_System\b/is.test(query)) return undefined;
  const where = /\swhere\s+(.*)$/is.exec(query)?.[1];
  if (where === undefined) return () => true;
  try {
    return new WqlParser(where).parse();
  } catch (error) {
    if (error instanceof WqlSyntaxError) return undefined;
    throw error;
  }
}

export class WqlSyntaxError extends Error {}

const TOKEN = /\s*("(?:[^"]*)"|'(?:[^']*)'|<=|>=|<>|!=|[=<>(),]|[A-Za-z_][\w.]*|-?\d+)/y;

class WqlParser {
  readonly #tokens: string[];
  #index = 0;

  constructor(text: string) {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const match = TOKEN.exec(text);
      if (match?.[1] === undefined) throw new WqlSyntaxError(text);
      tokens.push(match[1]);
    }
    this.#tokens = tokens;
  }

  parse(): WqlPredicate {
    const predicate = this.#parseOr();
    if (this.#index < this.#tokens.length) throw new WqlSyntaxError(this.#peek());
    return predicate;
  }

  #parseOr(): WqlPredicate {
    const terms = [this.#parseAnd()];
    while (this.#take('or')) terms.push(this.#parseAnd());
    return (row) => terms.some((term) => term(row));
  }

  #parseAnd(): WqlPredicate {
    const terms = [this.#parseTerm()];
    while (this.#take('and')) terms.push(this.#parseTerm());
    return (row) => terms.every((term) => term(row));
  }

  #parseTerm(): WqlPredicate {
    if (this.#take('not')) {
      const inner = this.#parseTerm();
      return (row) => !inner(row);
    }
    if (this.#take('(')) {
      const inner = this.#parseOr();
      if (!this.#take(')')) throw new WqlSyntaxError('Expected )');
      return inner;
    }
    return this.#parseComparison();
  }

  #parseComparison(): WqlPredicate {
    const name = this.#next().split('.').at(-1) ?? '';
    const operator = this.#next().toLowerCase();
    if (operator === 'is') return this.#parseIsNull(name);
    if (operator === 'in') return this.#parseIn(name);
    const value = literal(this.#next());
    if (operator === 'like') {
      const pattern = likePattern(String(value));
      return (row) => pattern.test(textOf(readProperty(row, name)));
    }
    const accepts = comparisons[operator];
    if (accepts === undefined) throw new WqlSyntaxError(operator);
    return (row) => accepts(order(readProperty(row, name), value));
  }

  #parseIsNull(name: string): WqlPredicate {
    const isNegated = this.#take('not');
    if (!this.#take('null')) throw new WqlSyntaxError('Expected null');
    return (row) => ((readProperty(row, name) ?? null) === null) !== isNegated;
  }

  #parseIn(name: string): WqlPredicate {
    if (!this.#take('(')) throw new WqlSyntaxError('Expected (');
    const values = [literal(this.#next())];
    while (this.#take(',')) values.push(literal(this.#next()));
    if (!this.#take(')')) throw new WqlSyntaxError('Expected )');
    return (row) => values.some((value) => order(readProperty(row, name), value) === 0);
  }

  #peek(): string {
    return this.#tokens[this.#index] ?? '';
  }

  #take(token: string): boolean {
    if (this.#peek().toLowerCase() !== token) return false;
    this.#index += 1;
    return true;
  }

  #next(): string {
    const token = this.#tokens[this.#index];
    if (token === undefined) throw new WqlSyntaxError('Unexpected end');
    this.#index += 1;
    return token;
  }
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

function literal(token: string): string | number {
  return /^["']/.test(token) ? token.slice(1, -1) : Number(token);
}

function likePattern(text: string): RegExp {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'i');
}
