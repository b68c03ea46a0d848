/** A row and its place in the table, which no later deletion moves. */
export interface Entry<Row> {
  sequence: number;
  row: Row;
}

/** Rows in order, from any place on: what a page of a list is cut from. */
export interface RowSource<Row> {
  after: (sequence: number) => Iterable<Entry<Row>>;
  /** By a property, without case; `undefined` where only looking at every row would tell. */
  lookUp?: (property: string, value: string) => Entry<Row>[] | undefined;
}

/** Rows by id in order of insertion. Ids compare without case, as both vendors do. */
export class Table<Row extends object> implements RowSource<Row> {
  readonly #entries = new Map<string, Entry<Row>>();
  /** The entries as an array, made when somebody lists and thrown away by the next change. */
  #ordered: readonly Entry<Row>[] | undefined;
  readonly #idOf: (row: Row) => string;
  readonly #indexes: TableIndex<Row>[] = [];
  readonly #byProperty = new Map<string, TableIndex<Row>>();
  #sequence = 0;

  constructor(idOf: (row: Row) => string) {
    this.#idOf = idOf;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(row: Row): Row {
    this.#sequence += 1;
    this.#ordered = undefined;
    const key = this.#idOf(row).toLowerCase();
    // A row added again stands at the end: entries stay in the order of their sequence numbers.
    this.delete(key);
    this.#entries.set(key, { sequence: this.#sequence, row });
    for (const index of this.#indexes) index.add(row);
    return row;
  }

  find(id: string): Row | undefined {
    return this.#entries.get(id.toLowerCase())?.row;
  }

  delete(id: string): boolean {
    const row = this.find(id);
    if (row === undefined) return false;
    for (const index of this.#indexes) index.delete(row);
    this.#ordered = undefined;
    return this.#entries.delete(id.toLowerCase());
  }

  entry(id: string): Entry<Row> | undefined {
    return this.#entries.get(id.toLowerCase());
  }

  sequenceOf(id: string): number | undefined {
    return this.#entries.get(id.toLowerCase())?.sequence;
  }

  /** Finds rows by a value that never changes while the row is in the table. */
  protected indexBy(keyOf: (row: Row) => string | undefined): TableIndex<Row> {
    const index = new TableIndex(keyOf);
    this.#indexes.push(index);
    return index;
  }

  /** The same for a property that lists are filtered by. */
  protected indexByProperty(property: keyof Row & string): TableIndex<Row> {
    const index = this.indexBy((row) => {
      const value = row[property];
      return typeof value === 'string' ? value.toLowerCase() : undefined;
    });
    this.#byProperty.set(property.toLowerCase(), index);
    return index;
  }

  lookUp(property: string, value: string): Entry<Row>[] | undefined {
    const index = this.#byProperty.get(property.toLowerCase());
    return index?.of(value.toLowerCase()).flatMap((row) => this.entry(this.#idOf(row)) ?? []);
  }

  all(): Row[] {
    return Array.from(this.#entries.values(), (entry) => entry.row);
  }

  /** With sequence numbers that survive deletions, so that paging never skips a row. */
  entries(): readonly Entry<Row>[] {
    this.#ordered ??= Array.from(this.#entries.values());
    return this.#ordered;
  }

  *after(sequence: number): Iterable<Entry<Row>> {
    const entries = this.entries();
    for (let index = firstAfter(entries, sequence); index < entries.length; index += 1) {
      const entry = entries[index];
      if (entry !== undefined) yield entry;
    }
  }
}

/** The rows of a source that pass. */
export function only<Row>(rows: RowSource<Row>, passes: (row: Row) => boolean): RowSource<Row> {
  return {
    *after(sequence) {
      for (const entry of rows.after(sequence)) if (passes(entry.row)) yield entry;
    },
  };
}

/** Where the entries behind a sequence number begin, by halving. */
function firstAfter<Row>(entries: readonly Entry<Row>[], sequence: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.sequence ?? Infinity) > sequence) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Nearly every key has one row: only where there are more is a list kept. */
export class TableIndex<Row extends object> {
  readonly #rows = new Map<string, Row | Row[]>();
  readonly #keyOf: (row: Row) => string | undefined;

  constructor(keyOf: (row: Row) => string | undefined) {
    this.#keyOf = keyOf;
  }

  add(row: Row): void {
    const key = this.#keyOf(row);
    if (key === undefined) return;
    const known = this.#rows.get(key);
    if (known === undefined) this.#rows.set(key, row);
    else if (Array.isArray(known)) known.push(row);
    else if (known !== row) this.#rows.set(key, [known, row]);
  }

  delete(row: Row): void {
    const key = this.#keyOf(row);
    if (key === undefined) return;
    const left = this.of(key).filter((each) => each !== row);
    if (left.length === 0) this.#rows.delete(key);
    else this.#rows.set(key, left);
  }

  of(key: string): Row[] {
    const known = this.#rows.get(key);
    if (known === undefined) return [];
    return Array.isArray(known) ? [...known] : [known];
  }
}
