/**
 * The WQL of membership rules: `select … from SMS_R_System [inner|left join … on …] [where …]`
 * with =, !=, <>, <, >, <=, >=, like, in, is [not] null, and, or, not and parentheses.
 * https://learn.microsoft.com/windows/win32/wmisdk/wql-sql-for-wmi
 */
export interface WqlQuery {
  from: WqlClass;
  joins: { target: WqlClass; isOuter: boolean; on: WqlExpression }[];
  where: WqlExpression | undefined;
}

export interface WqlClass {
  className: string;
  alias: string;
}

export type WqlValue = string | number | null;
export type WqlOperand = { kind: 'value'; value: WqlValue } | { kind: 'column'; name: string };

export type WqlExpression =
  | { kind: 'and' | 'or'; terms: WqlExpression[] }
  | { kind: 'not'; term: WqlExpression }
  | { kind: 'compare'; left: WqlOperand; operator: string; right: WqlOperand }
  | { kind: 'in'; left: WqlOperand; values: WqlValue[] };

export class WqlSyntaxError extends Error {}

const TOKEN =
  /\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<=|>=|<>|!=|[=<>(),*]|[A-Za-z_][\w.]*|-?\d+)/y;
/** Of parentheses and `not`: deep enough for people, shallow enough for the stack. */
const DEPTH_MAX = 100;
const operators = ['=', '!=', '<>', '<', '>', '<=', '>=', 'like', 'is'];
const endOfClass = ['inner', 'left', 'join', 'on', 'where', 'as', ''];

export function parseWql(text: string): WqlQuery {
  return new WqlParser(text).parse();
}

class WqlParser {
  readonly #tokens: string[] = [];
  #index = 0;
  #depth = 0;

  constructor(text: string) {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const match = TOKEN.exec(text);
      if (match?.[1] === undefined) throw new WqlSyntaxError(text);
      this.#tokens.push(match[1]);
    }
  }

  parse(): WqlQuery {
    this.#expect('select');
    while (this.#peek().toLowerCase() !== 'from') this.#next();
    this.#expect('from');
    const from = this.#parseClass();
    const joins: WqlQuery['joins'] = [];
    for (let join = this.#parseJoin(); join !== undefined; join = this.#parseJoin()) {
      joins.push(join);
    }
    const where = this.#take('where') ? this.#parseOr() : undefined;
    if (this.#index < this.#tokens.length) throw new WqlSyntaxError(this.#peek());
    return { from, joins, where };
  }

  #parseClass(): WqlClass {
    const className = this.#next();
    if (this.#take('as')) return { className, alias: this.#next() };
    const isAliased = !endOfClass.includes(this.#peek().toLowerCase());
    return { className, alias: isAliased ? this.#next() : className };
  }

  #parseJoin(): WqlQuery['joins'][number] | undefined {
    const isOuter = this.#take('left');
    const isJoin = this.#take('inner') || isOuter || this.#peek().toLowerCase() === 'join';
    if (!isJoin) return undefined;
    this.#take('outer');
    this.#expect('join');
    const target = this.#parseClass();
    this.#expect('on');
    return { target, isOuter, on: this.#parseAnd() };
  }

  #parseOr(): WqlExpression {
    const terms = [this.#parseAnd()];
    while (this.#take('or')) terms.push(this.#parseAnd());
    return { kind: 'or', terms };
  }

  #parseAnd(): WqlExpression {
    const terms = [this.#parseTerm()];
    while (this.#take('and')) terms.push(this.#parseTerm());
    return { kind: 'and', terms };
  }

  #parseTerm(): WqlExpression {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw new WqlSyntaxError('Too deep');
    const term = this.#parseTermInside();
    this.#depth -= 1;
    return term;
  }

  #parseTermInside(): WqlExpression {
    if (this.#take('not')) return { kind: 'not', term: this.#parseTerm() };
    if (!this.#take('(')) return this.#parseComparison();
    const inner = this.#parseOr();
    this.#expect(')');
    return inner;
  }

  #parseComparison(): WqlExpression {
    const left = operand(this.#next());
    const isNegated = this.#take('not');
    const operator = this.#next().toLowerCase();
    const expression: WqlExpression =
      operator === 'in'
        ? { kind: 'in', left, values: this.#parseList() }
        : this.#parseRight(left, operator);
    return isNegated ? { kind: 'not', term: expression } : expression;
  }

  #parseRight(left: WqlOperand, operator: string): WqlExpression {
    if (!operators.includes(operator)) throw new WqlSyntaxError(operator);
    if (operator !== 'is') {
      return { kind: 'compare', left, operator, right: operand(this.#next()) };
    }
    const isNegated = this.#take('not');
    this.#expect('null');
    const right: WqlOperand = { kind: 'value', value: null };
    return { kind: 'compare', left, operator: isNegated ? '!=' : '=', right };
  }

  #parseList(): WqlValue[] {
    this.#expect('(');
    const values = [literal(this.#next())];
    while (this.#take(',')) values.push(literal(this.#next()));
    this.#expect(')');
    return values;
  }

  #peek(): string {
    return this.#tokens[this.#index] ?? '';
  }

  #take(token: string): boolean {
    if (this.#peek().toLowerCase() !== token) return false;
    this.#index += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new WqlSyntaxError(`Expected ${token}`);
  }

  #next(): string {
    const token = this.#tokens[this.#index];
    if (token === undefined) throw new WqlSyntaxError('Unexpected end');
    this.#index += 1;
    return token;
  }
}

function operand(token: string): WqlOperand {
  const isColumn = /^[A-Za-z_]/.test(token) && !/^(null|true|false)$/i.test(token);
  return isColumn ? { kind: 'column', name: token } : { kind: 'value', value: literal(token) };
}

function literal(token: string): WqlValue {
  if (/^["']/.test(token)) return token.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  if (/^-?\d+$/.test(token)) return Number(token);
  if (/^null$/i.test(token)) return null;
  if (/^(true|false)$/i.test(token)) return Number(token.toLowerCase() === 'true');
  throw new WqlSyntaxError(token);
}
