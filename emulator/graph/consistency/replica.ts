import type { Entry, RowSource, Table } from '../../table.ts';
import type { Lag, View } from './lag.ts';

interface Version<Row> {
  atMs: number;
  /** Undefined: the object was not there. */
  entry: Entry<Row> | undefined;
}

/**
 * One table of the directory as its readers see it. Only objects that changed lately have more
 * than one version; everybody else is read from the table itself, at no cost.
 */
export class Replica<Row extends object> {
  readonly #table: Table<Row>;
  readonly #lag: Lag;
  readonly #nowMs: () => number;
  /** Each object as it was last told of: rows change in place, and readers want the past. */
  readonly #told = new Map<string, Entry<Row>>();
  readonly #versions = new Map<string, Version<Row>[]>();
  /** When an object's last version is known everywhere, in order of time. */
  readonly #settling: { id: string; atMs: number }[] = [];

  constructor(options: {
    table: Table<Row>;
    idOf: (row: Row) => string;
    lag: Lag;
    nowMs: () => number;
  }) {
    this.#table = options.table;
    this.#lag = options.lag;
    this.#nowMs = options.nowMs;
    if (this.#lag.isNone) return;
    for (const { sequence, row } of this.#table.entries()) {
      this.#told.set(options.idOf(row).toLowerCase(), { sequence, row: { ...row } });
    }
  }

  /** An object is new or has changed. */
  changed(id: string): void {
    const entry = this.#table.entry(id);
    if (entry !== undefined) this.#tell(id, { ...entry, row: { ...entry.row } });
  }

  removed(id: string): void {
    this.#tell(id, undefined);
  }

  find(id: string, view: View): Row | undefined {
    return this.entry(id, view)?.row;
  }

  entry(id: string, view: View): Entry<Row> | undefined {
    this.#settle();
    const versions = this.#versions.get(id.toLowerCase());
    return versions === undefined ? this.#table.entry(id) : this.#visible(id, versions, view);
  }

  rows(view: View): RowSource<Row> {
    this.#settle();
    if (this.#versions.size === 0) return this.#table;
    return { after: (sequence) => this.#after(sequence, view) };
  }

  #tell(id: string, entry: Entry<Row> | undefined): void {
    if (this.#lag.isNone) return;
    this.#settle();
    const key = id.toLowerCase();
    const before = { atMs: -Infinity, entry: this.#told.get(key) };
    const versions = this.#versions.get(key) ?? [before];
    const atMs = this.#nowMs();
    this.#versions.set(key, [...versions, { atMs, entry }]);
    this.#settling.push({ id: key, atMs });
    if (entry === undefined) this.#told.delete(key);
    else this.#told.set(key, entry);
  }

  #visible(id: string, versions: Version<Row>[], view: View): Entry<Row> | undefined {
    const untilMs = this.#nowMs() - this.#lag.of(id, view);
    return versions.findLast(({ atMs }) => atMs <= untilMs)?.entry;
  }

  /** The table's rows, with those under way as the view has them, in the table's order. */
  *#after(sequence: number, view: View): Iterable<Entry<Row>> {
    const hidden = new Set<number>();
    const shown: Entry<Row>[] = [];
    for (const [id, versions] of this.#versions) {
      for (const { entry } of versions) if (entry !== undefined) hidden.add(entry.sequence);
      const visible = this.#visible(id, versions, view);
      if (visible !== undefined && visible.sequence > sequence) shown.push(visible);
    }
    shown.sort((a, b) => a.sequence - b.sequence);
    let next = 0;
    for (const entry of this.#table.after(sequence)) {
      if (hidden.has(entry.sequence)) continue;
      for (; (shown[next]?.sequence ?? Infinity) < entry.sequence; next += 1) {
        const waiting = shown[next];
        if (waiting !== undefined) yield waiting;
      }
      yield entry;
    }
    yield* shown.slice(next);
  }

  /** Forgets the past of what every view knows by now. */
  #settle(): void {
    const untilMs = this.#nowMs() - this.#lag.longestMs;
    let count = 0;
    for (; (this.#settling[count]?.atMs ?? Infinity) <= untilMs; count += 1) {
      const { id = '', atMs = 0 } = this.#settling[count] ?? {};
      if (this.#versions.get(id)?.at(-1)?.atMs === atMs) this.#versions.delete(id);
    }
    if (count > 0) this.#settling.splice(0, count);
  }
}
