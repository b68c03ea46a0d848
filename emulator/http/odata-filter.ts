/**
 * The part of OData `$filter` that both vendors share: comparison, `in`, `and`, `or`, `not`,
 * parentheses, contains/startswith/endswith, `isof` and `any` over collections.
 * https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html
 */
export type Literal = string | number | boolean | null;

export type Filter =
  | {
      kind: 'compare';
      property: string;
      operator: CompareOperator;
      value: Literal;
      quoted: boolean;
    }
  | { kind: 'in'; property: string; values: Literal[] }
  | { kind: 'text'; property: string; name: TextFunction; value: string }
  | { kind: 'any'; property: string; variable: string; inner: Filter }
  | { kind: 'isof'; type: string }
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; inner: Filter };

export type CompareOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type TextFunction = 'contains' | 'startswith' | 'endswith';

export class FilterSyntaxError extends Error {}

const TOKEN =
  /\s*(?:('(?:[^']|'')*')|([(),:])|([A-Za-z_@][\w./@-]*)|([^\s(),:']+(?::\d[^\s(),']*)*))/y;
const compareOperators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
const textFunctions = ['contains', 'startswith', 'endswith'];
/** Deep enough for people, shallow enough for the stack. */
const TOKENS_MAX = 2000;

export function parseFilter(text: string): Filter {
  const tokens = tokenize(text);
  const parser = new FilterParser(tokens);
  const filter = parser.parseOr();
  if (!parser.isAtEnd()) throw new FilterSyntaxError(`Syntax error near '${parser.peek()}'.`);
  return filter;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match === null || tokens.length > TOKENS_MAX) {
      throw new FilterSyntaxError(`Invalid filter clause: ${text}`);
    }
    tokens.push(match[0].trim());
  }
  return tokens;
}

class FilterParser {
  readonly #tokens: string[];
  #index = 0;

  constructor(tokens: string[]) {
    this.#tokens = tokens;
  }

  isAtEnd(): boolean {
    return this.#index >= this.#tokens.length;
  }

  peek(): string {
    return this.#tokens[this.#index] ?? '';
  }

  parseOr(): Filter {
    let left = this.#parseAnd();
    while (this.#take('or')) left = { kind: 'or', left, right: this.#parseAnd() };
    return left;
  }

  #parseAnd(): Filter {
    let left = this.#parseUnary();
    while (this.#take('and')) left = { kind: 'and', left, right: this.#parseUnary() };
    return left;
  }

  #parseUnary(): Filter {
    if (this.#take('not')) return { kind: 'not', inner: this.#parseUnary() };
    if (this.#take('(')) {
      const inner = this.parseOr();
      this.#expect(')');
      return inner;
    }
    return this.#parsePredicate();
  }

  #parsePredicate(): Filter {
    const word = this.#next();
    const name = word.toLowerCase();
    if (textFunctions.includes(name) && this.peek() === '(') {
      return this.#parseText(name as TextFunction);
    }
    if (name === 'isof' && this.peek() === '(') return this.#parseIsOf();
    if (name.endsWith('/any')) return this.#parseAny(word.slice(0, -'/any'.length));
    if (this.#take('in')) return { kind: 'in', property: word, values: this.#parseList() };
    const operator = this.#next().toLowerCase();
    if (!compareOperators.includes(operator)) {
      throw new FilterSyntaxError(`Unsupported operator '${operator}'.`);
    }
    const token = this.#next();
    const value = toLiteral(token);
    const quoted = token.startsWith("'");
    return {
      kind: 'compare',
      property: word,
      operator: operator as CompareOperator,
      value,
      quoted,
    };
  }

  #parseText(name: TextFunction): Filter {
    this.#expect('(');
    const property = this.#next();
    this.#expect(',');
    const value = String(toLiteral(this.#next()));
    this.#expect(')');
    // `… eq true` is the older spelling of the same.
    if (this.#take('eq')) this.#expect('true');
    return { kind: 'text', property, name, value };
  }

  #parseIsOf(): Filter {
    this.#expect('(');
    const type = String(toLiteral(this.#next()));
    this.#expect(')');
    return { kind: 'isof', type };
  }

  #parseAny(property: string): Filter {
    this.#expect('(');
    const variable = this.#next();
    this.#expect(':');
    const inner = this.parseOr();
    this.#expect(')');
    return { kind: 'any', property, variable, inner };
  }

  #parseList(): Literal[] {
    this.#expect('(');
    const values = [toLiteral(this.#next())];
    while (this.#take(',')) values.push(toLiteral(this.#next()));
    this.#expect(')');
    return values;
  }

  #take(token: string): boolean {
    if (this.peek().toLowerCase() !== token) return false;
    this.#index += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new FilterSyntaxError(`Expected '${token}'.`);
  }

  #next(): string {
    if (this.isAtEnd()) throw new FilterSyntaxError('Unexpected end of the filter.');
    this.#index += 1;
    return this.#tokens[this.#index - 1] ?? '';
  }
}

function toLiteral(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  return /^-?\d+(\.\d+)?$/.test(token) ? Number(token) : token;
}
