import pg from 'pg';

export interface JournalRow {
  readonly key: string;
  readonly step: string;
  readonly deviceKey: string | null;
  readonly target: string;
  readonly state: string;
  readonly attempt: number;
  readonly outcome: string | null;
}

const journalColumns =
  'entry_key as key, step, device_key as "deviceKey", target, state, attempt, outcome';

/** Reads the ledger's tables past its port, as an administrator would: what stands there decides when to kill. */
export class LedgerEyes {
  readonly #pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    // The server may be stopped by the test itself; the next question connects anew.
    this.#pool.on('error', () => undefined);
  }

  /** All entries of a run, or those of one step. */
  async journal(run: string, step?: string): Promise<JournalRow[]> {
    const text = `select ${journalColumns} from journal
      where run = $1 and ($2::text is null or step = $2) order by sequence`;
    return this.#rows<JournalRow>(text, [run, step ?? null]);
  }

  /** How many devices of the run are in each state. */
  async states(run: string): Promise<Partial<Record<string, number>>> {
    const rows = await this.#rows<{ state: string; count: number }>(
      'select state, count(*)::int as count from devices where run = $1 group by state',
      [run],
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  /** How many devices that the run works on are in one of these states. */
  async countIn(run: string, states: readonly string[]): Promise<number> {
    const rows = await this.#rows<{ count: number }>(
      'select count(*)::int as count from devices where run = $1 and wave > 0 and state = any($2)',
      [run, states],
    );
    return rows[0]?.count ?? 0;
  }

  async phase(run: string): Promise<string> {
    const rows = await this.#rows<{ phase: string }>('select phase from runs where run = $1', [
      run,
    ]);
    return rows[0]?.phase ?? '';
  }

  async serialOf(run: string, deviceKey: string): Promise<string> {
    const rows = await this.#rows<{ serial: string }>(
      'select serial_number as serial from devices where run = $1 and device_key = $2',
      [run, deviceKey],
    );
    return rows[0]?.serial ?? '';
  }

  /** Decisions as they were signed and countersigned. */
  async decisions(run: string): Promise<readonly object[]> {
    return this.#rows<object & pg.QueryResultRow>(
      'select decision, signature, countersignature from decisions where run = $1 order by sequence',
      [run],
    );
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #rows<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): Promise<Row[]> {
    return (await this.#pool.query<Row>(text, [...values])).rows;
  }
}
