/** Rows by id in order of insertion. Ids compare without case, as both vendors do. */
export class Table<Row extends object> {
  readonly #entries = new Map<string, { sequence: number; row: Row }>();
  readonly #idOf: (row: Row) => string;
  readonly #indexes: TableIndex<Row>[] = [];
  #sequence = 0;

  constructor(idOf: (row: Row) => string) {
    this.#idOf = idOf;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(row: Row): Row {
    this.#sequence += 1;
    this.#entries.set(this.#idOf(row).toLowerCase(), { sequence: this.#sequence, row });
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
    return this.#entries.delete(id.toLowerCase());
  }

  /** Finds rows by a value that never changes while the row is in the table. */
  protected indexBy(keyOf: (row: Row) => string | undefined): TableIndex<Row> {
    const index = new TableIndex(keyOf);
    this.#indexes.push(index);
    return index;
  }

  all(): Row[] {
    return Array.from(this.#entries.values(), (entry) => entry.row);
  }

  /** With sequence numbers that survive deletions, so that paging never skips a row. */
  entries(): { sequence: number; row: Row }[] {
    return Array.from(this.#entries.values());
  }
}

export class TableIndex<Row extends object> {
  readonly #rows = new Map<string, Set<Row>>();
  readonly #keyOf: (row: Row) => string | undefined;

  constructor(keyOf: (row: Row) => string | undefined) {
    this.#keyOf = keyOf;
  }

  add(row: Row): void {
    const key = this.#keyOf(row);
    if (key === undefined) return;
    const rows = this.#rows.get(key);
    if (rows === undefined) this.#rows.set(key, new Set([row]));
    else rows.add(row);
  }

  delete(row: Row): void {
    this.#rows.get(this.#keyOf(row) ?? '')?.delete(row);
  }

  of(key: string): Row[] {
    return [...(this.#rows.get(key) ?? [])];
  }
}
