import type { FleetRow } from './draft.ts';
import { randomOf } from './random.ts';

/** Three pairs of rows must be in order: one mix in eight is, so a hundred tries are plenty. */
const ATTEMPTS_MAX = 100;

/** The first seeded mix in which each repeated row comes before its repetition. */
export function orderRows(rows: readonly FleetRow[]): FleetRow[] {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const ordered = randomOf(`order ${attempt}`).shuffle(rows);
    if (ordered.every((row, index) => isAfterWhatItRepeats(row, index, ordered))) return ordered;
  }
  throw new Error(`No order in ${ATTEMPTS_MAX} attempts.`);
}

function isAfterWhatItRepeats(row: FleetRow, index: number, rows: readonly FleetRow[]): boolean {
  return row.repeats === undefined || rows.indexOf(row.repeats) < index;
}
